import type { Shot } from '../load-generator.ts';
import type { BenchPatient } from '../population.ts';
import { bearerFor, TOKEN_CLIENT, tlsOf } from './identities.ts';
import type { Prepare } from './scenario.ts';

const PAGE = 20;

interface Searchset {
  readonly entry?: readonly { readonly search?: { readonly mode?: string } }[];
}

/** DocumentReference by patient and status, 20 entries a page, with a token bound to the TLS certificate. */
export const prepare: Prepare = async ({ pki, population, clients }) => {
  const authorization = `Bearer ${await bearerFor(pki)}`;
  const shots = Array.from({ length: clients }, (_, client): Shot => {
    const { ins, authority } = population.searched[client % population.searched.length] as BenchPatient;
    const search = new URLSearchParams({
      'patient.identifier': `urn:oid:${authority}|${ins}`,
      status: 'current',
      _count: String(PAGE),
    });
    return {
      method: 'GET',
      path: `/fhir/DocumentReference?${search}`,
      headers: { authorization, accept: 'application/fhir+json' },
      body: [],
    };
  });
  const tls = tlsOf(pki, TOKEN_CLIENT);
  return {
    tls: () => tls,
    next: (client) => shots[client],
    fault({ status, body }) {
      if (status !== 200) return `status ${status}: ${body.toString().slice(0, 400)}`;
      const { entry = [] } = JSON.parse(body.toString()) as Searchset;
      const found = entry.filter(({ search }) => search?.mode !== 'outcome').length;
      return found === PAGE ? undefined : `${found} entries instead of ${PAGE}`;
    },
  };
};
