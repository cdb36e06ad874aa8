import { TAG } from '../../der.ts';
import { writeDer } from '../../der-writer.ts';
import { type CertificateId, writeCertificateId } from './certificate-id.ts';

/** id-pkix-ocsp-nonce. */
export const NONCE = '1.3.6.1.5.5.7.48.1.2';
const NONCE_OID = Buffer.from('06092b0601050507300102', 'hex');
/** Octets of a nonce (RFC 8954 2.1). */
export const NONCE_LENGTH = 32;

/**
 * Writes an OCSPRequest of version 1, unsigned, for one certificate (RFC 6960 4.1.1).
 * @param nonce at most 32 octets (RFC 8954). @returns DER.
 */
export function writeOcspRequest(id: CertificateId, nonce: Buffer): Buffer {
  const request = writeDer(TAG.sequence, writeCertificateId(id));
  const extension = writeDer(
    TAG.sequence,
    NONCE_OID,
    writeDer(TAG.octetString, writeDer(TAG.octetString, nonce)),
  );
  const extensions = writeDer(0xa2, writeDer(TAG.sequence, extension));
  return writeDer(TAG.sequence, writeDer(TAG.sequence, writeDer(TAG.sequence, request), extensions));
}
