import fc from 'fast-check';
import type { Code } from '../../src/model/code.ts';
import { type Author, type DocumentEntry, STABLE } from '../../src/model/document-entry.ts';
import type { Slot } from '../../src/model/slot.ts';

/** Text that XML can carry and that no reader may change: markup, quotes, line ends, accents, astral characters. */
const character = fc.constantFrom(...'abZ09é&<>"\'\t\n\r ^~|œ𝄞');
export const anyText = fc.array(character, { maxLength: 12 }).map((all) => all.join(''));

/** A value of a named attribute: not empty, no blanks around it. */
const value = fc.tuple(anyText, fc.constantFrom('a', 'é', '&', '0')).map(([text, end]) => `x${text}${end}`);

function defined<T extends object>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }, optional: (keyof T)[]) {
  const requiredKeys = (Object.keys(record) as (keyof T)[]).filter((key) => !optional.includes(key));
  return fc.record(record, { requiredKeys } as { requiredKeys: (keyof T)[] }) as unknown as fc.Arbitrary<T>;
}

const localized = defined(
  { value: anyText, language: fc.constantFrom('FR', 'fr-FR', 'en'), charset: value },
  ['language', 'charset'],
);
const slot: fc.Arbitrary<Slot> = defined(
  {
    name: fc.constantFrom('urn:example:one', 'urn:example:two', 'free'),
    slotType: value,
    values: fc.array(anyText, { maxLength: 3 }),
  },
  ['slotType'],
);
const code: fc.Arbitrary<Code> = defined<Required<Code>>(
  {
    code: value,
    system: value,
    names: fc.array(localized, { maxLength: 2 }),
    slots: fc.array(slot, { minLength: 1, maxLength: 2 }),
  },
  ['slots'],
);
const texts = fc.array(localized, { maxLength: 2 });
const values = fc.array(value, { maxLength: 3 });
const author: fc.Arbitrary<Author> = defined<Required<Author>>(
  {
    person: value,
    institutions: values,
    roles: values,
    specialties: values,
    telecommunications: values,
    slots: fc.array(slot, { minLength: 1, maxLength: 2 }),
  },
  ['person', 'slots'],
);
const uuidUrn = fc.uuid().map((id) => `urn:uuid:${id}`);

/** Entries as a registry holds them, with everything that the model can hold. */
export const documentEntry: fc.Arbitrary<DocumentEntry> = defined<Required<Omit<DocumentEntry, 'id'>>>(
  {
    entryUuid: uuidUrn,
    logicalId: uuidUrn,
    version: fc.integer({ min: 1, max: 999 }),
    availabilityStatus: value,
    objectType: fc.constant(STABLE),
    mimeType: value,
    homeCommunityId: value,
    uniqueId: value,
    patientId: value,
    sourcePatientId: value,
    sourcePatientInfo: values,
    authors: fc.array(author, { maxLength: 3 }),
    legalAuthenticator: value,
    classCode: code,
    typeCode: code,
    formatCode: code,
    healthcareFacilityTypeCode: code,
    practiceSettingCode: code,
    confidentialityCodes: fc.array(code, { maxLength: 3 }),
    eventCodes: fc.array(code, { maxLength: 3 }),
    languageCode: value,
    creationTime: value,
    serviceStartTime: value,
    serviceStopTime: value,
    hash: value,
    size: fc.nat(),
    repositoryUniqueId: value,
    title: texts,
    comments: texts,
    uri: values,
    documentAvailability: value,
    referenceIds: values,
    limitedMetadata: fc.boolean(),
    extras: fc.record({
      slots: fc.array(slot, { maxLength: 2 }),
      classifications: fc.array(
        fc.record({
          scheme: fc.constantFrom('urn:uuid:5d1d5b6c-0000-4000-8000-000000000001', 'urn:example:scheme'),
          nodeRepresentation: anyText,
          slots: fc.array(slot, { maxLength: 2 }),
          names: texts,
        }),
        { maxLength: 2 },
      ),
      identifiers: fc.array(
        fc.record({ scheme: fc.constant('urn:example:identifier'), value: anyText, names: texts }),
        { maxLength: 2 },
      ),
    }),
  },
  [
    'homeCommunityId',
    'sourcePatientId',
    'legalAuthenticator',
    'serviceStartTime',
    'serviceStopTime',
    'documentAvailability',
  ],
).map((entry) => ({ ...entry, id: entry.entryUuid }) as DocumentEntry);
