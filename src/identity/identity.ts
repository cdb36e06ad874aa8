import type { TLSSocket } from 'node:tls';
import type { Refusal } from '../errors.ts';
import type { Subject } from '../model/subject.ts';
import type { XmlElement } from '../xml/tree.ts';

/** The certificate that a TLS client presented, already checked: path, validity, usage (authentication). */
export interface TlsIdentity {
  /** SHA-256 of the DER, base64url: `x5t#S256` of RFC 8705. */
  readonly thumbprint: string;
  readonly kind: 'person' | 'structure';
  /** PS_IdNat of a card, Struct_IdNat of a structure. */
  readonly id: string;
  readonly name: string;
  readonly subjectDn: string;
}

/** Turns what a caller shows into a Subject. All claims come from signed bytes and from the socket. */
export interface Identity {
  /**
   * Waits until what has to be asked elsewhere about a certificate (OCSP) has been, which then counts in `peer` and
   * `fromAssertion`. Never throws.
   * @param shown the connection, or the saml2:Assertion with the certificate of its signer.
   */
  ask(shown: TLSSocket | XmlElement): Promise<void>;
  /**
   * The client certificate of a connection; checked once per socket, and again when it expires.
   * @returns undefined when none was presented (a patient's device), a Refusal when it cannot be accepted.
   */
  peer(socket: TLSSocket): TlsIdentity | undefined | Refusal;
  /** A VIHF in a SOAP header, bound to the TLS identity (facts: DMP 3). `element` is the saml2:Assertion. */
  fromAssertion(element: XmlElement, peer: TlsIdentity, at: Date): Subject | Refusal;
  /** An access token: Pro Santé Connect shape bound by `cnf`, or a patient's. `situation` chooses among several exercises. */
  fromToken(
    bearer: string,
    peer: TlsIdentity | undefined,
    at: Date,
    situation: string | undefined,
  ): Promise<Subject | Refusal>;
  /** A domain that leaves XUA optional: the machine itself. */
  fromNode(peer: TlsIdentity): Subject;
}
