import { HAS_MEMBER } from '../../model/submission.ts';
import type { RemovalObstacles, RemovalReads } from '../removal.ts';
import type { Sql } from './connection.ts';

/** @param list of ids, as one JSON value. */
const GONE = 'gone(id) AS MATERIALIZED (SELECT value FROM json_each(?))';

const MISSING = `WITH ${GONE} SELECT id FROM gone
  WHERE NOT EXISTS (SELECT 1 FROM document_entry AS d WHERE d.entry_uuid = gone.id)
    AND NOT EXISTS (SELECT 1 FROM submission_set AS s WHERE s.id = gone.id)
    AND NOT EXISTS (SELECT 1 FROM folder AS f WHERE f.id = gone.id)
    AND NOT EXISTS (SELECT 1 FROM association AS a WHERE a.id = gone.id)`;

const REFERENCED = `WITH ${GONE} SELECT id FROM gone
  WHERE EXISTS (SELECT 1 FROM association AS a WHERE a.source = gone.id AND a.id NOT IN gone)
    OR EXISTS (SELECT 1 FROM association AS a WHERE a.target = gone.id AND a.id NOT IN gone)`;

const LAST_MEMBERSHIPS = `WITH ${GONE} SELECT m.id
  FROM gone JOIN association AS m ON m.id = gone.id JOIN submission_set AS s ON s.id = m.source
  WHERE m.type = '${HAS_MEMBER}' AND (
    (m.target NOT IN gone AND NOT EXISTS (
      SELECT 1 FROM association AS o JOIN submission_set AS other ON other.id = o.source
      WHERE o.target = m.target AND o.type = m.type AND o.id NOT IN gone))
    OR (m.source NOT IN gone AND NOT EXISTS (
      SELECT 1 FROM association AS o WHERE o.source = m.source AND o.type = m.type AND o.id NOT IN gone)))`;

/** What stands against removing these objects and no others. */
export function obstaclesTo(sql: Sql, ids: readonly string[]): RemovalObstacles {
  const list = JSON.stringify(ids);
  const found = (query: string): string[] =>
    (sql(`${query} ORDER BY 1`).all(list) as { id: string }[]).map(({ id }) => id);
  return {
    missing: found(MISSING),
    referenced: found(REFERENCED),
    lastMemberships: found(LAST_MEMBERSHIPS),
  };
}

export function removalReads(sql: Sql): RemovalReads {
  return {
    obstacles: async (ids) => obstaclesTo(sql, ids),
    contentLeft: async () =>
      (sql('SELECT blob FROM content_left ORDER BY blob').all() as { blob: string }[]).map(
        ({ blob }) => blob,
      ),
  };
}
