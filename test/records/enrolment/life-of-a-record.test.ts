import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { depositDocument } from '../../../src/client/deposit.ts';
import { createSandboxClient, type SandboxClient } from '../../../src/client/sandbox-client.ts';
import { isRefusal } from '../../../src/errors.ts';
import type { Affiliate } from '../../../src/model/enrolment.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { type EnrolmentHouse, enrolmentHouse } from '../../support/enrolment-house.ts';

const DAY = 86_400_000;
const ACCEPTED = { conditionsAcceptees: true };
const NOTE = new URL('../../../fixtures/documents/note-de-vaccination-charlotte.xml', import.meta.url);
const CHARLOTTE = '294061411802778';

/** Days from now. */
function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY);
}

describe('given the record of an insured person', () => {
  let house: EnrolmentHouse;
  let pharmacist: SandboxClient;
  let serial = 0;
  before(async () => {
    house = await enrolmentHouse();
    await house.startCampaign();
    pharmacist = createSandboxClient(house.server.pki, house.server.url, 'pharmacien');
  });
  after(async () => {
    pharmacist.close();
    await house.close();
  });

  const recordOf = ({ ins, authority }: Affiliate) => house.server.store.records.byIdentifier(ins, authority);
  const logicalId = async (person: Affiliate) => `p${(await recordOf(person))?.patient.key}`;
  const act = async (person: Affiliate, operation: string, parameters = {}) =>
    house.ask(`${await logicalId(person)}/${operation}`, parameters, await house.token(person));
  const documentsOf = async (person: Affiliate) =>
    house.get(`DocumentReference?patient=${await logicalId(person)}`, await house.token(person));
  const contents = () => readdir(join(house.server.data, 'blobs'), { recursive: true });
  const eventsOf = async (person: Affiliate) => {
    const { patient } = (await recordOf(person))!;
    const events = await house.server.store.events.ofPatient(patient.key, { limit: 50, offset: 0 });
    return events.map(({ type }) => type);
  };

  async function deposit({ ins }: Affiliate) {
    serial += 1;
    const note = (await readFile(NOTE, 'utf8'))
      .replaceAll(CHARLOTTE, ins)
      .replace(/(<id root="[0-9.]+)("|\.[0-9]+" *\/>)/, `$1.77${serial}$2`);
    const outcome = await depositDocument({
      client: pharmacist,
      pki: house.server.pki,
      as: 'pharmacien',
      domain: loadAffinityDomain('dmp'),
      document: Buffer.from(note),
      at: new Date(),
    });
    if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
    return outcome;
  }
  /** A record that came into being because nobody decided; its period has ended. */
  async function created(): Promise<Affiliate> {
    const person = await house.insured();
    await house.round(inDays(-60));
    // The code that she gets with the news of the creation is another one.
    await house.codeFor(person);
    await house.round(inDays(-10));
    expect((await recordOf(person))?.activated).to.equal(false);
    return person;
  }
  async function activated(): Promise<Affiliate> {
    const person = await house.insured();
    await house.round(inDays(-1));
    const shown = house.evidence(person, await house.codeFor(person));
    expect((await house.ask('$activer', { ...shown, ...ACCEPTED })).status).to.equal(200);
    return person;
  }

  describe('when it was created automatically and is not activated', () => {
    it('then a professional deposits into it, and its owner reads only once she has activated it', async () => {
      const person = await created();
      expect((await deposit(person)).status).to.equal('Success');
      const before = await documentsOf(person);
      expect(before.status).to.equal(404);
      expect(
        (await house.get(`Patient/${await logicalId(person)}`, await house.token(person))).status,
      ).to.equal(404);
      const shown = house.evidence(person, await house.codeFor(person));
      await house.ask('$activer', { ...shown, ...ACCEPTED });
      const after = await documentsOf(person);
      expect(after.status).to.equal(200);
      expect(after.resource.total).to.equal(1);
    });

    it('then its owner closes it', async () => {
      const person = await created();
      expect((await act(person, '$cloturer')).status).to.equal(200);
      expect(await recordOf(person)).to.include({ status: 'closed', activated: false });
      const { status } = (await house.server.store.enrolment.byIns(person.ins, person.authority))!;
      expect(status).to.equal('closed');
    });
  });

  describe('when a person has opposed, or has never had one', () => {
    it('then a deposit is told that the DMP does not exist, is kept nowhere, and nobody is notified', async () => {
      const opposed = await house.insured();
      await house.round(inDays(-1));
      await house.ask('$s-opposer', house.evidence(opposed, await house.codeFor(opposed)));
      const never = await house.insured();
      for (const person of [opposed, never]) {
        const [content, post] = [await contents(), await house.post()];
        const outcome = await deposit(person);
        expect(outcome.status).to.equal('Failure');
        expect(outcome.errors.map(({ code }) => code)).to.deep.equal(['XDSUnknownPatientId']);
        expect(outcome.errors[0]?.context).to.include("Le DMP de ce patient n'existe pas");
        expect(await contents()).to.deep.equal(content);
        expect(await house.post()).to.deep.equal(post);
      }
    });

    it('then opposing closes a record that was created before', async () => {
      const person = await created();
      await house.ask('$s-opposer', house.evidence(person, await house.codeFor(person)));
      expect(await recordOf(person)).to.include({ status: 'closed' });
      expect((await deposit(person)).errors.map(({ code }) => code)).to.deep.equal(['XDSUnknownPatientId']);
    });
  });

  describe('when its owner closes it', () => {
    it('then nobody reads and nobody deposits, and everything is there when she changes her mind', async () => {
      const person = await activated();
      await deposit(person);
      expect((await act(person, '$cloturer')).status).to.equal(200);
      expect((await documentsOf(person)).status).to.equal(404);
      expect((await deposit(person)).status).to.equal('Failure');
      expect((await act(person, '$cloturer')).status).to.equal(200);
      expect((await act(person, '$changer-d-avis')).status).to.equal(200);
      expect((await documentsOf(person)).resource.total).to.equal(1);
      const events = await eventsOf(person);
      expect(events).to.include.members(['RECORD-close', 'RECORD-reopen', 'ENROLMENT-activate']);
    });

    it('then a record that is open is not opened again', async () => {
      const person = await activated();
      const reply = await act(person, '$changer-d-avis');
      expect(reply.status).to.equal(409);
      expect(reply.text).to.include('RecordNotClosed').and.to.include("n'est pas clôturé");
      expect(await recordOf(person)).to.include({ status: 'open' });
    });

    it('then another patient does not: her record looks as if it were not there', async () => {
      const [person, other] = [await activated(), await activated()];
      const token = await house.token(other);
      const there = await house.ask(`${await logicalId(person)}/$cloturer`, {}, token);
      const absent = await house.ask('p99999999/$cloturer', {}, token);
      expect([there.status, there.text]).to.deep.equal([404, absent.text]);
      expect(await recordOf(person)).to.include({ status: 'open' });
    });
  });

  describe('when its owner asks for her documents to be deleted', () => {
    it('then it stays open, they are there until the delay has passed, and gone afterwards with their content; the journal stays', async () => {
      const person = await activated();
      const before = await contents();
      await deposit(person);
      const held = (await eventsOf(person)).length;
      const reply = await act(person, '$supprimer-donnees');
      expect(reply.status).to.equal(200);
      const [{ valueInstant: dueAt }] = reply.resource.parameter;
      expect((await act(person, '$supprimer-donnees')).resource.parameter[0].valueInstant).to.equal(dueAt);
      await house.round(new Date(Date.parse(dueAt) - 1));
      expect((await documentsOf(person)).resource.total).to.equal(1);
      await house.round(dueAt);
      expect((await documentsOf(person)).resource.total).to.equal(0);
      expect(await recordOf(person)).to.include({ status: 'open' });
      expect((await contents()).filter((name) => !before.includes(name)).filter(isContent)).to.deep.equal([]);
      const events = await eventsOf(person);
      expect(events).to.include.members(['RECORD-erase-ask', 'RECORD-erase']);
      expect(events.length).to.be.greaterThan(held);
    });

    it('then a closed record has its own deleted as well, and closing alone deletes nothing', async () => {
      const person = await activated();
      await deposit(person);
      await act(person, '$cloturer');
      await house.round(inDays(31));
      const { key } = (await recordOf(person))!.patient;
      expect((await house.server.store.enrolment.filedIds(key)).length).to.be.greaterThan(0);
      expect((await act(person, '$supprimer-donnees')).status).to.equal(200);
      await house.round(inDays(31));
      expect(await house.server.store.enrolment.filedIds(key)).to.deep.equal([]);
      expect(await recordOf(person)).to.include({ status: 'closed' });
    });

    it('then she may take it back in time, once', async () => {
      const person = await activated();
      await deposit(person);
      await act(person, '$supprimer-donnees');
      expect((await act(person, '$garder-donnees')).status).to.equal(200);
      const again = await act(person, '$garder-donnees');
      expect(again.status).to.equal(409);
      expect(again.text).to.include('ErasureMissing');
      await house.round(inDays(31));
      expect((await documentsOf(person)).resource.total).to.equal(1);
    });
  });
});

/** A file of the blob store, not a folder of it. */
function isContent(name: string): boolean {
  return /[0-9a-f]{8}-|[0-9a-f]{32}/.test(name);
}
