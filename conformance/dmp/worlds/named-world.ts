import { readFileSync } from 'node:fs';
import { ensureSandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { PlanError } from '../../nist/plan-error.ts';
import { clientsOf } from './clients.ts';
import type { World } from './world.ts';

/** A server that somebody else has started. */
export interface NamedServer {
  readonly target: string;
  /** The folder with the sandbox PKI of the identities, whose authorities the server must trust. */
  readonly pki: string;
  /** File with the authorities of the server's certificate; those of the PKI unless said. */
  readonly ca: string | undefined;
  /** CX of patients with an open record. */
  readonly patients: readonly string[];
}

/** Who declares itself authorised in the scenarios, and withdraws before the next. */
const AUTHORISED = ['medecin', 'medecin-traitant', 'infirmier', 'pharmacien', 'psychomotricien'];

/**
 * The world of a server that was named. Each scenario takes one of its patients, and the first again when all are taken.
 * @throws PlanError when no patient was named.
 */
export async function namedWorld({ target, pki: folder, ca, patients }: NamedServer): Promise<World> {
  if (patients.length === 0) throw new PlanError('--target needs the patients of the server: --patient CX');
  const pki = await ensureSandboxPki(folder);
  const { origin } = new URL(target);
  const authorities = ca === undefined ? pki.ca : readFileSync(ca, 'utf8');
  const { close, ...clients } = clientsOf(pki, origin, authorities);
  let taken = 0;
  const sent = new Set<string>();
  return {
    ...clients,
    origin,
    pki,
    ca: authorities,
    domain: loadAffinityDomain('dmp'),
    async patient() {
      const patient = patients[taken++ % patients.length]!;
      sent.clear();
      for (const slug of AUTHORISED)
        await clients.by(slug).setAuthorization(patient, { action: 'SUPPRESSION' });
      return patient;
    },
    sent,
    operator: undefined,
    close: async () => close(),
  };
}
