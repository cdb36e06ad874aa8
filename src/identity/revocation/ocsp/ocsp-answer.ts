import { type Certificate, readCertificate } from '../../certificate.ts';
import { type Der, DerError, derChildren, derOid, derTime, readDer, TAG } from '../../der.ts';
import { nameKey, nameOfDer } from '../../distinguished-name.ts';
import { readExtensions } from '../../extensions.ts';
import { type Proof, readProof } from '../../proof.ts';
import { type CertificateId, readCertificateId } from './certificate-id.ts';
import { NONCE } from './ocsp-request.ts';

/** What an answer says of one certificate (RFC 6960 4.2.1). */
export interface SingleAnswer {
  /** Undefined where it is told in a way that nobody here asks. */
  readonly id: CertificateId | undefined;
  readonly status: 'good' | 'revoked' | 'unknown';
  /** Of one that is revoked. */
  readonly revokedAt: Date | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

/** A BasicOCSPResponse, read and not yet verified. */
export interface OcspAnswer {
  /** Who answers, by name (`nameKey`) or by the hash of its key. */
  readonly responder: { readonly name: string } | { readonly keyHash: string };
  readonly answers: readonly SingleAnswer[];
  /** The nonce of the request, where the responder gives it back. */
  readonly nonce: Buffer | undefined;
  /** Certificates that came along: any that says it is the responder's. */
  readonly certificates: readonly Certificate[];
  readonly proof: Proof;
}

const BASIC = '1.3.6.1.5.5.7.48.1.1';
const STATUSES = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  '',
  'sigRequired',
  'unauthorized',
];
const [EXPLICIT_0, EXPLICIT_1, EXPLICIT_2] = [0xa0, 0xa1, 0xa2];
const [GOOD, REVOKED, UNKNOWN] = [0x80, 0xa1, 0x82];
const MOST_CERTIFICATES = 8;

/**
 * Reads an OCSPResponse (RFC 6960 4.2.1).
 * @param octets DER.
 * @returns why it says nothing otherwise, for the log. Never throws for what it reads.
 */
export function readOcspAnswer(octets: Buffer): OcspAnswer | string {
  try {
    return read(octets);
  } catch (error) {
    if (error instanceof DerError) return `not an OCSP answer: ${error.message}`;
    throw error;
  }
}

function read(octets: Buffer): OcspAnswer | string {
  const whole = readDer(octets);
  if (whole.tag !== TAG.sequence || whole.raw.length !== octets.length) throw new DerError('octets after it');
  const [status, bytes] = derChildren(whole);
  if (status?.tag !== TAG.enumerated || status.content.length !== 1) throw new DerError('status');
  if (status.content[0] !== 0) return `status ${STATUSES[status.content[0]!] ?? status.content[0]}`;
  const [type, value] = derChildren(inside(bytes, EXPLICIT_0));
  if (type === undefined || value?.tag !== TAG.octetString) throw new DerError('response');
  if (derOid(type) !== BASIC) return `answer of type ${derOid(type)}`;
  return readBasic(readDer(value.content));
}

function readBasic(basic: Der): OcspAnswer | string {
  const [data, , , certificates] = derChildren(basic);
  if (data === undefined) throw new DerError('data');
  const fields = derChildren(data);
  if (fields[0]?.tag === EXPLICIT_0) fields.shift();
  const [responder, , answers, explicit] = fields;
  if (responder === undefined || answers?.tag !== TAG.sequence) throw new DerError('data');
  const extensions = readExtensions(explicit === undefined ? undefined : inside(explicit, EXPLICIT_1));
  const unknown = [...extensions].find(([oid, { critical }]) => critical && oid !== NONCE);
  if (unknown !== undefined) return `critical extension ${unknown[0]}`;
  const raw = certificates === undefined ? [] : derChildren(inside(certificates, EXPLICIT_0));
  if (raw.length > MOST_CERTIFICATES) return `${raw.length} certificates`;
  return {
    responder: readResponder(responder),
    answers: derChildren(answers).map(readSingle),
    nonce: extensions.get(NONCE)?.value.content,
    certificates: raw.map((one) => readCertificate(one.raw)).filter((one) => one !== undefined),
    proof: readProof(basic),
  };
}

function readResponder(responder: Der): OcspAnswer['responder'] {
  if (responder.tag === EXPLICIT_1) return { name: nameKey(nameOfDer(inside(responder, EXPLICIT_1))) };
  return { keyHash: inside(responder, EXPLICIT_2).content.toString('hex') };
}

function readSingle(single: Der): SingleAnswer {
  const [id, status, thisUpdate, ...rest] = derChildren(single);
  if (id === undefined || status === undefined || thisUpdate === undefined) throw new DerError('answer');
  const next = rest.find(({ tag }) => tag === EXPLICIT_0);
  const explicit = rest.find(({ tag }) => tag === EXPLICIT_1);
  const extensions = readExtensions(explicit === undefined ? undefined : inside(explicit, EXPLICIT_1));
  if ([...extensions.values()].some(({ critical }) => critical)) throw new DerError('critical extension');
  const revokedAt = status.tag === REVOKED ? derChildren(status)[0] : undefined;
  return {
    id: readCertificateId(id),
    status: statusOf(status),
    revokedAt: revokedAt === undefined ? undefined : derTime(revokedAt),
    thisUpdate: derTime(thisUpdate),
    nextUpdate: next === undefined ? undefined : derTime(inside(next, EXPLICIT_0)),
  };
}

function statusOf({ tag }: Der): SingleAnswer['status'] {
  if (tag === GOOD) return 'good';
  if (tag === REVOKED) return 'revoked';
  if (tag === UNKNOWN) return 'unknown';
  throw new DerError('certificate status');
}

/** What an explicit tag holds. */
function inside(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new DerError(`no tag ${tag}`);
  return readDer(value.content);
}
