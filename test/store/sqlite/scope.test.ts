import { expect } from 'chai';
import fc from 'fast-check';
import { code, codeKey } from '../../../src/model/code.ts';
import { APPROVED, ARCHIVED, DEPRECATED, type DocumentEntry } from '../../../src/model/document-entry.ts';
import { parseXcn, parseXon } from '../../../src/model/hl7v2.ts';
import type { Scope, ScopeFacts } from '../../../src/model/scope.ts';
import {
  newPatient,
  registration,
  SEE_ALL,
  sampleEntry,
  scope,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

const PERSONS = ['810000000037^CARON^Inès', '810000000045^DUVAL^Samir', '^ANONYME', ''];
const INSTITUTIONS = [
  'PHARMACIE^^^^^&1.2&ISO^IDNST^^^1140000043',
  'ESAT^^^^^&1.2&ISO^IDNST^^^1140000019',
  'X',
];
const TYPES = [code('87273-9', '2.16.840.1.113883.6.1'), code('11', '1.2.250'), code('87273-9', '1.2.250')];
const MARKS = ['N', 'R', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'];
/** By the place of the patient whose documents they deposit. */
const DEPOSITORS = ['810000000045', '810000000052'];
const STATUSES = [APPROVED, DEPRECATED, ARCHIVED];

const entries = fc.array(
  fc.record({
    of: fc.nat(1),
    typeCode: fc.constantFrom(...TYPES),
    availabilityStatus: fc.constantFrom(...STATUSES),
    confidentialityCodes: fc.subarray(MARKS).map((marks) => marks.map((mark) => code(mark, '1.2.250'))),
    // A code of the same name elsewhere must not hide.
    eventCodes: fc.subarray(MARKS).map((marks) => marks.map((mark) => code(mark, '1.2.250'))),
    authors: fc.array(
      fc.record({
        person: fc.constantFrom(...PERSONS),
        institutions: fc.subarray(INSTITUTIONS),
        roles: fc.constant([]),
        specialties: fc.constant([]),
        telecommunications: fc.constant([]),
      }),
      { maxLength: 2 },
    ),
    creationTime: fc.constantFrom('2024', '2025', '2026'),
  }),
  { minLength: 1, maxLength: 12 },
);

const scopes = fc.record(
  {
    patient: fc.constantFrom(0, 1, 'any', 'none'),
    types: fc.oneof(fc.constant('all' as const), fc.subarray(TYPES.map(codeKey))),
    hiddenConfidentiality: fc.subarray(MARKS),
    own: fc.record(
      {
        authorId: fc.constantFrom('810000000037', '810000000045', ''),
        depositorId: fc.constantFrom(...DEPOSITORS, ''),
        institutionId: fc.constantFrom('1140000043', '1140000019', ''),
      },
      { requiredKeys: [] },
    ),
    onlyOwn: fc.constant(true as const),
    ownOfAnyType: fc.constant(true as const),
    hiddenStatuses: fc.subarray(STATUSES),
  },
  { requiredKeys: ['patient', 'types', 'hiddenConfidentiality', 'hiddenStatuses'] },
);

/** What the scope means, said once more without SQL. */
function visible(
  facts: ScopeFacts,
  { patientKey, entry, depositor }: { patientKey: number; entry: DocumentEntry; depositor: string },
): boolean {
  const marks = entry.confidentialityCodes
    .map((mark) => mark.code)
    .filter((mark) => facts.hiddenConfidentiality.includes(mark));
  const wrote = entry.authors.some(
    ({ person, institutions }) =>
      isId(parseXcn(person ?? '').id, facts.own?.authorId) ||
      institutions.some((institution) => isId(parseXon(institution).id, facts.own?.institutionId)),
  );
  const own = wrote || depositor === facts.own?.depositorId;
  return (
    (facts.patient === 'any' || facts.patient === patientKey) &&
    (facts.types === 'all' ||
      facts.types.includes(codeKey(entry.typeCode)) ||
      (facts.ownOfAnyType === true && own)) &&
    !facts.hiddenStatuses.includes(entry.availabilityStatus) &&
    (facts.onlyOwn !== true || own) &&
    (marks.length === 0 || (own && marks.every((mark) => mark === 'MASQUE_PS' || mark === 'R')))
  );
}

function isId(id: string, wanted: string | undefined): boolean {
  return id !== '' && id === wanted;
}

describe('given a scope', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());

  it('then searches, counts and pages see what it means and nothing else, whatever is stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.array(scopes, { minLength: 5, maxLength: 5 }),
        async (drawn, drawnScopes) => {
          const patients = [await newPatient(store), await newPatient(store)];
          const filed = drawn.map(({ of, ...changes }) => ({
            patientKey: patients[of] as number,
            entry: sampleEntry(changes),
            depositor: DEPOSITORS[of]!,
          }));
          for (const [of, patientKey] of patients.entries()) {
            const own = filed.filter((item) => item.patientKey === patientKey).map(({ entry }) => entry);
            await store.write([registration(patientKey, own, { depositor: DEPOSITORS[of]! })]);
          }
          // A scope of any patient also sees what other runs have left: the ids keep to this run.
          const entryUuids = filed.map(({ entry }) => entry.entryUuid);
          for (const drawnScope of drawnScopes) {
            const { patient } = drawnScope;
            const facts = {
              ...drawnScope,
              patient: typeof patient === 'number' ? (patients[patient] as number) : patient,
            } as ScopeFacts;
            const expected = filed
              .filter((item) => visible(facts, item))
              .map(({ entry }) => entry)
              .sort(
                (left, right) =>
                  right.creationTime!.localeCompare(left.creationTime!) ||
                  (left.entryUuid < right.entryUuid ? -1 : 1),
              )
              .map(({ entryUuid }) => entryUuid);
            const seen = await store.documents.find(scope(facts), { entryUuids }, 'ids');
            expect(seen.map(({ entryUuid }) => entryUuid)).to.deep.equal(expected);
            expect(await store.documents.count(scope(facts), { entryUuids })).to.equal(expected.length);
            const page = await store.documents.find(scope(facts), { entryUuids, limit: 2, offset: 1 }, 'ids');
            expect(page.map(({ entryUuid }) => entryUuid)).to.deep.equal(expected.slice(1, 3));
            if (typeof facts.patient === 'number') {
              const all = await store.documents.find(scope(facts), {}, 'ids');
              expect(all.map(({ entryUuid }) => entryUuid)).to.deep.equal(expected);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('then one of own documents that names nobody sees nothing', async () => {
    const patient = await newPatient(store);
    await store.write([registration(patient, [sampleEntry()])]);
    for (const own of [undefined, {}, { authorId: '' }, { depositorId: '' }, { institutionId: '' }]) {
      const facts = scope({ patient, onlyOwn: true, ...(own === undefined ? {} : { own }) });
      expect(await store.documents.count(facts, {})).to.equal(0);
    }
    expect(await store.documents.count(scope({ patient }), {})).to.equal(1);
  });

  const broken: Record<string, unknown> = {
    'nothing at all': undefined,
    'an empty object': {},
    'no patient': { ...SEE_ALL, patient: undefined },
    'a patient that is no key': { ...SEE_ALL, patient: '7' },
    'no types': { ...SEE_ALL, types: undefined },
    'types that are no list': { ...SEE_ALL, types: 'some' },
    'a type that is no text': { ...SEE_ALL, types: [null] },
    'no hidden codes': { ...SEE_ALL, hiddenConfidentiality: undefined },
    'hidden codes that are no list': { ...SEE_ALL, hiddenConfidentiality: 'MASQUE_PS' },
    'no hidden statuses': { ...SEE_ALL, hiddenStatuses: undefined },
    'own that is no object': { ...SEE_ALL, own: 'me' },
    'own documents only, in doubt': { ...SEE_ALL, onlyOwn: false },
    'an author that is no text': { ...SEE_ALL, own: { authorId: 7 } },
    'a depositor that is no text': { ...SEE_ALL, own: { depositorId: 7 } },
    'a rule that the store does not know': { ...SEE_ALL, hiddenAuthors: ['810000000037'] },
    'an exemption that the store does not know': { ...SEE_ALL, own: { everything: 'yes' } },
  };
  for (const [name, shape] of Object.entries(broken)) {
    it(`then one with ${name} is an error, not a wider one`, async () => {
      const outcomes = await Promise.allSettled([
        store.documents.find(shape as Scope, {}, 'ids'),
        store.documents.count(shape as Scope, {}),
      ]);
      expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    });
  }
});
