import { getDocumentsRequest } from '../../../src/client/dmp-requests.ts';
import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import type { Plan, Shot } from '../load-generator.ts';
import { type BenchPatient, SEARCHED_ENTRIES } from '../population.ts';
import { seededUniqueId } from '../sample-entry.ts';
import { simpleShot } from '../soap-message.ts';
import { assertionFor, READER, TOKEN_CLIENT, tlsOf } from './identities.ts';
import { inTurns } from './in-turns.ts';
import type { Prepare } from './scenario.ts';

const SHOTS_PER_CLIENT = 200;
/** A prime: the documents that are asked for lie all over the store. */
const STRIDE = 7919;

function getDocuments(path: string, uniqueId: string, assertion?: string): Shot {
  return simpleShot({
    action: 'urn:ihe:iti:2007:RegistryStoredQuery',
    path,
    body: getDocumentsRequest([uniqueId], 'LeafClass'),
    assertion,
  });
}

function plan(pki: SandboxPki, slug: string, shots: readonly (readonly Shot[])[]): Plan {
  const tls = tlsOf(pki, slug);
  return {
    tls: () => tls,
    next: inTurns(shots),
    fault({ status, body }) {
      if (status === 200 && body.includes('totalResultCount="1"')) return undefined;
      return `status ${status}: ${body.toString().slice(0, 400)}`;
    },
  };
}

/** GetDocuments of one uniqueId by a machine, in the domain that leaves assertions optional; documents of all patients. */
export const withoutAssertion: Prepare = async ({ pki, population, clients }) => {
  const entries = population.searched.length * SEARCHED_ENTRIES + population.otherEntries;
  const shots = Array.from({ length: clients }, (_, client) =>
    Array.from({ length: SHOTS_PER_CLIENT }, (_, at) => {
      const number = ((client * SHOTS_PER_CLIENT + at) * STRIDE) % entries;
      return getDocuments('/xds/registry', seededUniqueId(number));
    }),
  );
  return plan(pki, TOKEN_CLIENT, shots);
};

/** The same by a doctor in the domain of the DMP: documents of the patient whom the assertion names. */
export const withAssertion: Prepare = async ({ pki, population, seeded, clients }) => {
  const shots = Array.from({ length: clients }, (_, client) => {
    const at = client % population.searched.length;
    const assertion = assertionFor(pki, population.searched[at] as BenchPatient);
    return (seeded.documents[at] ?? []).map((uniqueId) =>
      getDocuments('/si-dmp-server/v2/services/registry', uniqueId, assertion),
    );
  });
  return plan(pki, READER, shots);
};
