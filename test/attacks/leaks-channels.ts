import { existenceRequest, retrieveRequest } from '../../src/client/dmp-requests.ts';
import {
  statusObjects,
  type VisibilityWish,
  visibilityObjects,
} from '../../src/documents/update/update-objects.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
} from '../../src/model/document-entry.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { SubmissionSet, SubmittedObjects } from '../../src/model/submission.ts';
import type { Markup } from '../../src/xml/write.ts';
import { submission } from '../support/submission-builder.ts';
import { HIDDEN_LOT } from './leaks-documents.ts';
import type { Wire } from './leaks-house.ts';
import { storedQuery, type Values } from './leaks-stored-query.ts';

/** What a caller knows when it goes looking: the patient, a visible document if there is one, and all about a hidden one. */
export interface Hunt {
  readonly ins: string;
  /** Logical id of the Patient. */
  readonly patient: string;
  readonly hidden: DocumentEntry;
  readonly visible: DocumentEntry | undefined;
}

export interface SoapChannel {
  readonly name: string;
  /** Whether it looks only at what is up to date unless asked otherwise. */
  readonly currentOnly?: boolean;
  /** @param lot by whom a lot of the caller's is. */
  readonly request: (
    hunt: Hunt,
    lot: Pick<SubmissionSet, 'authors'>,
  ) => { readonly path: string; readonly action: string; readonly body: Markup };
}

export interface FhirChannel {
  readonly name: string;
  readonly currentOnly?: boolean;
  readonly request: (
    hunt: Hunt,
  ) => { readonly path: string } & Partial<Pick<Wire, 'method' | 'headers' | 'body'>>;
}

const FIND = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';
const GET = 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';
const REPOSITORY = '1.2.250.1.999.2.1.1';
const ENTRY = '$XDSDocumentEntry';

const coded = ({ code, system }: { readonly code: string; readonly system: string }) => [
  `${code}^^${system}`,
];

const ALL = [APPROVED, DEPRECATED, ARCHIVED, DELETED];

/** The filters of FindDocuments, each with what only the hidden document has. */
const FILTERS: Readonly<Record<string, (hidden: DocumentEntry) => Values>> = {
  ClassCode: ({ classCode }) => coded(classCode),
  TypeCode: ({ typeCode }) => coded(typeCode),
  FormatCode: ({ formatCode }) => coded(formatCode),
  PracticeSettingCode: ({ practiceSettingCode }) => coded(practiceSettingCode),
  HealthcareFacilityTypeCode: ({ healthcareFacilityTypeCode }) => coded(healthcareFacilityTypeCode),
  EventCodeList: ({ eventCodes }) => eventCodes.flatMap(coded),
  ConfidentialityCode: ({ confidentialityCodes }) => coded(confidentialityCodes.at(-1)!),
  CreationTimeTo: () => '2000',
  ServiceStartTimeTo: () => '2000',
  ServiceStopTimeTo: () => '2000',
  AuthorPerson: () => ['%CACHOTTIER%'],
};

function findDocuments(
  name: string,
  returnType: string,
  slots: (hunt: Hunt) => Record<string, Values>,
): SoapChannel {
  return {
    name: `FindDocuments ${returnType} ${name}`,
    request: (hunt) => storedQuery(FIND, returnType, { [`${ENTRY}Status`]: ALL, ...slots(hunt) }),
  };
}

function getDocuments(
  name: string,
  returnType: string,
  slots: (hunt: Hunt) => Record<string, Values>,
): SoapChannel {
  return {
    name: `GetDocuments ${returnType} ${name}`,
    request: (hunt) => storedQuery(GET, returnType, slots(hunt)),
  };
}

function retrieve(
  name: string,
  asked: (hunt: Hunt) => readonly [repository: string, uniqueId: string][],
): SoapChannel {
  return {
    name: `ITI-43 ${name}`,
    request: (hunt) => ({
      path: 'repository',
      action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
      body: retrieveRequest(
        asked(hunt).map(([repositoryUniqueId, uniqueId]) => ({ repositoryUniqueId, uniqueId })),
      ),
    }),
  };
}

/** A lot of whoever asks: an author that is not the caller is told before anything is looked up. */
export function lotOf({ ins }: Hunt, { authors }: Pick<SubmissionSet, 'authors'>): SubmissionSet {
  const [set] = submission().objects.submissionSets;
  return {
    ...set!,
    uniqueId: '1.2.250.1.999.77.999',
    patientId: `${ins}^^^&${INS_NIR_TEST}&ISO^NH`,
    authors,
  };
}

export function update(
  name: string,
  objects: (hunt: Hunt, set: SubmissionSet) => SubmittedObjects,
): SoapChannel {
  return {
    name: `ITI-57 ${name}`,
    request: (hunt, lot) => ({
      path: 'registry',
      action: 'urn:ihe:iti:2010:UpdateDocumentSet',
      body: writeSubmitObjects(objects(hunt, lotOf(hunt, lot))),
    }),
  };
}

function updateStatus(name: string, statuses: (hunt: Hunt) => readonly [string, string]): SoapChannel {
  return update(name, (hunt, set) => statusObjects(set, hunt.hidden.entryUuid, ...statuses(hunt)));
}

function updateVisibility(name: string, wish: VisibilityWish): SoapChannel {
  return update(name, (hunt, set) => visibilityObjects(set, hunt.hidden, wish));
}

const visibleId = ({ visible }: Hunt) => visible?.uniqueId ?? '1.2.250.1.999.404';
const visibleUuid = ({ visible }: Hunt) =>
  visible?.entryUuid ?? 'urn:uuid:00000000-0000-4000-8000-000000000404';

const returnTypes = ['LeafClass', 'ObjectRef'];

export const soapChannels: readonly SoapChannel[] = [
  ...returnTypes.flatMap((returnType) => [
    {
      ...findDocuments('by default', returnType, () => ({})),
      currentOnly: true,
      request: () => storedQuery(FIND, returnType, {}),
    },
    findDocuments('of every status', returnType, () => ({})),
    findDocuments('of its status', returnType, ({ hidden }) => ({
      [`${ENTRY}Status`]: [hidden.availabilityStatus],
    })),
    ...Object.entries(FILTERS).map(([filter, values]) =>
      findDocuments(`by ${filter}`, returnType, ({ hidden }) => ({ [`${ENTRY}${filter}`]: values(hidden) })),
    ),
    getDocuments('by uniqueId', returnType, ({ hidden }) => ({ [`${ENTRY}UniqueId`]: [hidden.uniqueId] })),
    getDocuments('by entryUUID', returnType, ({ hidden }) => ({ [`${ENTRY}EntryUUID`]: [hidden.entryUuid] })),
    getDocuments('by logicalId', returnType, ({ hidden }) => ({ [`${ENTRY}LogicalID`]: [hidden.logicalId] })),
    getDocuments('by its uniqueId and a visible one', returnType, (hunt) => ({
      [`${ENTRY}UniqueId`]: [hunt.hidden.uniqueId, visibleId(hunt)],
    })),
    getDocuments('by its entryUUID and a visible one', returnType, (hunt) => ({
      [`${ENTRY}EntryUUID`]: [visibleUuid(hunt), hunt.hidden.entryUuid],
    })),
  ]),
  retrieve('of it', ({ hidden }) => [[REPOSITORY, hidden.uniqueId]]),
  retrieve('of it and a visible one', (hunt) => [
    [REPOSITORY, hunt.hidden.uniqueId],
    [REPOSITORY, visibleId(hunt)],
  ]),
  retrieve('of it from another repository', ({ hidden }) => [['1.2.250.1.999.404', hidden.uniqueId]]),
  updateStatus('archive', ({ hidden }) => [hidden.availabilityStatus, ARCHIVED]),
  updateStatus('unarchive', () => [ARCHIVED, APPROVED]),
  updateStatus('delete', ({ hidden }) => [hidden.availabilityStatus, DELETED]),
  updateVisibility('mask', { MASQUE_PS: true, INVISIBLE_PATIENT: false }),
  updateVisibility('unmask', { MASQUE_PS: false }),
  {
    name: 'TD0.2',
    request: ({ ins }) => ({
      path: 'patients',
      action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
      body: existenceRequest(`${ins}^^^&${INS_NIR_TEST}&ISO^NH`),
    }),
  },
];

const who = ({ ins }: Hunt) => `patient.identifier=urn:oid:${INS_NIR_TEST}|${ins}`;
const id = (entryUuid: string) => entryUuid.slice('urn:uuid:'.length);

/** The parameters of DocumentReference and of Immunization, each with what only the hidden document has. */
const DOCUMENT: Readonly<Record<string, (hidden: DocumentEntry) => string>> = {
  type: ({ typeCode }) => typeCode.code,
  category: ({ classCode }) => classCode.code,
  format: ({ formatCode }) => formatCode.code,
  facility: ({ healthcareFacilityTypeCode }) => healthcareFacilityTypeCode.code,
  setting: ({ practiceSettingCode }) => practiceSettingCode.code,
  event: ({ eventCodes }) => eventCodes[0]?.code ?? '',
  'security-label': ({ confidentialityCodes }) => confidentialityCodes.at(-1)!.code,
  creation: () => 'lt2000',
  date: () => 'lt2000',
  period: () => 'lt2000',
  'author.family': () => 'CACHOTTIER',
  'author.given': () => 'Zacharie',
  'author.specialty': () => 'METIER-CACHE',
  'author.specialty:text': () => 'metier',
  title: () => 'titre',
  'related.identifier': () => 'REF-CACHE',
  related: () => 'REF-CACHE',
  _id: ({ entryUuid }) => id(entryUuid),
  identifier: ({ uniqueId }) => `urn:oid:${uniqueId}`,
};

const IMMUNIZATION: Readonly<Record<string, string>> = {
  'lot-number': HIDDEN_LOT,
  date: 'ge1900',
  status: 'completed',
  'vaccine-code': 'J07BB02',
  'target-disease': 'DIS015',
  _count: '1',
};

const get = (name: string, path: (hunt: Hunt) => string, more: Partial<FhirChannel> = {}): FhirChannel => ({
  name,
  ...more,
  request: (hunt) => ({ path: path(hunt) }),
});

export const fhirChannels: readonly FhirChannel[] = [
  get('DocumentReference', (hunt) => `DocumentReference?${who(hunt)}`),
  ...Object.entries(DOCUMENT).map(([name, value]) =>
    get(
      `DocumentReference by ${name}`,
      (hunt) => `DocumentReference?${who(hunt)}&${name}=${value(hunt.hidden)}`,
    ),
  ),
  ...['current', 'superseded', 'entered-in-error'].map((status) =>
    get(`DocumentReference by status ${status}`, (hunt) => `DocumentReference?${who(hunt)}&status=${status}`),
  ),
  get(
    'DocumentReference by entryUUID',
    (hunt) => `DocumentReference?${who(hunt)}&identifier=${hunt.hidden.entryUuid}`,
  ),
  get(
    'DocumentReference by its id or a visible one',
    (hunt) => `DocumentReference?${who(hunt)}&_id=${id(hunt.hidden.entryUuid)},${id(visibleUuid(hunt))}`,
  ),
  ...['_count=1', '_count=0', '_count=1&_offset=1', '_count=1&_offset=2', '_count=2&author.family=C'].map(
    (page) => get(`DocumentReference page ${page}`, (hunt) => `DocumentReference?${who(hunt)}&${page}`),
  ),
  {
    name: 'DocumentReference by POST',
    request: (hunt) => ({
      path: 'DocumentReference/_search',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${who(hunt)}&format=${hunt.hidden.formatCode.code}&_count=1`,
    }),
  },
  get('read of DocumentReference', ({ hidden }) => `DocumentReference/${id(hidden.entryUuid)}`),
  get('read of Binary', ({ hidden }) => `Binary/${id(hidden.entryUuid)}`),
  {
    name: 'read of Binary as a resource',
    request: ({ hidden }) => ({
      path: `Binary/${id(hidden.entryUuid)}`,
      headers: { accept: 'application/fhir+json' },
    }),
  },
  {
    name: 'read of Binary in a form that it has not',
    request: ({ hidden }) => ({ path: `Binary/${id(hidden.entryUuid)}`, headers: { accept: 'image/png' } }),
  },
  get('Immunization', (hunt) => `Immunization?${who(hunt)}`, { currentOnly: true }),
  ...Object.entries(IMMUNIZATION).map(([name, value]) =>
    get(`Immunization by ${name}`, (hunt) => `Immunization?${who(hunt)}&${name}=${value}`, {
      currentOnly: true,
    }),
  ),
  get('read of Immunization', ({ hidden }) => `Immunization/${id(hidden.entryUuid)}.0`, {
    currentOnly: true,
  }),
  get('Patient', ({ ins }) => `Patient?identifier=urn:oid:${INS_NIR_TEST}|${ins}`),
];
