import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ebrimRenderings } from '../../src/ebrim/renderings.ts';
import { documentReference } from '../../src/mobile/document-reference.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import type { BlobStore } from '../../src/store/blobs.ts';
import type { RegisterCommand } from '../../src/store/register-command.ts';
import { submission } from './submission-builder.ts';

/** The command that registers one document as a deposit of its own, whatever a deposit would refuse of it. */
export function registerCommand(
  entry: DocumentEntry,
  patientKey: number,
  blob: string,
  at: string,
): RegisterCommand {
  const [set] = submission().objects.submissionSets;
  const submissionSet = {
    ...set!,
    id: `urn:uuid:${randomUUID()}`,
    uniqueId: `${entry.uniqueId}.9`,
    patientId: entry.patientId,
  };
  return {
    kind: 'register',
    patientKey,
    depositor: 'somebody',
    at,
    submissionSet,
    submissionSetEbrim: ebrimRenderings.submissionSet(submissionSet),
    entries: [
      { entry, ebrim: ebrimRenderings.ebrim(entry), fhir: JSON.stringify(documentReference(entry)), blob },
    ],
    associations: [],
    deprecates: [],
    relatesTo: [],
    sameDocumentAgain: false,
  };
}

/** Keeps the content of a document. */
export async function keepBytes(blobs: BlobStore, bytes: Buffer): Promise<string> {
  return blobs.keep(await blobs.receive(Readable.from([bytes])));
}
