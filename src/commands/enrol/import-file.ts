import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Config } from '../../config.ts';
import { importUnit } from '../../records/enrolment/import-unit.ts';
import { readAffiliate } from '../../records/enrolment/read-affiliate.ts';
import { type Conflict, isConflict, type Store, type WriteCommand } from '../../store/store.ts';
import { loadAffinityDomain } from '../../terminology/load-affinity-domain.ts';
import { complain, say } from '../say.ts';

/** Persons who share a unit. */
const BATCH = 200;

const CONFLICTS: Partial<Readonly<Record<Conflict['conflict'], string>>> = {
  'identifier-exists': 'ins and formerIns lead to records of several patients',
  'enrolments-differ': 'ins and formerIns are enrolled, and the enrolments have gone different ways',
  'ins-replaced': 'ins has been replaced by another',
};

interface Line {
  readonly number: number;
  readonly unit: readonly WriteCommand[];
}

/** `enrol import`: a JSON object a line. @returns 1 when a line was not imported, or there was none. */
export async function importFile(store: Store, file: string, config: Config): Promise<number> {
  const { patientAuthorities } = loadAffinityDomain(config.domain, config).rules;
  const rules = { ...config, patientAuthorities };
  const at = new Date().toISOString();
  let [number, imported, faulty] = [0, 0, 0];
  const tell = (line: number, fault: string) => {
    faulty += 1;
    complain(`Line ${line} is not imported: ${fault}`);
  };
  let batch: Line[] = [];
  const flush = async () => {
    const refused = await writeLines(store, batch);
    imported += batch.length - refused.length;
    for (const { line, conflict } of refused)
      tell(line, CONFLICTS[conflict] ?? 'something has changed meanwhile');
    batch = [];
  };
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const read = readAffiliate(line, rules, at);
    if ('ins' in read) {
      // Whether the INS of a record changes is read from the store: the lines before have to be in it.
      if (read.former !== undefined) await flush();
      batch.push({ number, unit: await importUnit(store, read, { at, requestId: randomUUID() }) });
    } else tell(number, read.join(', '));
    if (batch.length === BATCH) await flush();
  }
  await flush();
  say(`${imported} persons imported, ${faulty} lines not.`);
  if (imported + faulty === 0) complain(`${file} has no line.`);
  return imported > 0 && faulty === 0 ? 0 : 1;
}

/** Writes all lines at once or, where one of them cannot be, each alone. @returns those that were not written. */
async function writeLines(
  store: Store,
  lines: readonly Line[],
): Promise<{ readonly line: number; readonly conflict: Conflict['conflict'] }[]> {
  const together = await store.write(lines.flatMap(({ unit }) => unit));
  if (!isConflict(together)) return [];
  const refused: { line: number; conflict: Conflict['conflict'] }[] = [];
  for (const { number, unit } of lines) {
    const written = await store.write(unit);
    if (isConflict(written)) refused.push({ line: number, conflict: written.conflict });
  }
  return refused;
}
