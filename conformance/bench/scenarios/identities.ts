import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { makeProfessionalToken } from '../../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../../src/identity/sandbox/vihf-maker.ts';
import type { TlsFiles } from '../load-generator.ts';
import type { BenchPatient } from '../population.ts';

/** Who searches and reads: a doctor of the hospital, by card over SOAP, by e-CPS token over FHIR. */
export const READER = 'medecin';
/** Who deposits: the author of the sample documents. */
export const DEPOSITOR = 'medecin-traitant';
/** The structure whose TLS certificate carries the reader's token. */
export const TOKEN_CLIENT = 'hopital';

export function tlsOf(pki: SandboxPki, slug: string): TlsFiles {
  const { certificate, key } = pki.credentials(slug, 'auth');
  return { ca: pki.ca, cert: certificate, key };
}

/** An assertion about one patient; good for the length of the run, which is shorter than its window. */
export function assertionFor(pki: SandboxPki, patient: BenchPatient, as = READER): string {
  return makeVihf(pki, { as, patient: patient.ins, authority: patient.authority });
}

export function bearerFor(pki: SandboxPki): Promise<string> {
  return makeProfessionalToken(pki, { as: READER, client: TOKEN_CLIENT });
}
