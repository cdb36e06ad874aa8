import { code } from '../../src/model/code.ts';
import { NO_EXTRAS } from '../../src/model/document-entry.ts';
import type { Subject } from '../../src/model/subject.ts';
import { type BuiltSubmission, CHARLOTTE, submission, withSet } from './submission-builder.ts';

/** An authority of the IHE test domain. */
export const IHE_RED = '1.3.6.1.4.1.21367.13.20.1000';

export const NODE: Subject = {
  kind: 'node',
  mode: 'NONE',
  id: 'CN=node',
  name: 'node',
  roles: [],
  purpose: 'normal',
  secretConnection: false,
  evidence: { id: '', issuer: '' },
};

const SNOMED = '2.16.840.1.113883.6.96';
const LOINC = '2.16.840.1.113883.6.1';

/** A lot of the IHE test domain: texts of any content, each in an entry of its own, without a signature. */
export function iheSubmission(
  lot: string,
  documents: Readonly<Record<string, string>>,
  patient: string = CHARLOTTE.value,
): BuiltSubmission {
  const patientId = `${patient}^^^&${IHE_RED}&ISO`;
  const { objects } = submission();
  const [note] = objects.entries;
  const [member] = objects.associations;
  const named = Object.entries(documents).map(([uniqueId, text]) => ({
    uniqueId,
    text,
    id: `Document-${uniqueId}`,
  }));
  const entries = named.map(({ id, uniqueId }) => ({
    ...note!,
    id,
    uniqueId,
    patientId,
    mimeType: 'text/plain',
    sourcePatientId: patientId,
    classCode: code('57016-8', LOINC, 'Privacy'),
    typeCode: code('57055-6', LOINC, 'Antepartum summary'),
    formatCode: code('urn:ihe:pcc:aps:2007', '1.3.6.1.4.1.19376.1.2.3', 'APS'),
    confidentialityCodes: [code('L', '2.16.840.1.113883.5.25', 'low')],
    healthcareFacilityTypeCode: code('394747008', SNOMED, 'Health Authority'),
    practiceSettingCode: code('309915006', SNOMED, 'Cardiology'),
    languageCode: 'en-US',
    extras: NO_EXTRAS,
  }));
  const associations = named.map(({ id }) => ({ ...member!, id: `Member-${id}`, target: id }));
  const built = {
    objects: { ...objects, entries, associations },
    documents: named.map(({ id, text }) => ({ id, bytes: Buffer.from(text) })),
  };
  return withSet(built, {
    uniqueId: lot,
    patientId,
    contentTypeCode: code('225728007', SNOMED, 'Accident and Emergency department'),
  });
}
