import { expect } from 'chai';
import { makePatientToken } from '../../../src/identity/sandbox/token-maker.ts';
import type { Affiliate, Representative } from '../../../src/model/enrolment.ts';
import { profilesOf } from '../../../src/sign-in/profiles.ts';
import type { PatientAccount } from '../../../src/store/credentials.ts';
import { isConflict } from '../../../src/store/store.ts';
import { type EnrolmentHouse, enrolmentHouse, madeAffiliate } from '../../support/enrolment-house.ts';
import { storeState } from '../../support/store-state.ts';

const ACCOUNT: PatientAccount = {
  id: 'of-a-parent',
  patientKey: 0,
  identifier: 'un.parent',
  password: '',
  email: 'parent@exemple.fr',
  createdAt: new Date().toISOString(),
};
const YEAR = new Date().getUTCFullYear();

describe('given a child with two parents who have records of their own (LC-21)', () => {
  let house: EnrolmentHouse;
  let principal: Affiliate;
  let other: Affiliate;
  before(async () => {
    house = await enrolmentHouse({ CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '1000' });
    principal = await withRecord({});
    other = await withRecord({});
  });
  after(() => house.close());

  const withRecord = async (more: Partial<Affiliate>): Promise<Affiliate> => {
    const person = await house.insured(more);
    const { ins, authority, family, givens, birthDate, sex } = person;
    const written = await house.server.store.write([
      {
        kind: 'create-record',
        patient: { family, givens, birthDate, sex },
        identifiers: [{ value: ins, authority }],
        activated: true,
        at: new Date().toISOString(),
      },
    ]);
    if (isConflict(written)) throw new Error(written.conflict);
    return person;
  };
  const parentOf = ({ ins, family, givens }: Affiliate): Representative => ({
    role: 'parent',
    ins,
    family,
    given: givens[0]!,
  });
  const child = (more: Partial<Affiliate> = {}) =>
    withRecord({
      birthDate: `${YEAR - 8}-01-01`,
      contact: {},
      representatives: [parentOf(principal), parentOf(other)],
      ...more,
    });
  const keyOf = async ({ ins, authority }: Affiliate) =>
    (await house.server.store.records.byIdentifier(ins, authority))!.patient.key;
  const nirOf = ({ ins, authority }: Affiliate) => ({ system: `urn:oid:${authority}`, value: ins });
  const decide = async (operation: string, of: Affiliate, parent: Affiliate, by: Affiliate = principal) =>
    house.ask(
      `p${await keyOf(by)}/$${operation}`,
      { nir: nirOf(of), parent: nirOf(parent) },
      await house.token(by),
    );
  const share = (of: Affiliate) => decide('partager-ayant-droit', of, other);
  /** A token as the sign-in makes it for a parent who acts for a child. */
  const tokenOf = (parent: Affiliate, of: Affiliate) =>
    makePatientToken(house.server.pki, {
      ins: of.ins,
      claims: {
        representative: `${parent.family} ${parent.givens[0]}`,
        representative_ins: { value: parent.ins, authority: parent.authority },
      },
    });
  const read = async (parent: Affiliate, of: Affiliate) => {
    const place = `DocumentReference?patient.identifier=urn:oid:${of.authority}|${of.ins}`;
    return (await house.get(place, await tokenOf(parent, of))).status;
  };

  it('then the other acts for the child once the principal one shares the record, each with a trace of her own, and no longer once it is taken back', async () => {
    const person = await child();
    expect(await read(principal, person)).to.equal(200);
    expect(await read(other, person)).to.equal(403);
    expect((await share(person)).status).to.equal(200);
    expect((await share(person)).status).to.equal(200);
    expect(await read(other, person)).to.equal(200);
    const [event] = await house.server.store.events.ofPatient(await keyOf(person), { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ITI-67', granted: true });
    expect(event?.subject?.reason).to.equal(`Représentant légal : ${other.family} ${other.givens[0]}`);
    const journal = await house.get('AuditEvent?_count=50', await tokenOf(principal, person));
    const told = journal.resource.entry.map(({ resource }: { resource: unknown }) =>
      JSON.stringify(resource),
    );
    const byOther = `Représentant légal : ${other.family} ${other.givens[0]}`;
    // The attempt before, which was refused, and the access.
    expect(told.filter((one: string) => one.includes(byOther))).to.have.length(2);
    const shared = `Partage du dossier de l'enfant avec l'autre parent`;
    expect(told.filter((one: string) => one.includes(shared))).to.have.length(2);

    expect((await decide('cesser-partage-ayant-droit', person, other)).status).to.equal(200);
    expect(await read(other, person)).to.equal(403);
    expect(await read(principal, person)).to.equal(200);
  });

  it('then the child is among the profiles of both parents who sign in, and of the other one only while it is shared', async () => {
    const person = await child();
    const key = await keyOf(person);
    const hasProfile = async (parent: Affiliate) => {
      const account = { ...ACCOUNT, patientKey: await keyOf(parent) };
      const profiles = await profilesOf(house.server.store, account, new Date().toISOString());
      return profiles.some(({ patient }) => patient.key === key);
    };
    expect([await hasProfile(principal), await hasProfile(other)]).to.deep.equal([true, false]);
    await share(person);
    expect([await hasProfile(principal), await hasProfile(other)]).to.deep.equal([true, true]);
    await decide('cesser-partage-ayant-droit', person, other);
    expect([await hasProfile(principal), await hasProfile(other)]).to.deep.equal([true, false]);
  });

  it('then the principal parent sees with whom the record is shared', async () => {
    const person = await child();
    await share(person);
    const { resource } = await house.ask(
      `p${await keyOf(principal)}/$ayants-droit`,
      {},
      await house.token(principal),
    );
    // biome-ignore lint/suspicious/noExplicitAny: Parameters as they came
    const parts: any[][] = resource.parameter.map(({ part }: { part: unknown[] }) => part);
    const found = parts.find((part) => part[0].valueIdentifier.value === person.ins);
    expect(found?.filter(({ name }) => name === 'partageAvec')).to.deep.equal([
      { name: 'partageAvec', valueIdentifier: nirOf(other) },
    ]);
  });

  it('then only the principal parent shares, and with a parent of the child alone', async () => {
    const person = await child();
    const stranger = await withRecord({});
    const unnumbered = await child({
      representatives: [parentOf(principal), { role: 'parent', family: 'PETIT', given: 'LUC' }],
    });
    const guarded = await child({
      representatives: [parentOf(principal), { ...parentOf(other), role: 'tuteur' }],
    });
    const absent = madeAffiliate();
    const attempts = [
      decide('partager-ayant-droit', person, principal, other),
      decide('partager-ayant-droit', person, stranger),
      decide('partager-ayant-droit', person, principal),
      decide('partager-ayant-droit', person, { ...other, authority: '1.2.250.1.213.1.4.8' }),
      decide('partager-ayant-droit', unnumbered, other),
      decide('partager-ayant-droit', guarded, other),
      decide('partager-ayant-droit', absent, other),
      decide('cesser-partage-ayant-droit', person, stranger),
    ];
    for (const reply of await Promise.all(attempts)) {
      expect(reply.status).to.equal(404);
      expect(reply.text).to.equal((await attempts[1])?.text);
    }
    for (const one of [stranger, other]) expect(await read(one, person)).to.equal(403);
    const token = await tokenOf(other, person);
    const asChild = await house.ask(
      `p${await keyOf(person)}/$partager-ayant-droit`,
      { nir: nirOf(person), parent: nirOf(other) },
      token,
    );
    expect(asChild.status).to.equal(404);
  });

  it('then a request that does not say with whom, or comes without a token, is refused and changes nothing', async () => {
    const person = await child();
    const place = `p${await keyOf(principal)}/$partager-ayant-droit`;
    const token = await house.token(principal);
    const whole = { nir: nirOf(person), parent: nirOf(other) };
    const before = storeState(house.server);
    for (const [values, code] of [
      [{ nir: whole.nir }, 'ResourceIncomplete'],
      [{ parent: whole.parent }, 'ResourceIncomplete'],
      [{ ...whole, parent: other.ins }, 'ResourceInvalid'],
      [{ ...whole, parent: { ...whole.parent, value: '12345' } }, 'ResourceInvalid'],
      [{ ...whole, accord: true }, 'ResourceInvalid'],
    ] as const) {
      const reply = await house.ask(place, values, token);
      expect([reply.status, reply.resource.issue[0].details.coding[0].code]).to.deep.equal([400, code]);
    }
    expect((await house.ask(place, whole)).status).to.equal(401);
    expect(storeState(house.server)).to.deep.equal(before);
    expect(await read(other, person)).to.equal(403);
  });

  it('then how the record ends is for the principal parent alone', async () => {
    const person = await child();
    await share(person);
    const close = async (parent: Affiliate) =>
      (await house.ask(`p${await keyOf(person)}/$cloturer`, {}, await tokenOf(parent, person))).status;
    expect(await close(other)).to.equal(404);
    expect(await read(other, person)).to.equal(200);
    expect(await close(principal)).to.equal(200);
  });

  it('then it ends when health insurance names another principal parent, or the other one no longer', async () => {
    const swapped = [parentOf(other), parentOf(principal)];
    const alone = [parentOf(principal)];
    for (const representatives of [swapped, alone]) {
      const person = await child();
      await share(person);
      expect(await read(other, person)).to.equal(200);
      await house.insured({ ...person, representatives });
      await house.insured(person);
      expect(await read(other, person)).to.equal(403);
      expect(await read(principal, person)).to.equal(200);
    }
  });

  it('then what is told again by health insurance leaves it as it is', async () => {
    const person = await child();
    await share(person);
    await house.insured(person);
    expect(await read(other, person)).to.equal(200);
  });

  it('then neither of them acts for the child from the day of majority on', async () => {
    const person = await child();
    await share(person);
    await house.insured({ ...person, birthDate: `${YEAR - 19}-01-01` });
    expect(await read(other, person)).to.equal(403);
    expect(await read(principal, person)).to.equal(403);
  });

  it('then nobody acts for who is an adult by the record and a child by health insurance', async () => {
    const person = await child({ birthDate: `${YEAR - 19}-01-01` });
    await house.insured({ ...person, birthDate: `${YEAR - 8}-01-01` });
    expect(await read(principal, person)).to.equal(403);
  });
});
