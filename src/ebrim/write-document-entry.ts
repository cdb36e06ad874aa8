import type { DocumentEntry, SubmittedDocumentEntry } from '../model/document-entry.ts';
import { type Markup, xml } from '../xml/write.ts';
import { documentEntryAttributes } from './attributes.ts';
import { writeObjectContent } from './write-object.ts';

/**
 * Writes a DocumentEntry as `rim:ExtrinsicObject` (ITI TF-3 4.2.3.2). Status and version are written when the entry has
 * them, so the same function serves a document source and a registry. The prefix `rim` must be declared around it.
 */
export function writeDocumentEntry(entry: SubmittedDocumentEntry | DocumentEntry): Markup {
  const registered = 'availabilityStatus' in entry ? entry : undefined;
  const lid = entry.logicalId === undefined ? undefined : xml` lid="${entry.logicalId}"`;
  const home = entry.homeCommunityId === undefined ? undefined : xml` home="${entry.homeCommunityId}"`;
  const status = registered === undefined ? undefined : xml` status="${registered.availabilityStatus}"`;
  const content = writeObjectContent(entry, documentEntryAttributes, registered?.version);
  return xml`<rim:ExtrinsicObject id="${entry.id}"${lid}${home} objectType="${entry.objectType}"${status} mimeType="${entry.mimeType}">${content}</rim:ExtrinsicObject>`;
}
