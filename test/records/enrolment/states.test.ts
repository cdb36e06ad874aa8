import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { createAuthorizer } from '../../../src/authorization/authorizer.ts';
import { readConfig } from '../../../src/config.ts';
import { isRefusal } from '../../../src/errors.ts';
import { usager } from '../../../src/identity/usager.ts';
import type { Affiliate, EnrolmentStatus } from '../../../src/model/enrolment.ts';
import { formatCx } from '../../../src/model/hl7v2.ts';
import type { Subject } from '../../../src/model/subject.ts';
import { askCode } from '../../../src/records/enrolment/ask-code.ts';
import { campaignRound } from '../../../src/records/enrolment/campaign-round.ts';
import { activateWithCode, opposeWithCode } from '../../../src/records/enrolment/decide-with-code.ts';
import { closeRecord, reopenRecord } from '../../../src/records/enrolment/dispose.ts';
import type { Store } from '../../../src/store/store.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { type Transaction, transactionRunner } from '../../../src/transaction.ts';
import { type TemporaryStore, temporaryStore } from '../../store/sample.ts';
import { CAMPAIGN, madeAffiliate } from '../../support/enrolment-house.ts';

const DAY = 86_400_000;
const SIX_WEEKS = 42 * DAY;
const config = readConfig({
  CARNET_ENROLMENT_ATTEMPTS: '1000000',
  CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '1000000',
});

/** A code that somebody has been sent, as the test has read it in the message. */
interface Sent {
  readonly code: string;
  readonly until: number;
  good: boolean;
}

type Step =
  | { readonly do: 'pass'; readonly days: number }
  | { readonly do: 'round' | 'two-rounds' | 'ask-code' | 'close' | 'reopen' }
  /** `which`: how many codes ago the code was sent. */
  | { readonly do: 'activate' | 'oppose' | 'activate-twice' | 'activate-and-oppose'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), days: fc.integer({ min: 0, max: 45 }) }),
  fc.record({ do: fc.constantFrom('round', 'two-rounds', 'ask-code', 'close', 'reopen' as const) }),
  fc.record({
    do: fc.constantFrom('activate', 'oppose', 'activate-twice', 'activate-and-oppose' as const),
    which: fc.integer({ min: 0, max: 2 }),
  }),
);

describe('given any sequence of what an insured person does, and of time', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
    await store.write([{ kind: 'start-campaign', at: CAMPAIGN }]);
  });
  after(() => store.remove());

  it('then no code works twice or after its end, whoever has opposed has no open record, and each state follows from the one before', async function () {
    this.timeout(240_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const life = await begin(store);
        for (const one of steps) {
          await life.take(one);
          await life.check(JSON.stringify(one));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A new person, what should be true of her, and what can be done. */
async function begin(store: Store) {
  const person = madeAffiliate();
  await store.write([{ kind: 'import-affiliate', affiliate: person }]);
  const settings = config.enrolment;
  const execute = transactionRunner({
    store,
    authorizer: createAuthorizer({ config, domain: loadDomain() }),
    recordsRequired: true,
    keepsQueries: false,
    oneTimeAssertions: undefined,
    log: () => {},
  });
  const host = { store, settings };
  let now = Date.parse(CAMPAIGN) + DAY;
  let status: EnrolmentStatus = 'eligible';
  let activated = false;
  let periodEnds = Number.POSITIVE_INFINITY;
  const sent: Sent[] = [];

  const run = <Request>(transaction: Transaction<Request, unknown>, request: Request, subject: Subject) =>
    execute(transaction, request, {
      subject,
      from: '::1',
      requestId: randomUUID(),
      at: new Date(now).toISOString(),
    });
  const shown = (code: string) => ({
    ins: person.ins,
    authority: person.authority,
    card: person.cards[0]!,
    code,
    agreed: false,
  });
  const activate = async (code: string) =>
    !isRefusal(await run(activateWithCode(host).transaction, shown(code), usager));
  const oppose = async (code: string) =>
    !isRefusal(await run(opposeWithCode(host).transaction, shown(code), usager));
  const record = () => store.records.byIdentifier(person.ins, person.authority);
  const dispose = async (interaction: {
    readonly transaction: Transaction<{ patientKey: number }, unknown>;
  }) => {
    const found = await record();
    if (found === undefined) return false;
    const request = { patientKey: found.patient.key };
    return !isRefusal(await run(interaction.transaction, request, patientOf(person)));
  };
  const round = () =>
    campaignRound({ ...host, deleteLeftContent: async () => {} }, new Date(now).toISOString());
  /** The codes that have been sent since, in order; the last one is the only good one. */
  const receive = async (expected: number) => {
    const codes = await takeCodes(store, person, now);
    expect(codes).to.have.length(expected);
    for (const code of codes) {
      for (const former of sent) former.good = false;
      sent.push({ code, until: now + SIX_WEEKS, good: true });
    }
  };
  const used = (into: EnrolmentStatus) => {
    for (const one of sent) one.good = false;
    status = into;
    if (into === 'activated') activated = true;
  };
  const codeOf = (which: number): { readonly code: string; readonly works: boolean } => {
    const one = sent.at(-1 - which);
    return { code: one?.code ?? 'AAAAAAAAAAAA', works: one?.good === true && now < one.until };
  };

  async function take(one: Step): Promise<void> {
    switch (one.do) {
      case 'pass':
        now += one.days * DAY;
        return;
      case 'round':
      case 'two-rounds': {
        await Promise.all(one.do === 'round' ? [round()] : [round(), round()]);
        const ends = status === 'notified' && now >= periodEnds;
        if (status === 'eligible') {
          status = 'notified';
          periodEnds = now + SIX_WEEKS;
          return receive(1);
        }
        if (ends) status = 'created';
        return receive(ends ? 1 : 0);
      }
      case 'ask-code': {
        const { ins, authority, cards, contact } = person;
        const request = { ins, authority, card: cards[0]!, contact: { email: contact.email! } };
        await run(askCode(host).transaction, request, usager);
        if (status === 'eligible') {
          status = 'notified';
          periodEnds = now + SIX_WEEKS;
        }
        return receive(1);
      }
      case 'activate': {
        const { code, works } = codeOf(one.which);
        expect(await activate(code)).to.equal(works);
        if (works) used('activated');
        return;
      }
      case 'oppose': {
        const { code, works } = codeOf(one.which);
        expect(await oppose(code)).to.equal(works);
        if (works) used('opposed');
        return;
      }
      case 'activate-twice': {
        const { code, works } = codeOf(one.which);
        const worked = await Promise.all([activate(code), activate(code)]);
        expect(worked.filter(Boolean).length).to.equal(works ? 1 : 0);
        if (works) used('activated');
        return;
      }
      case 'activate-and-oppose': {
        const { code, works } = codeOf(one.which);
        const [active, opposed] = await Promise.all([activate(code), oppose(code)]);
        expect([active, opposed].filter(Boolean).length).to.equal(works ? 1 : 0);
        if (works) used(active ? 'activated' : 'opposed');
        return;
      }
      case 'close': {
        const there = (await record()) !== undefined;
        expect(await dispose(closeRecord())).to.equal(there);
        if (status === 'created' || status === 'activated') status = 'closed';
        return;
      }
      case 'reopen': {
        const closed = (await record())?.status === 'closed';
        expect(await dispose(reopenRecord())).to.equal(closed);
        if (closed) status = activated ? 'activated' : 'created';
        return;
      }
      default:
        throw new Error(`unknown step ${one satisfies never}`);
    }
  }

  async function check(after: string): Promise<void> {
    const kept = await store.enrolment.byIns(person.ins, person.authority);
    expect(kept?.status, after).to.equal(status);
    const found = await record();
    const open = status === 'created' || status === 'activated';
    expect(found?.status === 'open', after).to.equal(open);
    expect(found?.activated ?? false, after).to.equal(activated);
  }

  return { take, check };
}

function patientOf({ ins, authority }: Affiliate): Subject {
  return {
    ...usager,
    kind: 'patient',
    mode: 'PATIENT',
    id: ins,
    patientId: formatCx(ins, authority, 'NH'),
    evidence: { id: '', issuer: 'https://patients.test' },
  };
}

let domain: ReturnType<typeof loadAffinityDomain> | undefined;
function loadDomain() {
  domain ??= loadAffinityDomain('dmp');
  return domain;
}

/** Takes the messages out of the queue as a server would that delivers them. */
async function takeCodes(store: Store, { givens }: Affiliate, now: number): Promise<string[]> {
  const claimant = randomUUID();
  const at = new Date(now).toISOString();
  const until = new Date(now + DAY).toISOString();
  await store.write([{ kind: 'claim-notifications', claimant, at, until, limit: 100 }]);
  const claimed = await store.notifications.claimed(claimant);
  await store.write(
    claimed.map(({ id }) => ({ kind: 'settle-notification', id, claimant, at, settlement: { as: 'sent' } })),
  );
  return claimed.flatMap(({ message }) =>
    'code' in message && 'holder' in message && message.holder.given === givens[0] ? [message.code] : [],
  );
}
