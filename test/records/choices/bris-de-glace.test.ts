import { expect } from 'chai';
import { brisDeGlace } from '../../../src/records/choices/bris-de-glace.ts';
import { choiceOperations } from '../../../src/records/choices/choice-operations.ts';
import { triesKey } from '../../../src/store/counted-tries.ts';
import { isConflict } from '../../../src/store/store.ts';
import { callers } from '../../fhir/callers.ts';
import { startWorld, type World } from '../../fhir/test-world.ts';

const SYSTEM = 'urn:oid:1.2.250.1.213.1.4.10';
const INS = '294061411802778';
const SEARCH = `DocumentReference?patient.identifier=${encodeURIComponent(`${SYSTEM}|${INS}`)}`;
const IN_EMERGENCY = { 'x-mode-acces': 'bris_de_glace' };
const REASON = 'Patiente inconsciente, allergie à rechercher';

const FULL: Readonly<Record<string, object>> = {
  patient: { valueIdentifier: { system: SYSTEM, value: INS } },
  nom: { valueString: 'Lemoine' },
  prenom: { valueString: 'Charlotte' },
  'date-naissance': { valueDate: '1994-06-12' },
  motif: { valueString: REASON },
};

interface Said {
  readonly total?: number;
  readonly parameter?: readonly { readonly name: string; readonly valueInstant?: string }[];
  readonly issue?: readonly { readonly diagnostics: string }[];
}
const said = async (response: Response) => (await response.json()) as Said;

describe('given a professional who breaks the glass', () => {
  let world: World;
  const start = async () => {
    world = await startWorld(({ store }) => [
      brisDeGlace({ hours: 2, attempts: 5, attemptWindowMinutes: 60 }),
      ...choiceOperations(store),
    ]);
    await world.register();
  };
  const stop = () => world.close();
  const forgetAttempts = () =>
    world.write({
      kind: 'forget-tries',
      key: triesKey('bris-de-glace', `${world.charlotte}|${callers.medecin.id}`),
    });

  const open = (
    declared: Readonly<Record<string, object | undefined>> = {},
    as: keyof typeof callers = 'medecin',
  ) =>
    world.send('POST', 'Patient/$bris-de-glace', as, {
      resourceType: 'Parameters',
      parameter: Object.entries({ ...FULL, ...declared }).flatMap(([name, value]) =>
        value === undefined ? [] : [{ name, ...value }],
      ),
    });
  const decide = (operation: string, ...parameter: object[]) =>
    world.send('POST', `Patient/p${world.charlotte}/$${operation}`, 'charlotte', {
      resourceType: 'Parameters',
      parameter,
    });
  const search = (headers: Record<string, string> = IN_EMERGENCY) => world.get(SEARCH, 'medecin', headers);
  const WRONG = { 'date-naissance': { valueDate: '1994-06-13' } };
  const guess = (times: number) => Promise.all(Array.from({ length: times }, () => open(WRONG)));
  const isClosed = async () => {
    expect((await search()).status).to.equal(403);
    const standing = await world.store.choices.standing(world.charlotte, { id: callers.medecin.id });
    expect(standing).not.to.have.property('opened');
  };

  describe('and may', () => {
    beforeEach(start);
    afterEach(stop);

    it('then the record is open to that professional in that mode, and only in it', async () => {
      await isClosed();
      const before = Date.now();
      const response = await open();
      expect(response.status).to.equal(200);
      const until = (await said(response)).parameter?.find(({ name }) => name === 'fin')?.valueInstant ?? '';
      expect(Date.parse(until)).to.be.within(before + 7_200_000, Date.now() + 7_200_000);
      expect((await said(await search())).total).to.equal(1);
      expect((await search({})).status).to.equal(403);
      expect((await world.get(SEARCH, 'infirmier', IN_EMERGENCY)).status).to.equal(403);
    });

    it('then the declaration stands in the traces of the opening and of what is read', async () => {
      await open();
      await search();
      const told = await world.store.events.ofPatient(world.charlotte, { limit: 2, offset: 0 });
      for (const { subject, granted } of told) {
        expect(granted).to.equal(true);
        expect(subject).to.deep.include({
          id: callers.medecin.id,
          purpose: 'bris_de_glace',
          reason: REASON,
        });
      }
      expect(told.map(({ type }) => type)).to.deep.equal(['ITI-67', 'BRIS-DE-GLACE']);
    });

    for (const [what, declared] of [
      ['in capitals', { nom: { valueString: 'LEMOINE' } }],
      ['with accents', { prenom: { valueString: 'Chàrlottè' } }],
      ['with all first names, hyphenated', { prenom: { valueString: 'Charlotte-Jeanne' } }],
    ] as const) {
      it(`then a name ${what} is that of the patient`, async () => {
        expect((await open(declared)).status).to.equal(200);
      });
    }

    it('then all that refuses it is told in the same words: traits, reason, opposition, blocking', async () => {
      const answers = [await (await open({ nom: { valueString: 'Lemoin' } })).text()];
      answers.push(await (await open({ motif: undefined })).text());
      await decide('refuser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      answers.push(await (await open()).text());
      answers.push(await (await open({ nom: { valueString: 'Lemoin' } })).text());
      await decide('autoriser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      const professional = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: callers.medecin.id };
      await decide('bloquer', { name: 'professionnel', valueIdentifier: professional });
      answers.push(await (await open()).text());
      expect(new Set(answers).size).to.equal(1);
      await isClosed();
    });

    it('then every refusal costs one unit of the store: traits, reason, opposition, blocking, too many attempts', async () => {
      const { store } = world;
      const write = store.write.bind(store);
      let units = 0;
      Object.assign(store, {
        write: async (unit: Parameters<typeof write>[0]) => {
          const written = await write(unit);
          if (!isConflict(written)) units += 1;
          return written;
        },
      });
      const cost = async (declared: Readonly<Record<string, object | undefined>> = {}) => {
        units = 0;
        expect((await open(declared)).status).to.equal(403);
        return units;
      };
      const costs = [await cost(WRONG), await cost({ motif: undefined })];
      await decide('refuser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      costs.push(await cost(), await cost(WRONG));
      await decide('autoriser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      await guess(3);
      costs.push(await cost(), await cost(WRONG));
      const professional = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: callers.medecin.id };
      await decide('bloquer', { name: 'professionnel', valueIdentifier: professional });
      costs.push(await cost(), await cost(WRONG));
      expect(costs).to.deep.equal(Array(8).fill(1));
      await isClosed();
    });

    it('then after too many wrong attempts the right one is refused in the same words, traced, and opens nothing', async () => {
      const [wrong] = await guess(5);
      const locked = await open();
      expect(locked.status).to.equal(403);
      expect(await locked.text()).to.equal(await wrong!.text());
      const told = await world.store.events.ofPatient(world.charlotte, { limit: 6, offset: 0 });
      expect(told.map(({ type, granted, reason }) => `${type} ${granted} ${reason}`)).to.deep.equal(
        Array(6).fill('BRIS-DE-GLACE false AccessDenied'),
      );
      await isClosed();
    });

    it('then attempts at the same time count as those in turn, and those of one professional lock out no other', async () => {
      await guess(6);
      expect((await open()).status).to.equal(403);
      expect((await open({}, 'medecinTraitant')).status).to.equal(200);
    });

    it('then an attempt that opens the access begins the count anew', async () => {
      await guess(4);
      expect((await open()).status).to.equal(200);
      await guess(4);
      expect((await open()).status).to.equal(200);
    });

    it('then what is open ends by itself, and is opened anew', async () => {
      const access = {
        professional: callers.medecin.id,
        reason: REASON,
        openedAt: '2026-01-01T00:00:00.000Z',
        until: '2026-01-01T08:00:00.000Z',
      };
      await world.write({ kind: 'open-access', patientKey: world.charlotte, access });
      expect((await search()).status).to.equal(403);
      await open();
      expect((await search()).status).to.equal(200);
    });

    it('then an opposition ends what is open', async () => {
      await open();
      await decide('refuser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      expect((await search()).status).to.equal(403);
      await decide('autoriser-urgence', { name: 'mode', valueCode: 'bris_de_glace' });
      expect((await search()).status).to.equal(403);
    });

    it('then a blocking ends what is open', async () => {
      await open();
      const professional = { system: 'urn:oid:1.2.250.1.71.4.2.1', value: callers.medecin.id };
      await decide('bloquer', { name: 'professionnel', valueIdentifier: professional });
      expect((await search()).status).to.equal(403);
    });
  });

  describe('and may not', () => {
    before(start);
    after(stop);
    // Each of them is judged by itself, not by how many came before.
    beforeEach(forgetAttempts);

    const wrongs: readonly (readonly [string, Readonly<Record<string, object | undefined>>])[] = [
      ['another name', { nom: { valueString: 'Lemoin' } }],
      ['another first name', { prenom: { valueString: 'Jeanne' } }],
      ['another date of birth', { 'date-naissance': { valueDate: '1994-06-13' } }],
      ['no name', { nom: undefined }],
      ['no first name', { prenom: undefined }],
      ['no date of birth', { 'date-naissance': undefined }],
      ['no reason', { motif: undefined }],
    ];
    for (const [what, declared] of wrongs) {
      it(`then ${what} is refused as any other lack, traced, and opens nothing`, async () => {
        const response = await open(declared);
        expect(response.status).to.equal(403);
        expect((await said(response)).issue?.[0]?.diagnostics).to.equal(
          "L'accès demandé n'est pas autorisé.",
        );
        const [told] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
        expect(told).to.deep.include({ type: 'BRIS-DE-GLACE', granted: false });
        await isClosed();
      });
    }

    it('then the matrix applies to it as in normal mode', async () => {
      expect((await open({}, 'medecinTravail')).status).to.equal(403);
    });

    it('then an INS that is missing is told, since it finds the record', async () => {
      const response = await open({ patient: undefined });
      expect(response.status).to.equal(400);
      expect((await said(response)).issue?.[0]?.diagnostics).to.equal(
        'Un élément obligatoire de la ressource envoyée manque. (Parameters.patient)',
      );
    });

    it('then a patient cannot, nor choose that mode', async () => {
      expect((await open({}, 'charlotte')).status).to.equal(403);
      const response = await world.get(SEARCH, 'charlotte', IN_EMERGENCY);
      expect(response.status).to.equal(400);
      expect((await said(response)).issue?.[0]?.diagnostics).to.equal(
        "La requête n'est pas conforme. (X-Mode-Acces)",
      );
    });

    it('then a mode that is none is refused', async () => {
      expect((await search({ 'x-mode-acces': 'centre_15' })).status).to.equal(400);
    });
  });
});
