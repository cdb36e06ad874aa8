import { expect } from 'chai';
import { lotAuthor } from '../../src/client/lot-author.ts';
import { fhirChannels, type Hunt, type SoapChannel, soapChannels } from './leaks-channels.ts';
import {
  CIRCUMSTANCES,
  type Circumstance,
  forget,
  OF_PATIENT,
  PLAIN,
  prepare,
} from './leaks-circumstances.ts';
import { depositChannels, depositRequest, readyLot } from './leaks-deposits.ts';
import { type Cause, nameOf } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';
import { querySoapChannels } from './leaks-query-channels.ts';
import { recordFhirChannels, recordSoapChannels, unservedFhirChannels } from './leaks-record-channels.ts';
import { updateChannels } from './leaks-update-channels.ts';
import { lastFhirChannels, unservedWriteChannels, writeFhirChannels } from './leaks-write-channels.ts';

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
  // What holds a document is told with it, and a set has no status to change.
  'GetRelatedDocuments ObjectRef',
  'ITI-57 of the status of its set',
  'TD1.3a',
  'TD0.5',
  'TD1.6 ACTIVE',
  'TD1.6 INTERDITE',
  'TD1.6 TOUTE',
  'TD0.3',
  'read of Patient',
  'read of its Consent',
  'DocumentReference of nobody',
  'Consent',
  'read of Consent',
  'AuditEvent about it',
  '$bris-de-glace',
  'ITI-65 that replaces it',
  'ITI-65 that replaces it under another address',
];

/** One request of one caller about one hidden document. */
interface Cell {
  readonly name: string;
  readonly caller: Caller;
  readonly wire: Parameters<LeakHouse['both']>[1];
  /** After all others, one by one: lists come after what they tell of, and then what changes the record. */
  readonly last: boolean;
}

/** What a deposit, an access or a declaration leaves is seen by what comes after it. */
const LAST = /^TD0\.[34]|^ITI-41 of|every trait$|^\$bloquer/;

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
      const soapCell = (name: string, { path, action, body }: ReturnType<SoapChannel['request']>): Cell => ({
        name: named(name),
        caller,
        wire: house.soap(caller, hunt.ins, path, action, body),
        last: LAST.test(name),
      });
      const channels = [...soapChannels, ...querySoapChannels, ...updateChannels, ...recordSoapChannels];
      for (const channel of channels.filter(asked)) {
        cells.push(soapCell(channel.name, channel.request(hunt, { authors: [lot] })));
      }
      const ready = await readyLot(house, slug, hunt.ins);
      for (const { name, tie } of depositChannels) {
        cells.push(soapCell(name, depositRequest(ready, [tie(hunt)])));
      }
      const claiming = await readyLot(house, slug, hunt.ins, { replaces: hunt.hidden.uniqueId });
      cells.push(soapCell('ITI-41 of what says that it replaces it', depositRequest(claiming)));
    }
    if (fhir !== undefined) {
      const mode = purpose === 'normal' ? {} : { 'x-mode-acces': purpose };
      const unserved =
        circumstance.name === PLAIN.name ? [...unservedFhirChannels, ...unservedWriteChannels] : [];
      const served = [...fhirChannels, ...recordFhirChannels, ...writeFhirChannels, ...lastFhirChannels];
      const channels = [...unserved, ...served];
      for (const channel of channels.filter(asked)) {
        const { path, headers = {}, ...more } = channel.request(hunt);
        const wire = await house.fhir(fhir, hunt.ins, path, { ...more, headers: { ...headers, ...mode } });
        cells.push({ name: named(channel.name), caller: fhir, wire, last: LAST.test(channel.name) });
      }
    }
    return cells;
  }

  /** The cells whose two answers differ, with both. */
  async function differing(cells: readonly Cell[]): Promise<string[]> {
    const found: string[] = [];
    const inOrder = cells.filter(({ last }) => last);
    const left = cells.filter(({ last }) => !last);
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
    expect(counted).to.be.at.least(20_000);
  });

  it('then a document that the caller may see does tell, in every channel that speaks of documents', async () => {
    const [seeker] = seekers;
    const who = house.servers[0].pki.identity('medecin');
    const hunt = await prepare(house, who, PLAIN, 'everything');
    const cells = await cellsOf(seeker!, PLAIN, 'everything', hunt);
    const told = (await differing(cells)).map((one) => one.split('\n')[0]!.replace(/^.*?: /, ''));
    // What one did oneself differs as soon as one document more was seen.
    const asked = [
      ...querySoapChannels,
      ...updateChannels,
      ...recordSoapChannels,
      ...recordFhirChannels,
      ...writeFhirChannels,
    ].filter(({ name }) => !/^own /.test(name));
    const silent = asked.map(({ name }) => name).filter((name) => !told.includes(name));
    expect(silent).to.deep.equal(SILENT);
  });
});
