import { expect } from 'chai';
import {
  availabilitiesOf,
  levelOfAssociations,
  metadataLevel,
} from '../../../src/documents/queries/metadata-level.ts';
import type { StoredQuery } from '../../../src/documents/queries/stored-query.ts';
import { APPROVED, DEPRECATED, ONLINE } from '../../../src/model/document-entry.ts';
import { expectOneFault } from '../../support/faults.ts';

const OFFLINE = 'urn:ihe:iti:2010:DocumentAvailability:Offline';
const LEVEL = '$MetadataLevel';
const STATUS = '$XDSAssociationStatus';
const AVAILABILITY = '$XDSDocumentEntryDocumentAvailability';

type Slot = readonly [name: string, ...values: string[]];
const query = (...slots: readonly Slot[]): StoredQuery => ({
  id: '',
  returnType: 'LeafClass',
  parameters: slots.map(([name, ...values]) => ({ name, values })),
});

const FIRST = {
  entries: { latestOnly: true, availabilities: [ONLINE] },
  folders: { latestOnly: true, statuses: [APPROVED] },
  associations: { statuses: [APPROVED] },
};
const SECOND = { entries: {}, folders: {}, associations: {} };

describe('given the level of metadata of a query', () => {
  it('then the first is what a query asks for that names none', () => {
    expect(metadataLevel(query())).to.deep.equal(FIRST);
    expect(metadataLevel(query([LEVEL, '1']))).to.deep.equal(FIRST);
  });

  it('then the second leaves nothing out', () => {
    expect(metadataLevel(query([LEVEL, '2']))).to.deep.equal(SECOND);
  });

  for (const level of ['0', '3', '01', '', 'constructor', 'deux']) {
    it(`then ${level || 'nothing'} is no level`, () => {
      expectOneFault(metadataLevel(query([LEVEL, level])), 'XDSRegistryError', `${LEVEL} ${level}`);
    });
  }

  for (const [how, slots] of [
    ['in one slot', [[LEVEL, '1', '2']]],
    [
      'in two slots',
      [
        [LEVEL, '2'],
        [LEVEL, '2'],
      ],
    ],
  ] as const) {
    it(`then two levels ${how} are refused`, () => {
      expectOneFault(metadataLevel(query(...slots)), 'XDSStoredQueryParamNumber', LEVEL);
    });
  }
});

describe('given the status of associations that a query asks for', () => {
  for (const [level, named, statuses] of [
    ['1', [], [APPROVED]],
    ['1', [APPROVED, DEPRECATED], [APPROVED]],
    ['1', [DEPRECATED], []],
    ['2', [], undefined],
    ['2', [DEPRECATED], [DEPRECATED]],
    ['2', [APPROVED, DEPRECATED], [APPROVED, DEPRECATED]],
  ] as const) {
    it(`then at level ${level} ${named.length} of them show ${statuses?.length ?? 'all'}`, () => {
      const asked = levelOfAssociations(query([LEVEL, level], [STATUS, ...named]));
      const all = level === '1' ? FIRST : SECOND;
      expect(asked).to.deep.equal({ ...all, associations: statuses === undefined ? {} : { statuses } });
    });
  }

  it('then it may be given once', () => {
    expectOneFault(
      levelOfAssociations(query([STATUS, APPROVED], [STATUS, DEPRECATED])),
      'XDSStoredQueryParamNumber',
      STATUS,
    );
  });
});

describe('given the availability of documents that a query asks for', () => {
  for (const [level, named, availabilities] of [
    ['1', [], [ONLINE]],
    ['1', [ONLINE, OFFLINE], [ONLINE]],
    ['1', [OFFLINE], []],
    ['2', [], undefined],
    ['2', [OFFLINE], [OFFLINE]],
  ] as const) {
    it(`then at level ${level} ${named.length} of them show ${availabilities?.length ?? 'all'}`, () => {
      const shown = level === '1' ? FIRST : SECOND;
      expect(availabilitiesOf(query([AVAILABILITY, ...named]), AVAILABILITY, shown)).to.deep.equal({
        ...(level === '1' ? { latestOnly: true } : {}),
        ...(availabilities === undefined ? {} : { availabilities }),
      });
    });
  }

  it('then it may be given once', () => {
    expectOneFault(
      availabilitiesOf(query([AVAILABILITY, ONLINE], [AVAILABILITY, OFFLINE]), AVAILABILITY, FIRST),
      'XDSStoredQueryParamNumber',
      AVAILABILITY,
    );
  });
});
