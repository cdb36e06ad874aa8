import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { APPROVED } from '../../../src/model/document-entry.ts';
import { DEFAULT_CHOICES } from '../../../src/model/record.ts';
import { HAS_MEMBER } from '../../../src/model/submission.ts';
import { foldersAssociations } from '../../../src/store/sqlite/migrations/0002-folders-associations.ts';
import type { SubmissionSetCriteria } from '../../../src/store/store.ts';
import { registration, SEE_ALL, storeFromBefore, type TemporaryStore } from '../sample.ts';

const TIMES = ['2021', '202105', '20210506', '2021050607', '202105060708', '20210506070809'] as const;

describe('given a database from before there were folders', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await storeFromBefore(foldersAssociations, (database) => {
      database.exec(`INSERT INTO patient VALUES (1, 'A', NULL, '[]', '', 'U', NULL);
      INSERT INTO record VALUES (1, 'open', 1, '2026', NULL);`);
      for (const [at, submissionTime] of TIMES.entries()) {
        const { submissionSet } = registration(1, []);
        const set = {
          ...submissionSet,
          id: `set${at}`,
          submissionTime,
          ...(at === 0 ? {} : { contentTypeCode: code('07', '1.2.250.1.213.2.2', 'Consultation') }),
        };
        database
          .prepare('INSERT INTO submission_set VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)')
          .run(at + 1, set.id, set.uniqueId, set.sourceId, 'x', '2026', `<set${at}/>`, JSON.stringify(set));
      }
      const association = {
        id: 'tie',
        type: HAS_MEMBER,
        source: 'set0',
        target: 'set1',
        slots: [],
        extras: {},
      };
      database
        .prepare('INSERT INTO association VALUES (1, 1, 1, ?, ?, ?, ?, ?, ?)')
        .run('tie', HAS_MEMBER, 'set0', 'set1', '<tie/>', JSON.stringify(association));
    });
  });
  after(() => store.remove());
  const ids = async (criteria: SubmissionSetCriteria) =>
    (await store.submissionSets.find(SEE_ALL, criteria)).map(({ id }) => id);

  it('then a submission set is found by its time, to whatever precision it was given', async () => {
    const starts = [
      Date.UTC(2021, 0, 1),
      Date.UTC(2021, 4, 1),
      Date.UTC(2021, 4, 6),
      Date.UTC(2021, 4, 6, 7),
      Date.UTC(2021, 4, 6, 7, 8),
      Date.UTC(2021, 4, 6, 7, 8, 9),
    ];
    for (const [at, from] of starts.entries()) {
      expect(await ids({ submissionTime: { from, to: from + 1 } })).to.deep.equal([`set${at}`]);
    }
  });

  it('then a submission set is found by the kind of its content', async () => {
    const found = await ids({ contentTypeCodes: [{ code: '07', system: '1.2.250.1.213.2.2' }] });
    expect(found).to.deep.equal(['set1', 'set2', 'set3', 'set4', 'set5']);
  });

  it('then the patient has chosen nothing', async () => {
    expect((await store.records.byKey(1))?.choices).to.deep.equal(DEFAULT_CHOICES);
    expect(await store.choices.blocked(1)).to.deep.equal([]);
  });

  it('then an association is there, up to date', async () => {
    const [found] = await store.associations.find(SEE_ALL, { ends: ['set1'] });
    expect(found?.model()).to.include({ id: 'tie', source: 'set0', availabilityStatus: APPROVED });
  });

  it('then there is no folder', async () => {
    expect(await store.folders.find(SEE_ALL, {})).to.deep.equal([]);
  });
});
