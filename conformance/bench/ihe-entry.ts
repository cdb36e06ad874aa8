import { submissionSetOf } from '../../src/client/make-lot.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { code } from '../../src/model/code.ts';
import { NO_EXTRAS, type SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { type Association, HAS_MEMBER, type SubmittedObjects } from '../../src/model/submission.ts';
import { type BenchPatient, benchPatient } from './population.ts';
import { AUTHOR_PERSON, SAMPLE_AUTHOR, sampleSubmission } from './sample-entry.ts';
import { TOKEN_CLIENT } from './scenarios/identities.ts';

const AFFINITY = 'Connect-a-thon';

/** A patient of the test domain of IHE, under one of its authorities. */
export const IHE_PATIENT: BenchPatient = {
  ...benchPatient(0),
  ins: 'BENCH-1',
  authority: '1.3.6.1.4.1.21367.13.20.1000',
};

/** The sample entry with codes of the test domain of IHE. */
export function iheEntry(
  number: number,
  document: { readonly uniqueId: string; readonly sha1: string; readonly size: number },
): SubmittedDocumentEntry {
  return {
    ...sampleSubmission(IHE_PATIENT, number, document),
    mimeType: 'application/pdf',
    classCode: code('History and Physical', `${AFFINITY} classCodes`, 'History and Physical'),
    typeCode: code('34108-1', 'LOINC', 'Outpatient Evaluation And Management'),
    formatCode: code('CDAR2/IHE 1.0', `${AFFINITY} formatCodes`, 'CDAR2/IHE 1.0'),
    healthcareFacilityTypeCode: code('Outpatient', `${AFFINITY} healthcareFacilityTypeCodes`, 'Outpatient'),
    practiceSettingCode: code('General Medicine', `${AFFINITY} practiceSettingCodes`, 'General Medicine'),
    confidentialityCodes: [code('N', '2.16.840.1.113883.5.25', 'normal')],
  };
}

/** A submission of entries, each with an id of its own, in a SubmissionSet of the same patient. */
export function iheSubmission(
  pki: SandboxPki,
  entries: readonly [SubmittedDocumentEntry, ...SubmittedDocumentEntry[]],
): SubmittedObjects {
  const set = submissionSetOf({
    entry: entries[0],
    author: { author: SAMPLE_AUTHOR, legalAuthenticator: AUTHOR_PERSON },
    structureId: pki.identity(TOKEN_CLIENT).structure.id,
    contentType: code('History and Physical', `${AFFINITY} contentTypeCodes`, 'History and Physical'),
    at: new Date(),
  });
  const associations = entries.map(
    (entry, at): Association => ({
      id: `Member${at}`,
      type: HAS_MEMBER,
      source: set.id,
      target: entry.id,
      slots: [{ name: 'SubmissionSetStatus', values: ['Original'] }],
      extras: NO_EXTRAS,
    }),
  );
  return { submissionSets: [set], entries, folders: [], associations };
}
