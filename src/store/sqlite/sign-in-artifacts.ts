import type { KeptArtifact, SignInArtifactReads } from '../sign-in-artifacts.ts';
import type { Sql } from './connection.ts';

interface ArtifactRow {
  readonly id: string;
  readonly payload: string;
  readonly consumed: number | null;
}

export function signInArtifactReads(sql: Sql): SignInArtifactReads {
  const find = (column: 'id' | 'uid', model: string, value: string): KeptArtifact | undefined => {
    const row = sql(
      `SELECT id, payload, consumed FROM sign_in_artifact
       WHERE model = ? AND ${column} = ? AND (until IS NULL OR until > ?)`,
    ).get(model, value, Date.now()) as ArtifactRow | undefined;
    if (row === undefined) return undefined;
    const payload = JSON.parse(row.payload) as KeptArtifact['payload'];
    return { id: row.id, payload, ...(row.consumed === null ? {} : { consumed: row.consumed }) };
  };
  return {
    byId: async (model, id) => find('id', model, id),
    byUid: async (model, uid) => find('uid', model, uid),
  };
}
