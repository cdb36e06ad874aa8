import { expect } from 'chai';
import fc from 'fast-check';
import { statusOperation, visibilityChange } from '../../../src/documents/update/visibility-change.ts';
import { code } from '../../../src/model/code.ts';
import {
  APPROVED,
  ARCHIVED,
  DELETED,
  DEPRECATED,
  type DocumentEntry,
  NO_EXTRAS,
  type SubmittedDocumentEntry,
} from '../../../src/model/document-entry.ts';
import { sampleEntry } from '../../store/sample.ts';
import { told } from '../../support/faults.ts';
import { noteEntry } from '../../support/submission-builder.ts';

const TRE_A07 = '1.2.250.1.213.1.1.4.13';
const NORMAL = code('N', '2.16.840.1.113883.5.25', 'Normal');
const MASKED = code('MASQUE_PS', TRE_A07);
const UNSEEN = code('INVISIBLE_PATIENT', TRE_A07);
const UNSEEN_BY_PARENTS = code('INVISIBLE_REPRESENTANTS_LEGAUX', TRE_A07);
const MARKS = [MASKED, UNSEEN, UNSEEN_BY_PARENTS];

const before: DocumentEntry = {
  ...sampleEntry(),
  ...noteEntry,
  id: 'urn:uuid:0',
  classCode: noteEntry.classCode!,
  typeCode: noteEntry.typeCode!,
  formatCode: noteEntry.formatCode!,
  healthcareFacilityTypeCode: noteEntry.healthcareFacilityTypeCode!,
  practiceSettingCode: noteEntry.practiceSettingCode!,
  creationTime: noteEntry.creationTime!,
  languageCode: noteEntry.languageCode!,
  eventCodes: [code('18724-5', '2.16.840.1.113883.6.1'), code('11', '1.2.3')],
  sourcePatientInfo: ['PID-7|19940612', 'PID-8|F'],
};

function version(changes: Partial<SubmittedDocumentEntry> = {}): SubmittedDocumentEntry {
  const { entryUuid: _uuid, version: _version, availabilityStatus: _status, ...submitted } = before;
  return {
    ...submitted,
    id: 'Document01',
    confidentialityCodes: [NORMAL, MASKED],
    ...changes,
  } as SubmittedDocumentEntry;
}

function outcome(old: DocumentEntry, changed: SubmittedDocumentEntry): string[] {
  const change = visibilityChange(old, changed);
  return 'faults' in change ? told({ refused: change.faults as never }) : [...change.operations];
}

describe('given a new version of an entry that changes its visibility alone', () => {
  for (const [name, from, to, expected] of [
    ['masks it', [NORMAL], [NORMAL, MASKED], ['mask']],
    ['unmasks it', [NORMAL, MASKED], [NORMAL], ['unmask']],
    ['hides it from the patient', [NORMAL], [UNSEEN, NORMAL], ['hide']],
    ['shows it to the patient', [NORMAL, UNSEEN], [NORMAL], ['show']],
    ['hides it from legal representatives', [NORMAL], [NORMAL, UNSEEN_BY_PARENTS], ['hide']],
    ['shows it to legal representatives', [NORMAL, UNSEEN_BY_PARENTS], [NORMAL], ['show']],
    ['masks and shows it', [NORMAL, UNSEEN], [NORMAL, MASKED], ['mask', 'show']],
    ['shows it to the patient and not to representatives', [UNSEEN], [UNSEEN_BY_PARENTS], ['hide', 'show']],
  ] as const) {
    it(`then one that ${name} does ${expected.join(' and ')}`, () => {
      const old = { ...before, confidentialityCodes: from };
      expect(outcome(old, version({ confidentialityCodes: to }))).to.deep.equal(expected);
    });
  }

  it('then each code that comes counts once as put on, each that goes as taken off, whatever their order', () => {
    const marks = fc.shuffledSubarray(MARKS);
    fc.assert(
      fc.property(marks, marks, (from, to) => {
        const old = { ...before, confidentialityCodes: [NORMAL, ...from] };
        const found = outcome(old, version({ confidentialityCodes: [...to, NORMAL] }));
        const came = to.filter((mark) => !from.includes(mark));
        const went = from.filter((mark) => !to.includes(mark));
        const expected = new Set([
          ...came.map((mark) => (mark === MASKED ? 'mask' : 'hide')),
          ...went.map((mark) => (mark === MASKED ? 'unmask' : 'show')),
        ]);
        if (expected.size === 0) expect(found.join()).to.include('XDSMetadataUpdateOperationError');
        else expect(new Set(found)).to.deep.equal(expected);
      }),
    );
  });

  it('then what is stored is the present entry with the new codes', () => {
    const submitted = version({ title: [{ value: 'Note de vaccination', language: 'fr-FR' }] });
    const change = visibilityChange(before, submitted);
    if ('faults' in change) return expect.fail('refused');
    expect(change.version).to.deep.equal({
      ...before,
      id: 'Document01',
      confidentialityCodes: [NORMAL, MASKED],
    });
  });

  it('then a code that stands twice is stored once', () => {
    const change = visibilityChange(before, version({ confidentialityCodes: [NORMAL, MASKED, MASKED] }));
    expect('version' in change && change.version.confidentialityCodes).to.deep.equal([NORMAL, MASKED]);
  });

  for (const [name, changes] of [
    ['another display text of a code', { typeCode: code('87273-9', '2.16.840.1.113883.6.1', 'Vaccination') }],
    ['another order of the event codes', { eventCodes: [...before.eventCodes].reverse() }],
    ['another order of sourcePatientInfo', { sourcePatientInfo: ['PID-8|F', 'PID-7|19940612'] }],
    ['an effective date of the patient id', { patientId: `${before.patientId}^^20210604092415` }],
    ['another case of the hash', { hash: (before.hash ?? '').toUpperCase() }],
    ['another language of the title', { title: [{ value: 'Note de vaccination', charset: 'UTF-8' }] }],
  ] as const) {
    it(`then ${name} is no change`, () => {
      expect(outcome(before, version(changes))).to.deep.equal(['mask']);
    });
  }

  it('then what the server sets may be left out', () => {
    const { hash: _hash, size: _size, repositoryUniqueId: _repository, ...rest } = version();
    expect(outcome(before, rest)).to.deep.equal(['mask']);
  });
});

describe('given a new version of an entry that changes something else', () => {
  const author = before.authors[0]!;
  const cases: readonly (readonly [string, Partial<SubmittedDocumentEntry>])[] = [
    ['title', { title: [{ value: 'Autre' }] }],
    ['comments', { comments: [{ value: 'Autre' }] }],
    ['authors', { authors: [{ ...author, person: '810000000045^DUVAL^Samir' }] }],
    ['authors', { authors: [{ ...author, institutions: [] }] }],
    ['authors', { authors: [{ ...author, slots: [{ name: 'urn:x', values: ['1'] }] }] }],
    ['legalAuthenticator', { legalAuthenticator: '810000000045^DUVAL^Samir' }],
    ['classCode', { classCode: code('10', '1.2.250.1.213.1.1.4.1') }],
    ['typeCode', { typeCode: code('87273-9', '1.2') }],
    ['eventCodes', { eventCodes: [] }],
    ['serviceStartTime', { serviceStartTime: '20261002' }],
    ['size', { size: 12 }],
    ['hash', { hash: '0'.repeat(40) }],
    ['patientId', { patientId: '1^^^&1.2.250.1.213.1.4.10&ISO^NH' }],
    ['sourcePatientInfo', { sourcePatientInfo: [] }],
    ['referenceIds', { referenceIds: ['1^^^&1.2&ISO'] }],
    ['extras', { extras: NO_EXTRAS }],
    ['extras', { extras: { ...before.extras, identifiers: [{ scheme: 'urn:s', value: '1', names: [] }] } }],
  ];
  for (const [attribute, changes] of cases) {
    it(`then ${JSON.stringify(changes).slice(0, 60)} is refused by its name`, () => {
      const change = visibilityChange(before, version(changes));
      expect('faults' in change && change.faults).to.deep.equal([
        {
          code: 'UnmodifiableMetadataError',
          detail: `Document01: ${attribute} not-changeable`,
          about: `${attribute} : ne peut pas être modifié`,
          location: 'Document01',
        },
      ]);
    });
  }

  it('then an attribute of the version that the entry has not is a change too', () => {
    const { serviceStopTime: _stop, ...rest } = before;
    const change = visibilityChange(rest, version());
    expect('faults' in change && change.faults.map(({ detail }) => detail)).to.deep.equal([
      'Document01: serviceStopTime not-changeable',
    ]);
  });

  for (const [name, codes] of [
    ['another base code', [code('R', '2.16.840.1.113883.5.25'), MASKED]],
    ['no base code', [MASKED]],
    ['a code of visibility under another system', [NORMAL, code('MASQUE_PS', '1.2')]],
  ] as const) {
    it(`then ${name} is refused`, () => {
      const change = visibilityChange(before, version({ confidentialityCodes: codes }));
      expect('faults' in change && change.faults.map(({ code }) => code)).to.include(
        'UnmodifiableMetadataError',
      );
    });
  }

  it('then one that changes nothing at all is no operation', () => {
    const change = visibilityChange(before, version({ confidentialityCodes: [NORMAL] }));
    expect('faults' in change && change.faults).to.deep.equal([
      {
        code: 'XDSMetadataUpdateOperationError',
        detail: 'Document01: confidentialityCode not-changed',
        about: "confidentialityCode : rien n'est modifié",
        location: 'Document01',
      },
    ]);
  });
});

describe('given a change of status', () => {
  for (const [from, to, expected] of [
    [APPROVED, ARCHIVED, 'archive'],
    [ARCHIVED, APPROVED, 'unarchive'],
    [APPROVED, DELETED, 'delete'],
    [ARCHIVED, DELETED, 'delete'],
    [APPROVED, DEPRECATED, undefined],
    [DEPRECATED, APPROVED, undefined],
    [DELETED, APPROVED, undefined],
  ] as const) {
    it(`then ${from.split(':').at(-1)} to ${to.split(':').at(-1)} is ${expected ?? 'nothing that is known'}`, () => {
      expect(statusOperation(from, to)).to.equal(expected);
    });
  }
});
