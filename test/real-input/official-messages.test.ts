import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Context } from 'mocha';
import { depositDocument } from '../../src/client/deposit.ts';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import {
  attribute,
  descendants,
  element,
  elements,
  path,
  text,
  type XmlElement,
} from '../../src/xml/tree.ts';
import {
  type OutlineRules,
  officialAnswer,
  officialMessage,
  outline,
  SAMPLE_PATIENT,
  SOAP_TYPE,
} from '../support/official-message.ts';
import { openRecord } from '../support/patient-record.ts';
import { postBytes, type RawReply } from '../support/raw-request.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const SERVICES = '/si-dmp-server/v2/services';
const domain = loadAffinityDomain('dmp');
/** The document that the official TD3.2 asks for, and the repository that it believes to hold it. */
const ASKED_FOR = '1.2.250.1.999.1.1.7898.1.995657292';
const OFFICIAL_REPOSITORY = '1.2.250.1.213.4.1.1.1.2';
/** Of every exchange. */
const HEADER = ['MessageID', 'RelatesTo'];

function all(root: XmlElement, local: string): XmlElement[] {
  return [...descendants(root)].filter((node) => node.local === local);
}

describe('given the official messages of the DMP, with a fresh VIHF and otherwise as they are', function () {
  this.timeout(60_000);
  let server: TestServer;
  let patient: string;
  before(async () => {
    server = await startTestServer();
    patient = await openRecord(server, {
      ...SAMPLE_PATIENT,
      family: 'patb-quatre',
      givens: ['LAURENCE'],
      birthDate: '1907-05-25',
      sex: 'M',
    });
  });
  after(() => server.close());

  const send = async (
    test: Context,
    file: string,
    service: string,
    as: string,
    edit = (message: string) => message,
  ): Promise<RawReply> => {
    const message = edit(officialMessage(test, file, server, { as, patient }));
    return postBytes(server, as, `${SERVICES}/${service}`, SOAP_TYPE, Buffer.from(message, 'utf8'));
  };

  const expectAs = (
    test: Context,
    reply: RawReply,
    file: string,
    rules: Pick<OutlineRules, 'varying'> & {
      readonly missing?: OutlineRules['without'];
      readonly more?: OutlineRules['without'];
    },
  ): void => {
    const varying = [...HEADER, ...rules.varying];
    const official = officialAnswer(test, file);
    const { missing, more } = rules;
    expect(outline(reply.root, { varying, ...(more === undefined ? {} : { without: more }) })).to.deep.equal(
      outline(official, { varying, ...(missing === undefined ? {} : { without: missing }) }),
    );
  };

  const makeAdministrator = async (): Promise<void> => {
    const client = createSandboxClient(server.pki, server.url, 'medecin-traitant');
    expect((await client.setAuthorization(patient, { medecinTraitant: true })).status).to.equal('DMPOk');
    client.close();
  };

  const depositAskedFor = async (): Promise<Buffer> => {
    const fixture = new URL('../../fixtures/documents/note-de-vaccination-charlotte.xml', import.meta.url);
    const note = (await readFile(fixture, 'utf8'))
      .replaceAll('294061411802778', SAMPLE_PATIENT.ins)
      .replace(/<id root="[^"]+"\/>/, `<id root="${ASKED_FOR}"/>`);
    const document = Buffer.from(note, 'utf8');
    const client = createSandboxClient(server.pki, server.url, 'pharmacien');
    const outcome = await depositDocument({
      client,
      pki: server.pki,
      as: 'pharmacien',
      domain,
      document,
      visibility: ['INVISIBLE_PATIENT'],
      at: new Date(),
    });
    client.close();
    if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome.refused));
    expect([outcome.status, outcome.uniqueId]).to.deep.equal(['Success', ASKED_FOR]);
    return document;
  };

  it('then TD0.3 is answered as the official answer shows, when sent a second time', async function () {
    const first = await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    expect(all(first.root, 'status').map(text)).to.deep.equal(['DMPOk']);
    expect(all(first.root, 'context')).to.have.lengthOf(0);
    const again = await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    expect(again.status).to.equal(200);
    expect(all(again.root, 'RelatesTo').map(text)).to.deep.equal([
      'urn:uuid:a1440619-0a31-4e46-b085-978ad48342cd',
    ]);
    expectAs(this, again, 'TD0.3-set-authorization-response.xml', { varying: ['context'] });
  });

  it('then TD0.2 is answered as the official answer shows, to the administrator of the record', async function () {
    await makeAdministrator();
    const reply = await send(this, 'TD0.2-existence-request.xml', 'patients', 'medecin-traitant');
    expect(reply.status).to.equal(200);
    // An activated record has both an account and a space; the one of the sample is of before the spaces.
    const states = all(reply.root, 'administrativeObservation').map((node) =>
      attribute(path(node, 'value'), 'value'),
    );
    const administrator = all(reply.root, 'attentionLine').map((node) =>
      attribute(path(node, 'value'), 'value'),
    );
    expect([states, administrator]).to.deep.equal([
      ['true', 'true', 'false', 'false'],
      [undefined, 'true'],
    ]);
    expectAs(this, reply, 'TD0.2-existence-response.xml', {
      varying: [
        'PRPA_IN201308UV02/id@root',
        'creationTime@value',
        'device/softwareName',
        'family@qualifier',
        'administrativeObservation/value@value',
      ],
      // The oppositions, which the sample of TD0.5 has and that of TD0.2, of another record, has not.
      more: (node) =>
        node.local === 'subjectOf' &&
        attribute(path(node, 'administrativeObservation', 'code'), 'code')?.startsWith('OPPOSITION_') ===
          true,
      // The INS computed of old, a title and ways to reach the patient, which this server does not hold.
      missing: (node) =>
        node.local === 'prefix' ||
        node.local === 'telecom' ||
        attribute(node, 'root') === '1.2.250.1.213.1.4.2',
    });
  });

  it('then TD0.2 says NF, and nothing of a patient, where there is no record', async function () {
    const absent = '255068935012318';
    const message = officialMessage(this, 'TD0.2-existence-request.xml', server, {
      as: 'medecin',
      patient: absent,
    }).replace(`extension="${SAMPLE_PATIENT.ins}"`, `extension="${absent}"`);
    const reply = await postBytes(server, 'medecin', `${SERVICES}/patients`, SOAP_TYPE, Buffer.from(message));
    expect(all(reply.root, 'queryResponseCode').map((node) => attribute(node, 'code'))).to.deep.equal(['NF']);
    expect(all(reply.root, 'acknowledgement').map((node) => attribute(node, 'typeCode'))).to.deep.equal([
      'AA',
    ]);
    expect([...all(reply.root, 'subject'), ...all(reply.root, 'attentionLine')]).to.have.lengthOf(0);
  });

  it('then TD0.4 is answered as the official answer shows, for the patient of it who is known here', async function () {
    await makeAdministrator();
    await depositAskedFor();
    const reply = await send(this, 'TD0.4-patient-list-request.xml', 'patientsSpecific', 'medecin-traitant');
    expect(reply.status).to.equal(200);
    expectAs(this, reply, 'TD0.4-patient-list-response.xml', {
      varying: ['lastAccessDate', 'lastUpdateDate', 'lastAddDate'],
      // Another patient, and the INS computed of old.
      missing: (node) =>
        text(element(node, 'lastName')) === 'PAT-TROIS' ||
        text(element(node, 'nationalIdType')) === '1.2.250.1.213.1.4.2',
    });
  });

  it('then the message of TD0.2 with the reason of TD1.3a gets the administrative data, and with another is refused', async function () {
    const ask = (reason: string) =>
      send(this, 'TD0.2-existence-request.xml', 'patients', 'medecin', (message) =>
        message.replaceAll('TEST_EXST', reason),
      );
    const reply = await ask('CNSLT_DATA');
    expect(all(reply.root, 'reasonCode').map((node) => attribute(node, 'code'))).to.deep.equal([
      'CNSLT_DATA',
    ]);
    expect(all(reply.root, 'birthTime').map((node) => attribute(node, 'value'))).to.deep.equal(['19070525']);
    expect(all(reply.root, 'attentionLine')).to.have.lengthOf(0);
    const refused = await ask('AUTRE');
    expect(all(refused.root, 'Fault')).to.have.lengthOf(1);
    expect(text(all(refused.root, 'Text')[0])).to.include('reasonCode');
  });

  it('then TD1.6 is answered as the official answer shows, to who is authorised', async function () {
    await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    const reply = await send(this, 'TD1.6-list-authorizations-request.xml', 'habilitations', 'medecin');
    expect(reply.status).to.equal(200);
    const own = all(reply.root, 'listOfAuthorizationByPatient').filter(
      (one) => text(element(one, 'nationalId')) === '810000000011',
    );
    const [official] = all(
      officialAnswer(this, 'TD1.6-list-authorizations-response.xml'),
      'listOfAuthorizationByPatient',
    );
    // An authorisation does not keep the speciality.
    const missing = (node: XmlElement) => node.local.endsWith('Speciality');
    const varying = ['nationalId', 'firstName', 'lastName', 'startOfAuthorization', 'lastActionDate'];
    expect(own.map((one) => outline(one, { varying }))).to.deep.equal([
      outline(official!, { varying, without: missing }),
    ]);
  });

  it('then TD3.1 finds the documents of the patient, each as the DMP tells it, and no signature', async function () {
    await depositAskedFor();
    await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    const reply = await send(this, 'TD3.1-document-query-request.xml', 'registry', 'medecin');
    expect(reply.contentType).to.match(/^application\/soap\+xml/);
    const [response] = all(reply.root, 'AdhocQueryResponse');
    expect(response?.namespace).to.equal('urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0');
    expect(Object.fromEntries(response!.attributes.map(({ name, value }) => [name, value]))).to.deep.equal({
      status: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success',
      startIndex: '0',
      totalResultCount: '1',
    });
    const [object, ...more] = all(reply.root, 'ExtrinsicObject');
    expect(more).to.have.lengthOf(0);
    expect(attribute(object, 'status')).to.equal(APPROVED);
    expect(attribute(object, 'lid')).to.equal(attribute(object, 'id'));
    const slots = elements(object!, 'Slot').map((slot) => attribute(slot, 'name'));
    expect(slots).to.include.members([
      'creationTime',
      'hash',
      'languageCode',
      'legalAuthenticator',
      'repositoryUniqueId',
      'serviceStartTime',
      'size',
      'sourcePatientId',
      'sourcePatientInfo',
    ]);
    const version = elements(object!, 'VersionInfo').map((node) => attribute(node, 'versionName'));
    expect(version).to.deep.equal(['1']);
    const confidentiality = elements(object!, 'Classification')
      .filter(
        (node) => attribute(node, 'classificationScheme') === 'urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f',
      )
      .map((node) => attribute(node, 'nodeRepresentation'));
    expect(confidentiality).to.deep.equal(['N', 'INVISIBLE_PATIENT']);
  });

  it('then TD3.2 is answered as the official answer shows, the repositoryUniqueId replaced by ours', async function () {
    const document = await depositAskedFor();
    await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    const reply = await send(this, 'TD3.2-retrieve-request.xml', 'repository', 'medecin', (message) =>
      message.replace(OFFICIAL_REPOSITORY, domain.rules.repositoryUniqueId),
    );
    expect(reply.contentType).to.match(/^multipart\/related; type="application\/xop\+xml"/);
    expectAs(this, reply, 'TD3.2-retrieve-response.xml', { varying: ['RepositoryUniqueId', 'Include@href'] });
    expect([...reply.parts.values()].map((bytes) => bytes.equals(document))).to.deep.equal([true]);
  });

  it('then TD3.2 as it is asks a repository that is not this one, and is told so', async function () {
    await send(this, 'TD0.3-set-authorization-request.xml', 'habilitations', 'medecin');
    const reply = await send(this, 'TD3.2-retrieve-request.xml', 'repository', 'medecin');
    const errors = all(reply.root, 'RegistryError').map((node) => attribute(node, 'errorCode'));
    expect(errors).to.deep.equal(['XDSUnknownRepositoryId']);
    expect(reply.parts.size).to.equal(0);
  });
});
