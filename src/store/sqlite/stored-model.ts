import type { DocumentEntry } from '../../model/document-entry.ts';

/** The model as it was registered, with the status that the entry has now. */
export function withStatus(model: string, availabilityStatus: string): DocumentEntry {
  return { ...(JSON.parse(model) as DocumentEntry), availabilityStatus };
}
