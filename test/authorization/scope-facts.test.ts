import { expect } from 'chai';
import type { Cell } from '../../src/authorization/rights-table.ts';
import { ownScope, professionalScope } from '../../src/authorization/scope-facts.ts';
import { ARCHIVED, DELETED, DEPRECATED } from '../../src/model/document-entry.ts';
import { DEFAULT_CHOICES, type RecordChoices } from '../../src/model/record.ts';

function scope(cells: Readonly<Record<string, Cell>>, choices: Partial<RecordChoices> = {}) {
  return professionalScope({
    patient: 7,
    choices: { ...DEFAULT_CHOICES, ...choices },
    types: ['S|T'],
    professional: 'me',
    table: { cell: (row) => cells[row] ?? 'yes' },
    column: 'medecin',
    purpose: 'normal',
  });
}

describe('given the rows of a rights table on reading', () => {
  for (const [name, cells, codes, statuses] of [
    ['lets everything be read', {}, [], [DELETED]],
    ['keeps masked documents back', { 'TD3.2 masked': 'no' }, ['MASQUE_PS', 'R', 'V'], [DELETED]],
    [
      'leaves masked documents to the patient',
      { 'TD3.2 masked': 'patient-ok' },
      ['MASQUE_PS', 'R', 'V'],
      [DELETED],
    ],
    [
      'keeps back what the patient may not see',
      { 'TD3.2 invisible': 'no' },
      ['INVISIBLE_PATIENT', 'NOPAT', 'INVISIBLE_REPRESENTANTS_LEGAUX'],
      [DELETED],
    ],
    ['keeps archived documents back', { 'TD3.2 archived': 'no' }, [], [DELETED, ARCHIVED]],
    ['keeps old versions back', { 'TD3.2 deprecated': 'no' }, [], [DELETED, DEPRECATED]],
  ] as const) {
    it(`then a scope of a table that ${name} does so`, () => {
      expect(scope(cells)).to.deep.equal({
        patient: 7,
        types: ['S|T'],
        hiddenConfidentiality: codes,
        latestOnly: true,
        hiddenStatuses: statuses,
      });
    });
  }

  it('then one that leaves masked documents to their author says who that is', () => {
    expect(scope({ 'TD3.2 masked': 'own' })).to.include.keys('own');
    expect(scope({ 'TD3.2 masked': 'own' }).own).to.deep.equal({
      authorId: 'me',
      depositorId: 'me',
    });
  });
});

describe('given who may not search a record', () => {
  it('then the own documents are of that record, of every type and visibility, and not deleted', () => {
    expect(ownScope(7, { authorId: 'me' })).to.deep.equal({
      patient: 7,
      types: 'all',
      hiddenConfidentiality: [],
      hiddenStatuses: [DELETED],
      own: { authorId: 'me' },
      onlyOwn: true,
      latestOnly: true,
    });
  });
});
