import type { Conflict, WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** An assertion that may be used once only; forgotten once nobody could present it any more. */
export function useAssertion(
  sql: Sql,
  { issuer, id, until }: WriteCommand & { kind: 'use-assertion' },
): Conflict | undefined {
  const end = Date.parse(until);
  if (Number.isNaN(end)) throw new Error(`until of an assertion is no time: ${until}`);
  sql('DELETE FROM used_assertion WHERE until < ?').run(Date.now());
  const { changes } = sql('INSERT OR IGNORE INTO used_assertion (issuer, id, until) VALUES (?, ?, ?)').run(
    issuer,
    id,
    end,
  );
  return changes === 0 ? { conflict: 'assertion-used', id } : undefined;
}
