import { expect } from 'chai';
import type { Hunt } from './leaks-channels.ts';
import { CIRCUMSTANCES, OF_PATIENT, PLAIN, prepare } from './leaks-circumstances.ts';
import { depositChannels, depositRequest, type LotWishes, readyLot } from './leaks-deposits.ts';
import { type Cause, nameOf, type Person } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';
import { surroundingsOf } from './leaks-surroundings.ts';
import { provideBundle, writeFhirChannels } from './leaks-write-channels.ts';

const PATIENT: Caller = { name: 'patient', tls: undefined, token: 'patient' };
const OF_HER = OF_PATIENT.find(({ name }) => name === 'nothing decided')!;

const CAUSES: readonly Cause[] = [
  'masked',
  'restricted',
  'signature',
  'of-another-patient',
  'deleted',
  'archived',
];

/** Others who may deposit, whether they may read or not. */
const DEPOSITORS = ['pharmacien', 'medecin-travail', 'psychomotricien', 'educateur', 'secretaire', 'esat'];

/** The ids of a hidden document that a deposit may bear, and as what it is refused then. */
const TAKEN: readonly (readonly [what: string, wishes: (hunt: Hunt) => LotWishes, code: string])[] = [
  ['uniqueId', ({ hidden }) => ({ uniqueId: hidden.uniqueId }), 'XDSNonIdenticalHash'],
  ['entryUUID', ({ hidden }) => ({ entryUuid: hidden.entryUuid }), 'XDSRegistryMetadataError'],
  [
    'uniqueId of its submission set',
    ({ hidden }) => ({ lot: surroundingsOf(hidden).set.uniqueId }),
    'XDSDuplicateUniqueIdInRegistry',
  ],
  [
    'uniqueId of its folder',
    ({ hidden }) => ({ lot: surroundingsOf(hidden).folder.uniqueId }),
    'XDSDuplicateUniqueIdInRegistry',
  ],
];

describe('given a deposit that bears or names an id of a hidden document', function () {
  this.timeout(300_000);
  let house: LeakHouse;
  let doctor: Person;
  before(async () => {
    house = await leakHouse();
    doctor = house.servers[0].pki.identity('medecin');
  });
  after(() => house.close());

  const send = async (
    hunt: Hunt,
    wishes: LotWishes,
    ties: Parameters<typeof depositRequest>[1] = [],
    as = 'medecin',
  ) => {
    const caller: Caller = { name: as, tls: as, vihf: { as } };
    const ready = await readyLot(house, as, hunt.ins, wishes);
    const { path, action, body } = depositRequest(ready, ties);
    return house.both(caller, house.soap(caller, hunt.ins, path, action, body));
  };
  const provide = async (hunt: Hunt, body: object) => {
    const headers = { 'content-type': 'application/fhir+json' };
    const more = { method: 'POST' as const, headers, body: JSON.stringify(body) };
    return house.both(PATIENT, await house.fhir(PATIENT, hunt.ins, '', more));
  };
  /** The same words whatever the ids, which are of other lengths. */
  const nameless = (answer: string) =>
    answer
      .replace(/1\.2\.250\.1\.999\.[0-9.]+|urn:uuid:[0-9a-f-]{36}/g, 'id')
      .replace(/^Content-Length.*$/gim, '');

  for (const [what, wishes, code] of TAKEN) {
    it(`then an id that is taken is refused as such, whosever and however hidden it is: ${what}`, async () => {
      const known = await prepare(house, doctor, PLAIN, 'everything');
      const [stored, refused] = await send(known, wishes(known));
      expect(stored).to.contain('ResponseStatusType:Success');
      expect(refused).to.contain(`"${code}"`);
      for (const name of ['nothing decided', 'all masked', 'blocked']) {
        const circumstance = CIRCUMSTANCES.find((one) => one.name === name)!;
        for (const cause of name === 'nothing decided' ? CAUSES : (['everything'] as const)) {
          const hunt = await prepare(house, doctor, circumstance, cause);
          const answers = await send(hunt, wishes(hunt));
          expect(answers.map(nameless), nameOf(cause)).to.deep.equal([stored, refused].map(nameless));
        }
      }
    });
  }

  it('then the patient is refused an id that is taken in the same way too', async () => {
    const taken = [
      ({ hidden }: Hunt) => ({ document: hidden.uniqueId }),
      ({ hidden }: Hunt) => ({ lot: surroundingsOf(hidden).set.uniqueId }),
    ];
    for (const [at, ids] of taken.entries()) {
      const own = { document: `1.2.250.1.999.79.6.${at}`, lot: `1.2.250.1.999.79.7.${at}` };
      const hunts = async (cause: Cause) => {
        const hunt = await prepare(house, undefined, OF_HER, cause);
        const [, within] = await provide(hunt, provideBundle({ ...own, ...ids(hunt) }));
        return nameless(within);
      };
      const known = await hunts('everything');
      expect(known).to.match(/^409\n/);
      for (const cause of ['invisible-to-patient', 'signature', 'deleted', 'of-another-patient'] as const) {
        expect(await hunts(cause), nameOf(cause)).to.equal(known);
      }
    }
  });

  it("then a document of the depositor's own that is deleted is as one that is not there", async () => {
    const hunt = await prepare(house, doctor, PLAIN, 'deleted', () => doctor);
    for (const { name, tie } of depositChannels) {
      const [without, within] = await send(hunt, {}, [tie(hunt)]);
      expect(without, name).to.contain('ResponseStatusType:Failure');
      expect(within, name).to.equal(without);
    }
    const [without, within] = await send(hunt, { replaces: hunt.hidden.uniqueId });
    expect(without).to.contain('ResponseStatusType:Success');
    expect(within).to.equal(without);
  });

  for (const cause of ['invisible-to-patient', 'deleted'] as const) {
    it(`then a document that says it is the patient's and is kept from the patient is not there: ${cause}`, async () => {
      const hunt = await preparedFor(cause);
      for (const answers of await replacements(hunt)) expect(answers[1]).to.equal(answers[0]);
    });
  }

  for (const depositor of DEPOSITORS) {
    it(`then what another has deposited is not there for ${depositor}`, async () => {
      for (const cause of ['everything', 'signature', 'of-another-patient', 'deleted'] as const) {
        const hunt = await prepare(house, undefined, PLAIN, cause);
        for (const { name, tie } of depositChannels) {
          const [without, within] = await send(hunt, {}, [tie(hunt)], depositor);
          expect(without, name).to.contain('UnresolvedReferenceException');
          expect(within, name).to.equal(without);
        }
      }
    });
  }

  it('then one that the depositor may see does tell', async () => {
    const hunt = await prepare(house, doctor, PLAIN, 'everything', () => doctor);
    const told: string[] = [];
    for (const { name, tie } of depositChannels) {
      const [without, within] = await send(hunt, {}, [tie(hunt)]);
      if (within !== without) told.push(name);
    }
    expect(told).to.deep.equal(depositChannels.map(({ name }) => name).filter((name) => !/ its /.test(name)));
    const [[without, within] = ['', '']] = await replacements(await preparedFor('everything'));
    expect(within).not.to.equal(without);
  });

  it('then what the servers say of themselves is the same', async () => {
    const services = [
      'registry',
      'repository',
      'patients',
      'patientsSpecific',
      'patientsPDQ',
      'habilitations',
    ];
    const pages = [
      '/fhir/metadata',
      '/healthz',
      '/readyz',
      ...services.map((service) => `/si-dmp-server/v2/services/${service}?wsdl`),
    ];
    for (const path of pages) {
      const headers = { 'x-request-id': 'leak' };
      const [without, within] = await house.both(PATIENT, { path, method: 'GET', headers });
      expect(without, path).to.match(/^200\n/);
      expect(within, path).to.equal(without);
    }
  });

  /** A document whose author is the patient. */
  const preparedFor = (cause: Cause) =>
    prepare(house, undefined, OF_HER, cause, (ins) => ({ id: ins, name: 'DUPONT CAMILLE' }));

  function replacements(hunt: Hunt): Promise<(readonly [string, string])[]> {
    const channels = writeFhirChannels.filter(({ name }) => name.startsWith('ITI-65'));
    return Promise.all(
      channels.map(async (channel) => {
        const { path, ...more } = channel.request(hunt);
        return house.both(PATIENT, await house.fhir(PATIENT, hunt.ins, path, more));
      }),
    );
  }
});
