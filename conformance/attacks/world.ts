import { createHash } from 'node:crypto';
import { readCertificate } from '../../src/identity/certificate.ts';
import { createIdentity } from '../../src/identity/create-identity.ts';
import type { Identity, TlsIdentity } from '../../src/identity/identity.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { sandboxTokenIssuers } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { sandboxPki } from '../own-pki.ts';

const PATIENT = '294061411802778';

/** The judgement of a sandbox's server on assertions, without its sockets. */
export interface AttackedWorld {
  readonly identity: Identity;
  /** What the mutants are made from: the assertion of a doctor about a patient. */
  readonly assertion: string;
  /** That of another doctor about another patient, for parts to be taken from. */
  readonly other: string;
  readonly peer: TlsIdentity;
  readonly at: Date;
  /** PEM of the certificate that signed `assertion`. */
  readonly certificate: string;
  /** Assertions of everybody, in every mode, each with who presents it: all of them sound. */
  readonly sound: readonly {
    readonly name: string;
    readonly assertion: string;
    readonly peer: TlsIdentity;
  }[];
}

const SOUND: readonly Omit<VihfOptions, 'at'>[] = [
  ...['medecin', 'medecin-traitant', 'pharmacien', 'infirmier', 'kinesitherapeute', 'psychomotricien'].map(
    (as) => ({ as, patient: PATIENT }),
  ),
  { as: 'esat', patient: PATIENT },
  { as: 'medecin', patient: PATIENT, mode: 'INDIRECTE_RENFORCEE', structure: 'hopital' },
  { as: 'medecin', patient: PATIENT, purpose: 'bris_de_glace', reason: 'Patient inconscient' },
  { as: 'medecin', patient: PATIENT, secret: true },
  { as: 'medecin' },
];

export async function attackedWorld(): Promise<AttackedWorld> {
  const sandbox = await sandboxPki();
  const at = new Date(Date.now() - 60_000);
  const identity = createIdentity({
    config: { mode: 'sandbox', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
    trust: sandbox.trust,
    tokenIssuers: sandboxTokenIssuers(sandbox),
  });
  const made = (options: Omit<VihfOptions, 'at'>) => makeVihf(sandbox, { ...options, at });
  return {
    identity,
    assertion: made({ as: 'medecin', patient: PATIENT }),
    other: made({ as: 'medecin-traitant', patient: '188031411811295' }),
    peer: peerOf(sandbox, 'medecin'),
    at,
    certificate: sandbox.credentials('medecin', 'sign').certificate,
    sound: SOUND.map((options) => ({
      name: `${options.as} ${options.mode ?? ''} ${options.purpose ?? ''}`.trim(),
      assertion: made(options),
      peer: peerOf(sandbox, options.mode === undefined ? options.as : options.structure!),
    })),
  };
}

/** Who presents an assertion, as the TLS socket would say it. */
function peerOf(pki: SandboxPki, slug: string): TlsIdentity {
  const certificate = readCertificate(pki.credentials(slug, 'auth').certificate);
  const holder = certificate?.holder;
  if (certificate === undefined || holder === undefined) throw new Error(`${slug} has no certificate`);
  return {
    thumbprint: createHash('sha256').update(certificate.x509.raw).digest('base64url'),
    kind: holder.kind,
    id: holder.id,
    name: certificate.subjectText,
    subjectDn: certificate.subjectText,
  };
}
