import { createHash } from 'node:crypto';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { type Code, code } from '../../src/model/code.ts';
import { NO_EXTRAS, STABLE } from '../../src/model/document-entry.ts';
import { HAS_MEMBER, type SubmittedObjects } from '../../src/model/submission.ts';
import type { Identifiers } from '../nist/messages/identifiers.ts';

/** What already stands in the registry when a damaged submission comes: the ids that a submission may refer to or clash with. */
export interface Standing {
  readonly patientId: string;
  readonly document: string;
  readonly documentUniqueId: string;
  readonly folder: string;
  readonly folderUniqueId: string;
  readonly submissionSet: string;
  readonly submissionSetUniqueId: string;
  /** From the folder to the document. */
  readonly membership: string;
}

const SNOMED = '2.16.840.1.113883.6.96';
const LOINC = '2.16.840.1.113883.6.1';
const CONTENT = 'standing';

function named(value: string, system: string): Code {
  return code(value, system, value);
}

/** New ids of a document, its folder and their submission set. */
export function newStanding(patientId: string, { uuid, uniqueId }: Identifiers): Standing {
  return {
    patientId,
    document: uuid(),
    documentUniqueId: uniqueId(),
    folder: uuid(),
    folderUniqueId: uniqueId(),
    submissionSet: uuid(),
    submissionSetUniqueId: uniqueId(),
    membership: uuid(),
  };
}

/** The body of the ITI-42 that makes it stand. */
export function standingSubmission(standing: Standing, repository: string, { uuid }: Identifiers): string {
  const { patientId, document, folder, submissionSet, membership } = standing;
  const plain = { title: [], comments: [], limitedMetadata: false, extras: NO_EXTRAS } as const;
  const member = (id: string, source: string, target: string, original = false) => ({
    id,
    type: HAS_MEMBER,
    source,
    target,
    slots: original ? [{ name: 'SubmissionSetStatus', values: ['Original'] }] : [],
    extras: NO_EXTRAS,
  });
  const objects: SubmittedObjects = {
    submissionSets: [
      {
        ...plain,
        id: submissionSet,
        uniqueId: standing.submissionSetUniqueId,
        sourceId: '1.3.6.1.4.1.21367.4',
        patientId,
        submissionTime: '20041225235050',
        authors: [],
        contentTypeCode: named('225728007', SNOMED),
        intendedRecipients: [],
      },
    ],
    entries: [
      {
        ...plain,
        id: document,
        objectType: STABLE,
        mimeType: 'text/plain',
        uniqueId: standing.documentUniqueId,
        patientId,
        sourcePatientId: patientId,
        sourcePatientInfo: [],
        authors: [],
        classCode: named('57016-8', LOINC),
        typeCode: named('57055-6', LOINC),
        formatCode: named('urn:ihe:pcc:aps:2007', '1.3.6.1.4.1.19376.1.2.3'),
        healthcareFacilityTypeCode: named('394747008', SNOMED),
        practiceSettingCode: named('309915006', SNOMED),
        confidentialityCodes: [named('L', '2.16.840.1.113883.5.25')],
        eventCodes: [],
        languageCode: 'en-US',
        creationTime: '20041224',
        hash: createHash('sha1').update(CONTENT).digest('hex'),
        size: CONTENT.length,
        repositoryUniqueId: repository,
        uri: [],
        referenceIds: [],
      },
    ],
    folders: [
      {
        ...plain,
        title: [{ value: 'standing' }],
        id: folder,
        uniqueId: standing.folderUniqueId,
        patientId,
        codes: [named('Referrals', '1.3.6.1.4.1.21367.2017.3')],
      },
    ],
    associations: [
      member(uuid(), submissionSet, document, true),
      member(uuid(), submissionSet, folder),
      member(membership, folder, document),
      member(uuid(), submissionSet, membership),
    ],
  };
  return writeSubmitObjects(objects).text;
}
