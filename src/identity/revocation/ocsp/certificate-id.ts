import { createHash } from 'node:crypto';
import { type Der, DerError, derChildren, derOid, derSerial, readDer, TAG } from '../../der.ts';
import { writeDer } from '../../der-writer.ts';
import type { RevocationTarget } from '../revocation.ts';

/** CertID (RFC 6960 4.1.1): which certificate is spoken of. The hashes are hexadecimal. */
export interface CertificateId {
  readonly nameHash: string;
  readonly keyHash: string;
  readonly serial: string;
}

/** id-sha1: what every responder understands (RFC 5019 2.1.1). It tells issuers apart and proves nothing. */
const SHA1 = Buffer.from('06052b0e03021a', 'hex');
const SHA1_OID = '1.3.14.3.2.26';
const NULL = Buffer.from([0x05, 0x00]);

const sha1 = (octets: Buffer) => createHash('sha1').update(octets).digest('hex');

/** The hash of a public key without its algorithm, as CertID and responders tell it. Throws DerError. @param keyInfo SubjectPublicKeyInfo. */
export function keyHashOf(keyInfo: Buffer): string {
  const bits = derChildren(readDer(keyInfo))[1];
  if (bits?.tag !== TAG.bitString) throw new DerError('key');
  return sha1(bits.content.subarray(1));
}

/** The CertID of a certificate. Throws DerError. */
export function certificateIdOf({ issuerName, issuer, serial }: RevocationTarget): CertificateId {
  return { nameHash: sha1(issuerName), keyHash: keyHashOf(issuer.keyInfo), serial };
}

export function writeCertificateId({ nameHash, keyHash, serial }: CertificateId): Buffer {
  return writeDer(
    TAG.sequence,
    writeDer(TAG.sequence, SHA1, NULL),
    writeDer(TAG.octetString, Buffer.from(nameHash, 'hex')),
    writeDer(TAG.octetString, Buffer.from(keyHash, 'hex')),
    writeDer(TAG.integer, Buffer.from(serial, 'hex')),
  );
}

/** Undefined where the hashes are made otherwise than ours. Throws DerError. */
export function readCertificateId(id: Der): CertificateId | undefined {
  const [algorithm, name, key, serial] = derChildren(id);
  const oid = algorithm === undefined ? undefined : derChildren(algorithm)[0];
  if (oid === undefined || name === undefined || key === undefined || serial === undefined) {
    throw new DerError('certificate id');
  }
  if (derOid(oid) !== SHA1_OID) return undefined;
  return {
    nameHash: name.content.toString('hex'),
    keyHash: key.content.toString('hex'),
    serial: derSerial(serial),
  };
}
