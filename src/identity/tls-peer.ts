import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type Refusal, type RefusalCode, refuse } from '../errors.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import type { PathFault, Trust } from './certificate-path.ts';
import { NAME, nameValue } from './distinguished-name.ts';
import type { TlsIdentity } from './identity.ts';
import { isForAuthentication } from './usage.ts';

interface Peer {
  readonly certificate: Certificate;
  readonly identity: TlsIdentity;
}

export interface PeerOptions {
  readonly trust: Trust;
  /** A domain that knows no cards takes any authenticated machine, by its subject. */
  readonly anyLayout: boolean;
  readonly now: () => Date;
}

/** Reads the certificates of connections. */
export interface PeerReader {
  /** Asks OCSP responders about the certificate of a socket, where there are any. Never throws. */
  ask(socket: TLSSocket): Promise<void>;
  /** @returns undefined where the client shows none, a Refusal where it cannot be accepted now. */
  read(socket: TLSSocket): TlsIdentity | undefined | Refusal;
}

/**
 * Makes the reader of client certificates. The certificate of a socket is read once; its path, validity and
 * revocation are asked for at each call, which costs a few look-ups.
 */
export function peerReader(options: PeerOptions): PeerReader {
  const { trust, anyLayout, now } = options;
  const peers = new WeakMap<TLSSocket, Peer | Refusal | 'none'>();
  const peerOf = (socket: TLSSocket): Peer | Refusal | 'none' => {
    let peer = peers.get(socket);
    if (peer === undefined) {
      const presented = socket.getPeerX509Certificate();
      peer = presented === undefined ? 'none' : readPeer(presented, anyLayout);
      peers.set(socket, peer);
    }
    return peer;
  };
  return {
    async ask(socket) {
      const peer = peerOf(socket);
      if (peer !== 'none' && !('refused' in peer)) await trust.ask(peer.certificate, now());
    },
    read(socket) {
      const peer = peerOf(socket);
      if (peer === 'none') return undefined;
      if ('refused' in peer) return peer;
      return refuseNow(peer.certificate, options) ?? peer.identity;
    },
  };
}

function readPeer(presented: X509Certificate, anyLayout: boolean): Peer | Refusal {
  const certificate = readCertificate(presented);
  if (certificate === undefined) return refuse('CertificateUnknown', 'cannot be read');
  const { holder, subject, subjectText, thumbprint } = certificate;
  if (holder === undefined && !anyLayout) {
    return refuse('CertificateUnknown', `${subjectText} is neither a card nor a structure`);
  }
  const family = holder?.kind === 'person' ? holder.family : undefined;
  const name =
    holder?.kind === 'person'
      ? [family ?? holder.id, holder.given ?? ''].join(' ').trim()
      : (holder?.name ?? nameValue(subject, NAME.commonName) ?? subjectText);
  return {
    certificate,
    identity: {
      thumbprint,
      kind: holder?.kind ?? 'structure',
      id: holder?.id ?? subjectText,
      name,
      subjectDn: subjectText,
    },
  };
}

const PATH_REFUSALS = {
  unknown: 'CertificateUnknown',
  expired: 'CertificateExpired',
  revoked: 'CertificateRevoked',
  'revocation-unknown': 'CertificateStatusUnknown',
} as const satisfies Record<PathFault['fault'], RefusalCode>;

function refuseNow(certificate: Certificate, { trust, now }: PeerOptions): Refusal | undefined {
  const fault = trust.check(certificate, now());
  if (fault !== undefined) return refuse(PATH_REFUSALS[fault.fault], fault.detail);
  return isForAuthentication(certificate)
    ? undefined
    : refuse('CertificateUsage', `${certificate.subjectText} is not for authentication`);
}
