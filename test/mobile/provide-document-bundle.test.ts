import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { FhirClient, FhirReply } from '../../src/client/fhir-client.ts';
import { changeVisibility, currentEntry } from '../../src/client/update.ts';
import { NOTE, type OpenStage, openStage } from '../../src/commands/demo/stage.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { storeState } from '../support/store-state.ts';

const MHD = 'https://profiles.ihe.net/ITI/MHD';
const TRE_A05 =
  'https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire';
const AUTHORITY = '1.2.250.1.213.1.4.10';
const PDF = Buffer.from('%PDF-1.4 ordonnance');

// biome-ignore lint/suspicious/noExplicitAny: a bundle, changed at will
type Any = any;

let serial = 0;

/** A minimal bundle of one document; a fresh one each time. */
function minimal(): Any {
  serial++;
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Minimal.ProvideBundle`] },
    type: 'transaction',
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
        resource: {
          resourceType: 'List',
          identifier: [
            { use: 'usual', system: 'urn:ietf:rfc:3986', value: `urn:oid:1.2.250.1.999.7.1.${serial}` },
          ],
          status: 'current',
          mode: 'working',
          code: { coding: [{ system: `${MHD}/CodeSystem/MHDlistTypes`, code: 'submissionset' }] },
          date: '2026-11-20T09:00:00+01:00',
          entry: [{ item: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000002' } }],
        },
        request: { method: 'POST', url: 'List' },
      },
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000002',
        resource: {
          resourceType: 'DocumentReference',
          masterIdentifier: {
            system: 'urn:ietf:rfc:3986',
            value: `urn:oid:1.2.250.1.999.7.2.${serial}`,
          },
          status: 'current',
          type: { coding: [{ system: TRE_A05, code: 'DOCPAT02' }] },
          content: [
            {
              attachment: {
                contentType: 'application/pdf',
                url: 'urn:uuid:00000000-0000-4000-8000-000000000003',
              },
            },
          ],
        },
        request: { method: 'POST', url: 'DocumentReference' },
      },
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000003',
        resource: { resourceType: 'Binary', contentType: 'application/pdf', data: PDF.toString('base64') },
        request: { method: 'POST', url: 'Binary' },
      },
    ],
  };
}

/** The same with one thing changed. */
function changed(change: (bundle: Any, list: Any, document: Any, binary: Any) => void): Any {
  const bundle = minimal();
  const [list, document, binary] = bundle.entry.map(({ resource }: Any) => resource);
  change(bundle, list, document, binary);
  return bundle;
}

describe("given the bundle of a patient's own document", function () {
  this.timeout(120_000);
  let server: TestServer;
  let stage: OpenStage;
  let charlotte: FhirClient;
  let doctor: FhirClient;
  let patient: string;

  const post = (bundle: unknown, as: FhirClient = charlotte): Promise<FhirReply> =>
    as.send('POST', `${server.url}/fhir`, bundle);
  const read = async (reply: FhirReply, index = 1) =>
    (await charlotte.get(reply.resource.entry[index].response.location)).resource;
  const attachmentOf = (document: Any) => document.content[0].attachment;

  before(async () => {
    server = await startTestServer();
    stage = openStage(server, () => {});
    charlotte = stage.patient();
    doctor = stage.fhir('medecin', 'hopital');
    await stage.dmp('medecin').setAuthorization(stage.patientId);
    const record = await server.store.records.byIdentifier(stage.matricule, AUTHORITY);
    patient = `p${record?.patient.key}`;
  });
  after(async () => {
    stage.close();
    await server.close();
  });

  it('then it is stored as hers, and the answer says where, in the order of the bundle', async () => {
    const reply = await post(minimal());
    expect(reply.status, reply.bytes.toString()).to.equal(200);
    expect(reply.resource.type).to.equal('transaction-response');
    expect(
      reply.resource.entry.map(({ response }: Any) => [
        response.status,
        response.location.replace(/[0-9a-f-]{36}$/, ''),
      ]),
    ).to.deep.equal([
      ['201 Created', 'List/'],
      ['201 Created', 'DocumentReference/'],
      ['201 Created', 'Binary/'],
    ]);
    const document = await read(reply);
    const [author] = document.contained.filter(({ id }: Any) => `#${id}` === document.author[0].reference);
    expect(author).to.deep.include({ resourceType: 'Patient' });
    expect(author.identifier[0]).to.deep.include({ system: `urn:oid:${AUTHORITY}`, value: stage.matricule });
    expect(attachmentOf(document)).to.deep.include({
      contentType: 'application/pdf',
      size: PDF.length,
      hash: createHash('sha1').update(PDF).digest('base64'),
    });
    const binary = await charlotte.get(reply.resource.entry[2].response.location, '*/*');
    expect(binary.bytes.equals(PDF)).to.equal(true);
  });

  it('then its class is that of its type, and a document of class 90 is one of her own space', async () => {
    const synthesis = await read(await post(minimal()));
    expect(synthesis.category[0].coding[0].code).to.equal('42');
    const will = changed((_bundle, _list, document) => {
      document.type = { coding: [{ system: TRE_A05, code: 'EXPPAT_1' }] };
    });
    const reply = await post(will);
    expect(reply.status, reply.bytes.toString()).to.equal(200);
    const found = await doctor.get(`DocumentReference?patient.identifier=${stage.patientToken}&category=90`);
    expect(found.resource.entry.map(({ resource }: Any) => resource.id)).to.deep.equal([
      (await read(reply)).id,
    ]);
  });

  it('then what she says is kept as it came', async () => {
    const bundle = changed((_bundle, list, document) => {
      list.subject = { reference: `Patient/${patient}` };
      document.subject = {
        identifier: { system: `urn:oid:${AUTHORITY}`, value: stage.matricule },
      };
      document.description = 'Scannée';
      document.securityLabel = [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }] },
      ];
      document.context = { period: { start: '2026-10-01', end: '2026-10-02' } };
      Object.assign(document.content[0].attachment, {
        title: 'Ordonnance',
        creation: '2026-10-03T10:00:00+02:00',
        size: PDF.length,
        hash: createHash('sha1').update(PDF).digest('base64'),
      });
    });
    const document = await read(await post(bundle));
    expect(document.description).to.equal('Scannée');
    expect(document.context.period).to.deep.equal({ start: '2026-10-01', end: '2026-10-02' });
    expect(attachmentOf(document)).to.deep.include({ title: 'Ordonnance', creation: '2026-10-03T08:00:00Z' });
  });

  it('then an authorised doctor finds it, and not when she deposits it masked', async () => {
    const masked = changed((_bundle, _list, document) => {
      document.securityLabel = [
        {
          coding: [
            {
              system:
                'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument',
              code: 'MASQUE_PS',
            },
          ],
        },
      ];
    });
    const [open, hidden] = [await read(await post(minimal())), await read(await post(masked))];
    expect((await doctor.get(`DocumentReference/${open.id}`)).status).to.equal(200);
    expect((await doctor.get(`DocumentReference/${hidden.id}`)).status).to.equal(404);
    expect((await charlotte.get(`DocumentReference/${hidden.id}`)).status).to.equal(200);
  });

  it('then she replaces it, archives and deletes it', async () => {
    const first = await read(await post(minimal()));
    const second = await post(
      changed((_bundle, _list, document) => {
        document.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${first.id}` } }];
      }),
    );
    expect(second.status, second.bytes.toString()).to.equal(200);
    expect((await charlotte.get(`DocumentReference/${first.id}`)).resource.status).to.equal('superseded');
    const { id } = await read(second);
    const patch = (operation: object) =>
      charlotte.send('PATCH', `DocumentReference/${id}`, [operation], {
        'content-type': 'application/json-patch+json',
      });
    const archived = await patch({ op: 'add', path: '/extension[url:isArchived]/valueBoolean', value: true });
    expect(archived.status, archived.bytes.toString()).to.equal(200);
    expect(archived.resource.extension[0].valueBoolean).to.equal(true);
    const deleted = await patch({ op: 'replace', path: '/status', value: 'entered-in-error' });
    expect(deleted.status, deleted.bytes.toString()).to.equal(200);
    expect((await charlotte.get(`DocumentReference/${id}`)).status).to.equal(404);
  });

  it('then the same sent again gets the same answer, and is stored once', async () => {
    const bundle = minimal();
    const first = await post(bundle);
    const before = await storeState(server);
    const again = await post(bundle);
    expect(again.resource).to.deep.equal(first.resource);
    expect(storeState(server)).to.deep.equal(before);
  });

  const ENTRY = (index: number) => `Bundle.entry\\[${index}\\]`;
  const invalid = (about: string) =>
    new RegExp(`^Un élément de la ressource envoyée n'est pas conforme\\. \\(${about}\\)$`);
  const missing = (about: string) =>
    new RegExp(`^Un élément obligatoire de la ressource envoyée manque\\. \\(${about}\\)$`);
  for (const [what, bundle, status, sentence] of [
    ['without a profile', changed((all) => delete all.meta), 400, missing('Bundle.meta')],
    [
      'of another profile',
      changed((all) => {
        all.meta.profile = ['urn:other'];
      }),
      400,
      invalid('Bundle.meta.profile'),
    ],
    [
      'that is no transaction',
      changed((all) => {
        all.type = 'batch';
      }),
      400,
      invalid('Bundle.type'),
    ],
    ['without a SubmissionSet', changed((all) => all.entry.shift()), 400, invalid('Bundle.entry')],
    [
      'without the uniqueId of its SubmissionSet',
      changed((_all, list) => delete list.identifier),
      400,
      missing(`${ENTRY(0)}.resource.identifier`),
    ],
    [
      'whose SubmissionSet has a UUID for an OID',
      changed((_all, list) => {
        list.identifier[0].value = 'urn:uuid:1';
      }),
      400,
      invalid('List.identifier'),
    ],
    [
      'whose SubmissionSet names another document',
      changed((_all, list) => {
        list.entry[0].item.reference = 'urn:uuid:9';
      }),
      400,
      invalid('List.entry'),
    ],
    [
      'of another patient',
      changed((_all, _list, document) => {
        document.subject = { reference: 'Patient/p999' };
      }),
      400,
      invalid('DocumentReference.subject'),
    ],
    [
      'by another author',
      changed((_all, _list, document) => {
        document.author = [{ reference: 'Practitioner/1' }];
      }),
      400,
      invalid('DocumentReference.author'),
    ],
    [
      'of a type that is not for patients',
      changed((_all, _list, document) => {
        document.type = { coding: [{ system: 'http://loinc.org', code: '11488-4' }] };
      }),
      400,
      invalid('DocumentReference.type'),
    ],
    [
      'of a type that is none',
      changed((_all, _list, document) => {
        document.type.coding[0].code = 'DOCPAT99';
      }),
      400,
      /classCode/,
    ],
    [
      'of a class that is not that of its type',
      changed((_all, _list, document) => {
        document.category = [
          {
            coding: [
              {
                system: 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument',
                code: '90',
              },
            ],
          },
        ];
      }),
      400,
      /classCode/,
    ],
    [
      'that is hidden from herself',
      changed((_all, _list, document) => {
        document.securityLabel = [{ coding: [{ code: 'INVISIBLE_PATIENT' }] }];
      }),
      400,
      invalid('DocumentReference.securityLabel'),
    ],
    [
      'with a modifier',
      changed((_all, _list, document) => {
        document.modifierExtension = [];
      }),
      400,
      invalid(`${ENTRY(1)}.resource.modifierExtension`),
    ],
    [
      'of a media type that no format is for',
      changed((_all, _list, document, binary) => {
        document.content[0].attachment.contentType = 'video/mp4';
        binary.contentType = 'video/mp4';
      }),
      400,
      /formatCode|mimeType/,
    ],
    [
      'with another hash',
      changed((_all, _list, document) => {
        document.content[0].attachment.hash = `${'A'.repeat(27)}=`;
      }),
      400,
      /hash/,
    ],
    [
      'with another size',
      changed((_all, _list, document) => {
        document.content[0].attachment.size = 1;
      }),
      400,
      /size/,
    ],
    [
      'without its Binary',
      changed((all) => all.entry.pop()),
      400,
      /urn:uuid:00000000-0000-4000-8000-000000000003/,
    ],
    [
      'whose Binary is of another media type',
      changed((_all, _list, _document, binary) => {
        binary.contentType = 'image/jpeg';
      }),
      400,
      invalid('Binary.contentType'),
    ],
    [
      'whose Binary is no base64',
      changed((_all, _list, _document, binary) => {
        binary.data = 'a b';
      }),
      400,
      invalid(`${ENTRY(2)}.resource.data`),
    ],
    [
      'with a folder or a patch',
      changed((all) => {
        all.entry[1].request.method = 'PATCH';
      }),
      400,
      invalid(`${ENTRY(1)}.request.method`),
    ],
  ] as const) {
    it(`then one ${what} is refused, and nothing is stored`, async () => {
      const before = storeState(server);
      const reply = await post(bundle);
      expect(reply.status, reply.bytes.toString()).to.equal(status);
      const told = reply.resource.issue.map(({ diagnostics }: Any) => diagnostics).join('\n');
      expect(told).to.match(new RegExp(sentence.source, 'm'));
      expect(storeState(server)).to.deep.equal(before);
    });
  }

  it("then a document to replace that is another's, hidden from her or absent is told alike", async () => {
    await stage.deposit('pharmacien', NOTE);
    const note = async () =>
      (
        await charlotte.get(
          `DocumentReference?patient.identifier=${stage.patientToken}&type=http://loinc.org|87273-9`,
        )
      ).resource.entry[0].resource.id;
    const uniqueId = stage.deposited.get(NOTE) ?? '';
    const author = stage.updating('pharmacien');
    await stage.dmp('pharmacien').setAuthorization(stage.patientId);
    const told = async (id: string) => {
      const reply = await post(
        changed((_all, _list, document) => {
          document.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${id}` } }];
        }),
      );
      expect(reply.status).to.equal(400);
      return reply.bytes.toString().replaceAll(id, '');
    };
    const ofAnother = await told(await note());
    const entry = await currentEntry(author, uniqueId);
    await changeVisibility(author, entry!, { INVISIBLE_PATIENT: true });
    const hidden = (await currentEntry(author, uniqueId))!.entryUuid.slice('urn:uuid:'.length);
    expect(await told(hidden)).to.equal(ofAnother);
    expect(await told(randomUUID())).to.equal(ofAnother);
  });

  it('then nobody but the patient sends one over FHIR', async () => {
    const before = storeState(server);
    const reply = await post(minimal(), doctor);
    expect(reply.status).to.equal(403);
    expect(storeState(server)).to.deep.equal(before);
  });
});
