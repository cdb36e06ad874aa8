import { isRefusal, type Refusal } from '../../src/errors.ts';
import { createIdentity, type IdentityOptions } from '../../src/identity/create-identity.ts';
import type { Identity, TlsIdentity } from '../../src/identity/identity.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { sandboxTokenIssuers } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import type { Subject } from '../../src/model/subject.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { element, type XmlElement } from '../../src/xml/tree.ts';
import { sandboxPki } from './pki.ts';
import { meetOverTls } from './tls-meeting.ts';

export const CHARLOTTE_INS = '294061411802778';
/** The instant at which the tests of identity happen: within the life of the sandbox's certificates. */
export const NOW = new Date(Date.now() - 60_000);

/** An identity of the sandbox, with ways to show things to it. */
export interface IdentityHouse {
  readonly pki: SandboxPki;
  readonly identity: Identity;
  /** The TLS identity of an authentication certificate of the sandbox, met over TLS. */
  peer(slug: string): Promise<TlsIdentity>;
  /** Shows the text of an assertion in the security header of an envelope. */
  show(assertion: string, presentedBy: string, at?: Date): Promise<Subject | Refusal>;
  /** Makes a VIHF and shows it, presented by its holder unless said. */
  make(options: VihfOptions, presentedBy?: string, at?: Date): Promise<Subject | Refusal>;
}

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** An envelope whose security header holds this text. */
export function envelopeWith(header: string, body = ''): string {
  return `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header><wsse:Security xmlns:wsse="${WSSE}">${header}</wsse:Security></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** The first Assertion of the security header of an envelope. */
export function assertionOf(envelope: string): XmlElement {
  const security = element(element(parseXml(envelope), 'Header'), 'Security');
  const assertion = element(security, 'Assertion');
  if (assertion === undefined) throw new Error('no Assertion in the header');
  return assertion;
}

export async function identityHouse(options: Partial<IdentityOptions> = {}): Promise<IdentityHouse> {
  const pki = await sandboxPki();
  const identity = createIdentity({
    config: { mode: 'sandbox', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
    trust: pki.trust,
    tokenIssuers: sandboxTokenIssuers(pki),
    ...options,
  });
  const peers = new Map<string, TlsIdentity>();
  const peer = async (slug: string): Promise<TlsIdentity> => {
    const known = peers.get(slug);
    if (known !== undefined) return known;
    const met = await meetOverTls(pki, pki.credentials(slug, 'auth'), (socket) => identity.peer(socket));
    if (met === undefined || isRefusal(met)) throw new Error(`${slug}: ${JSON.stringify(met)}`);
    peers.set(slug, met);
    return met;
  };
  const show: IdentityHouse['show'] = async (assertion, presentedBy, at = NOW) =>
    identity.fromAssertion(assertionOf(envelopeWith(assertion)), await peer(presentedBy), at);
  return {
    pki,
    identity,
    peer,
    show,
    make: (made, presentedBy = made.as, at = NOW) =>
      show(makeVihf(pki, { at: NOW, ...made }), presentedBy, at),
  };
}
