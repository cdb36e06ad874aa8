import { expect } from 'chai';
import type { Affiliate, Representative } from '../../src/model/enrolment.ts';
import { queueStatements } from '../../src/notification/statements.ts';
import { madeAffiliate } from '../support/enrolment-house.ts';
import { HOUR, type NotificationHouse, notificationHouse } from '../support/notification-house.ts';

const DAY = 24 * HOUR;
const OWN = ['3 rue Neuve', '14000 CAEN'];
const PARENT: Representative = {
  role: 'parent',
  family: 'PETIT',
  given: 'LUC',
  email: 'luc@exemple.fr',
  postal: ['1 rue Haute', '33000 BORDEAUX'],
};
/** Eighteen on the second day after the clock's first. */
const CHILD = { birthDate: '2008-11-24', contact: {}, representatives: [PARENT] };

describe('given a record whose patient health insurance knows', () => {
  let house: NotificationHouse;
  beforeEach(async () => {
    house = await notificationHouse();
  });
  afterEach(() => house.close());

  const imported = async (more: Partial<Affiliate>) => {
    const affiliate = madeAffiliate(more);
    await house.write({ kind: 'import-affiliate', affiliate });
    return affiliate;
  };
  const enrolled = async (more: Partial<Affiliate>, activated = true) => {
    const affiliate = await imported(more);
    const { ins, authority } = affiliate;
    const person = await house.store.enrolment.byIns(ins, authority);
    const at = house.now().toISOString();
    await house.write({ kind: 'enrol', key: person!.key, expected: 'eligible', activated, at });
    const record = await house.store.records.byIdentifier(ins, authority);
    return { affiliate, of: { patientKey: record!.patient.key } };
  };
  const tell = async (of: { patientKey: number }) => {
    const before = [...house.mails(), ...house.letters()];
    await house.notify(of, { kind: 'emergency-access' });
    await house.deliver();
    const [one, ...others] = [...house.mails(), ...house.letters()].filter((text) => !before.includes(text));
    expect(others).to.deep.equal([]);
    return /^To: (.*)\r$/m.exec(one ?? '')?.[1] ?? one;
  };

  it('then a new address takes the place of the old one, in an activated record and in one that is only created', async () => {
    for (const activated of [true, false]) {
      const { affiliate, of } = await enrolled({ contact: { email: 'old@exemple.fr' } }, activated);
      expect(await tell(of)).to.equal('old@exemple.fr');
      await imported({ ...affiliate, contact: { email: 'new@exemple.fr' } });
      expect(await tell(of)).to.equal('new@exemple.fr');
      await imported({ ...affiliate, contact: { postal: OWN } });
      expect(await tell(of)).to.contain('\n3 rue Neuve\n14000 CAEN\n');
    }
  });

  it('then what the patient recorded at activation stands against what is imported afterwards', async () => {
    const { affiliate, of } = await enrolled({ contact: { email: 'old@exemple.fr' } });
    const contact = { of, source: 'activation', email: 'mine@exemple.fr', emailVerified: true } as const;
    await house.write({ kind: 'keep-contact', contact });
    await imported({ ...affiliate, contact: { email: 'new@exemple.fr' } });
    expect(await tell(of)).to.equal('mine@exemple.fr');
  });

  it('then a child is told through its parent to the eve of its 18th birthday, and for itself from then on', async () => {
    const { of } = await enrolled({ ...CHILD, contact: { email: 'child@exemple.fr' } });
    house.advance(DAY);
    expect(await tell(of)).to.equal('luc@exemple.fr');
    house.advance(DAY);
    expect(await tell(of)).to.equal('child@exemple.fr');
  });

  it('then what waits in the queue on the birthday no longer goes to the parent', async () => {
    const { of } = await enrolled({ ...CHILD, contact: { email: 'child@exemple.fr' } });
    await house.notify(of, { kind: 'document-added' });
    house.advance(2 * DAY);
    await house.deliver();
    expect(house.mails()).to.have.length(1);
    expect(house.mails()[0]).to.include('To: child@exemple.fr').and.not.include('luc@exemple.fr');
  });

  it('then whoever has grown up without an e-mail address of her own is written to, never at the home of the parent', async () => {
    const { affiliate, of } = await enrolled(CHILD);
    house.advance(2 * DAY);
    expect(await tell(of))
      .to.contain(`PRENOM`)
      .and.not.contain('rue Haute')
      .and.not.contain('PETIT');
    await imported({ ...affiliate, contact: { postal: OWN } });
    expect(await tell(of))
      .to.contain('\n3 rue Neuve\n14000 CAEN\n')
      .and.not.contain('rue Haute');
  });

  it('then a letter to a child says at whose home it is', async () => {
    const { email, ...parent } = PARENT;
    const { of } = await enrolled({ ...CHILD, representatives: [parent] });
    expect(await tell(of)).to.contain('\nChez LUC PETIT\n1 rue Haute\n33000 BORDEAUX\n');
  });

  it('then the address that was recorded for a child at activation ends with its majority', async () => {
    const { of } = await enrolled({ ...CHILD, contact: { email: 'child@exemple.fr' } });
    const contact = {
      of,
      source: 'activation-of-minor',
      email: 'home@exemple.fr',
      emailVerified: true,
    } as const;
    await house.write({ kind: 'keep-contact', contact });
    expect(await tell(of)).to.equal('home@exemple.fr');
    house.advance(2 * DAY);
    expect(await tell(of)).to.equal('child@exemple.fr');
  });

  it('then the yearly statement of whoever has grown up is her own, though a parent has an e-mail address', async () => {
    await enrolled(CHILD);
    const statements = async () => {
      await queueStatements(house.store, 1, house.now());
      return (await house.store.notifications.queue()).waiting;
    };
    house.advance(DAY + HOUR);
    expect(await statements()).to.equal(0);
    house.advance(DAY);
    expect(await statements()).to.equal(1);
  });

  it('then a child who has no parent with health insurance any more is told itself', async () => {
    const { affiliate, of } = await enrolled({ ...CHILD, contact: { email: 'child@exemple.fr' } });
    await imported({ ...affiliate, representatives: [] });
    expect(await tell(of)).to.equal('child@exemple.fr');
  });
});
