import { expect } from 'chai';
import type { Affiliate, Representative } from '../../../src/model/enrolment.ts';
import { daysAgo, type EnrolmentHouse, enrolmentHouse } from '../../support/enrolment-house.ts';

const ACCEPTED = { conditionsAcceptees: true };
const OTHER: Representative = { role: 'parent', family: 'PETIT', given: 'LUC', email: 'luc@exemple.fr' };

describe('given children and protected adults', () => {
  let house: EnrolmentHouse;
  let parent: Affiliate;
  before(async () => {
    house = await enrolmentHouse({ CARNET_ENROLMENT_ADDRESS_ATTEMPTS: '1000' });
    await house.startCampaign();
    parent = await house.insured();
    await house.round(daysAgo(1));
    const shown = house.evidence(parent, await house.codeFor(parent));
    expect((await house.ask('$activer', { ...shown, ...ACCEPTED })).status).to.equal(200);
  });
  after(() => house.close());

  const principal = (): Representative => ({
    role: 'parent',
    ins: parent.ins,
    family: parent.family,
    given: parent.givens[0]!,
    ...parent.contact,
  });
  const child = (representatives: readonly Representative[] = [principal()]) =>
    house.insured({ birthDate: `${new Date().getUTCFullYear() - 8}-01-01`, contact: {}, representatives });
  const recordOf = ({ ins, authority }: Affiliate) => house.server.store.records.byIdentifier(ins, authority);
  const statusOf = async ({ ins, authority }: Affiliate) =>
    (await house.server.store.enrolment.byIns(ins, authority))?.status;
  const act = async (operation: string, parameters: Readonly<Record<string, unknown>>) => {
    const key = (await recordOf(parent))!.patient.key;
    return house.ask(`p${key}/${operation}`, parameters, await house.token(parent));
  };
  const nirOf = ({ ins, authority }: Affiliate) => ({ system: `urn:oid:${authority}`, value: ins });
  const listed = async (person: Affiliate) => {
    const { resource } = await act('$ayants-droit', {});
    // biome-ignore lint/suspicious/noExplicitAny: Parameters as they came
    const parts: any[][] = (resource.parameter ?? []).map(({ part }: { part: unknown[] }) => part);
    const found = parts.find((part) => part[0].valueIdentifier.value === person.ins);
    return found && Object.fromEntries(found.slice(1).map((one) => [one.name, Object.values(one)[1]]));
  };

  it('then the code of a child comes to the principal parent, who activates with it', async () => {
    const person = await child();
    await house.round(daysAgo(1));
    const shown = house.evidence(person, await house.codeFor(person));
    expect((await house.ask('$activer', { ...shown, ...ACCEPTED })).status).to.equal(200);
    expect(await recordOf(person)).to.include({ status: 'open', activated: true });
  });

  it('then where there are two parents, the other one must agree, and the code stays good until then', async () => {
    const person = await child([principal(), OTHER]);
    await house.round(daysAgo(1));
    const shown = { ...house.evidence(person, await house.codeFor(person)), ...ACCEPTED };
    for (const agreement of [{}, { accord: false }]) {
      const reply = await house.ask('$activer', { ...shown, ...agreement });
      expect(reply.status).to.equal(422);
      expect(reply.text).to.include('AgreementMissing').and.to.include("L'accord de l'autre parent");
    }
    expect(await statusOf(person)).to.equal('notified');
    expect((await house.ask('$activer', { ...shown, accord: true })).status).to.equal(200);
  });

  it('then a protected adult is told herself, and her legal representative must agree and is told too', async () => {
    const guardian: Representative = {
      role: 'tuteur',
      family: 'ROUX',
      given: 'ANNE',
      email: 'anne@exemple.fr',
    };
    const person = await house.insured({ protected: true, representatives: [guardian] });
    await house.round(daysAgo(1));
    const mails = (await house.post()).filter((text) => text.includes(person.contact.email!));
    expect(mails).to.have.length(1);
    const shown = { ...house.evidence(person, await house.codeFor(person)), ...ACCEPTED };
    expect((await house.ask('$activer', shown)).status).to.equal(422);
    const invited = (await house.post()).filter((text) => text.includes('anne@exemple.fr'));
    expect(invited).to.have.length(1);
    expect(invited[0]).not.to.include('a été activé');
    expect((await house.ask('$activer', { ...shown, accord: true })).status).to.equal(200);
    const told = (await house.post()).filter((text) => text.includes('a été activé le'));
    expect(told.filter((text) => text.includes(person.contact.email!))).to.have.length(1);
    expect(told.filter((text) => text.includes('anne@exemple.fr'))).to.have.length(1);
  });

  it('then the legal representative is told of the invitation and of the automatic creation, without a code', async () => {
    const guardian: Representative = {
      role: 'tuteur',
      family: 'ROUX',
      given: 'PAUL',
      email: 'paul@exemple.fr',
    };
    const person = await house.insured({ protected: true, representatives: [guardian] });
    const told = async () => (await house.post()).filter((text) => text.includes('paul@exemple.fr'));
    await house.round(daysAgo(50));
    const [invitation = '', ...others] = await told();
    expect(others).to.deep.equal([]);
    expect(invitation).to.include(person.givens[0]!).and.include('votre accord est nécessaire');
    await house.round(daysAgo(1));
    expect(await statusOf(person)).to.equal('created');
    const created = (await told()).filter((text) => text !== invitation);
    expect(created).to.have.length(1);
    expect(created[0]).to.include(person.givens[0]!).and.include('a été créé');
    for (const text of [invitation, ...created]) expect(text).not.to.match(/\b[2-9A-HJ-NP-Z]{12}\b/);
  });

  it('then agreement is asked of nobody who has not shown all three pieces of evidence', async () => {
    const person = await child([principal(), OTHER]);
    await house.round(daysAgo(1));
    const shown = { ...house.evidence(person, 'AAAAAAAAAAAA'), ...ACCEPTED };
    const reply = await house.ask('$activer', shown);
    expect(reply.status).to.equal(403);
    expect(reply.text).to.include('EnrolmentRefused');
  });

  it('then the parent who has signed in sees who waits for a decision, and decides one by one', async () => {
    const [first, second] = [await child(), await child()];
    expect(await listed(first)).to.include({ statut: 'eligible', enAttenteDeDecision: true });
    const activated = await act('$activer-ayant-droit', { nir: nirOf(first), ...ACCEPTED });
    expect(activated.status).to.equal(200);
    expect(await listed(first)).to.include({ statut: 'activated', enAttenteDeDecision: false });
    expect(await listed(second)).to.include({ enAttenteDeDecision: true });
    expect((await act('$opposer-ayant-droit', { nir: nirOf(second) })).status).to.equal(200);
    expect(await listed(second)).to.include({ statut: 'opposed', enAttenteDeDecision: false });
    const { patient } = (await recordOf(first))!;
    const [event] = await house.server.store.events.ofPatient(patient.key, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ENROLMENT-activate', granted: true });
    expect(event?.subject?.id).to.equal(parent.ins);
  });

  it('then she decides for nobody else, and who is none of hers looks like nobody', async () => {
    const stranger = await child([{ ...principal(), ins: '294061411802778' }]);
    const adult = await house.insured({ representatives: [principal()] });
    const absent = await act('$opposer-ayant-droit', { nir: { ...nirOf(adult), value: '207058575627097' } });
    expect(absent.status).to.equal(404);
    for (const person of [stranger, adult]) {
      expect(await listed(person)).to.equal(undefined);
      const reply = await act('$opposer-ayant-droit', { nir: nirOf(person) });
      expect(reply.text).to.equal(absent.text);
      expect(await statusOf(person)).to.equal('eligible');
    }
  });
});
