import type { CdaHeader } from '../cda/header.ts';
import { type Fault, isRefusal } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import { isLotSignature } from './lot.ts';
import type { DocumentsOptions } from './options.ts';
import type { Pair } from './pairing.ts';

/** Media types under which a CDA document is shared; the second carries its own stylesheet (CI-SIS). */
const CDA_TYPES: readonly string[] = ['text/xml', 'application/xslt+xml'];

/** Whether a document of this media type is taken as CDA. */
export function isCdaType(mimeType: string): boolean {
  const [mediaType = ''] = mimeType.split(';');
  return CDA_TYPES.includes(mediaType.trim().toLowerCase());
}

export interface CdaFindings {
  /** The headers that could be read, by entry. */
  readonly headers: ReadonlyMap<SubmittedDocumentEntry, CdaHeader>;
  readonly faults: readonly Fault[];
}

/** In a domain whose documents are CDA, reads the header of each and compares it with its entry: InvalidDocumentContent. */
export async function readCda(
  pairs: readonly Pair[],
  { domain, readCdaHeader, cdaDisagreements }: DocumentsOptions,
): Promise<CdaFindings> {
  const headers = new Map<SubmittedDocumentEntry, CdaHeader>();
  const faults: Fault[] = [];
  if (!domain.rules.cdaConsistency) return { headers, faults };
  for (const { entry, content } of pairs) {
    if (!isCdaType(entry.mimeType) || isLotSignature(entry)) continue;
    const header = await readCdaHeader(content.open());
    if (isRefusal(header)) {
      faults.push(...header.refused.map((fault) => ({ ...fault, location: entry.id })));
      continue;
    }
    headers.set(entry, header);
    faults.push(...cdaDisagreements(header, entry));
  }
  return { headers, faults };
}
