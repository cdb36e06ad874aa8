import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { FhirClient, FhirReply } from '../../src/client/fhir-client.ts';
import { changeVisibility, currentEntry } from '../../src/client/update.ts';
import { NOTE, type OpenStage, openStage } from '../../src/commands/demo/stage.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { storeState } from '../support/store-state.ts';

const TRE_A07 =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
const MASQUE_PS = { coding: [{ system: TRE_A07, code: 'MASQUE_PS' }] };
const IS_ARCHIVED = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

describe('given a DocumentReference that is patched', function () {
  this.timeout(120_000);
  let server: TestServer;
  let stage: OpenStage;
  let charlotte: FhirClient;
  let nurse: FhirClient;
  let path: string;

  const find = async (client: FhirClient) => {
    const { resource } = await client.get(
      `DocumentReference?patient.identifier=${stage.patientToken}&type=http://loinc.org|87273-9`,
    );
    return resource.entry?.[0]?.resource;
  };
  const jsonPatch = (client: FhirClient, patch: unknown, headers = {}): Promise<FhirReply> =>
    client.send('PATCH', path, patch, { ...JSON_PATCH, ...headers });
  const labels = async () =>
    (await find(charlotte)).securityLabel.map(
      ({ coding }: { coding: { code: string }[] }) => coding[0]?.code,
    );
  const lastTrace = async () => {
    const { patient } = (await server.store.records.byIdentifier(stage.matricule, '1.2.250.1.213.1.4.10'))!;
    const [last] = await server.store.events.ofPatient(patient.key, { limit: 1, offset: 0 });
    return { type: last?.type, granted: last?.granted };
  };

  before(async () => {
    server = await startTestServer();
    stage = openStage(server, () => {});
    await stage.dmp('infirmier').setAuthorization(stage.patientId);
    charlotte = stage.patient();
    nurse = stage.fhir('infirmier', 'hopital');
    await stage.deposit('pharmacien', NOTE);
  });
  beforeEach(async () => {
    path = `DocumentReference/${(await find(charlotte)).id}`;
  });
  after(async () => {
    stage.close();
    await server.close();
  });

  for (const [how, mask, unmask] of [
    [
      'as RFC 6902 has it',
      [{ op: 'add', path: '/securityLabel/-', value: MASQUE_PS }],
      [{ op: 'remove', path: '/securityLabel/1' }],
    ],
    [
      'as PDSm4DMP does, in the place of the base code',
      [{ op: 'replace', path: '/securityLabel/0', value: MASQUE_PS }],
      [{ op: 'remove', path: '/securityLabel/1' }],
    ],
    [
      'with a bare code, as in the examples of PDSm',
      [{ op: 'add', path: '/securityLabel/1', value: 'MASQUE_PS' }],
      [{ op: 'replace', path: '/securityLabel', value: ['N'] }],
    ],
  ] as const) {
    it(`then the patient masks and unmasks it ${how}, and the base code stays`, async () => {
      const masked = await jsonPatch(charlotte, mask);
      expect(masked.status, masked.bytes.toString()).to.equal(200);
      expect(await lastTrace()).to.deep.equal({ type: 'TD3.3a-mask', granted: true });
      expect(await find(nurse)).to.equal(undefined);
      expect(await find(charlotte)).to.deep.equal(masked.resource);
      expect(await labels()).to.deep.equal(['N', 'MASQUE_PS']);
      path = `DocumentReference/${masked.resource.id}`;
      const unmasked = await jsonPatch(charlotte, unmask);
      expect(unmasked.status, unmasked.bytes.toString()).to.equal(200);
      expect(Number(unmasked.resource.meta.versionId)).to.equal(Number(masked.resource.meta.versionId) + 1);
      expect((await find(nurse)).id).to.equal(unmasked.resource.id);
      expect(await labels()).to.deep.equal(['N']);
    });
  }

  it('then she masks and unmasks it by FHIRPath Patch', async () => {
    const patch = (...part: object[]) => ({
      resourceType: 'Parameters',
      parameter: [{ name: 'operation', part }],
    });
    const masked = await charlotte.send(
      'PATCH',
      path,
      patch(
        { name: 'type', valueCode: 'add' },
        { name: 'path', valueString: 'DocumentReference' },
        { name: 'name', valueString: 'securityLabel' },
        { name: 'value', valueCodeableConcept: MASQUE_PS },
      ),
    );
    expect(masked.status, masked.bytes.toString()).to.equal(200);
    expect(await labels()).to.deep.equal(['N', 'MASQUE_PS']);
    const unmasked = await charlotte.send(
      'PATCH',
      `DocumentReference/${masked.resource.id}`,
      patch(
        { name: 'type', valueCode: 'delete' },
        { name: 'path', valueString: 'DocumentReference.securityLabel[1]' },
      ),
    );
    expect(unmasked.status, unmasked.bytes.toString()).to.equal(200);
    expect(await labels()).to.deep.equal(['N']);
  });

  it('then the médecin traitant masks and unmasks what another wrote', async () => {
    const named = await stage.decide('designer-medecin-traitant', {
      name: 'professionnel',
      valueIdentifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000029' },
    });
    expect(named.status, named.bytes.toString()).to.equal(200);
    const doctor = stage.fhir('medecin-traitant', 'hopital');
    const masked = await jsonPatch(doctor, [{ op: 'add', path: '/securityLabel/-', value: MASQUE_PS }]);
    expect(masked.status, masked.bytes.toString()).to.equal(200);
    expect(await find(nurse)).to.equal(undefined);
    path = `DocumentReference/${masked.resource.id}`;
    const unmasked = await jsonPatch(doctor, [{ op: 'remove', path: '/securityLabel/1' }]);
    expect(unmasked.status, unmasked.bytes.toString()).to.equal(200);
    expect((await find(nurse)).id).to.equal(unmasked.resource.id);
  });

  it('then its author keeps it from the patient until it is announced', async () => {
    const author = stage.fhir('pharmacien', 'pharmacie');
    await stage.dmp('pharmacien').setAuthorization(stage.patientId);
    const hidden = await jsonPatch(author, [
      { op: 'add', path: '/securityLabel/-', value: 'INVISIBLE_PATIENT' },
    ]);
    expect(hidden.status, hidden.bytes.toString()).to.equal(200);
    expect(await find(charlotte)).to.equal(undefined);
    expect((await find(nurse)).id).to.equal(hidden.resource.id);
    path = `DocumentReference/${hidden.resource.id}`;
    const shown = await jsonPatch(nurse, [{ op: 'replace', path: '/securityLabel', value: ['N'] }]);
    expect(shown.status, shown.bytes.toString()).to.equal(200);
    expect((await find(charlotte)).id).to.equal(shown.resource.id);
  });

  it('then a document is named by an identifier that stays, as PDSm has it', async () => {
    const { identifier, masterIdentifier } = await find(charlotte);
    const logicalId = identifier.find(({ use }: { use: string }) => use === 'secondary').value;
    const patch = (sought: string, client = charlotte) =>
      client.send(
        'PATCH',
        `DocumentReference?identifier=${encodeURIComponent(sought)}`,
        [{ op: 'replace', path: '/securityLabel', value: ['N'] }],
        JSON_PATCH,
      );
    for (const sought of [logicalId, masterIdentifier.value]) {
      const reply = await patch(sought);
      expect(reply.status, reply.bytes.toString()).to.equal(200);
      expect(`DocumentReference/${reply.resource.id}`).to.equal(path);
    }
    expect((await patch('urn:oid:1.2.3.4')).status).to.equal(404);
    expect((await patch(`${logicalId}&colour=red`)).status).to.equal(404);
    const unknown = await charlotte.send('PATCH', 'DocumentReference?colour=red', [], JSON_PATCH);
    expect(unknown.status).to.equal(400);
    expect(unknown.resource.issue[0].diagnostics).to.equal(
      "Un paramètre de recherche n'est pas connu. (colour)",
    );
    const nobodys = await charlotte.send('PATCH', 'DocumentReference', [], JSON_PATCH);
    expect(nobodys.resource.issue[0].diagnostics).to.equal(
      'Un paramètre de recherche obligatoire est absent. (identifier)',
    );
    // Who is no patient says whose document it is.
    expect((await patch(logicalId, nurse)).status).to.equal(403);
  });

  it('then what is so already is answered as it is, without a new version', async () => {
    const before = await find(charlotte);
    const reply = await jsonPatch(charlotte, [{ op: 'replace', path: '/status', value: 'current' }]);
    expect(reply.status).to.equal(200);
    expect(reply.resource).to.deep.equal(before);
    expect(await find(charlotte)).to.deep.equal(before);
  });

  it('then a nurse may not mask what another wrote, and a stranger finds no document', async () => {
    const mask = [{ op: 'add', path: '/securityLabel/-', value: MASQUE_PS }];
    const before = await storeState(server);
    expect((await jsonPatch(nurse, mask)).status).to.equal(403);
    expect((await jsonPatch(stage.fhir('medecin', 'hopital'), mask)).status).to.equal(404);
    expect(await storeState(server)).to.deep.equal(before);
  });

  it('then one that is hidden from whoever patches it is told as one that is not there', async () => {
    const patch = [{ op: 'replace', path: '/securityLabel', value: ['N'] }];
    const send = (client: FhirClient, at: string) => client.send('PATCH', at, patch, JSON_PATCH);
    const absent = `DocumentReference/${randomUUID()}`;
    const logicalId = (await find(charlotte)).identifier[1].value;
    const condition = (sought: string) =>
      `DocumentReference?patient.identifier=${stage.patientToken}&identifier=${sought}`;
    const doctor = stage.fhir('psychomotricien', 'hopital');
    await stage.dmp('psychomotricien').setAuthorization(stage.patientId);
    const hidden = await send(doctor, path);
    expect(hidden.status).to.equal(404);
    expect(hidden.bytes.equals((await send(doctor, absent)).bytes)).to.equal(true);
    const sought = await send(doctor, condition(logicalId));
    expect(sought.status).to.equal(404);
    expect(sought.bytes.equals((await send(doctor, condition(`urn:uuid:${randomUUID()}`))).bytes)).to.equal(
      true,
    );

    const author = stage.updating('pharmacien');
    const uniqueId = stage.deposited.get(NOTE) ?? '';
    const visibility = async (INVISIBLE_PATIENT: boolean) =>
      changeVisibility(author, (await currentEntry(author, uniqueId))!, { INVISIBLE_PATIENT });
    await stage.dmp('pharmacien').setAuthorization(stage.patientId);
    expect((await visibility(true)).status).to.equal('Success');
    const now = `DocumentReference/${(await currentEntry(author, uniqueId))?.entryUuid.slice('urn:uuid:'.length)}`;
    const kept = await send(charlotte, now);
    expect(kept.status).to.equal(404);
    expect(kept.bytes.equals((await send(charlotte, absent)).bytes)).to.equal(true);
    expect((await visibility(false)).status).to.equal('Success');
  });

  const archived = { url: IS_ARCHIVED, valueBoolean: true };
  for (const [what, patch, status, sentence, headers] of [
    [
      'another version than the present one',
      [{ op: 'add', path: '/securityLabel/-', value: MASQUE_PS }],
      412,
      'La ressource a changé depuis la version que vous avez lue.',
      { 'if-match': 'W/"99"' },
    ],
    [
      'a test that fails',
      [{ op: 'test', path: '/status', value: 'superseded' }],
      412,
      'La ressource a changé depuis la version que vous avez lue.',
    ],
    [
      'its title',
      [{ op: 'replace', path: '/content/0/attachment/title', value: 'Autre' }],
      405,
      'Un attribut qui ne peut pas être modifié a été modifié. (content)',
    ],
    [
      'its base code',
      [{ op: 'add', path: '/securityLabel/-', value: 'V' }],
      405,
      'Un attribut qui ne peut pas être modifié a été modifié. (securityLabel)',
    ],
    [
      'its status to superseded',
      [{ op: 'replace', path: '/status', value: 'superseded' }],
      405,
      'Un attribut qui ne peut pas être modifié a été modifié. (status)',
    ],
    [
      'another extension',
      [{ op: 'add', path: '/extension', value: [{ url: 'urn:other' }] }],
      405,
      'Un attribut qui ne peut pas être modifié a été modifié. (extension)',
    ],
    [
      'a place that is not there',
      [{ op: 'remove', path: '/securityLabel/7' }],
      400,
      "Un élément de la ressource envoyée n'est pas conforme. (patch[0])",
    ],
    [
      'an operation that is not served',
      [{ op: 'move', from: '/status', path: '/type' }],
      400,
      "Un élément de la ressource envoyée n'est pas conforme. (patch[0])",
    ],
    [
      'its archiving, when another wrote it',
      [{ op: 'add', path: '/extension/-', value: archived }],
      403,
      "L'accès demandé n'est pas autorisé.",
    ],
    [
      'its archiving as PDSm writes it, when another wrote it',
      [{ op: 'replace', path: '/extension[url:http://x/isArchived]/valueBoolean', value: true }],
      403,
      "L'accès demandé n'est pas autorisé.",
    ],
    [
      'its deletion, when another wrote it',
      [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
      403,
      "L'accès demandé n'est pas autorisé.",
    ],
    [
      'that it is hidden from herself',
      [{ op: 'add', path: '/securityLabel/-', value: 'INVISIBLE_PATIENT' }],
      403,
      "L'accès demandé n'est pas autorisé.",
    ],
  ] as const) {
    it(`then ${what} is ${status}, and changes nothing`, async () => {
      const before = await storeState(server);
      const reply = await jsonPatch(charlotte, patch, headers);
      expect(reply.status, reply.bytes.toString()).to.equal(status);
      expect(reply.resource.issue[0].diagnostics).to.equal(sentence);
      expect(await storeState(server)).to.deep.equal(before);
      expect((await lastTrace()).granted).to.equal(false);
    });
  }
});
