import { connect } from 'node:tls';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { existenceRequest } from '../../src/client/dmp-requests.ts';
import { createSandboxClient, type SandboxClient } from '../../src/client/sandbox-client.ts';
import { isRefusal, loggedFaults, type Refusal, refuse } from '../../src/errors.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import type { Right } from '../../src/model/right.ts';
import { RPLC } from '../../src/model/submission.ts';
import { setAuthorization } from '../../src/records/td-0-3-set-authorization.ts';
import { authorisedRecordList } from '../../src/records/td-0-4-authorised-record-list.ts';
import { authorisedProfessionals } from '../../src/records/td-1-6-authorised-professionals.ts';
import { readAdhocQuery } from '../../src/registry/adhoc-query.ts';
import { registryStoredQuery } from '../../src/registry/iti-18-registry-stored-query.ts';
import type { Store } from '../../src/store/store.ts';
import type { Transaction } from '../../src/transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type DepositHouse, depositHouse, EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import {
  CHARLOTTE,
  namesOf,
  noteEntry,
  PHARMACIST,
  submission,
  vaccinationNote,
  withAssociation,
  withNote,
  withSet,
} from '../support/submission-builder.ts';
import { lastEvent, send } from '../support/way-through.ts';

const CHARLOTTE_CX = formatCx(CHARLOTTE.value, CHARLOTTE.authority, 'NH');
const ESAT = '1140000019';
const NURSE_ROLE = [{ code: '60', system: '1.2.250.1.71.1.2.7' }];

describe('given what a caller says of itself and nobody vouches for', () => {
  let server: TestServer;
  const clients: SandboxClient[] = [];
  before(async () => {
    server = await startTestServer();
    const key = (await server.store.records.byIdentifier(CHARLOTTE.value, CHARLOTTE.authority))!.patient.key;
    const authorisation = {
      holder: ESAT,
      holderKind: 'structure' as const,
      name: 'ESAT LES POMMIERS',
      medecinTraitant: false,
      since: '2026-11-01T10:00:00.000Z',
    };
    await server.store.write([{ kind: 'authorise', patientKey: key, authorisation }]);
  });
  after(async () => {
    for (const client of clients) client.close();
    await server.close();
  });
  const as = (slug: string, vihf: Omit<VihfOptions, 'as' | 'patient'>, tls = slug): SandboxClient => {
    const client = createSandboxClient(server.pki, server.url, tls, vihf);
    clients.push(client);
    return client;
  };
  const holders = async () => (await server.store.records.authorisations(1)).map(({ holder }) => holder);

  it('then a médecin does not become a regulator by naming the SAMU beside the own card', async () => {
    const claimed = await as('medecin', { purpose: 'centre_15', structure: 'samu' }).findDocuments(
      CHARLOTTE_CX,
    );
    expect(claimed.errors.map(({ code }) => code)).to.deep.equal(['DMPAccessDeniedByRightsService']);
    const listed = await as('medecin-regulateur', { purpose: 'centre_15' }).findDocuments(CHARLOTTE_CX);
    expect(listed.status).to.equal('Success');
  });

  it('then a staff card opens no record for a structure other than its own', async () => {
    const before = await holders();
    const answer = await as('secretaire', { structure: 'samu' }).setAuthorization(CHARLOTTE_CX);
    expect(answer.reply.fault?.subcode).to.equal('AssertionClaim');
    expect(await holders()).to.deep.equal(before);
    expect((await as('secretaire', {}).setAuthorization(CHARLOTTE_CX)).status).to.equal('DMPOk');
  });

  for (const [what, nameId] of [
    ['that of a structure', ESAT],
    ['one that another structure gave', '3140000019/0001'],
    ['that of a patient in a record', '294061411802778'],
  ] as const) {
    it(`then a structure that vouches for a person whose identifier is ${what} is refused`, async () => {
      const vihf = { mode: 'INDIRECTE_RENFORCEE', overrides: { nameId, roles: NURSE_ROLE } } as const;
      const answer = await as('hopital', vihf).setAuthorization(CHARLOTTE_CX, { action: 'SUPPRESSION' });
      expect(answer.reply.fault?.subcode).to.equal('AssertionClaim');
      expect(await holders()).to.include(ESAT);
    });
  }

  it('then a structure vouches for a person whom it has numbered itself', async () => {
    const nameId = '3140000027/0042';
    const vihf = { mode: 'INDIRECTE_RENFORCEE', overrides: { nameId, roles: NURSE_ROLE } } as const;
    expect((await as('hopital', vihf).setAuthorization(CHARLOTTE_CX)).status).to.equal('DMPOk');
  });

  for (const system of ['constructor', '__proto__', 'toString']) {
    it(`then a role of the table ${system} is refused, not stumbled over`, async () => {
      const roles = [{ code: '10', system }];
      const answer = await as('medecin', { overrides: { roles } }).existence(CHARLOTTE_CX);
      expect(answer.reply.fault?.subcode).to.equal('AssertionRole');
    });
  }

  it('then an assertion of enormous size is refused before its signature is looked at', async () => {
    const attributes = { LPS_ID: 'x'.repeat(70_000) };
    const answer = await as('medecin', { overrides: { attributes } }).existence(CHARLOTTE_CX);
    expect(answer.reply.fault?.subcode).to.equal('AssertionMalformed');
  });
});

describe('given the document of a colleague', () => {
  let house: DepositHouse;
  beforeEach(async () => {
    house = await depositHouse();
  });
  afterEach(() => house.close());

  it('then naming its structure beside the own card does not make it obsolete', async () => {
    const [first, second] = [namesOf(1), namesOf(2)];
    expect(told(await house.deposit(submission(first)))).to.deep.equal([]);
    const target = (await house.entries()).find(({ uniqueId }) => uniqueId === first.note)!.entryUuid;
    const doctor = { ...PHARMACIST, id: '810000000011' };
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    const related = `<relatedDocument typeCode="RPLC"><parentDocument><id root="${first.note}"/></parentDocument></relatedDocument><component>`;
    const built = withAssociation(submission(second), RPLC, target);
    const signed = withSet(built, { authors: [{ ...noteEntry.authors[0]!, person }] });
    const bytes = vaccinationNote(second.note, { '<component>': related });
    const answer = await house.deposit(
      { ...signed, documents: [{ id: 'Document01', bytes }] },
      doctor,
      'medecin',
    );
    expect(told(answer)[0]).to.match(/^UnresolvedReferenceException /);
    const [entry] = await house.store.documents.find(EVERYTHING, { uniqueIds: [first.note] }, 'ids');
    expect(entry?.availabilityStatus).to.equal(APPROVED);
  });

  it('then what the log keeps of a refused lot names no patient', async () => {
    const wrong = { patientId: `294061411802779^^^&${CHARLOTTE.authority}&ISO^NH` };
    const long = { sourcePatientInfo: [`PID-5|LEMOINE^CHARLOTTE${'E'.repeat(300)}`] };
    const answers = [
      await house.deposit(withNote(submission(), wrong)),
      await house.deposit(withNote(submission(), long)),
      await house.deposit({
        ...submission(),
        documents: [
          { id: 'Document01', bytes: vaccinationNote(undefined, { '294061411802778': '194061411802775' }) },
        ],
      }),
    ];
    for (const answer of answers) {
      if (!isRefusal(answer)) throw new Error('taken');
      expect(JSON.stringify(loggedFaults(answer))).not.to.match(/[0-9]{13}|LEMOINE|CHARLOTTE/);
    }
  });

  it('then a query that cannot be read leaves no value in the log', async () => {
    const body = `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:r="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnType="LeafClass"/><r:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"><r:Slot name="$XDSDocumentEntryPatientId"><r:ValueList><r:Value>294061411802778 LEMOINE'</r:Value></r:ValueList></r:Slot></r:AdhocQuery></q:AdhocQueryRequest>`;
    const answer = await send(house, registryStoredQuery(house.options), body, PHARMACIST);
    if (!isRefusal(answer)) throw new Error('taken');
    expect(JSON.stringify(loggedFaults(answer))).not.to.match(/[0-9]{13}|LEMOINE/);
  });
});

describe('given texts of a message that stand where a word is expected', () => {
  const TEXT = `LEMOINE Charlotte 294061411802778 ${'sérologie '.repeat(100_000)}`;
  const NO_ATTACHMENTS = {
    multipart: false,
    take: async () => refuse('AttachmentReference', 'none'),
    untaken: () => [],
  };
  const HABILITATIONS = 'urn:si-dmp-habilitations';
  const PATIENTS = 'urn:si-dmp-patients';
  const message = (namespace: string, name: string, ...elements: readonly (readonly [string, string])[]) =>
    parseXml(
      `<${name} xmlns="${namespace}">${elements.map(([of, text]) => `<${of}>${text}</${of}>`).join('')}</${name}>`,
    );
  const authorize = (...elements: readonly (readonly [string, string])[]) =>
    setAuthorization().read(message(HABILITATIONS, 'setAuthorization', ...elements), NO_ATTACHMENTS);
  const list = (...elements: readonly (readonly [string, string])[]) =>
    authorisedRecordList({ store: {} as Store }).read(
      message(PATIENTS, 'patientList', ...elements),
      NO_ATTACHMENTS,
    );
  const professionals = (mode: string) =>
    authorisedProfessionals({ store: {} as Store }).read(
      message(HABILITATIONS, 'listAuthorizationByPatient', ['mode', mode]),
      NO_ATTACHMENTS,
    );
  const query = (returnType: string) =>
    readAdhocQuery(
      parseXml(
        `<AdhocQueryRequest xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"><ResponseOption returnType="${returnType}"/><AdhocQuery xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"/></AdhocQueryRequest>`,
      ),
      () => ({}),
    );

  for (const [what, ask] of [
    ['the action of TD0.3', () => authorize(['action', TEXT])],
    ['the role of TD0.3', () => authorize(['action', 'AJOUT'], ['role', TEXT])],
    ['the kind of date of TD0.4', () => list(['dateType', TEXT])],
    ['the date of TD0.4', () => list(['startDate', TEXT], ['dateType', 'LASTDOC'])],
    ['the mode of TD1.6', () => professionals(TEXT)],
    ['the return type of a query', () => query(TEXT.slice(0, 5_000))],
  ] as const) {
    it(`then that in ${what} is not kept by the log`, async () => {
      const answer = await ask();
      if (!isRefusal(answer as object)) throw new Error('taken');
      const logged = JSON.stringify(loggedFaults(answer as Refusal));
      expect(logged).not.to.match(/[0-9]{13}|LEMOINE|sérologie/);
    });
  }

  it('then a detail that is longer than a line is cut short in the log', () => {
    const [fault] = loggedFaults(refuse('MalformedRequest', TEXT));
    expect(fault?.detail).to.have.length.at.most(500);
  });
});

describe('given a request that ends in an exception', () => {
  let house: DepositHouse;
  before(async () => {
    house = await depositHouse();
  });
  after(() => house.close());

  it('then the attempt leaves a trace all the same', async () => {
    const right: Right = 'record.existence';
    const transaction: Transaction<null, null> = {
      event: 'TD0.2',
      action: 'E',
      right,
      record: () => ({ ofSubject: true }),
      run: async () => {
        throw new Error('a bug');
      },
    };
    const failing = {
      action: '',
      responseAction: '',
      answers: 'simple',
      read: () => null,
      transaction,
      write: () => {
        throw new Error('answered');
      },
    } as const;
    const thrown = await send(house, failing, '<a/>', PHARMACIST).catch(String);
    expect(thrown).to.equal('Error: a bug');
    const { granted, reason, subject } = await lastEvent(house);
    expect([granted, reason, subject?.id]).to.deep.equal([
      false,
      refuse('Internal', '').refused[0].code,
      PHARMACIST.id,
    ]);
  });
});

describe('given assertions that serve once', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ CARNET_ASSERTION_ONCE: 'true' });
  });
  after(() => server.close());

  it('then of ten at the same time one alone is served', async () => {
    const assertion = makeVihf(server.pki, { as: 'medecin', patient: CHARLOTTE_CX });
    const client = createSandboxClient(server.pki, server.url, 'medecin');
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        client.soap.call({
          path: '/si-dmp-server/v2/services/patients',
          action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
          body: existenceRequest(CHARLOTTE_CX),
          assertion,
        }),
      ),
    );
    client.close();
    const told = replies.map(({ fault }) => fault?.subcode ?? 'served').sort();
    expect(told).to.deep.equal([...Array(9).fill('AssertionReplayed'), 'served']);
  });

  it('then one that is dated ahead is remembered for as long as it could be shown', async () => {
    const MINUTE = 60_000;
    const issued = new Date(Date.now() + 1.9 * MINUTE);
    const client = createSandboxClient(server.pki, server.url, 'infirmier', {
      at: issued,
      overrides: { id: '_ahead' },
    });
    await client.existence(CHARLOTTE_CX);
    client.close();
    const database = new Sqlite(`${server.data}/carnet.db`, { readonly: true });
    const row = database.prepare('SELECT until FROM used_assertion WHERE id = ?').get('_ahead') as {
      until: number;
    };
    database.close();
    expect(row.until).to.be.at.least(issued.getTime() + (60 + 2) * MINUTE);
  });
});

describe('given a TLS connection', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ CARNET_HTTP_PORT: '0' });
  });
  after(() => server.close());
  const open = (maxVersion: 'TLSv1.2' | 'TLSv1.3', session?: Buffer) => {
    const { certificate, key } = server.pki.credentials('medecin', 'auth');
    const common = { host: '127.0.0.1', port: server.port, servername: 'localhost', ca: server.pki.ca };
    return connect({
      ...common,
      cert: certificate,
      key,
      maxVersion,
      ...(session === undefined ? {} : { session }),
    });
  };

  it('then nobody becomes somebody else within it: renegotiation is refused', async () => {
    const socket = open('TLSv1.2');
    const end = await new Promise<string>((resolve) => {
      socket.on('error', () => resolve('refused'));
      socket.on('close', () => resolve('refused'));
      socket.on('secureConnect', () =>
        socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'done')),
      );
    });
    socket.destroy();
    expect(end).to.equal('refused');
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`then one that is resumed is still that of the same holder (${version})`, async () => {
      let session: Buffer | undefined;
      const ask = (resumed?: Buffer) =>
        new Promise<{ reused: boolean; answer: string }>((resolve, reject) => {
          const socket = open(version, resumed);
          let answer = '';
          socket.on('session', (ticket: Buffer) => {
            session = ticket;
          });
          socket.on('data', (chunk) => {
            answer += chunk;
          });
          socket.on('error', reject);
          socket.on('end', () => resolve({ reused: socket.isSessionReused(), answer }));
          const head = 'POST /xds/registry HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';
          socket.write(`${head}Content-Type: application/soap+xml\r\nContent-Length: 4\r\n\r\n<a/>`);
        });
      const first = await ask();
      const second = await ask(session);
      expect(second.reused).to.equal(true);
      // Without a certificate the answer would be DMPInvalidCertificate.
      for (const { answer } of [first, second]) expect(answer).to.contain('f:MalformedEnvelope');
    });
  }

  it('then there is no acting without one: the plain port demands a certificate in the domain of the DMP', async () => {
    const body = '<a/>';
    const headers = { 'content-type': 'application/soap+xml' };
    const url = `http://127.0.0.1:${server.httpPort}/xds/registry`;
    const answer = await fetch(url, { method: 'POST', headers, body });
    expect(await answer.text()).to.contain('f:DMPInvalidCertificate');
  });
});
