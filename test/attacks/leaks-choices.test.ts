import { expect } from 'chai';
import { lotAuthor } from '../../src/client/lot-author.ts';
import { fhirChannels, type Hunt, soapChannels } from './leaks-channels.ts';
import {
  CIRCUMSTANCES,
  type Circumstance,
  forget,
  OF_PATIENT,
  PLAIN,
  prepare,
} from './leaks-circumstances.ts';
import { type Cause, nameOf } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';
import { recordFhirChannels, recordSoapChannels } from './leaks-record-channels.ts';

/** Somebody, with the ways in which it calls and what may be the case for it. */
interface Seeker {
  readonly slug: string;
  readonly soap?: Caller;
  readonly fhir?: Caller;
  readonly circumstances: readonly Circumstance[];
}

const inMode = (mode: Circumstance['purpose']) => CIRCUMSTANCES.filter(({ purpose }) => purpose === mode);
const doctors = (slug: string): Seeker => ({
  slug,
  soap: { name: slug, tls: slug, vihf: { as: slug } },
  fhir: { name: slug, tls: 'hopital', token: slug },
  circumstances: [...inMode(undefined), ...inMode('bris_de_glace')],
});

const seekers: readonly Seeker[] = [
  doctors('medecin'),
  doctors('infirmier'),
  {
    slug: 'medecin-regulateur',
    soap: { name: 'medecin-regulateur', tls: 'medecin-regulateur', vihf: { as: 'medecin-regulateur' } },
    circumstances: inMode('centre_15'),
  },
  {
    slug: 'patient',
    fhir: { name: 'patient', tls: undefined, token: 'patient' },
    circumstances: OF_PATIENT,
  },
];

/** What tells of no document, and what this server does not serve. */
const SILENT: readonly string[] = [
  'TD1.3a',
  'TD0.5',
  'TD1.6 ACTIVE',
  'TD1.6 INTERDITE',
  'TD1.6 TOUTE',
  'TD0.3',
  'history of DocumentReference',
  'version of DocumentReference',
  'history of all',
  '$docref',
  'List',
  'Provenance',
  'Consent',
  'read of Consent',
  'AuditEvent about it',
  '$bris-de-glace',
];

/** One request of one caller about one hidden document. */
interface Cell {
  readonly name: string;
  readonly caller: Caller;
  readonly wire: Parameters<LeakHouse['both']>[1];
}

/** The médecin traitant is a doctor: to others the title gives nothing that is not asked elsewhere. */
const applies = ({ slug }: Seeker, { medecinTraitant }: Circumstance) =>
  medecinTraitant === undefined || slug === 'medecin';

describe('given two servers that differ only in documents which the patient, the record or the mode keeps back', function () {
  this.timeout(300_000);
  let house: LeakHouse;
  let counted = 0;
  before(async () => {
    house = await leakHouse({ CARNET_REGULATION_STRUCTURES: '1140000035,810000000102' });
  });
  after(() => house.close());

  async function cellsOf(
    { slug, soap, fhir }: Seeker,
    circumstance: Circumstance,
    cause: Cause,
    hunt: Hunt,
  ): Promise<Cell[]> {
    const { purpose = 'normal' } = circumstance;
    const asked = ({ currentOnly }: { currentOnly?: boolean }) =>
      cause !== 'archived' || currentOnly === true;
    const named = (name: string) => `${slug}, ${circumstance.name}, ${nameOf(cause)}: ${name}`;
    const cells: Cell[] = [];
    if (soap !== undefined) {
      const caller: Caller = {
        ...soap,
        name: `${slug} ${purpose}`,
        vihf: {
          as: slug,
          ...soap.vihf,
          purpose,
          ...(purpose === 'bris_de_glace' ? { reason: 'Inconscient' } : {}),
        },
      };
      const lot = lotAuthor(house.servers[0].pki.identity(slug)).author;
      for (const channel of [...soapChannels, ...recordSoapChannels].filter(asked)) {
        const { path, action, body } = channel.request(hunt, { authors: [lot] });
        cells.push({
          name: named(channel.name),
          caller,
          wire: house.soap(caller, hunt.ins, path, action, body),
        });
      }
    }
    // A token says no purpose: what is opened by bris de glace is used over SOAP.
    if (fhir !== undefined && purpose === 'normal') {
      for (const channel of [...fhirChannels, ...recordFhirChannels].filter(asked)) {
        const { path, ...more } = channel.request(hunt);
        const wire = await house.fhir(fhir, hunt.ins, path, more);
        cells.push({ name: named(channel.name), caller: fhir, wire });
      }
    }
    return cells;
  }

  /** The cells whose two answers differ, with both. Lists come after what they tell of, a declaration (TD0.3) last of all. */
  async function differing(cells: readonly Cell[]): Promise<string[]> {
    const found: string[] = [];
    const inOrder = cells.filter(({ name }) => /: TD0\.[34]/.test(name));
    const left = cells.filter((cell) => !inOrder.includes(cell));
    const work = async () => {
      for (let cell = left.shift(); cell !== undefined; cell = left.shift()) await compare(cell, found);
    };
    await Promise.all(Array.from({ length: 12 }, work));
    for (const cell of inOrder) await compare(cell, found);
    return found;
  }

  async function compare({ name, caller, wire }: Cell, found: string[]): Promise<void> {
    const [without, within] = await house.both(caller, wire);
    if (without !== within) found.push(`${name}\n--- without\n${without}\n--- with\n${within}`);
  }

  for (const seeker of seekers) {
    for (const circumstance of seeker.circumstances.filter((one) => applies(seeker, one))) {
      it(`then no answer to ${seeker.slug} tells which one it has asked: ${circumstance.name}`, async () => {
        const who = seeker.slug === 'patient' ? undefined : house.servers[0].pki.identity(seeker.slug);
        const found: string[] = [];
        for (const cause of circumstance.causes) {
          const hunt = await prepare(house, who, circumstance, cause);
          const cells = await cellsOf(seeker, circumstance, cause, hunt);
          found.push(...(await differing(cells)));
          if (who !== undefined) await forget(house, who, hunt.ins);
          counted += cells.length;
        }
        expect(found).to.deep.equal([]);
      });
    }
  }

  it('then the whole matrix of callers, circumstances, causes and channels has been asked', () => {
    console.log(`      ${counted} cells`);
    expect(counted).to.be.at.least(5_000);
  });

  it('then a document that the caller may see does tell, in every channel that speaks of documents', async () => {
    const [seeker] = seekers;
    const who = house.servers[0].pki.identity('medecin');
    const hunt = await prepare(house, who, PLAIN, 'everything');
    const cells = await cellsOf(seeker!, PLAIN, 'everything', hunt);
    const told = (await differing(cells)).map((one) => one.split('\n')[0]!.replace(/^.*?: /, ''));
    // What one did oneself differs as soon as one document more was seen.
    const asked = [...recordSoapChannels, ...recordFhirChannels].filter(({ name }) => !/^own /.test(name));
    const silent = asked.map(({ name }) => name).filter((name) => !told.includes(name));
    expect(silent).to.deep.equal(SILENT);
  });
});
