import { findDocumentsRequest } from '../../../src/client/dmp-requests.ts';
import { APPROVED } from '../../../src/model/document-entry.ts';
import { formatCx } from '../../../src/model/hl7v2.ts';
import { type BenchPatient, SEARCHED_ENTRIES } from '../population.ts';
import { simpleShot } from '../soap-message.ts';
import { assertionFor, READER, tlsOf } from './identities.ts';
import type { Prepare } from './scenario.ts';

const FOUND = Buffer.from('<rim:ExtrinsicObject ');

function count(body: Buffer, needle: Buffer): number {
  let found = 0;
  for (let at = body.indexOf(needle); at >= 0; at = body.indexOf(needle, at + needle.length)) found++;
  return found;
}

/** FindDocuments, LeafClass, over records of exactly 100 entries, each client its own record where there are enough. */
export const prepare: Prepare = async ({ pki, population, clients }) => {
  const shots = Array.from({ length: clients }, (_, client) => {
    const patient = population.searched[client % population.searched.length] as BenchPatient;
    return simpleShot({
      action: 'urn:ihe:iti:2007:RegistryStoredQuery',
      path: '/si-dmp-server/v2/services/registry',
      body: findDocumentsRequest(formatCx(patient.ins, patient.authority, 'NH'), [APPROVED], 'LeafClass', {}),
      assertion: assertionFor(pki, patient),
    });
  });
  const tls = tlsOf(pki, READER);
  return {
    tls: () => tls,
    next: (client) => shots[client],
    fault({ status, body }) {
      if (status !== 200) return `status ${status}: ${body.toString().slice(0, 400)}`;
      const found = count(body, FOUND);
      return found === SEARCHED_ENTRIES ? undefined : `${found} entries: ${body.toString().slice(0, 400)}`;
    },
  };
};
