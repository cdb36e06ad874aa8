import { join } from 'node:path';
import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { MedicalRecord } from '../../src/model/record.ts';
import { registryStoredQuery } from '../../src/registry/iti-18-registry-stored-query.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type Store } from '../../src/store/store.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { INS } from '../authorization/people.ts';
import { creation, temporaryFolder } from '../store/sample.ts';
import { told } from '../support/faults.ts';
import { storedQuery } from '../support/registry-desk.ts';
import { type Ask, BY_UPDATE, EVERY_DOCUMENT, OF_RECORD, ofAll, ofEach } from './query-asks.ts';
import { type Bundle, bundles, commandsWithout, type Face } from './query-population.ts';
import { authorizer, domain, type Reader, readers, seenBy } from './query-readers.ts';

type ReturnType = 'LeafClass' | 'ObjectRef';

const NO_ATTACHMENTS: Attachments = {
  multipart: false,
  take: () => expect.fail('no query has attachments'),
  untaken: () => [],
};

/** The one who is asked about, and another. */
const PATIENTS = [INS.value, '207058575627097'].map((value) => ({
  ...creation(value, INS.authority),
  activated: true,
}));

/** A registry that holds everything, or everything but what is hidden from somebody. */
interface World {
  readonly store: Store;
  close(): Promise<void>;
}

async function world(hidden: readonly Face[] | 'everything'): Promise<World> {
  const folder = await temporaryFolder();
  const store = await openSqliteStore({ file: join(folder.path, 'carnet.db') });
  const unit = hidden === 'everything' ? [] : commandsWithout(hidden);
  const written = await store.write([...PATIENTS, ...unit]);
  if (isConflict(written)) throw new Error(JSON.stringify(written));
  return {
    store,
    async close() {
      await store.close();
      await folder.remove();
    },
  };
}

/** What a reader is answered, as it leaves, and which documents the trace names. */
async function answer(
  { store }: World,
  { subject, authorisation, record: more = {}, blocked }: Reader,
  { id, slots }: Ask,
  returnType: ReturnType,
  mostObjects = 5_000,
): Promise<string> {
  const { read, transaction, write, writeRefusal } = registryStoredQuery({ store, domain, mostObjects });
  const request = await read(parseXml(storedQuery(id, slots, returnType)), NO_ATTACHMENTS);
  if (isRefusal(request)) throw new Error(told(request).join());
  const { right } = transaction;
  const call = { subject, from: '', requestId: '', at: '2026-11-22T10:00:00.000Z' };
  const { access, reason } = authorizer.authorize(
    typeof right === 'function' ? right(request) : right,
    call,
    await recordWith(store, more),
    {
      ...(authorisation === undefined ? {} : { authorisation }),
      ...(blocked === undefined
        ? {}
        : { blocked: { professional: subject.id, since: '2026-11-01T10:00:00.000Z' } }),
    },
  );
  if (access === undefined) return reason;
  const outcome = await transaction.run(request, access);
  if (isRefusal(outcome)) return writeRefusal!(outcome).body.text;
  return `${write(outcome.answer).body.text} ${outcome.documents.join()} ${outcome.refusedQuietly}`;
}

/** The record as it would be after what the patient has decided. */
async function recordWith({ records }: Store, more: NonNullable<Reader['record']>): Promise<MedicalRecord> {
  const record = (await records.byKey(1))!;
  const { status = record.status, birthDate = record.patient.birthDate, ...choices } = more;
  return {
    ...record,
    status,
    patient: { ...record.patient, birthDate },
    choices: { ...record.choices, ...choices },
  };
}

const objectsIn = (text: string): number => Number(/totalResultCount="(\d+)"/.exec(text)?.[1] ?? 0);

describe('given a record with documents that a reader may not see', () => {
  const all: readonly Bundle[] = bundles();
  const worlds = new Map<string, World>();
  let whole: World;
  let cells = 0;
  before(async () => {
    whole = await world([]);
    for (const { hidden } of readers) {
      const key = String(hidden);
      if (!worlds.has(key)) worlds.set(key, await world(hidden));
    }
  });
  after(async () => {
    for (const each of [whole, ...worlds.values()]) await each.close();
  });

  it('then all fourteen queries are asked', () => {
    const asked = [...OF_RECORD, ...ofAll(all), ...ofEach(all[0]!)];
    expect(new Set(asked.map(({ id }) => id))).to.have.property('size', 14);
  });

  for (const reader of readers) {
    describe(`to ${reader.name}`, () => {
      const without = () => worlds.get(String(reader.hidden))!;

      /** The answer, which is that of the record without them. */
      async function same(asked: Ask, returnType: ReturnType, mostObjects?: number): Promise<string> {
        const shown = await answer(whole, reader, asked, returnType, mostObjects);
        const expected = await answer(without(), reader, asked, returnType, mostObjects);
        cells++;
        if (shown !== expected) expect(shown, `${asked.name} ${returnType}`).to.equal(expected);
        return shown;
      }

      it('then what is left is what it may see', async () => {
        const found = await same(EVERY_DOCUMENT, 'LeafClass');
        const seen = all.map(({ face }) => face).filter((face) => found.includes(`value="${face}-alone"`));
        expect(seen).to.deep.equal(seenBy(reader));
        expect(found.includes('value="note-seen"')).to.equal(reader.hidden !== 'everything');
      });

      for (const returnType of ['LeafClass', 'ObjectRef'] as const) {
        it(`then a search of the record answers the same, ${returnType}`, async () => {
          let objects = 0;
          const windows = returnType === 'LeafClass' ? BY_UPDATE : [];
          for (const asked of [...OF_RECORD, ...windows]) objects += objectsIn(await same(asked, returnType));
          expect(objects > 0).to.equal(reader.hidden !== 'everything');
        });

        it(`then a search of all objects at once answers the same, ${returnType}`, async () => {
          let objects = 0;
          for (const asked of ofAll(all)) objects += objectsIn(await same(asked, returnType));
          expect(objects > 0).to.equal(reader.hidden !== 'everything');
        });
      }

      it('then what is too many answers the same', async () => {
        for (const asked of [...OF_RECORD, ...ofAll(all)]) {
          const objects = objectsIn(await answer(without(), reader, asked, 'LeafClass'));
          await same(asked, 'LeafClass', objects);
          if (objects > 0)
            expect(await same(asked, 'LeafClass', objects - 1)).to.include('XDSTooManyResults');
        }
      });

      it('then a search of each object alone answers the same', async () => {
        for (const bundle of all) {
          if (!reader.alone.includes(bundle.face)) continue;
          for (const asked of ofEach(bundle)) {
            await same(asked, 'LeafClass');
            await same(asked, 'ObjectRef');
          }
        }
      });
    });
  }

  describe('in all', () => {
    it('then the whole matrix of readers and queries has been asked', () => {
      console.log(`      ${cells} cells`);
      expect(cells).to.be.at.least(8_000);
    });
  });
});
