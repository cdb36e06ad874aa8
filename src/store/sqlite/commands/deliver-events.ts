import type { WriteCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

/** Events up to this one have reached a destination. It never goes back: two relays of one destination do no harm. */
export function deliverEvents(
  sql: Sql,
  { destination, sequence }: WriteCommand & { kind: 'deliver-events' },
): void {
  sql(
    `INSERT INTO audit_delivery (destination, sequence) VALUES (?, ?)
     ON CONFLICT (destination) DO UPDATE SET sequence = MAX(sequence, excluded.sequence)`,
  ).run(destination, sequence);
}
