import { readFileSync } from 'node:fs';
import { ensureSandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { PlanError } from '../../nist/plan-error.ts';
import { clientsOf } from './clients.ts';
import { decisionsByFhir } from './decisions-by-fhir.ts';
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
  /** An access token of each of these patients, in the same order; with none, the token service of the sandbox makes them. */
  readonly patientTokens: readonly string[];
}

/** Who declares itself authorised in the scenarios, and withdraws before the next. */
const AUTHORISED = ['medecin', 'medecin-traitant', 'infirmier', 'pharmacien', 'psychomotricien'];

/** What the patients decide again before each scenario, so that none depends on how another ended. */
const UNDECIDED = { brisDeGlace: 'allowed', centre15: 'allowed', maskAll: false } as const;

/**
 * The world of a server that was named. Each scenario takes one of its patients, and the first again when all are taken.
 * @throws PlanError when no patient was named, or not a token for each.
 */
export async function namedWorld(server: NamedServer): Promise<World> {
  const { target, pki: folder, ca, patients, patientTokens } = server;
  if (patients.length === 0) throw new PlanError('--target needs the patients of the server: --patient CX');
  if (patientTokens.length > 0 && patientTokens.length !== patients.length)
    throw new PlanError('--patient-token is given for each --patient, in the same order, or for none');
  const pki = await ensureSandboxPki(folder);
  const { origin } = new URL(target);
  const authorities = ca === undefined ? pki.ca : readFileSync(ca, 'utf8');
  const { close, ...clients } = clientsOf(pki, origin, authorities);
  const tokens = new Map(patientTokens.map((token, index) => [patients[index]!, token]));
  const decisions = decisionsByFhir({ origin, ca: authorities, pki, tokens });
  const undecided = await firstReason(patients, decisions.hindrance);
  const deciding = undecided === undefined ? decisions : undefined;
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
      await deciding?.choose(patient, UNDECIDED);
      return patient;
    },
    sent,
    deciding,
    ...(undecided === undefined ? {} : { undecided }),
    async close() {
      close();
      decisions.close();
    },
  };
}

/** The first patient's reason that there is. */
async function firstReason(
  patients: readonly string[],
  reasonOf: (patient: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const patient of patients) {
    const reason = await reasonOf(patient);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
