import { expect } from 'chai';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import {
  daysAgo,
  type EnrolmentHouse,
  enrolmentHouse,
  madeAffiliate,
} from '../../support/enrolment-house.ts';

const DAY = 86_400_000;
const ACCEPTED = { conditionsAcceptees: true };

describe('given an insured person whom the campaign has reached', () => {
  let house: EnrolmentHouse;
  before(async () => {
    house = await enrolmentHouse({
      CARNET_ENROLMENT_ATTEMPTS: '1000',
      CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '1000',
    });
    await house.startCampaign();
  });
  after(() => house.close());

  /** A person who was notified some days ago, and her code. */
  async function notified(days = 1, more: Partial<Affiliate> = {}) {
    const person = await house.insured(more);
    await house.round(daysAgo(days));
    return { person, code: await house.codeFor(person) };
  }
  const statusOf = async ({ ins, authority }: Affiliate) =>
    (await house.server.store.enrolment.byIns(ins, authority))?.status;
  const recordOf = ({ ins, authority }: Affiliate) => house.server.store.records.byIdentifier(ins, authority);

  describe('when she activates with code, NIR and carte Vitale', () => {
    it('then the record is open and activated at once, and she gets a ticket for her account', async () => {
      const { person, code } = await notified();
      const reply = await house.ask('$activer', { ...house.evidence(person, code), ...ACCEPTED });
      expect(reply.status).to.equal(200);
      const values = new Map<string, string>(
        reply.resource.parameter.map((one: Record<string, string>) => [one.name, Object.values(one)[1]]),
      );
      expect(values.get('statut')).to.equal('activated');
      expect(values.get('ticket')).to.match(/^[\w-]{43}$/);
      const record = await recordOf(person);
      expect(record).to.include({ status: 'open', activated: true });
      expect(record?.patient.family).to.equal('MARTIN');
      expect(
        (await house.get(`DocumentReference?patient=p${record?.patient.key}`, await house.token(person)))
          .status,
      ).to.equal(200);
    });

    it('then her journal says so, and that she showed no token', async () => {
      const { person, code } = await notified();
      await house.ask('$activer', { ...house.evidence(person, code), ...ACCEPTED });
      const { status, resource } = await house.get('AuditEvent', await house.token(person));
      expect(status).to.equal(200);
      // biome-ignore lint/suspicious/noExplicitAny: AuditEvents as they came
      const told = resource.entry.map(({ resource: event }: any) => [
        event.subtype[0].display,
        event.outcome === '0',
        // biome-ignore lint/suspicious/noExplicitAny: agents as they came
        event.agent.find(({ requestor }: any) => requestor)?.who.display,
      ]);
      expect(told[0]).to.deep.equal(['Activation du dossier', true, 'Usager']);
    });

    it('then the code works once only', async () => {
      const { person, code } = await notified();
      const shown = { ...house.evidence(person, code), ...ACCEPTED };
      const replies = await Promise.all([house.ask('$activer', shown), house.ask('$activer', shown)]);
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 403]);
      expect((await house.ask('$s-opposer', house.evidence(person, code))).status).to.equal(403);
      expect(await statusOf(person)).to.equal('activated');
    });

    it('then it may be typed in small letters, in groups', async () => {
      const { person, code } = await notified();
      const typed = `${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase();
      expect(
        (await house.ask('$activer', { ...house.evidence(person, typed), ...ACCEPTED })).status,
      ).to.equal(200);
    });

    it('then the terms must be accepted, or nothing is done and the code stays good', async () => {
      const { person, code } = await notified();
      for (const accepted of [{}, { conditionsAcceptees: false }]) {
        const reply = await house.ask('$activer', { ...house.evidence(person, code), ...accepted });
        expect(reply.status).to.equal(400);
        expect(reply.text).to.include('Parameters.conditionsAcceptees');
      }
      expect(await statusOf(person)).to.equal('notified');
      expect((await house.ask('$activer', { ...house.evidence(person, code), ...ACCEPTED })).status).to.equal(
        200,
      );
    });
  });

  describe('when she opposes', () => {
    it('then there is no record when the period has ended, and a deposit finds none', async () => {
      const { person, code } = await notified();
      const reply = await house.ask('$s-opposer', house.evidence(person, code));
      expect(reply.status).to.equal(200);
      expect(reply.resource.parameter).to.deep.equal([{ name: 'statut', valueCode: 'opposed' }]);
      await house.round(new Date(Date.now() + 100 * DAY));
      expect(await statusOf(person)).to.equal('opposed');
      expect(await recordOf(person)).to.equal(undefined);
    });

    it('then she may still change her mind, with a new code', async () => {
      const { person, code } = await notified();
      await house.ask('$s-opposer', house.evidence(person, code));
      const { nir, carte } = house.evidence(person, code);
      expect(
        (await house.ask('$demander-code', { nir, carte, email: person.contact.email })).status,
      ).to.equal(200);
      const fresh = await house.codeFor(person);
      expect(
        (await house.ask('$activer', { ...house.evidence(person, fresh), ...ACCEPTED })).status,
      ).to.equal(200);
      expect(await recordOf(person)).to.include({ status: 'open', activated: true });
    });
  });

  describe('when the code is past its end', () => {
    it('then it still works the day before six weeks are over', async () => {
      const { person, code } = await notified(41);
      expect((await house.ask('$s-opposer', house.evidence(person, code))).status).to.equal(200);
    });

    it('then it is refused the day after, and the record is not hers to read', async () => {
      const { person, code } = await notified(43);
      expect((await house.ask('$activer', { ...house.evidence(person, code), ...ACCEPTED })).status).to.equal(
        403,
      );
      expect((await recordOf(person))?.activated).not.to.equal(true);
    });
  });

  describe('when something of the evidence is wrong', () => {
    it('then every answer is the same, whoever it is and whatever was wrong, and nothing is changed', async () => {
      const { person, code } = await notified();
      const other = await notified();
      const late = await notified(50);
      const used = await notified();
      await house.ask('$s-opposer', house.evidence(used.person, used.code));
      const right = house.evidence(person, code);
      const shown = [
        house.evidence(madeAffiliate(), code),
        { ...right, code: other.code },
        { ...right, code: 'AAAAAAAAAAAA' },
        { ...right, carte: other.person.cards[0] },
        { ...right, nir: house.evidence(other.person, '').nir },
        { ...right, nir: { system: 'urn:oid:1.2.250.1.213.1.4.8', value: person.ins } },
        house.evidence(late.person, late.code),
        house.evidence(used.person, used.code),
        house.evidence(await house.insured(), code),
      ];
      for (const operation of ['$activer', '$s-opposer']) {
        const accepted = operation === '$activer' ? ACCEPTED : {};
        const texts = new Set<string>();
        for (const values of shown) {
          const reply = await house.ask(operation, { ...values, ...accepted });
          expect(reply.status).to.equal(403);
          texts.add(reply.text);
        }
        expect(texts.size, [...texts].join('\n')).to.equal(1);
        const [text] = texts;
        expect(JSON.parse(text!).issue[0]).to.include({ code: 'forbidden' });
        expect(text).to.include('EnrolmentRefused').and.to.include('un nouveau code peut être demandé');
      }
      expect(await statusOf(person)).to.equal('notified');
      expect(await statusOf(other.person)).to.equal('notified');
    });

    it('then each attempt leaves a trace that says it was refused', async () => {
      const { person } = await notified();
      await house.ask('$s-opposer', house.evidence(person, 'AAAAAAAAAAAA'));
      let last: { type: string; granted: boolean; reason: string; patientId?: string } | undefined;
      for await (const event of house.server.store.events.all()) last = event;
      expect(last).to.include({ type: 'ENROLMENT-oppose', granted: false, reason: 'EnrolmentRefused' });
      expect(last?.patientId).to.include(person.ins);
    });
  });

  describe('when no code is left or none has come', () => {
    const ask = (person: Affiliate, more: Readonly<Record<string, unknown>> = {}) => {
      const { nir, carte } = house.evidence(person, '');
      return house.ask('$demander-code', { nir, carte, email: person.contact.email, ...more });
    };

    it('then carte Vitale and contact give a new one, which ends the one before', async () => {
      const { person, code } = await notified(43);
      expect((await ask(person)).status).to.equal(200);
      const fresh = await house.codeFor(person);
      expect((await house.ask('$s-opposer', house.evidence(person, code))).status).to.equal(403);
      expect((await house.ask('$s-opposer', house.evidence(person, fresh))).status).to.equal(200);
    });

    it('then it does so for a person whom no letter has reached', async () => {
      const person = await house.insured();
      expect((await ask(person)).status).to.equal(200);
      const code = await house.codeFor(person);
      expect((await house.ask('$activer', { ...house.evidence(person, code), ...ACCEPTED })).status).to.equal(
        200,
      );
    });

    it('then it goes by letter to whoever has no e-mail address and gives her postal code', async () => {
      const person = await house.insured({ contact: { postal: ['3 RUE DES LILAS', '14000 CAEN'] } });
      expect((await ask(person, { email: undefined, codePostal: '14000' })).status).to.equal(200);
      expect(await house.codeFor(person)).to.have.length(12);
    });

    it('then the answer is the same where nothing agrees, and no code is sent', async () => {
      const person = await house.insured();
      const before = (await house.post()).length;
      const refusedOnes = [
        await ask(madeAffiliate()),
        await ask(person, { email: 'autre@exemple.fr' }),
        await ask(person, { carte: '80259999999' }),
        await ask(person, { email: undefined, codePostal: '14000' }),
      ];
      expect((await house.post()).length).to.equal(before);
      expect(await statusOf(person)).to.equal('eligible');
      const { text, status } = await ask(person);
      expect(status).to.equal(200);
      expect(new Set([text, ...refusedOnes.map((reply) => reply.text)]).size).to.equal(1);
    });
  });

  describe('when who calls shows a token, or asks for something else without one', () => {
    it('then a patient and a professional are refused, code or not', async () => {
      const { person, code } = await notified();
      const token = await house.token({ ins: '294061411802778' });
      const reply = await house.ask('$s-opposer', house.evidence(person, code), token);
      expect(reply.status).to.equal(403);
      expect(await statusOf(person)).to.equal('notified');
    });

    it('then nothing but enrolment is heard without one', async () => {
      for (const path of ['p1/$cloturer', 'p1/$ayants-droit', 'p1/$supprimer-donnees']) {
        expect((await house.ask(path, {})).status, path).to.equal(401);
      }
    });
  });
});
