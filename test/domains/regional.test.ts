import { expect } from 'chai';
import { readRetrieved, registryAnswer } from '../../src/client/dmp-answers.ts';
import { findDocumentsRequest, retrieveRequest } from '../../src/client/dmp-requests.ts';
import { createSoapClient } from '../../src/client/soap-client.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, ARCHIVED, DEPRECATED, type DocumentEntry } from '../../src/model/document-entry.ts';
import { RPLC } from '../../src/model/submission.ts';
import { elements, path } from '../../src/xml/tree.ts';
import { REGION, withMatrix, writeRegionalDomain } from '../support/regional-domain.ts';
import { outcome, PATIENT, type RegionalServer, regionalServer } from './regional-operator.ts';

const NOTE = code('87273-9', '2.16.840.1.113883.6.1', 'Note de vaccination');
const [N, R, RESERVE] = [
  code('N', '2.16.840.1.113883.5.25', 'Normal'),
  code('R', '2.16.840.1.113883.5.25', 'Restreint'),
  code('RESERVE', REGION.codes, 'Réservé'),
];

async function found(region: RegionalServer, as = 'medecin'): Promise<readonly DocumentEntry[]> {
  const body = findDocumentsRequest(PATIENT, [APPROVED], 'LeafClass', {});
  const reply = await region.call('registry', 'query', body, { as });
  return elements(path(reply.payload, 'RegistryObjectList')!).map((object) => readDocumentEntry(object));
}

describe('given a third affinity domain, which an operator has written outside the project', function () {
  this.timeout(60_000);
  let region: RegionalServer;
  before(async () => {
    region = await regionalServer(writeRegionalDomain());
  });
  after(() => region.close());

  it('then a document with its own code is deposited, found and read', async () => {
    expect(await region.deposit('1.2.9.1')).to.deep.equal(['Success']);
    const [entry] = await found(region);
    expect(entry).to.include({ uniqueId: '1.2.9.1', repositoryUniqueId: '1.2.250.1.999.7.3' });
    const reply = await region.call(
      'repository',
      'retrieve',
      retrieveRequest([{ repositoryUniqueId: '1.2.250.1.999.7.3', uniqueId: '1.2.9.1' }]),
    );
    const [document] = readRetrieved(reply);
    expect(String(await document?.content.bytes())).to.equal('the text of 1.2.9.1');
  });

  const refused: readonly (readonly [
    what: string,
    lot: Parameters<RegionalServer['deposit']>[1],
    codes: string[],
  ])[] = [
    ['a type of the DMP', { entry: { typeCode: NOTE } }, ['XDSRegistryMetadataError']],
    [
      'an entry without the attribute that it requires',
      { entry: { comments: [] } },
      ['XDSRegistryMetadataError'],
    ],
    ['a lot without the attribute that it requires', { set: { title: [] } }, ['XDSRegistryMetadataError']],
    [
      'two codes of which one only may be',
      { entry: { confidentialityCodes: [N!, R!] } },
      ['XDSRegistryMetadataError'],
    ],
    [
      'a Document whose id differs in case',
      { documentId: (id: string) => id.toUpperCase() },
      ['XDSMissingDocument', 'XDSMissingDocumentMetadata'],
    ],
    ['a document outside of MTOM', { inline: true }, ['MtomRequired']],
    [
      'the RPLC of 2010',
      {
        relation: {
          type: 'urn:ihe:iti:2010:AssociationType:RPLC',
          target: 'urn:uuid:a0000000-0000-4000-8000-000000000001',
        },
      },
      ['XDSRegistryMetadataError'],
    ],
  ];
  for (const [what, lot, codes] of refused) {
    it(`then ${what} is refused, and nothing is stored`, async () => {
      const before = await found(region);
      expect(await region.deposit('1.2.9.2', lot)).to.deep.equal(codes);
      expect(await found(region)).to.deep.equal(before);
    });
  }

  it('then a code of its own stands beside the one that must be', async () => {
    expect(
      await region.deposit('1.2.9.3', { entry: { confidentialityCodes: [N!, RESERVE!] } }),
    ).to.deep.equal(['Success']);
  });

  it('then a document of another may be replaced', async () => {
    expect(await region.deposit('1.2.9.4')).to.deep.equal(['Success']);
    const old = (await found(region)).find(({ uniqueId }) => uniqueId === '1.2.9.4');
    const relation = { type: RPLC, target: old?.entryUuid ?? '' };
    expect(await region.deposit('1.2.9.5', { relation })).to.deep.equal(['Success']);
    expect((await found(region)).map(({ uniqueId }) => uniqueId))
      .to.include('1.2.9.5')
      .and.not.include('1.2.9.4');
  });

  it('then a patient without a record cannot be searched', async () => {
    const patient = `REG-0043^^^&${REGION.authority}&ISO`;
    const body = findDocumentsRequest(patient, [APPROVED], 'LeafClass', {});
    expect(outcome(await region.call('registry', 'query', body, { patient }))).to.deep.equal([
      'XDSUnknownPatientId',
    ]);
  });

  it('then the INS is nobody here', async () => {
    const patient = '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH';
    const body = findDocumentsRequest(patient, [APPROVED], 'LeafClass', {});
    expect(outcome(await region.call('registry', 'query', body, { patient }))).to.deep.equal([
      'AssertionClaim',
    ]);
  });

  it('then a VIHF for the DMP is not one for the region', async () => {
    const body = findDocumentsRequest(PATIENT, [APPROVED], 'LeafClass', {});
    const reply = await region.call('registry', 'query', body, { resource: 'urn:dmp' });
    expect(outcome(reply)).to.deep.equal(['AssertionClaim']);
  });

  it('then a status that it does not know is as none, and none is a fault', async () => {
    const body = findDocumentsRequest(PATIENT, [ARCHIVED, DEPRECATED], 'LeafClass', {});
    expect(outcome(await region.call('registry', 'query', body))).to.deep.equal([
      'XDSStoredQueryMissingParam',
    ]);
  });

  it('then nothing answers at the addresses of the DMP', async () => {
    const at = async (place: string) => {
      const { server } = region;
      const client = createSoapClient({ origin: server.url, ca: server.pki.ca });
      const body = findDocumentsRequest(PATIENT, [APPROVED], 'LeafClass', {});
      const answer = client.call({ path: place, action: 'urn:ihe:iti:2007:RegistryStoredQuery', body });
      const status = await answer.then((reply) => registryAnswer(reply).status).catch(() => 'no SOAP');
      client.close();
      return status;
    };
    expect(await at('/partage/xds/registry')).to.equal('Fault');
    expect(await at('/si-dmp-server/v2/services/registry')).to.equal('no SOAP');
    expect(await at('/xds/registry')).to.equal('no SOAP');
  });
});

describe('given a third affinity domain that tolerates what partners do', function () {
  this.timeout(60_000);
  let region: RegionalServer;
  before(async () => {
    const tolerates = ['documents-without-mtom', 'document-ids-in-other-case'];
    region = await regionalServer(writeRegionalDomain({ tolerates }));
  });
  after(() => region.close());

  it('then a document outside of MTOM is taken', async () => {
    expect(await region.deposit('1.2.9.1', { inline: true })).to.deep.equal(['Success']);
  });

  it('then a Document whose id differs in case is taken', async () => {
    expect(await region.deposit('1.2.9.2', { documentId: (id) => id.toUpperCase() })).to.deep.equal([
      'Success',
    ]);
  });
});

describe('given a third affinity domain with a matrix of its own, which lets nurses alone read its type', function () {
  this.timeout(60_000);
  let region: RegionalServer;
  before(async () => {
    const nurses = 6;
    const profiles = withMatrix(writeRegionalDomain({ habilitation: 'matrix' }), nurses);
    region = await regionalServer(profiles, { CARNET_MATRIX: '2026-11' });
    const { store, pki } = region.server;
    const record = await store.records.byIdentifier(PATIENT.split('^')[0]!, REGION.authority);
    for (const slug of ['medecin', 'infirmier']) {
      const { id } = pki.identities.find((one) => one.slug === slug)!;
      const since = new Date().toISOString();
      const authorisation = {
        holder: id,
        holderKind: 'professional',
        name: slug,
        medecinTraitant: false,
        since,
      } as const;
      await store.write([{ kind: 'authorise', patientKey: record!.patient.key, authorisation }]);
    }
    expect(await region.deposit('1.2.9.1')).to.deep.equal(['Success']);
  });
  after(() => region.close());

  for (const [who, uniqueIds] of [
    ['infirmier', ['1.2.9.1']],
    ['medecin', []],
  ] as const) {
    it(`then ${who} finds ${uniqueIds.length}`, async () => {
      expect((await found(region, who)).map(({ uniqueId }) => uniqueId)).to.deep.equal(uniqueIds);
    });
  }

  it('then somebody who has not declared to be authorised is refused', async () => {
    const body = findDocumentsRequest(PATIENT, [APPROVED], 'LeafClass', {});
    const reply = await region.call('registry', 'query', body, { as: 'sage-femme' });
    expect(outcome(reply)).to.deep.equal(['DMPAccessDeniedByRightsService']);
  });
});
