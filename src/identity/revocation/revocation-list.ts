import { type Der, DerError, derChildren, derInteger, derSerial, derTime, readDer, TAG } from '../der.ts';
import { type DistinguishedName, nameKey, nameOfDer } from '../distinguished-name.ts';
import { type Extension, readExtensions } from '../extensions.ts';
import { type Proof, readProof } from '../proof.ts';
import { type ListScope, readListScope, WHOLE_SCOPE } from './distribution-points.ts';
import { type RevokedSerials, readRevokedEntries } from './revoked-entries.ts';

/** A certificate revocation list (RFC 5280 5), read and not yet verified. */
export interface RevocationList {
  readonly issuer: DistinguishedName;
  /** `nameKey` of the issuer. */
  readonly issuerKey: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** CRLNumber; 0 where there is none. */
  readonly number: bigint;
  /** DeltaCRLIndicator: the number of the complete list that this one says the changes of; undefined for a complete one. */
  readonly base: bigint | undefined;
  readonly scope: ListScope;
  /** What is revoked, by the authority that issued it (`nameKey`): the list's own unless the list is indirect. */
  readonly revoked: ReadonlyMap<string, RevokedSerials>;
  readonly proof: Proof;
}

/** Octets of a file, PEM or DER. A list of 500,000 certificates has about 20 MB. */
export const LARGEST_LIST = 64 * 1024 ** 2;

const NUMBER = '2.5.29.20';
const AUTHORITY_KEY = '2.5.29.35';
const DELTA = '2.5.29.27';
const DISTRIBUTION = '2.5.29.28';
/** Those that may be critical. */
const UNDERSTOOD: readonly string[] = [NUMBER, AUTHORITY_KEY, DELTA, DISTRIBUTION];
const V2 = 1;

/**
 * Reads a revocation list of version 2: complete or delta, of all that its issuer issued or of a part.
 * @param file the bytes of a file: DER, or one PEM block.
 * @returns why it cannot be used otherwise, a word or two for the log. Never throws for what it reads. What is signed over is
 *   verified by `signersOf`.
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
  const [body, , , ...more] = derChildren(whole);
  if (body === undefined || more.length > 0) throw new DerError('not three parts');
  const fields = new Fields(derChildren(body));
  const version = fields.take(TAG.integer);
  if (version === undefined || derInteger(version) !== V2) return 'not of version 2';
  const proof = readProof(whole, fields.demand(TAG.sequence));
  const issuer = nameOfDer(fields.demand(TAG.sequence));
  const thisUpdate = derTime(fields.demand(TAG.utcTime, TAG.generalizedTime));
  const next = fields.take(TAG.utcTime, TAG.generalizedTime);
  if (next === undefined) return 'no nextUpdate';
  const entries = fields.take(TAG.sequence);
  const explicit = fields.take(0xa0);
  fields.end();
  const extensions = readExtensions(explicit === undefined ? undefined : derChildren(explicit)[0]);
  const unknown = [...extensions].find(([oid, { critical }]) => critical && !UNDERSTOOD.includes(oid));
  if (unknown !== undefined) return `critical extension ${unknown[0]}`;
  const issuerKey = nameKey(issuer);
  const distribution = extensions.get(DISTRIBUTION)?.value;
  const scope = distribution === undefined ? WHOLE_SCOPE : readListScope(distribution, issuer);
  const revoked = await readRevokedEntries(entries, issuerKey, scope.indirect);
  if (typeof revoked === 'string') return revoked;
  return {
    issuer,
    issuerKey,
    thisUpdate,
    nextUpdate: derTime(next),
    number: numberOf(extensions, NUMBER) ?? 0n,
    base: numberOf(extensions, DELTA),
    scope,
    revoked,
    proof,
  };
}

function numberOf(extensions: ReadonlyMap<string, Extension>, oid: string): bigint | undefined {
  const value = extensions.get(oid)?.value;
  return value === undefined ? undefined : BigInt(`0x${derSerial(value)}`);
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
