import { createHash, sign } from 'node:crypto';
import { type Der, derChildren, readDer, TAG } from '../../src/identity/der.ts';
import { writeDer } from '../../src/identity/der-writer.ts';
import type { Made } from './made-certificates.ts';

/** What a request asks: CertID as it came, and the nonce, DER of its OCTET STRING. */
export interface AskedCertificate {
  readonly id: Buffer;
  readonly nonce: Buffer;
}

/** Whoever signs an answer. */
export type Signer = Pick<Made, 'certificate' | 'key'>;

export interface WantedAnswer {
  /** In general the authority that issued the certificate. */
  readonly signer: Signer;
  /** Certificates that go along. */
  readonly along?: readonly Signer[];
  /** Names the responder by the hash of its key. */
  readonly byKey?: boolean;
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly thisUpdate?: Date;
  /** null: none. */
  readonly nextUpdate?: Date | null;
  /** DER of an OCTET STRING; null: none. That of the request unless given. */
  readonly nonce?: Buffer | null;
  /** Another certificate than that asked about. */
  readonly id?: Buffer;
  /** OCSPResponseStatus; 0 unless given. */
  readonly responseStatus?: number;
}

const HOUR = 3_600_000;
const NONCE = Buffer.from('06092b0601050507300102', 'hex');
const BASIC = Buffer.from('06092b0601050507300101', 'hex');
const ALGORITHMS = new Map([
  ['ec', Buffer.from('06082a8648ce3d040302', 'hex')],
  ['rsa', Buffer.from('06092a864886f70d01010b0500', 'hex')],
]);

/** Reads a request for one certificate, as `writeOcspRequest` writes it. */
export function readOcspRequest(octets: Buffer): AskedCertificate {
  const inner = (value: Der | undefined, at: number): Der => derChildren(value!)[at]!;
  const request = inner(readDer(octets), 0);
  const id = inner(inner(inner(request, 0), 0), 0);
  const extension = inner(inner(inner(request, 1), 0), 0);
  return { id: id.raw, nonce: inner(extension, 1).content };
}

function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.[0-9]+/g, '');
  return writeDer(TAG.generalizedTime, Buffer.from(text));
}

const STATUS = {
  good: () => writeDer(0x80),
  revoked: () => writeDer(0xa1, time(new Date(Date.now() - HOUR))),
  unknown: () => writeDer(0x82),
};

/** Makes an OCSPResponse (RFC 6960 4.2.1), of an hour ago and for an hour from now unless said. @returns DER. */
export function makeOcspAnswer(asked: AskedCertificate, wanted: WantedAnswer): Buffer {
  const { signer, along = [], status = 'good', responseStatus = 0, nonce = asked.nonce } = wanted;
  const code = writeDer(TAG.enumerated, Buffer.from([responseStatus]));
  if (responseStatus !== 0) return writeDer(TAG.sequence, code);
  const { nextUpdate = new Date(Date.now() + HOUR), thisUpdate = new Date(Date.now() - HOUR) } = wanted;
  const single = writeDer(
    TAG.sequence,
    wanted.id ?? asked.id,
    STATUS[status](),
    time(thisUpdate),
    ...(nextUpdate === null ? [] : [writeDer(0xa0, time(nextUpdate))]),
  );
  const extension =
    nonce === null ? undefined : writeDer(TAG.sequence, NONCE, writeDer(TAG.octetString, nonce));
  const data = writeDer(
    TAG.sequence,
    responderOf(signer, wanted.byKey === true),
    time(new Date()),
    writeDer(TAG.sequence, single),
    ...(extension === undefined ? [] : [writeDer(0xa1, writeDer(TAG.sequence, extension))]),
  );
  const signature = sign('sha256', data, signer.key);
  const basic = writeDer(
    TAG.sequence,
    data,
    writeDer(TAG.sequence, ALGORITHMS.get(`${signer.key.asymmetricKeyType}`)!),
    writeDer(TAG.bitString, Buffer.from([0]), signature),
    ...(along.length === 0
      ? []
      : [writeDer(0xa0, writeDer(TAG.sequence, ...along.map(({ certificate }) => certificate.x509.raw)))]),
  );
  return writeDer(
    TAG.sequence,
    code,
    writeDer(0xa0, writeDer(TAG.sequence, BASIC, writeDer(TAG.octetString, basic))),
  );
}

function responderOf({ certificate }: Signer, byKey: boolean): Buffer {
  if (byKey) {
    const bits = derChildren(readDer(certificate.keyInfo))[1]!;
    const hash = createHash('sha1').update(bits.content.subarray(1)).digest();
    return writeDer(0xa2, writeDer(TAG.octetString, hash));
  }
  const fields = derChildren(readDer(certificate.proof.signed));
  return writeDer(0xa1, fields[5]!.raw);
}
