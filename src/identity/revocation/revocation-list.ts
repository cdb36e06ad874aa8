import {
  type Der,
  DerError,
  derChildren,
  derInteger,
  derOid,
  derSerial,
  derTime,
  readDer,
  TAG,
} from '../der.ts';
import { type DistinguishedName, nameOfDer } from '../distinguished-name.ts';
import { type Extension, readExtensions } from '../extensions.ts';
import { type RevokedEntry, readRevokedEntries } from './revoked-entries.ts';

/** A certificate revocation list (RFC 5280 5), read and not yet verified. */
export interface RevocationList {
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** CRLNumber; 0 where there is none. */
  readonly number: bigint;
  readonly revoked: ReadonlyMap<string, RevokedEntry>;
  /** OID of the signature algorithm, the octets that it covers, and its value. */
  readonly algorithm: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Octets of a file, PEM or DER. A list of 500,000 certificates has about 20 MB. */
export const LARGEST_LIST = 64 * 1024 ** 2;

const NUMBER = '2.5.29.20';
const AUTHORITY_KEY = '2.5.29.35';
const DELTA = '2.5.29.27';
const DISTRIBUTION = '2.5.29.28';
/** Those that may be critical. Delta lists and partitions are told by name instead. */
const UNDERSTOOD: readonly string[] = [NUMBER, AUTHORITY_KEY];
const V2 = 1;
const INDIRECT = 0x84;

/**
 * Reads a complete, direct revocation list of version 2.
 * @param file the bytes of a file: DER, or one PEM block.
 * @returns why it cannot be used otherwise, a word or two for the log. Never throws for what it reads. What is signed over is
 *   verified by `isSignedBy`.
 */
export async function readRevocationList(file: Buffer): Promise<RevocationList | string> {
  if (file.length > LARGEST_LIST) return `more than ${LARGEST_LIST} octets`;
  const der = derOf(file);
  if (der === undefined) return 'PEM without exactly one X509 CRL';
  try {
    return await readDerList(der);
  } catch (error) {
    if (error instanceof DerError) return `not a revocation list: ${error.message}`;
    throw error;
  }
}

const BEGIN = '-----BEGIN X509 CRL-----';
const END = '-----END X509 CRL-----';

function derOf(file: Buffer): Buffer | undefined {
  if (!file.subarray(0, 1024).includes('-----BEGIN')) return file;
  const [begin, end] = [file.indexOf(BEGIN), file.indexOf(END)];
  const one = begin >= 0 && end > begin && begin === file.lastIndexOf(BEGIN) && end === file.lastIndexOf(END);
  return one ? Buffer.from(file.toString('latin1', begin + BEGIN.length, end), 'base64') : undefined;
}

async function readDerList(der: Buffer): Promise<RevocationList | string> {
  const whole = readDer(der);
  if (whole.tag !== TAG.sequence || whole.raw.length !== der.length) throw new DerError('octets after it');
  const [body, algorithm, signature, ...more] = derChildren(whole);
  if (body === undefined || algorithm === undefined || signature === undefined || more.length > 0) {
    throw new DerError('not three parts');
  }
  const fields = new Fields(derChildren(body));
  const version = fields.take(TAG.integer);
  if (version === undefined || derInteger(version) !== V2) return 'not of version 2';
  const inner = fields.demand(TAG.sequence);
  if (!inner.raw.equals(algorithm.raw)) return 'two signature algorithms';
  const issuer = nameOfDer(fields.demand(TAG.sequence));
  const thisUpdate = derTime(fields.demand(TAG.utcTime, TAG.generalizedTime));
  const next = fields.take(TAG.utcTime, TAG.generalizedTime);
  if (next === undefined) return 'no nextUpdate';
  const entries = fields.take(TAG.sequence);
  const explicit = fields.take(0xa0);
  fields.end();
  const extensions = readExtensions(explicit === undefined ? undefined : derChildren(explicit)[0]);
  const unusable = unusableFor(extensions);
  if (unusable !== undefined) return unusable;
  const revoked = await readRevokedEntries(entries);
  if (typeof revoked === 'string') return revoked;
  const number = extensions.get(NUMBER)?.value;
  if (signature.tag !== TAG.bitString || signature.content[0] !== 0) throw new DerError('signature');
  return {
    issuer,
    thisUpdate,
    nextUpdate: derTime(next),
    number: number === undefined ? 0n : BigInt(`0x${derSerial(number)}`),
    revoked,
    algorithm: derOid(derChildren(algorithm)[0] ?? algorithm),
    signed: body.raw,
    signature: signature.content.subarray(1),
  };
}

/**
 * A list that speaks of changes only (delta), for other authorities (indirect) or of a part of the certificates would be
 * taken for proof that a certificate which it leaves out is good.
 */
function unusableFor(extensions: ReadonlyMap<string, Extension>): string | undefined {
  if (extensions.has(DELTA)) return 'delta list';
  const distribution = extensions.get(DISTRIBUTION)?.value;
  if (distribution !== undefined) {
    const indirect = derChildren(distribution).some(
      ({ tag, content }) => tag === INDIRECT && content[0] !== 0,
    );
    return indirect ? 'indirect list' : 'list of a part of the certificates (issuingDistributionPoint)';
  }
  const unknown = [...extensions].find(([oid, { critical }]) => critical && !UNDERSTOOD.includes(oid));
  return unknown === undefined ? undefined : `critical extension ${unknown[0]}`;
}

/** The fields of a SEQUENCE, taken in order; some of them are optional and told by their tag. */
class Fields {
  private readonly fields: readonly Der[];
  private at = 0;

  constructor(fields: readonly Der[]) {
    this.fields = fields;
  }

  take(...tags: readonly number[]): Der | undefined {
    const field = this.fields[this.at];
    if (field === undefined || !tags.includes(field.tag)) return undefined;
    this.at++;
    return field;
  }

  demand(...tags: readonly number[]): Der {
    const field = this.take(...tags);
    if (field === undefined) throw new DerError(`field ${this.at}`);
    return field;
  }

  end(): void {
    if (this.at < this.fields.length) throw new DerError(`field ${this.at}`);
  }
}
