import { cdaDisagreements } from '../cda/consistency.ts';
import { readCdaHeader } from '../cda/read-header.ts';
import type { Config } from '../config.ts';
import { isCdaType } from '../documents/cda-content.ts';
import type { DocumentsOptions } from '../documents/options.ts';
import { ebrimRenderings } from '../ebrim/renderings.ts';
import { isRefusal } from '../errors.ts';
import type { Trust } from '../identity/certificate-path.ts';
import { verifyLotSignature } from '../identity/lot-signature.ts';
import { documentReference } from '../mobile/document-reference.ts';
import type { BlobStore } from '../store/blobs.ts';
import { deleteLeftContent } from '../store/left-content.ts';
import type { Store } from '../store/store.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import { directoryCheck } from './directory-check.ts';

/** What the rules of document sharing need of a server: its faces' renderings, its signatures, its CDA. */
export function documentsOptions(
  config: Config,
  { domain, store, blobs, trust }: { domain: AffinityDomain; store: Store; blobs: BlobStore; trust: Trust },
): DocumentsOptions {
  const directory = directoryCheck(store.directory, config.directory);
  return {
    domain,
    config,
    store,
    blobs,
    deleteLeftContent: () => deleteLeftContent(store, blobs),
    renderings: { ...ebrimRenderings, fhir: (entry) => JSON.stringify(documentReference(entry)) },
    async verifyLot({ signature, submissionSetUniqueId, documents, at }) {
      const verified = await verifyLotSignature({
        signature: await signature.bytes(),
        submissionSetUniqueId,
        documents: documents.map(({ uniqueId, mimeType, content }) => ({
          uniqueId,
          xml: isCdaType(mimeType),
          open: () => content.open(),
        })),
        at,
        trust,
        sha1: domain.rules.tolerates.includes('sha1-lot-signature'),
      });
      return isRefusal(verified) ? verified : verified.signer;
    },
    ...(directory === undefined ? {} : { directory }),
    readCdaHeader,
    cdaDisagreements,
  };
}
