import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { ARCHIVED, type DocumentEntry, ON_DEMAND, ONLINE } from '../../../src/model/document-entry.ts';
import type { EntryCriteria } from '../../../src/store/store.ts';
import {
  newPatient,
  registration,
  SEE_ALL,
  sampleEntry,
  scope,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

const author = (person: string) => ({
  person,
  institutions: [],
  roles: [],
  specialties: [],
  telecommunications: [],
});

const CARON = '810000000037^CARON^Inès^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
const DUVAL = '810000000045^DUVAL^Samir^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';

/** Each criterion, with a change that makes an entry match it and changes that make one miss it. */
const cases: readonly {
  readonly name: string;
  readonly criteria: EntryCriteria;
  readonly hit: Partial<DocumentEntry>;
  readonly miss: readonly Partial<DocumentEntry>[];
}[] = [
  {
    name: 'statuses',
    criteria: { statuses: [ARCHIVED, 'urn:other'] },
    hit: { availabilityStatus: ARCHIVED },
    miss: [{}],
  },
  {
    name: 'objectTypes',
    criteria: { objectTypes: [ON_DEMAND] },
    hit: { objectType: ON_DEMAND },
    miss: [{}],
  },
  ...(
    [
      ['classCodes', 'classCode'],
      ['typeCodes', 'typeCode'],
      ['formatCodes', 'formatCode'],
      ['practiceSettingCodes', 'practiceSettingCode'],
      ['healthcareFacilityTypeCodes', 'healthcareFacilityTypeCode'],
    ] as const
  ).flatMap(([criterion, attribute]) => [
    {
      name: `${criterion} with a system`,
      criteria: { [criterion]: [{ code: 'x', system: '1.2' }] },
      hit: { [attribute]: code('x', '1.2') },
      miss: [{}, { [attribute]: code('x', '1.3') }, { [attribute]: code('y', '1.2') }],
    },
    {
      name: `${criterion} without a system`,
      criteria: { [criterion]: [{ code: 'x' }, { code: 'z', system: '1.9' }] },
      hit: { [attribute]: code('x', '1.2') },
      miss: [{}, { [attribute]: code('z', '1.2') }],
    },
  ]),
  {
    name: 'eventCodes (every list, any of a list)',
    criteria: { eventCodes: [[{ code: 'a' }, { code: 'b' }], [{ code: 'c', system: '1.2' }]] },
    hit: { eventCodes: [code('b', '1.1'), code('c', '1.2')] },
    miss: [{ eventCodes: [code('a', '1.1')] }, { eventCodes: [code('c', '1.2')] }],
  },
  {
    name: 'confidentialityCodes',
    criteria: { confidentialityCodes: [[{ code: 'R' }]] },
    hit: { confidentialityCodes: [code('N', '1'), code('R', '1')] },
    miss: [{ confidentialityCodes: [code('N', '1')], eventCodes: [code('R', '1')] }],
  },
  {
    name: 'authorPersons with %',
    criteria: { authorPersons: ['%^DUVAL^%'] },
    hit: { authors: [author(CARON), author(DUVAL)] },
    miss: [{ authors: [author(CARON)] }, {}],
  },
  {
    name: 'authorPersons with _',
    criteria: { authorPersons: ['81000000004_^DUVAL%'] },
    hit: { authors: [author(DUVAL)] },
    miss: [{ authors: [author(DUVAL.replace('^DUVAL', '^XDUVAL'))] }],
  },
  {
    name: 'authorPersons with an escaped %',
    criteria: { authorPersons: ['100\\%^A'] },
    hit: { authors: [author('100%^A')] },
    miss: [{ authors: [author('1000^A')] }],
  },
  {
    name: 'referenceIds',
    criteria: { referenceIds: [['1^^^&1.2&ISO^urn:a', 'other'], ['2^^^&1.2&ISO^urn:b']] },
    hit: { referenceIds: ['1^^^&1.2&ISO^urn:a', '2^^^&1.2&ISO^urn:b'] },
    miss: [{ referenceIds: ['1^^^&1.2&ISO^urn:a'] }, {}],
  },
  {
    name: 'creationTime (from is in, to is out)',
    criteria: { creationTime: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) } },
    hit: { creationTime: '202601' },
    miss: [{ creationTime: '20251231235959' }, { creationTime: '20260201' }],
  },
  {
    name: 'serviceStartTime (absent is not excluded)',
    criteria: { serviceStartTime: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) } },
    hit: {},
    miss: [{ serviceStartTime: '2025' }, { serviceStartTime: '20260201' }],
  },
  {
    name: 'serviceStartTime',
    criteria: { serviceStartTime: { from: Date.UTC(2026, 0, 1) } },
    hit: { serviceStartTime: '2026' },
    miss: [{ serviceStartTime: '202512' }],
  },
  {
    name: 'serviceStopTime (absent is not excluded)',
    criteria: { serviceStopTime: { to: Date.UTC(2026, 1, 1) } },
    hit: {},
    miss: [{ serviceStopTime: '20260201' }],
  },
  {
    name: 'serviceStopTime',
    criteria: { serviceStopTime: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) } },
    hit: { serviceStopTime: '20260131235959' },
    miss: [{ serviceStopTime: '20251231' }],
  },
  {
    name: 'period (overlap; a partial end covers all of it)',
    criteria: { period: { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 6, 1) } },
    hit: { serviceStartTime: '20250101', serviceStopTime: '2026' },
    miss: [
      {},
      { serviceStartTime: '20250101', serviceStopTime: '20260531' },
      { serviceStartTime: '20260701', serviceStopTime: '20260702' },
    ],
  },
  {
    name: 'period (one that is open at its end goes on)',
    criteria: { period: { from: Date.UTC(2026, 5, 1) } },
    hit: { serviceStartTime: '20250101' },
    miss: [{ serviceStopTime: '20260531' }],
  },
  {
    name: 'period (one that is open at its beginning has always been)',
    criteria: { period: { to: Date.UTC(2026, 5, 1) } },
    hit: { serviceStopTime: '2027' },
    miss: [{ serviceStartTime: '20260601' }],
  },
  {
    name: 'uniqueIds',
    criteria: { uniqueIds: ['1.2.250.1.999.0.1', '1.2.250.1.999.0.2'] },
    hit: { uniqueId: '1.2.250.1.999.0.2' },
    miss: [{}],
  },
  {
    name: 'entryUuids',
    criteria: { entryUuids: ['urn:uuid:2f7c9a50-0000-4000-8000-000000000001'] },
    hit: { entryUuid: 'urn:uuid:2f7c9a50-0000-4000-8000-000000000001' },
    miss: [{}],
  },
  {
    name: 'logicalIds',
    criteria: { logicalIds: ['urn:uuid:2f7c9a50-0000-4000-8000-000000000002'] },
    hit: { logicalId: 'urn:uuid:2f7c9a50-0000-4000-8000-000000000002' },
    miss: [{}],
  },
  {
    name: 'availabilities, Offline',
    criteria: { availabilities: ['urn:ihe:iti:2010:DocumentAvailability:Offline'] },
    hit: { documentAvailability: 'urn:ihe:iti:2010:DocumentAvailability:Offline' },
    miss: [{}, { documentAvailability: ONLINE }],
  },
  {
    name: 'availabilities (an entry that names none is Online)',
    criteria: { availabilities: [ONLINE], statuses: [ARCHIVED] },
    hit: { availabilityStatus: ARCHIVED },
    miss: [
      {
        availabilityStatus: ARCHIVED,
        documentAvailability: 'urn:ihe:iti:2010:DocumentAvailability:Offline',
      },
    ],
  },
  {
    name: 'two criteria together',
    criteria: { statuses: [ARCHIVED], classCodes: [{ code: 'x' }] },
    hit: { availabilityStatus: ARCHIVED, classCode: code('x', '1') },
    miss: [{ availabilityStatus: ARCHIVED }, { classCode: code('x', '1') }],
  },
];

describe('given entries of a patient', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await temporaryStore();
  });
  after(() => store.remove());
  const stored = async (...entries: DocumentEntry[]): Promise<number> => {
    const patient = await newPatient(store);
    await store.write([registration(patient, entries)]);
    return patient;
  };
  const found = async (patient: number, criteria: EntryCriteria): Promise<string[]> =>
    (await store.documents.find(scope({ patient }), criteria, 'ids')).map(({ entryUuid }) => entryUuid);

  for (const { name, criteria, hit, miss } of cases) {
    it(`then ${name} finds what it should and nothing else`, async () => {
      const wanted = sampleEntry(hit);
      const patient = await stored(wanted, ...miss.map((changes) => sampleEntry(changes)));
      expect(await found(patient, criteria)).to.deep.equal([wanted.entryUuid]);
      expect(await store.documents.count(scope({ patient }), criteria)).to.equal(1);
    });
  }

  it('then no criteria find all of them', async () => {
    const patient = await stored(sampleEntry(), sampleEntry());
    expect(await found(patient, {})).to.have.length(2);
  });

  for (const criteria of [{ statuses: [] }, { eventCodes: [[]] }, { authorPersons: [] }, { uniqueIds: [] }]) {
    it(`then a list of nothing finds nothing: ${JSON.stringify(criteria)}`, async () => {
      const patient = await stored(sampleEntry());
      expect(await found(patient, criteria)).to.deep.equal([]);
    });
  }

  it('then a list of lists of nothing asks for nothing', async () => {
    const patient = await stored(sampleEntry());
    expect(await found(patient, { eventCodes: [] })).to.have.length(1);
  });

  for (const length of [2, 3, 127, 128, 129, 1000]) {
    it(`then one of ${length} values is found`, async () => {
      const wanted = sampleEntry();
      const patient = await stored(wanted, sampleEntry());
      const uniqueIds = [...Array.from({ length: length - 1 }, (_, at) => `1.3.${at}`), wanted.uniqueId];
      expect(await found(patient, { uniqueIds })).to.deep.equal([wanted.entryUuid]);
    });
  }

  it('then a criterion that the store does not know is an error', async () => {
    const unknown = { colour: ['blue'] } as EntryCriteria;
    const outcome = await Promise.allSettled([store.documents.find(SEE_ALL, unknown, 'ids')]);
    expect(outcome[0].status).to.equal('rejected');
  });

  it('then they come newest first, ties by entryUUID, and the other way when asked', async () => {
    const entry = (letter: string, creationTime: string) =>
      sampleEntry({ entryUuid: `urn:uuid:${letter}${sampleEntry().entryUuid.slice(10)}`, creationTime });
    const [a, b, c] = [entry('a', '2026'), entry('b', '2025'), entry('c', '2026')];
    const patient = await stored(c, b, a);
    const ids = (...entries: DocumentEntry[]) => entries.map(({ entryUuid }) => entryUuid);
    expect(await found(patient, {})).to.deep.equal(ids(a, c, b));
    expect(await found(patient, { order: 'creation-ascending' })).to.deep.equal(ids(b, a, c));
  });

  it('then pages follow one another and the count is of all', async () => {
    const entries = ['2026', '2025', '2024', '2023'].map((creationTime) => sampleEntry({ creationTime }));
    const patient = await stored(...entries);
    expect(await found(patient, { limit: 2, offset: 1 })).to.deep.equal([
      entries[1]?.entryUuid,
      entries[2]?.entryUuid,
    ]);
    expect(await found(patient, { limit: 0 })).to.deep.equal([]);
    expect(await store.documents.count(scope({ patient }), { limit: 1, offset: 3 })).to.equal(4);
  });

  it('then text that looks like SQL is text', async () => {
    const uniqueId = `x' OR '1'='1`;
    const wanted = sampleEntry({ uniqueId });
    const patient = await stored(wanted, sampleEntry());
    expect(await found(patient, { uniqueIds: [uniqueId] })).to.deep.equal([wanted.entryUuid]);
    expect(await found(patient, { authorPersons: [`' OR 1=1 --`] })).to.deep.equal([]);
  });
});
