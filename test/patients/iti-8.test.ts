import { expect } from 'chai';
import { publicText } from '../../src/errors.ts';
import { adt, type FeedHouse, feedHouse, mergeOf, red } from '../support/feed-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { framed, type MllpSender, outcomeOf, sentenceOf } from '../support/mllp-sender.ts';
import { entryOf, lotOf } from '../support/registry-lot.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';

const ELSEWHERE = '1.2.250.1.999.9';

describe('given a registry that takes documents of fed patients only', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse({ CARNET_PATIENTS: 'fed' });
  });
  after(() => house.close());

  const patient = async (id: string) => {
    const record = await house.server.store.records.byIdentifier(id, IHE_RED);
    return record?.patient;
  };
  const lot = (name: string, patientId: string) =>
    lotOf(`lot-${name}`, { set: { patientId }, entries: [entryOf(name, { patientId })] });

  it('then documents of a patient of whom nobody has told are refused, and nothing is stored', async () => {
    const before = storeState(house.server);
    expect(await house.register(lot('unfed', red('unfed')))).to.equal('XDSUnknownPatientId');
    expect(await house.documentsOf(red('unfed'))).to.deep.equal([]);
    expect(storeState(house.server)).to.deep.equal(before);
  });

  for (const event of ['A01', 'A04', 'A05', 'A08']) {
    it(`then they are taken once ADT^${event} has told of the patient`, async () => {
      const id = `by-${event}`;
      expect(await house.tell(adt(event, red(id)))).to.deep.equal(['AA']);
      expect(await patient(id)).to.deep.include({
        family: 'Petit',
        givens: ['Ana'],
        birthDate: '1956-05-27',
        sex: 'F',
      });
      expect(await house.register(lot(id, red(id)))).to.equal('Success');
      expect(await house.documentsOf(red(id))).to.have.length(1);
    });
  }

  it('then A08 updates what it speaks of, and leaves the rest', async () => {
    const told = (pid: string) => adt('A08', '', { segments: { PID: `PID|||${red('updated')}||${pid}` } });
    expect(
      await house.tell(adt('A04', red('updated')), told('Grand^^^^^^B~Petit^^^^^^L||""|')),
    ).to.deep.equal(['AA', 'AA']);
    expect(await patient('updated')).to.deep.include({
      family: 'Grand',
      usualFamily: 'Petit',
      givens: ['Ana'],
      birthDate: '',
      sex: 'F',
    });
  });

  it('then the acknowledgement exchanges sender and receiver and names the message', async () => {
    const sender = await house.feed();
    const header =
      'MSH|^~\\&|LAB^1.2^ISO|HOPITAL|CARNET|REGION|20261101||ADT^A04^ADT_A01|control-1|T|2.5|||||||UNICODE UTF-8';
    const answer = (await sender.ask(adt('A04', red('acknowledged'), { header }))) ?? '';
    sender.close();
    const [msh = '', msa, ...rest] = answer.split('\r');
    expect(msh.replace(/\|\d{14}\|/, '|at|').replace(/\|[0-9a-f]{20}\|/, '|id|')).to.equal(
      'MSH|^~\\&|CARNET|REGION|LAB^1.2^ISO|HOPITAL|at||ACK^A04^ACK|id|T|2.5||||||UNICODE UTF-8',
    );
    expect([msa, ...rest]).to.deep.equal(['MSA|AA|control-1', '']);
  });

  it('then ids of other authorities are ignored, and those of several of the domain lead to one patient', async () => {
    const green = '1.3.6.1.4.1.21367.13.20.2000';
    const ids = `x^^^&${ELSEWHERE}&ISO~${red('several')}~several^^^&${green}&ISO`;
    expect(await house.tell(adt('A04', ids))).to.deep.equal(['AA']);
    const { records } = house.server.store;
    const one = await records.byIdentifier('several', IHE_RED);
    expect((await records.byIdentifier('several', green))?.patient.key).to.equal(one?.patient.key);
    expect(await records.byIdentifier('x', ELSEWHERE)).to.equal(undefined);
  });

  it('then a message in ISO 8859-1 is read and answered in it', async () => {
    const sender = await house.feed('latin1');
    const header = 'MSH|^~\\&|LÀ|H|C|R|20261101||ADT^A04|1|P|2.3.1||||||8859/1';
    const pid = `PID|||${red('latin')}||Éluard^Zoë`;
    const message = Buffer.from(adt('A04', '', { header, segments: { PID: pid } }), 'latin1');
    const answer = (await sender.ask(message)) ?? '';
    sender.close();
    expect(answer).to.match(/\|LÀ\|.*\|8859\/1\rMSA\|AA\|1\r$/);
    expect((await patient('latin'))?.family).to.equal('Éluard');
  });

  describe('given a message that is wrong', () => {
    const header = (changed: Partial<Record<'type' | 'id' | 'version' | 'set', string>>) => {
      const { type = 'ADT^A04', id = '7', version = '2.3.1', set = '' } = changed;
      return { header: `MSH|^~\\&|LAB|H|C|R|20261101||${type}|${id}|P|${version}||||||${set}` };
    };
    const pid = (line: string) => ({ segments: { PID: line } });
    const known = red('known');
    const cases: readonly (readonly [
      what: string,
      message: string | Buffer,
      outcome: string,
      sentence: string,
    ])[] = [
      [
        'no PID',
        adt('A04', '', pid('')),
        'AE PID^^ 100',
        'Une partie obligatoire du message est absente. (PID)',
      ],
      ['no MRG', adt('A40', known), 'AE MRG^^ 100', 'Une partie obligatoire du message est absente. (MRG)'],
      ['an empty PID-3', adt('A04', ''), 'AE PID^1^3 101', 'Un champ obligatoire du message est vide.'],
      [
        'a PID-3 of another authority',
        adt('A04', `1^^^&${ELSEWHERE}&ISO`),
        'AE PID^1^3 204',
        `Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (${ELSEWHERE})`,
      ],
      [
        'a PID-3 without authority, where the domain has several',
        adt('A04', '1'),
        'AE PID^1^3 204',
        "Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine.",
      ],
      [
        'a PID-3 whose authority is no OID',
        adt('A04', `1^^^&${IHE_RED}&UUID`),
        'AE PID^1^3 204',
        `Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (UUID ${IHE_RED})`,
      ],
      [
        'an id that a patientId could not hold',
        adt('A04', `1\\S\\2^^^&${IHE_RED}&ISO`),
        'AE PID^1^3 102',
        "Un champ du message a une valeur qui n'est pas permise.",
      ],
      [
        'two ids of one authority',
        adt('A04', `${red('one')}~${red('two')}`),
        'AE PID^1^3 205',
        "Ces identifiants ne sont pas ceux d'un même patient.",
      ],
      [
        'a date of birth that is none',
        adt('A04', '', pid(`PID|||${red('x')}||A^B||19561327`)),
        'AE PID^1^7 102',
        "Un champ du message a une valeur qui n'est pas permise. (PID-7)",
      ],
      [
        'a sex that is none',
        adt('A04', '', pid(`PID|||${red('x')}||A^B|||Q`)),
        'AE PID^1^8 102',
        "Un champ du message a une valeur qui n'est pas permise. (PID-8)",
      ],
      [
        'two patients',
        adt('A04', '', pid(`PID|||${red('x')}\rPID|||${red('y')}`)),
        'AE PID^2^ 102',
        'Le message HL7 ne peut pas être lu.',
      ],
      [
        'another type',
        adt('A04', known, header({ type: 'ORU^R01' })),
        'AR MSH^1^9 200',
        "Ce type de message n'est pas pris en charge. (ORU\\S\\R01)",
      ],
      [
        'another trigger event',
        adt('A04', known, header({ type: 'ADT^A03' })),
        'AR MSH^1^9 201',
        "Cet événement n'est pas pris en charge. (ADT\\S\\A03)",
      ],
      [
        'another version',
        adt('A04', known, header({ version: '3.0' })),
        'AR MSH^1^12 203',
        "Cette version de HL7 n'est pas prise en charge. (3.0)",
      ],
      [
        'no control id',
        adt('A04', known, header({ id: '' })),
        'AE MSH^1^10 101',
        'Un champ obligatoire du message est vide. (MSH-10)',
      ],
      [
        'a character set that is not known',
        adt('A04', known, header({ set: '8859/15' })),
        'AE MSH^1^18 103',
        "Le jeu de caractères du message n'est pas pris en charge. (8859/15)",
      ],
      [
        'bytes that are no UTF-8',
        Buffer.from(adt('A04', red('é')), 'latin1'),
        'AE MSH^1^18 102',
        publicText({ code: 'NotUtf8', detail: '' }),
      ],
      ['no header', 'PID|||1\r', 'AE MSH^^ 100', 'Une partie obligatoire du message est absente.'],
      ['nothing in the frame', '', 'AE MSH^^ 100', 'Une partie obligatoire du message est absente.'],
      [
        'a merge of an id into itself',
        mergeOf(known, known),
        'AE MRG^1^1 205',
        'Un identifiant ne peut pas être fusionné avec lui-même.',
      ],
      [
        'a merge of an id that nobody knows',
        mergeOf(red('nobody'), known),
        'AE MRG^1^1 204',
        `Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (nobody\\S\\\\S\\\\S\\\\T\\${IHE_RED}\\T\\ISO)`,
      ],
      [
        'a merge into an id that nobody knows',
        mergeOf(known, red('nobody')),
        'AE PID^1^3 204',
        `Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (nobody\\S\\\\S\\\\S\\\\T\\${IHE_RED}\\T\\ISO)`,
      ],
      [
        'a merge over two authorities',
        mergeOf('known^^^&1.3.6.1.4.1.21367.13.20.2000&ISO', known),
        'AE MRG^1^1 205',
        "Ces identifiants ne sont pas ceux d'un même patient. (1.3.6.1.4.1.21367.13.20.2000)",
      ],
      [
        'several ids to be merged at once',
        mergeOf(`${red('a')}~b^^^&1.3.6.1.4.1.21367.13.20.2000&ISO`, known),
        'AE MRG^1^1 102',
        "Un champ du message a une valeur qui n'est pas permise.",
      ],
    ];

    let sender: MllpSender;
    before(async () => {
      expect(await house.tell(adt('A04', known))).to.deep.equal(['AA']);
      sender = await house.feed();
    });
    after(() => sender.close());

    for (const [what, message, outcome, sentence] of cases) {
      it(`then ${what} is ${outcome}, traced, and the store unchanged`, async () => {
        const before = storeState(house.server);
        const last = lastTrace(house.server);
        const answer = await sender.ask(message);
        expect([outcomeOf(answer), sentenceOf(answer)]).to.deep.equal([outcome, sentence]);
        expect(storeState(house.server)).to.deep.equal(before);
        const traces = tracesAfter(house.server, last);
        expect(traces.map(({ type, granted }) => ({ type, granted }))).to.satisfy(
          (all: unknown[]) =>
            all.length > 0 && all.every((one) => JSON.stringify(one) === '{"type":"ITI-8","granted":false}'),
        );
      });
    }

    it('then ERR has fields of their own from HL7 2.5 on', async () => {
      const answer = await sender.ask(adt('A04', '', header({ version: '2.5.1' })));
      expect(answer?.split('\r')[2]).to.equal(
        'ERR||PID^1^3|101^Required field missing^HL70357|E||||Un champ obligatoire du message est vide.',
      );
    });

    it('then the connection still serves the next message', async () => {
      expect(outcomeOf(await sender.ask('PID|||1\r'))).to.equal('AE MSH^^ 100');
      expect(outcomeOf(await sender.ask(adt('A04', known)))).to.equal('AA');
    });
  });

  describe('given bytes that come as they like', () => {
    it('then a message is taken byte by byte', async () => {
      const sender = await house.feed();
      sender.socket.setNoDelay(true);
      for (const byte of framed(adt('A04', red('bytes')))) {
        sender.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(outcomeOf(await sender.next())).to.equal('AA');
      sender.close();
      expect(await patient('bytes')).to.not.equal(undefined);
    });

    it('then two messages in one packet are both answered, in their order', async () => {
      const sender = await house.feed();
      sender.write(Buffer.concat([framed(adt('A04', red('first'))), framed(adt('A04', ''))]));
      expect([outcomeOf(await sender.next()), outcomeOf(await sender.next())]).to.deep.equal([
        'AA',
        'AE PID^1^3 101',
      ]);
      sender.close();
    });

    it('then a sender that hangs up inside a message has told nothing', async () => {
      const before = storeState(house.server);
      const last = lastTrace(house.server);
      const sender = await house.feed();
      sender.write(framed(adt('A04', red('half'))).subarray(0, -2));
      sender.socket.end();
      await sender.ended();
      expect(storeState(house.server)).to.deep.equal(before);
      expect(tracesAfter(house.server, last)).to.deep.equal([]);
    });

    for (const [what, bytes, outcome] of [
      ['what is no frame', 'GET / HTTP/1.1\r\n\r\n', 'AE ^^ 102'],
      ['a message beyond the limit', `\x0bMSH|^~\\&|${'x'.repeat(256 * 1024)}`, 'AR ^^ 207'],
    ] as const) {
      it(`then ${what} is answered once, the connection ended, and the store unchanged`, async () => {
        const before = storeState(house.server);
        const sender = await house.feed();
        sender.write(bytes);
        expect(outcomeOf(await sender.next())).to.equal(outcome);
        await sender.ended();
        expect(storeState(house.server)).to.deep.equal(before);
      });
    }
  });
});

describe('given a registry that takes documents of any patient of its authorities', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse();
  });
  after(() => house.close());

  it('then nobody has to tell of the patient first, and telling of it afterwards names it', async () => {
    const patientId = red('unfed');
    const lot = lotOf('lot-any', { set: { patientId }, entries: [entryOf('any', { patientId })] });
    expect(await house.register(lot)).to.equal('Success');
    expect(await house.tell(adt('A04', patientId))).to.deep.equal(['AA']);
    expect(await house.documentsOf(patientId)).to.have.length(1);
    const record = await house.server.store.records.byIdentifier('unfed', IHE_RED);
    expect(record?.patient.family).to.equal('Petit');
  });
});
