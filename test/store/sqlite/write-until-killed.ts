import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { isConflict } from '../../../src/store/store.ts';
import { sayLine } from '../../support/say-line.ts';
import { creation, eventCommand } from '../sample.ts';

// Writes for ever, several units at a time, and says which were acknowledged: one identifier a line.
const [file = '', headFile = '', round = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file, headFile });
let next = 0;

async function writeForEver(): Promise<never> {
  for (;;) {
    next += 1;
    const value = `${round}-${next}`;
    const result = await store.write([creation(value), eventCommand({ requestId: value })]);
    if (isConflict(result)) throw new Error(result.conflict);
    sayLine(value);
  }
}

await Promise.all(Array.from({ length: 8 }, writeForEver));
