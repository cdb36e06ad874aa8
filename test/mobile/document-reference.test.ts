import { expect } from 'chai';
import fc from 'fast-check';
import { documentReference } from '../../src/mobile/document-reference.ts';
import { withAbsoluteUrl } from '../../src/mobile/stored-text.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, ARCHIVED, DEPRECATED, type DocumentEntry } from '../../src/model/document-entry.ts';
import { documentEntry } from '../support/arbitrary-entry.ts';
import { noteEntry } from '../support/submission-builder.ts';

const UUID = '11111111-2222-4333-8444-555555555555';
const LOGICAL = 'urn:uuid:99999999-2222-4333-8444-555555555555';
const MHD_TYPE = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';
const NOS = 'https://mos.esante.gouv.fr/NOS';

const entry: DocumentEntry = {
  ...(noteEntry as DocumentEntry),
  id: `urn:uuid:${UUID}`,
  entryUuid: `urn:uuid:${UUID}`,
  logicalId: LOGICAL,
  version: 2,
  availabilityStatus: APPROVED,
  repositoryUniqueId: '1.2.250.1.999.2.1.1',
  hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  size: 42,
  comments: [{ value: 'Un commentaire' }],
  eventCodes: [code('Z23', '2.16.840.1.113883.6.3', 'Vaccination')],
  referenceIds: [
    '123^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession',
    '7^^^&1.2.4&ISO^urn:ihe:iti:xds:2015:encounterId',
  ],
};
const made = (changes: Partial<DocumentEntry> = {}) => documentReference({ ...entry, ...changes });
const contained = (changes: Partial<DocumentEntry>, type: string) =>
  (made(changes).contained ?? []).filter(({ resourceType }) => resourceType === type);
const withAuthor = (author: Partial<DocumentEntry['authors'][number]>): Partial<DocumentEntry> => ({
  authors: [{ institutions: [], roles: [], specialties: [], telecommunications: [], ...author }],
});

describe('given a DocumentEntry as a DocumentReference', () => {
  it('then entryUUID is the id and the official identifier, of both conventions', () => {
    expect(made().id).to.equal(UUID);
    expect(made().identifier[0]).to.deep.equal({
      use: 'official',
      type: { coding: [{ system: MHD_TYPE, code: 'entryUUID' }] },
      system: 'urn:ietf:rfc:3986',
      value: `urn:uuid:${UUID}`,
    });
  });

  it('then logicalID is an identifier too', () => {
    expect(made().identifier[1]?.value).to.equal(LOGICAL);
  });

  it('then uniqueId is the masterIdentifier, of both conventions', () => {
    expect(made().masterIdentifier).to.deep.equal({
      use: 'usual',
      type: { coding: [{ system: MHD_TYPE, code: 'uniqueId' }] },
      system: 'urn:ietf:rfc:3986',
      value: `urn:oid:${entry.uniqueId}`,
    });
  });

  it('then a uniqueId with an extension has its root as system', () => {
    const { system, value } = made({ uniqueId: '1.2.3^ABC' }).masterIdentifier;
    expect([system, value]).to.deep.equal(['urn:oid:1.2.3', 'ABC']);
  });

  it('then version is meta.versionId', () => {
    expect(made().meta.versionId).to.equal('2');
  });

  for (const [status, expected, extension] of [
    [APPROVED, 'current', undefined],
    [DEPRECATED, 'superseded', undefined],
    [ARCHIVED, 'current', true],
  ] as const) {
    it(`then availabilityStatus ${status} is ${expected}${extension ? ' and archived' : ''}`, () => {
      expect(made({ availabilityStatus: status }).status).to.equal(expected);
      expect(made({ availabilityStatus: status }).extension?.[0]?.valueBoolean).to.equal(extension);
    });
  }

  it('then codes have the systems of FHIR and their displays', () => {
    const { type, category, context, content, securityLabel } = made();
    expect(type.coding).to.deep.equal([
      { system: 'http://loinc.org', code: '87273-9', display: 'Note de vaccination' },
    ]);
    expect(category[0]?.coding?.[0]?.system).to.equal(
      `${NOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`,
    );
    expect(content[0].format.code).to.equal('urn:asip:ci-sis:vac-note:2021');
    expect(context.facilityType.coding?.[0]?.code).to.equal('SA33');
    expect(context.practiceSetting.coding?.[0]?.code).to.equal('AMBULATOIRE');
    expect(context.event?.[0]?.coding?.[0]?.system).to.equal('http://hl7.org/fhir/sid/icd-10');
    expect(securityLabel?.map(({ coding }) => coding?.[0]?.system)).to.deep.equal([
      'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    ]);
  });

  it('then the visibility codes have the system of PDSm', () => {
    const label = made({ confidentialityCodes: [code('MASQUE_PS', '1.2.250.1.213.1.1.4.13')] }).securityLabel;
    expect(label?.[0]?.coding?.[0]?.system).to.equal(
      `${NOS}/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument`,
    );
  });

  it('then the patient is a logical reference by INS, without a name', () => {
    expect(made().subject).to.deep.equal({
      type: 'Patient',
      identifier: { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '294061411802778' },
    });
  });

  it('then the attachment has everything, the hash in base64 and a relative url', () => {
    expect(made().content[0].attachment).to.deep.equal({
      contentType: 'text/xml',
      language: 'fr-FR',
      url: `Binary/${UUID}`,
      size: 42,
      hash: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
      title: 'Note de vaccination',
      creation: '2026-10-02T08:15:00Z',
    });
  });

  it('then the stated times keep their precision', () => {
    expect(made({ creationTime: '202610' }).content[0].attachment.creation).to.equal('2026-10');
    expect(made().context.period).to.deep.equal({
      start: '2026-10-02T08:00:00Z',
      end: '2026-10-02T08:10:00Z',
    });
  });

  it('then date is an instant', () => {
    expect(made({ creationTime: '20261002' }).date).to.equal('2026-10-02T00:00:00.000Z');
  });

  it('then comments are the description', () => {
    expect(made().description).to.equal('Un commentaire');
  });

  it('then reference ids are related, but an encounter is the encounter', () => {
    expect(made().context.related).to.deep.equal([
      {
        identifier: {
          type: { coding: [{ system: 'urn:ietf:rfc:3986', code: 'urn:ihe:iti:xds:2013:accession' }] },
          system: 'urn:oid:1.2.3',
          value: '123',
        },
      },
    ]);
    expect(made().context.encounter?.[0]?.identifier?.value).to.equal('7');
  });

  it('then an author with a structure is a PractitionerRole between both', () => {
    const [role] = contained({}, 'PractitionerRole') as unknown as {
      id: string;
      practitioner: { reference: string };
      organization: { reference: string };
      specialty: { coding: { code: string; system: string }[] }[];
    }[];
    const ids = made().contained?.map(({ id }) => `#${id}`);
    expect(made().author).to.deep.equal([{ reference: `#${role?.id}` }]);
    expect(ids).to.include(role?.practitioner.reference).and.to.include(role?.organization.reference);
    expect(role?.specialty[0]?.coding[0]?.code).to.equal('G15_21/A');
  });

  it('then the practitioner has the national identifier and the name', () => {
    expect(contained({}, 'Practitioner')).to.deep.equal([
      {
        resourceType: 'Practitioner',
        id: contained({}, 'Practitioner')[0]?.id,
        identifier: [
          {
            type: {
              coding: [
                { system: 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203', code: 'IDNPS' },
              ],
            },
            system: 'urn:oid:1.2.250.1.71.4.2.1',
            value: '810000000037',
          },
        ],
        name: [{ family: 'CARON', given: ['Inès'] }],
      },
    ]);
  });

  it('then an authenticator who is the author is the same resource', () => {
    expect(made().authenticator?.reference).to.equal(`#${contained({}, 'Practitioner')[0]?.id}`);
  });

  it('then the custodian is the structure of the first author', () => {
    expect(made().custodian.identifier?.value).to.equal('1140000043');
    expect(made().custodian.display).to.equal('PHARMACIE DU MARCHE');
  });

  it('then the repository is the custodian where no author has a structure', () => {
    expect(made(withAuthor({ person: '1^A^B' })).custodian.identifier?.value).to.equal(
      'urn:oid:1.2.250.1.999.2.1.1',
    );
  });

  for (const [what, author, type] of [
    ['a person alone', { person: '1^A^B^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS' }, 'Practitioner'],
    ['software', { person: '9^Automate^modele^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI' }, 'Device'],
    ['the patient', { person: '294061411802778^LEMOINE^C^^^^^^&1.2.250.1.213.1.4.10&ISO^D^^^NH' }, 'Patient'],
    [
      'a structure alone',
      { institutions: ['ESAT^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000019'] },
      'Organization',
    ],
    ['a role without a person', { roles: ['secrétaire'] }, 'PractitionerRole'],
  ] as const) {
    it(`then ${what} as author is a ${type}`, () => {
      const resource = made(withAuthor(author));
      const [reference] = resource.author ?? [];
      const held = resource.contained?.find(({ id }) => `#${id}` === reference?.reference);
      expect(held?.resourceType).to.equal(type);
    });
  }

  it('then an address of the internet is an e-mail and another telecommunication a telephone', () => {
    const author = withAuthor({ telecommunications: ['^^Internet^a@b.fr', '^^PH^^33^2^31000000'] });
    const [role] = contained(author, 'PractitionerRole') as unknown as { telecom: object[] }[];
    expect(role?.telecom).to.deep.equal([
      { system: 'email', value: 'a@b.fr' },
      { system: 'phone', value: '33 2 31000000' },
    ]);
  });

  it('then a device as authenticator is named by its identifier alone', () => {
    const reference = made({
      legalAuthenticator: '9^Automate^modele^^^^^^&1.2.3&ISO^U^^^RI',
    }).authenticator;
    expect(reference?.reference).to.equal(undefined);
    expect(reference?.identifier?.value).to.equal('9');
  });

  it('then the patient as the source knew her is contained', () => {
    const info = ['PID-5|LEMOINE^CHARLOTTE^^^^^L', 'PID-5|DURAND^CHARLOTTE^^^^^D', 'PID-7|19940612'];
    const changes = { sourcePatientInfo: [...info, 'PID-8|F', 'PID-11|^^^^^^BDL^^14118'] };
    const [patient] = contained(changes, 'Patient') as unknown as Record<string, unknown>[];
    expect(patient?.name).to.deep.equal([
      { use: 'official', family: 'LEMOINE', given: ['CHARLOTTE'] },
      { use: 'usual', family: 'DURAND', given: ['CHARLOTTE'] },
    ]);
    expect(patient?.gender).to.equal('female');
    expect(patient?.birthDate).to.equal('1994-06-12');
    expect(JSON.stringify(patient?.extension)).to.include('"code":"14118"');
    expect(JSON.stringify(patient?.identifier)).to.include('0456789999');
    expect(made(changes).context.sourcePatientInfo?.reference).to.equal(`#${patient?.id}`);
  });

  it('then limited metadata claim the minimal profile only', () => {
    expect(made().meta.profile[0]).to.match(/Comprehensive/);
    expect(made({ limitedMetadata: true }).meta.profile[0]).to.match(/Minimal/);
  });

  it('then any entry maps to elements that are neither undefined nor empty, and every held resource is referred to', () => {
    fc.assert(
      fc.property(documentEntry, (any) => {
        const resource = documentReference(any);
        expectWhole(resource);
        const text = JSON.stringify(resource);
        for (const { id } of resource.contained ?? []) expect(text).to.include(`"reference":"#${id}"`);
      }),
    );
  });

  it('then the relative url occurs once in the text of any entry, and becomes absolute', () => {
    fc.assert(
      fc.property(documentEntry, (any) => {
        const text = JSON.stringify(documentReference({ ...any, comments: [{ value: '"url":"Binary/x' }] }));
        expect(text.split('"url":"Binary/')).to.have.length(2);
        const absolute = JSON.parse(withAbsoluteUrl(text, 'https://host/fhir'));
        const { url } = absolute.content[0].attachment;
        expect(url).to.equal(`https://host/fhir/Binary/${absolute.id}`);
        expect(absolute.description).to.equal('"url":"Binary/x');
      }),
    );
  });
});

function expectWhole(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    expect(value).not.to.be.oneOf([undefined, null, '']);
    return;
  }
  expect(Object.keys(value)).not.to.have.length(0);
  for (const one of Object.values(value)) expectWhole(one);
}
