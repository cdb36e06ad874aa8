import { randomUUID } from 'node:crypto';
import { freshOid } from '../../../src/documents/lot-defaults.ts';
import { writeSubmitObjects } from '../../../src/ebrim/write-submission.ts';
import { iheEntry, iheSubmission } from '../ihe-entry.ts';
import type { Shot } from '../load-generator.ts';
import { simpleShot } from '../soap-message.ts';
import { TOKEN_CLIENT, tlsOf } from './identities.ts';
import type { Prepare } from './scenario.ts';

/** What one client sends a second at most: a bound on what is made in advance. */
const MOST_PER_SECOND = 300;
const SUCCESS = 'ResponseStatusType:Success';
const SHA1_OF_NOTHING = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** RegisterDocumentSet of `size` entries of one patient, by a repository elsewhere, in the domain that leaves assertions optional. */
export function registering(size: number): Prepare {
  return async ({ pki, seeded, clients, seconds }) => {
    const entry = (number: number) => ({
      ...iheEntry(number, { uniqueId: freshOid(), sha1: SHA1_OF_NOTHING, size: 0 }),
      id: `urn:uuid:${randomUUID()}`,
      repositoryUniqueId: seeded.repositoryUniqueId,
    });
    const shot = (): Shot => {
      const more = Array.from({ length: size - 1 }, (_, at) => entry(at + 1));
      const body = writeSubmitObjects(iheSubmission(pki, [entry(0), ...more]));
      return simpleShot({ action: 'urn:ihe:iti:2007:RegisterDocumentSet-b', path: '/xds/registry', body });
    };
    const count = Math.ceil((seconds * MOST_PER_SECOND) / size ** 0.7) + 1;
    const shots = Array.from({ length: clients }, () => Array.from({ length: count }, shot));
    const tls = tlsOf(pki, TOKEN_CLIENT);
    return {
      tls: () => tls,
      next: (client) => shots[client]?.pop(),
      fault({ status, body }) {
        const text = body.toString();
        return status === 200 && text.includes(SUCCESS)
          ? undefined
          : `status ${status}: ${text.slice(0, 800)}`;
      },
    };
  };
}
