import { expect } from 'chai';
import { lotAuthor } from '../../src/client/lot-author.ts';
import { patientLogicalId } from '../../src/fhir/patient-parameter.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { fhirChannels, type Hunt, soapChannels } from './leaks-channels.ts';
import { type Cause, hiddenDocument, nameOf, visibleDocument } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';
import { querySoapChannels } from './leaks-query-channels.ts';

/** Somebody, by the faces at which it may call, and why documents may be hidden from it. */
interface Seeker {
  readonly name: string;
  /** Slug, or `patient`. */
  readonly slug: string;
  readonly soap?: Caller;
  readonly fhir?: Caller;
  readonly authorised?: 'professional' | 'structure';
  /** Whether it sees other documents of the record. */
  readonly sees: boolean;
  readonly causes: readonly Cause[];
}

const OF_ALL: readonly Cause[] = ['masked', 'signature', 'of-another-patient', 'deleted', 'deprecated'];
const NOTHING: readonly Cause[] = ['everything', 'signature', 'of-another-patient', 'deleted'];

/** A professional with a card, and by e-CPS in a structure. */
function professional(
  slug: string,
  client: string,
  more: Partial<Seeker> & Pick<Seeker, 'causes' | 'sees'>,
): Seeker {
  return {
    name: slug,
    slug,
    soap: { name: slug, tls: slug, vihf: { as: slug } },
    fhir: { name: slug, tls: client, token: slug },
    authorised: 'professional',
    ...more,
  };
}

const seekers: readonly Seeker[] = [
  professional('medecin', 'hopital', { sees: true, causes: [{ type: 'export' }, ...OF_ALL] }),
  professional('infirmier', 'hopital', { sees: true, causes: [{ type: 'consent' }, ...OF_ALL] }),
  professional('kinesitherapeute', 'hopital', { sees: true, causes: [{ type: 'consent' }, ...OF_ALL] }),
  professional('psychomotricien', 'hopital', { sees: true, causes: [{ type: 'note' }, ...OF_ALL] }),
  professional('medecin-travail', 'hopital', { sees: false, causes: NOTHING }),
  professional('educateur', 'esat', { sees: false, causes: NOTHING, authorised: 'structure' }),
  {
    name: 'pharmacien without authorisation',
    slug: 'pharmacien',
    soap: { name: 'pharmacien', tls: 'pharmacien', vihf: { as: 'pharmacien' } },
    fhir: { name: 'pharmacien', tls: 'pharmacie', token: 'pharmacien' },
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'medecin vouched for by the hospital',
    slug: 'medecin',
    soap: {
      name: 'air',
      tls: 'hopital',
      vihf: { as: 'medecin', mode: 'INDIRECTE_RENFORCEE', structure: 'hopital' },
    },
    authorised: 'professional',
    sees: true,
    causes: [{ type: 'export' }, ...OF_ALL],
  },
  {
    name: 'esat',
    slug: 'esat',
    soap: { name: 'esat', tls: 'esat', vihf: { as: 'esat' } },
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'secretaire',
    slug: 'secretaire',
    soap: { name: 'secretaire', tls: 'secretaire', vihf: { as: 'secretaire' } },
    authorised: 'structure',
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'patient',
    slug: 'patient',
    fhir: { name: 'patient', tls: undefined, token: 'patient' },
    sees: true,
    causes: ['invisible-to-patient', 'signature', 'of-another-patient', 'deleted', 'deprecated'],
  },
];

/** Channels that tell of no document, or of none that is up to date. */
const SILENT: readonly string[] = [
  'GetDocuments LeafClass by logicalId',
  'GetDocuments ObjectRef by logicalId',
  // The set that holds a document is no document, and none of them has an appendix.
  'GetRelatedDocuments ObjectRef',
  'ITI-43 of it from another repository',
  'TD0.2',
  'DocumentReference by status superseded',
  'DocumentReference by status entered-in-error',
  'Patient',
];

/** One request of one caller about one hidden document. */
interface Cell {
  readonly name: string;
  readonly caller: Caller;
  readonly wire: Parameters<LeakHouse['both']>[1];
}

async function authorise({ servers }: LeakHouse, { slug, authorised }: Seeker, ins: string): Promise<void> {
  if (authorised === undefined) return;
  const identity = servers[0].pki.identity(slug);
  const holder = authorised === 'professional' ? identity.id : identity.structure.id;
  for (const server of servers) {
    const record = await server.store.records.byIdentifier(ins, INS_NIR_TEST);
    const authorisation = {
      holder,
      holderKind: authorised,
      name: identity.name,
      medecinTraitant: false,
      since: '2026-11-01T10:00:00.000Z',
    };
    await server.store.write([{ kind: 'authorise', patientKey: record!.patient.key, authorisation }]);
  }
}

/** A record with what the seeker sees in both servers, and in the second one also what it may not see. */
async function prepare(house: LeakHouse, seeker: Seeker, cause: Cause): Promise<Hunt> {
  const [ins, other] = [await house.patient(), await house.patient()];
  await authorise(house, seeker, ins);
  const visible = seeker.sees ? [visibleDocument(ins, '20260901'), visibleDocument(ins, '20261001')] : [];
  for (const document of visible) await house.register(document, false);
  const hidden = hiddenDocument(ins, other, cause);
  await house.register(hidden, true);
  const record = await house.servers[0].store.records.byIdentifier(ins, INS_NIR_TEST);
  const patient = patientLogicalId(record!.patient.key);
  return { ins, patient, hidden: hidden.entry, visible: visible[0]?.entry };
}

async function cellsOf(house: LeakHouse, seeker: Seeker, cause: Cause, hunt: Hunt): Promise<Cell[]> {
  const { soap, fhir } = seeker;
  const applies = ({ currentOnly }: { currentOnly?: boolean }) =>
    cause !== 'deprecated' || currentOnly === true;
  const named = (name: string) => `${seeker.name}, ${nameOf(cause)}: ${name}`;
  const cells: Cell[] = [];
  const identity = house.servers[0].pki.identity(seeker.slug === 'patient' ? 'medecin' : seeker.slug);
  const lot = lotAuthor(identity).author;
  for (const channel of soap === undefined ? [] : [...soapChannels, ...querySoapChannels].filter(applies)) {
    const { path, action, body } = channel.request(hunt, { authors: [lot] });
    const wire = house.soap(soap!, hunt.ins, path, action, body);
    cells.push({ name: named(channel.name), caller: soap!, wire });
  }
  for (const channel of fhir === undefined ? [] : fhirChannels.filter(applies)) {
    const { path, ...more } = channel.request(hunt);
    cells.push({
      name: named(channel.name),
      caller: fhir!,
      wire: await house.fhir(fhir!, hunt.ins, path, more),
    });
  }
  return cells;
}

/** The cells whose two answers differ, with both. */
async function differing(house: LeakHouse, cells: readonly Cell[]): Promise<string[]> {
  const found: string[] = [];
  const left = [...cells];
  const work = async () => {
    for (let cell = left.shift(); cell !== undefined; cell = left.shift()) {
      const [without, within] = await house.both(cell.caller, cell.wire);
      if (without !== within) found.push(`${cell.name}\n--- without\n${without}\n--- with\n${within}`);
    }
  };
  await Promise.all(Array.from({ length: 12 }, work));
  return found;
}

describe('given two servers that differ only in documents which a caller may not see', function () {
  this.timeout(120_000);
  let house: LeakHouse;
  let counted = 0;
  before(async () => {
    house = await leakHouse();
  });
  after(() => house.close());

  for (const seeker of seekers) {
    it(`then no answer to ${seeker.name} tells which one it has asked`, async () => {
      const cells: Cell[] = [];
      for (const cause of seeker.causes) {
        cells.push(...(await cellsOf(house, seeker, cause, await prepare(house, seeker, cause))));
      }
      counted += cells.length;
      expect(await differing(house, cells)).to.deep.equal([]);
    });
  }

  it('then the whole matrix of callers, causes and channels has been asked', () => {
    expect(counted).to.be.at.least(3_000);
  });

  for (const seeker of seekers.filter(({ slug }) => slug === 'infirmier' || slug === 'patient')) {
    it(`then a document that ${seeker.name} may see does tell, in every channel that speaks of documents`, async () => {
      const hunt = await prepare(house, seeker, 'everything');
      const cells = await cellsOf(house, seeker, 'everything', hunt);
      const found = await differing(house, cells);
      const silent = cells.filter(({ name }) => !found.some((one) => one.startsWith(`${name}\n`)));
      const names = silent.map(({ name }) => name.replace(/^.*?: /, ''));
      expect(names.filter((name) => !SILENT.includes(name))).to.deep.equal([]);
    });
  }

  it('then the journal tells the patient of each access, and names no document that is hidden', async () => {
    const patient = seekers.find(({ slug }) => slug === 'patient')!;
    const doctor = seekers.find(({ slug }) => slug === 'medecin')!;
    const hunt = await prepare(house, patient, 'invisible-to-patient');
    await authorise(house, doctor, hunt.ins);
    for (const document of [hunt.hidden, hunt.visible!]) {
      const path = `Binary/${document.entryUuid.slice('urn:uuid:'.length)}`;
      await house.both(doctor.fhir!, await house.fhir(doctor.fhir!, hunt.ins, path));
    }
    const journal = await house.fhir(patient.fhir!, hunt.ins, 'AuditEvent');
    const [, within] = await house.both(patient.fhir!, journal);
    expect(within).to.contain('"total":3');
    expect(within).to.contain(hunt.visible!.uniqueId);
    expect(within).not.to.contain(hunt.hidden.uniqueId);
  });

  it('then the journal tells the patient nothing of what was sought in vain', async () => {
    const seeker = seekers.find(({ slug }) => slug === 'patient')!;
    const caller = seeker.fhir!;
    for (const cause of ['invisible-to-patient', 'signature', 'deleted', 'of-another-patient'] as const) {
      const hunt = await prepare(house, seeker, cause);
      for (const name of ['read of DocumentReference', 'read of Binary', 'read of Immunization']) {
        const { path } = fhirChannels.find((channel) => channel.name === name)!.request(hunt);
        await house.both(caller, await house.fhir(caller, hunt.ins, path));
      }
      const journal = await house.fhir(caller, hunt.ins, 'AuditEvent');
      const [without, within] = await house.both(caller, journal);
      expect(without, nameOf(cause)).to.contain('"total":4');
      expect(within, nameOf(cause)).to.equal(without);
    }
  });
});
