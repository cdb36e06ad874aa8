import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { KeptArtifact } from '../store/sign-in-artifacts.ts';
import { isConflict, type Store } from '../store/store.ts';

/** Those whose id opens something by itself, for longer than a visit: the store keeps a digest of it. */
const BEARER: readonly string[] = ['AuthorizationCode', 'RefreshToken'];

/** Keeps in the store what the OIDC provider has to find again. */
export function artifactAdapter(store: Pick<Store, 'signInArtifacts' | 'write'>): (model: string) => Adapter {
  return (model) => {
    const bearer = BEARER.includes(model);
    const keptId = (id: string) => (bearer ? createHash('sha256').update(id).digest('base64url') : id);
    const found = (kept: KeptArtifact | undefined, id?: string): AdapterPayload | undefined =>
      kept && {
        ...kept.payload,
        ...(bearer && id !== undefined ? { jti: id } : {}),
        ...(kept.consumed === undefined ? {} : { consumed: kept.consumed }),
      };
    const write = async (command: Parameters<Store['write']>[0][number]): Promise<void> => {
      const written = await store.write([command]);
      if (isConflict(written)) throw new Error(`sign-in artifact: ${written.conflict}`);
    };
    return {
      async upsert(id, payload, expiresIn) {
        const { jti, ...rest } = payload;
        const { grantId, uid } = payload;
        await write({
          kind: 'keep-artifact',
          artifact: {
            model,
            id: keptId(id),
            payload: bearer ? rest : { ...rest, jti },
            ...(grantId === undefined ? {} : { grantId }),
            ...(uid === undefined ? {} : { uid }),
            ...(expiresIn === undefined ? {} : { until: Date.now() + expiresIn * 1000 }),
          },
        });
      },
      find: async (id) => found(await store.signInArtifacts.byId(model, keptId(id)), id),
      findByUid: async (uid) => found(await store.signInArtifacts.byUid(model, uid)),
      /** The device flow is off. */
      findByUserCode: async () => undefined,
      consume: (id) =>
        write({
          kind: 'consume-artifact',
          model,
          id: keptId(id),
          seconds: Math.floor(Date.now() / 1000),
        }),
      destroy: (id) => write({ kind: 'drop-artifact', model, id: keptId(id) }),
      revokeByGrantId: (grantId) => write({ kind: 'drop-grant', grantId }),
    };
  };
}
