import type { SignInArtifactCommand } from '../../sign-in-artifacts.ts';
import type { Conflict } from '../../store.ts';
import type { Sql } from '../connection.ts';

type Of<Kind extends SignInArtifactCommand['kind']> = Extract<SignInArtifactCommand, { kind: Kind }>;

/** Those that have ended go with the next one that is kept. */
export function keepArtifact(sql: Sql, { artifact }: Of<'keep-artifact'>): void {
  const { model, id, payload, grantId, uid, until } = artifact;
  sql('DELETE FROM sign_in_artifact WHERE until < ?').run(Date.now());
  sql(
    `INSERT INTO sign_in_artifact (model, id, payload, grant_id, uid, until) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
       uid = excluded.uid, until = excluded.until`,
  ).run(model, id, JSON.stringify(payload), grantId ?? null, uid ?? null, until ?? null);
}

export function consumeArtifact(
  sql: Sql,
  { model, id, seconds }: Of<'consume-artifact'>,
): Conflict | undefined {
  const { changes } = sql(
    'UPDATE sign_in_artifact SET consumed = ? WHERE model = ? AND id = ? AND consumed IS NULL',
  ).run(seconds, model, id);
  return changes === 0 ? { conflict: 'artifact-consumed' } : undefined;
}

export function dropArtifact(sql: Sql, { model, id }: Of<'drop-artifact'>): void {
  sql('DELETE FROM sign_in_artifact WHERE model = ? AND id = ?').run(model, id);
}

export function dropGrant(sql: Sql, { grantId }: Of<'drop-grant'>): void {
  sql('DELETE FROM sign_in_artifact WHERE grant_id = ?').run(grantId);
}
