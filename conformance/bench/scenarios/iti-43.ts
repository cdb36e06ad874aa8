import { retrieveRequest } from '../../../src/client/dmp-requests.ts';
import type { BenchPatient } from '../population.ts';
import { mtomShot } from '../soap-message.ts';
import { assertionFor, READER, tlsOf } from './identities.ts';
import { inTurns } from './in-turns.ts';
import type { Prepare } from './scenario.ts';

const SHOTS_PER_CLIENT = 50;
const DOCUMENT_BYTES = 100 * 1024;

/** RetrieveDocumentSet of one document of 100 KB; each client goes round documents of one record. */
export const prepare: Prepare = async ({ pki, population, seeded, clients }) => {
  const shots = Array.from({ length: clients }, (_, client) => {
    const at = client % population.searched.length;
    const assertion = assertionFor(pki, population.searched[at] as BenchPatient);
    return (seeded.documents[at] ?? []).slice(0, SHOTS_PER_CLIENT).map((uniqueId) =>
      mtomShot(
        {
          action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
          path: '/si-dmp-server/v2/services/repository',
          body: retrieveRequest([{ repositoryUniqueId: seeded.repositoryUniqueId, uniqueId }]),
          assertion,
        },
        [],
      ),
    );
  });
  const tls = tlsOf(pki, READER);
  return {
    tls: () => tls,
    next: inTurns(shots),
    fault({ status, body }) {
      if (status === 200 && body.length > DOCUMENT_BYTES) return undefined;
      return `status ${status}, ${body.length} bytes: ${body.toString().slice(0, 600)}`;
    },
  };
};
