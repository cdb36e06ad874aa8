import { type Refusal, refuse, refuseAll } from '../errors.ts';
import { parseXmlInTurns, XmlError } from '../xml/parse.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Trust } from './certificate-path.ts';
import { checkDocuments, type LotDocument } from './lot/check-documents.ts';
import { checkCertificate, checkSignature } from './lot/check-signature.ts';
import { readLotShape } from './lot/lot-shape.ts';

export interface LotToVerify {
  /** The signature document. */
  readonly signature: Buffer;
  readonly submissionSetUniqueId: string;
  /** Every document of the lot but the signature itself. */
  readonly documents: readonly LotDocument[];
  readonly at: Date;
  readonly trust: Trust;
  /** rsa-sha1 and sha1, which DMP clients still use; taken unless said otherwise. */
  readonly sha1?: boolean;
}

/** Who signed a lot. */
export interface LotSigner {
  readonly kind: 'person' | 'structure';
  /** PS_IdNat or Struct_IdNat. */
  readonly id: string;
  readonly name: string;
}

/**
 * Verifies the signature of a lot (XAdES over a Manifest, IHE DSG; facts: DMP 2.6): the signature, its certificate at that
 * instant, and the digest of every document, read as a stream.
 * @returns who signed, or InvalidDocumentContent once for each fault, `about` naming the element or the uniqueId.
 * @throws whatever opening or reading a document throws.
 */
export async function verifyLotSignature(lot: LotToVerify): Promise<{ signer: LotSigner } | Refusal> {
  const sha1 = lot.sha1 ?? true;
  let root: XmlElement;
  try {
    root = await parseXmlInTurns(lot.signature);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refuse('InvalidDocumentContent', `signature: ${error.message}`, { about: 'Signature' });
  }
  const shape = readLotShape(root);
  if (typeof shape === 'string') {
    return refuse('InvalidDocumentContent', `signature: ${shape}`, { about: shape });
  }
  if (shape.certificate !== undefined) await lot.trust.ask(shape.certificate, lot.at);
  const refusal = refuseAll([
    ...checkSignature(shape, sha1),
    ...checkCertificate(shape, lot.trust, lot.at),
    ...(await checkDocuments(shape.manifest, lot.submissionSetUniqueId, lot.documents, sha1)),
  ]);
  if (refusal !== undefined) return refusal;
  const holder = shape.certificate!.holder!;
  const name =
    holder.kind === 'person'
      ? [holder.family ?? holder.id, holder.given ?? ''].join(' ').trim()
      : holder.name;
  return { signer: { kind: holder.kind, id: holder.id, name } };
}
