import { type Fault, isRefusal } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import type { SubmissionSet } from '../model/submission.ts';
import { imputationOf } from './imputation.ts';
import { unknownAuthorFaults } from './known-authors.ts';
import { lotAuthorFaults } from './lot-author.ts';
import type { Caller, DocumentsOptions, LotSigner } from './options.ts';
import type { Pair } from './pairing.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/** The signature of a lot is a document of this type and one of these formats (facts: DMP 2.6; JDV_J60). */
const SIGNATURE_TYPE = { code: 'E1762', system: 'ASTM' };
const SIGNATURE_FORMATS: readonly string[] = [
  'http://www.w3.org/2000/09/xmldsig#',
  'urn:ihe:iti:dsg:detached:2014',
];

/** A signature is read whole, so it may not be larger than this many bytes. */
const LARGEST_SIGNATURE = 1024 * 1024;

export function isLotSignature({ typeCode, formatCode }: SubmittedDocumentEntry): boolean {
  return (
    typeCode?.code === SIGNATURE_TYPE.code &&
    typeCode.system === SIGNATURE_TYPE.system &&
    SIGNATURE_FORMATS.includes(formatCode?.code ?? '')
  );
}

/**
 * The author of a lot is who deposits it, and the lot carries one signature made by the same (facts: DMP 2.3, 2.6).
 * Nothing is demanded in a domain without lot signatures.
 * @returns XDSRegistryMetadataError for the author, for one of the lot or of a document who is not in the Annuaire santé, or for the
 * number of signatures, InvalidDocumentContent for a signature that does not hold or is another's.
 */
export async function lotFaults(
  set: SubmissionSet,
  pairs: readonly Pair[],
  caller: Caller,
  options: DocumentsOptions,
): Promise<readonly Fault[]> {
  const { domain, verifyLot } = options;
  if (domain.rules.lotSignature !== 'required') return [];
  const faults: Fault[] = [
    ...lotAuthorFaults(set, caller),
    ...(await unknownAuthorFaults(set, pairs, caller, options)),
  ];
  const [signature, another] = pairs.filter(({ entry }) => isLotSignature(entry));
  if (signature === undefined || another !== undefined) {
    faults.push(metadataFault(another?.entry.id ?? set.id, 'typeCode E1762', 'not-exactly-one'));
    return faults;
  }
  const location = signature.entry.id;
  if (signature.content.size > LARGEST_SIGNATURE) {
    faults.push(metadataFault(location, 'Signature', 'too-long', undefined, 'InvalidDocumentContent'));
    return faults;
  }
  const signer = await verifyLot({
    signature: signature.content,
    submissionSetUniqueId: set.uniqueId,
    documents: pairs
      .filter((one) => one !== signature)
      .map(({ entry, content }) => ({ uniqueId: entry.uniqueId, mimeType: entry.mimeType, content })),
    at: new Date(caller.at),
  });
  if (isRefusal(signer)) faults.push(...signer.refused.map((fault) => ({ ...fault, location })));
  else if (!isSignedByCaller(signer, caller)) {
    faults.push(
      metadataFault(location, 'Signature', 'signed-by-another', undefined, 'InvalidDocumentContent'),
    );
  }
  return faults;
}

/** The holder of a CPE may sign for its structure with its own card. */
function isSignedByCaller(signer: LotSigner, { subject }: Caller): boolean {
  const imputed = imputationOf(subject);
  if (signer.kind === imputed.kind && signer.id === imputed.id) return true;
  return subject.kind === 'staff' && signer.kind === 'person' && signer.id === subject.id;
}
