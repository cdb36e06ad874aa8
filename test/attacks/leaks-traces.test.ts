import { get } from 'node:https';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { lotAuthor } from '../../src/client/lot-author.ts';
import { createSandboxClient } from '../../src/client/sandbox-client.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { fhirChannels, type Hunt, soapChannels } from './leaks-channels.ts';
import { CIRCUMSTANCES, OF_PATIENT, prepare } from './leaks-circumstances.ts';
import { depositChannels, depositRequest, readyLot } from './leaks-deposits.ts';
import { type Cause, nameOf } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';
import { querySoapChannels } from './leaks-query-channels.ts';
import { recordFhirChannels } from './leaks-record-channels.ts';
import { updateChannels } from './leaks-update-channels.ts';
import { writeFhirChannels } from './leaks-write-channels.ts';

const DOCTOR: Caller = {
  name: 'medecin',
  tls: 'medecin',
  vihf: { as: 'medecin' },
};
const BY_TOKEN: Caller = { name: 'medecin', tls: 'hopital', token: 'medecin' };

const FHIR = [...fhirChannels, ...recordFhirChannels, ...writeFhirChannels];

/** What a caller tries who has heard of a document: one of each kind of access, over both faces. */
const TRIED_SOAP = [
  'FindDocuments LeafClass of every status',
  'GetDocuments LeafClass by uniqueId',
  'GetDocuments ObjectRef by uniqueId',
  'ITI-43 of it',
  'ITI-43 of it and a visible one',
  'ITI-57 delete',
  'ITI-57 mask',
  'ITI-57 of the status of what ties it, inSet',
  'ITI-57 that appends a visible one to it',
  'GetSubmissionSetAndContents LeafClass',
  'GetAssociations LeafClass',
  'TD0.2',
];
const SOAP = [...soapChannels, ...querySoapChannels, ...updateChannels];
const TRIED_FHIR = [
  'DocumentReference by identifier',
  'read of DocumentReference',
  'read of Binary',
  'read of Immunization',
  'PATCH of DocumentReference masking',
  'PATCH of DocumentReference deleting',
  'PATCH by identifier',
  'PATCH by FHIRPath',
  'ITI-65 that replaces it',
  'AuditEvent about it',
];

describe('given who has sought hidden documents in vain, in a server that has them and in one that has not', function () {
  this.timeout(300_000);
  let house: LeakHouse;
  before(async () => {
    house = await leakHouse();
  });
  after(() => house.close());

  async function seek(hunt: Hunt): Promise<void> {
    const lot = { authors: [lotAuthor(house.servers[0].pki.identity('medecin')).author] };
    const ready = await readyLot(house, 'medecin', hunt.ins);
    const tried = [
      ...TRIED_SOAP.map((name) => SOAP.find((one) => one.name === name)!.request(hunt, lot)),
      ...depositChannels.map(({ tie }) => depositRequest(ready, [tie(hunt)])),
    ];
    for (const { path, action, body } of tried) {
      await house.both(DOCTOR, house.soap(DOCTOR, hunt.ins, path, action, body));
    }
    for (const name of TRIED_FHIR) {
      const channel = FHIR.find((one) => one.name === name)!;
      const { path, ...more } = channel.request(hunt);
      await house.both(BY_TOKEN, await house.fhir(BY_TOKEN, hunt.ins, path, more));
    }
  }

  async function asked(caller: Caller, ins: string, path: string): Promise<void> {
    const [without, within] = await house.both(caller, await house.fhir(caller, ins, path));
    expect(without, path).to.contain('"resourceType":"Bundle"');
    expect(within, path).to.equal(without);
  }

  const rows: readonly (readonly [circumstance: string, causes: readonly Cause[]])[] = [
    ['nothing decided', ['masked', 'restricted', 'signature', 'of-another-patient', 'deleted']],
    ['médecin traitant', ['signature', 'of-another-patient', 'deleted']],
    ['no authorisation', ['everything']],
    ['all masked', ['everything']],
    ['blocked', ['everything']],
    ['closed', ['everything']],
  ];
  for (const [name, causes] of rows) {
    it(`then no journal tells which one it is, nor what is queued for the patient: ${name}`, async () => {
      const circumstance = CIRCUMSTANCES.find((one) => one.name === name)!;
      const who = house.servers[0].pki.identity('medecin');
      for (const cause of causes) {
        const hunt = await prepare(house, who, circumstance, cause);
        await seek(hunt);
        const record = `patient.identifier=urn:oid:${INS_NIR_TEST}|${hunt.ins}`;
        await asked(BY_TOKEN, hunt.ins, `AuditEvent?agent:identifier=${who.id}&_count=20`);
        if (name === 'médecin traitant') {
          await asked(BY_TOKEN, hunt.ins, `AuditEvent?${record}`);
          await asked(BY_TOKEN, hunt.ins, `AuditEvent?${record}&entity:identifier=${hunt.hidden.uniqueId}`);
        }
        const queued = house.servers.map(({ data }) => queuedIn(data));
        expect(queued[1], nameOf(cause)).to.deep.equal(queued[0]);
      }
    });
  }

  it('then the figures for the operator count both alike', async () => {
    const figures = await Promise.all(house.servers.map(counted));
    expect(figures[0]).to.contain('carnet_http_request_seconds_count');
    expect(figures[1]).to.equal(figures[0]);
  });

  it("then a minor's journal and mail tell the representatives of no access under a secret connection", async () => {
    const minor = OF_PATIENT.find((one) => one.name === 'a minor')!;
    const doctor = house.servers[0].pki.identity('medecin');
    const hunt = await prepare(house, doctor, minor, 'from-representatives');
    const caller: Caller = { name: 'patient', tls: undefined, token: 'patient' };
    const [, second] = house.servers;
    const client = createSandboxClient(second.pki, second.url, 'medecin', { secret: true });
    try {
      const cx = formatCx(hunt.ins, INS_NIR_TEST, 'NH');
      const { uniqueId, repositoryUniqueId } = hunt.hidden;
      const found = await client.findDocuments(cx);
      expect(found.status).to.equal('Success');
      const read = await client.retrieve(cx, [{ uniqueId, repositoryUniqueId }]);
      expect(read.documents).to.have.length(1);
    } finally {
      client.close();
    }
    for (const path of [
      'AuditEvent?_count=50',
      `AuditEvent?entity:identifier=${hunt.hidden.uniqueId}`,
      `Consent/${hunt.patient}`,
      'DocumentReference?status=current',
    ]) {
      const query = path.startsWith('DocumentReference') ? `&patient=Patient/${hunt.patient}` : '';
      const [without, within] = await house.both(
        caller,
        await house.fhir(caller, hunt.ins, `${path}${query}`),
      );
      expect(without, path).to.match(/^200\n/);
      expect(within, path).to.equal(without);
    }
    const queued = house.servers.map(({ data }) => queuedIn(data));
    expect(queued[1]).to.deep.equal(queued[0]);
  });
});

/** What is queued for people: for whom, and what it says, but for ids and times of its own. */
function queuedIn(data: string): unknown[] {
  const sql = new Database(`${data}/carnet.db`, { readonly: true });
  try {
    return sql.prepare('SELECT patient_key, kind FROM outbox ORDER BY patient_key, kind, sequence').all();
  } finally {
    sql.close();
  }
}

/** How many requests of each face ended how: the rest of the figures is time and memory. */
async function counted({ url }: LeakHouse['servers'][number]): Promise<string> {
  const text = await new Promise<string>((resolve, reject) => {
    const request = get(`${url}/metrics`, { rejectUnauthorized: false }, (response) => {
      response.setEncoding('utf8');
      let read = '';
      response.on('data', (chunk: string) => {
        read += chunk;
      });
      response.on('end', () => resolve(read));
    });
    request.on('error', reject);
  });
  return text
    .split('\n')
    .filter((line) => /^carnet_.*(_count|_total)\b/.test(line))
    .join('\n');
}
