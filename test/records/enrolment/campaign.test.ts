import { expect } from 'chai';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import { CODE_ALPHABET } from '../../../src/records/enrolment/provisional-code.ts';
import {
  CAMPAIGN,
  type EnrolmentHouse,
  enrolmentHouse,
  madeAffiliate,
} from '../../support/enrolment-house.ts';

const DAY = 86_400_000;
const SENT = '2026-01-31T09:00:00.000Z';
const ACCEPTED = { conditionsAcceptees: true };

function later(days: number, milliseconds = 0): Date {
  return new Date(Date.parse(SENT) + days * DAY + milliseconds);
}

describe('given a campaign', () => {
  let house: EnrolmentHouse;
  before(async () => {
    house = await enrolmentHouse();
  });
  after(() => house.close());

  const personOf = ({ ins, authority }: Affiliate) => house.server.store.enrolment.byIns(ins, authority);
  const recordOf = ({ ins, authority }: Affiliate) => house.server.store.records.byIdentifier(ins, authority);
  const statusesOf = (persons: readonly Affiliate[]) =>
    Promise.all(persons.map(async (person) => (await personOf(person))?.status));
  const lettersFor = async ({ givens }: Affiliate) =>
    (await house.post()).filter((text) => text.includes(givens[0]!));

  it('then nobody is reached before it has been started', async () => {
    const person = await house.insured();
    await house.round(SENT);
    expect((await personOf(person))?.status).to.equal('eligible');
    expect(await house.post()).to.deep.equal([]);
  });

  it('then every person is reached once, however many there are and however often it is looked', async () => {
    await house.startCampaign();
    const persons: Affiliate[] = [];
    for (let number = 0; number < 120; number++) persons.push(madeAffiliate({ givens: ['JEANNE'] }));
    await house.server.store.write(
      persons.map((affiliate) => ({ kind: 'import-affiliate' as const, affiliate })),
    );
    await Promise.all([house.round(SENT), house.round(later(0, 1))]);
    expect(new Set(await statusesOf(persons))).to.deep.equal(new Set(['notified']));
    const mails = (await house.post()).filter((text) => text.includes('JEANNE'));
    expect(mails).to.have.length(120);
    expect(new Set(mails.map((mail) => /^To:.*$/im.exec(mail)?.[0])).size).to.equal(120);
  });

  it('then the invitation goes by e-mail where an address is known and by letter otherwise, and says the same', async () => {
    await house.startCampaign();
    const byMail = await house.insured();
    const byLetter = await house.insured({ contact: { postal: ['3 RUE DES LILAS', '14000 CAEN'] } });
    await house.round(SENT);
    const [mail, ...others] = await lettersFor(byMail);
    const [letter, ...more] = await lettersFor(byLetter);
    expect([others, more]).to.deep.equal([[], []]);
    expect(mail).to.match(/^To:.*exemple\.fr/im);
    expect(letter).to.include('14000 CAEN').and.not.to.match(/^To:/im);
    for (const text of [mail!, letter!]) {
      expect(text).to.include('MARTIN');
      expect(text).to.include('dossier médical partagé');
      expect(text).to.include('code provisoire').and.to.include('6 semaines');
      const code = /\b[2-9A-HJ-NP-Z]{12}\b/.exec(text)?.[0] ?? '';
      expect([...code].every((character) => CODE_ALPHABET.includes(character))).to.equal(true);
      expect(code).to.have.length(12);
    }
  });

  it('then the code itself is not in the store once it has been sent', async () => {
    await house.startCampaign();
    const person = await house.insured();
    await house.round(SENT);
    const code = await house.codeFor(person);
    const kept = await personOf(person);
    expect(JSON.stringify(kept)).not.to.include(code);
    expect(kept?.code?.hash).to.match(/^[0-9a-f]{64}$/);
  });

  it('then a record is created when the period ends and not before, and she is told', async () => {
    await house.startCampaign();
    const person = await house.insured();
    await house.round(SENT);
    await house.round(later(42, -1));
    expect(await recordOf(person)).to.equal(undefined);
    await house.round(later(42));
    const record = await recordOf(person);
    expect(record).to.include({ status: 'open', activated: false });
    expect((await personOf(person))?.status).to.equal('created');
    const told = (await lettersFor(person)).filter((text) => text.includes('a été créé'));
    expect(told).to.have.length(1);
    const [event] = await house.server.store.events.ofPatient(record!.patient.key, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ENROLMENT-create', granted: true });
    await house.round(later(100));
    expect((await lettersFor(person)).length).to.equal(2);
  });

  it('then whoever activated or opposed in time gets no second record', async () => {
    await house.startCampaign();
    const [active, opposed] = [await house.insured(), await house.insured()];
    const yesterday = new Date(Date.now() - DAY);
    await house.round(yesterday);
    const shown = async (person: Affiliate) => house.evidence(person, await house.codeFor(person));
    await house.ask('$activer', { ...(await shown(active)), ...ACCEPTED });
    await house.ask('$s-opposer', await shown(opposed));
    const before = (await recordOf(active))?.patient.key;
    await house.round(new Date(Date.now() + 60 * DAY));
    expect(await statusesOf([active, opposed])).to.deep.equal(['activated', 'opposed']);
    expect((await recordOf(active))?.patient.key).to.equal(before);
  });

  it('then what stood in a former record is found in the one that takes over, unless she had closed it', async () => {
    const { store } = house.server;
    const former = madeAffiliate();
    const closed = madeAffiliate();
    const keys = new Map<Affiliate, number>();
    for (const person of [former, closed]) {
      const { contact: _contact, cards: _cards, representatives: _all, protected: _no, ...traits } = person;
      const { ins, authority, ...patient } = traits;
      const written = await store.write([
        {
          kind: 'create-record',
          patient,
          identifiers: [{ value: ins, authority }],
          activated: false,
          at: CAMPAIGN,
        },
      ]);
      keys.set(person, (written as { patientKey: number }).patientKey);
      await store.write([{ kind: 'import-affiliate', affiliate: person }]);
    }
    await store.write([{ kind: 'close-record', patientKey: keys.get(closed)!, at: CAMPAIGN }]);
    await house.startCampaign();
    await house.round(SENT);
    await house.round(later(42));
    expect(await recordOf(former)).to.include({ status: 'open', activated: false });
    expect((await recordOf(former))?.patient.key).to.equal(keys.get(former));
    expect(await recordOf(closed)).to.include({ status: 'closed' });
    expect(await statusesOf([former, closed])).to.deep.equal(['created', 'closed']);
  });

  it('then for a child the principal parent gets the code', async () => {
    await house.startCampaign();
    const child = await house.insured({
      birthDate: '2018-03-01',
      contact: {},
      representatives: [
        { role: 'parent', family: 'MARTIN', given: 'PAULE', email: 'paule@exemple.fr' },
        { role: 'parent', family: 'PETIT', given: 'LUC', email: 'luc@exemple.fr' },
      ],
    });
    await house.round(SENT);
    const [mail, ...others] = await lettersFor(child);
    expect(others).to.deep.equal([]);
    expect(mail).to.include('paule@exemple.fr').and.to.include('Bonjour').and.not.to.include('luc@');
  });
});

describe('given the delays of the earlier letter', () => {
  let house: EnrolmentHouse;
  before(async () => {
    house = await enrolmentHouse({
      CARNET_ENROLMENT_CODE_LIFE: 'P1M',
      CARNET_ENROLMENT_CODE_FROM: 'reception',
      CARNET_ENROLMENT_LETTER_DELAY: 'P3D',
      CARNET_ENROLMENT_OPPOSITION: 'P1M10D',
    });
    await house.startCampaign();
  });
  after(() => house.close());

  it('then a code lapses a month after reception, and a record is created a month and ten days after sending', async () => {
    const byMail = await house.insured();
    const byLetter = await house.insured({ contact: { postal: ['3 RUE DES LILAS', '14000 CAEN'] } });
    await house.round(SENT);
    const read = ({ ins, authority }: Affiliate) => house.server.store.enrolment.byIns(ins, authority);
    // A month after the 31st of January is the last day of February.
    expect((await read(byMail))?.code?.expiresAt).to.equal('2026-02-28T09:00:00.000Z');
    expect((await read(byLetter))?.code?.expiresAt).to.equal('2026-03-03T09:00:00.000Z');
    await house.round('2026-03-10T08:59:59.999Z');
    expect(await house.server.store.enrolment.counts()).to.deep.equal({ notified: 2 });
    await house.round('2026-03-10T09:00:00.000Z');
    expect(await house.server.store.enrolment.counts()).to.deep.equal({ created: 2 });
  });
});
