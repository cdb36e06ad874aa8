import { expect } from 'chai';
import { type DocumentFacts, isVisible } from '../../src/authorization/document-visible.ts';
import type { ScopeFacts } from '../../src/model/scope.ts';

const scope: ScopeFacts = {
  patient: 7,
  types: ['S|T'],
  hiddenConfidentiality: ['MASQUE_PS', 'SECRET'],
  hiddenStatuses: ['deleted'],
  own: { authorId: 'me', institutionId: 'ours' },
};

const document: DocumentFacts = {
  patient: 7,
  type: { code: 'T', system: 'S' },
  confidentiality: ['N'],
  status: 'approved',
  latest: true,
  depositor: 'someone',
  authorIds: ['other'],
  institutionIds: ['theirs'],
};

describe('given a scope and a document', () => {
  for (const [name, seen, changed, scoped] of [
    ['of the scope', true, {}, {}],
    ['of another patient', false, { patient: 8 }, {}],
    ['of another patient, where any may be seen', true, { patient: 8 }, { patient: 'any' }],
    ['of the patient, where nothing may be seen', false, {}, { patient: 'none' }],
    ['of another type', false, { type: { code: 'U', system: 'S' } }, {}],
    ['of the same code in another system', false, { type: { code: 'T', system: 'X' } }, {}],
    ['of another type, where all may be seen', true, { type: { code: 'U', system: 'S' } }, { types: 'all' }],
    ['of no type', false, {}, { types: [] }],
    ['of a hidden status', false, { status: 'deleted' }, {}],
    ['masked', false, { confidentiality: ['N', 'MASQUE_PS'] }, {}],
    ['masked, by its author', true, { confidentiality: ['N', 'MASQUE_PS'], authorIds: ['other', 'me'] }, {}],
    [
      'masked, by its depositor',
      true,
      { confidentiality: ['N', 'MASQUE_PS'], depositor: 'me' },
      { own: { depositorId: 'me' } },
    ],
    [
      'masked, deposited by somebody else',
      false,
      { confidentiality: ['N', 'MASQUE_PS'], depositor: 'you' },
      { own: { depositorId: 'me' } },
    ],
    ['masked, by its institution', true, { confidentiality: ['MASQUE_PS'], institutionIds: ['ours'] }, {}],
    [
      'hidden for another reason, by its author',
      false,
      { confidentiality: ['SECRET'], authorIds: ['me'] },
      {},
    ],
    [
      'masked and hidden, by its author',
      false,
      { confidentiality: ['MASQUE_PS', 'SECRET'], authorIds: ['me'] },
      {},
    ],
    ['of another type, by its author', false, { type: { code: 'U', system: 'S' }, authorIds: ['me'] }, {}],
    [
      'of another type, by its author, where own ones of any type may be seen',
      true,
      { type: { code: 'U', system: 'S' }, authorIds: ['me'] },
      { ownOfAnyType: true },
    ],
    [
      'of another type, by somebody else, where own ones of any type may be seen',
      false,
      { type: { code: 'U', system: 'S' } },
      { ownOfAnyType: true },
    ],
    ['of a former version', true, { latest: false }, {}],
    [
      'of a former version, where the latest alone may be seen',
      false,
      { latest: false },
      { latestOnly: true },
    ],
    [
      'of a former version, by its author, where the latest alone may be seen',
      false,
      { latest: false, authorIds: ['me'] },
      { latestOnly: true, ownOfAnyType: true },
    ],
    ['of a hidden status, by its author', false, { status: 'deleted', authorIds: ['me'] }, {}],
    [
      'masked, without author, for a scope that owns nothing',
      false,
      { confidentiality: ['MASQUE_PS'], authorIds: [] },
      { own: {} },
    ],
    ['of somebody else, for a scope of own documents', false, {}, { onlyOwn: true }],
    ['by its author, for a scope of own documents', true, { authorIds: ['other', 'me'] }, { onlyOwn: true }],
    [
      'by its institution, for a scope of own documents',
      true,
      { institutionIds: ['ours'] },
      { onlyOwn: true },
    ],
    [
      'masked, by its author, for a scope of own documents',
      true,
      { confidentiality: ['MASQUE_PS'], authorIds: ['me'] },
      { onlyOwn: true },
    ],
    [
      'of another patient, by its author, for a scope of own documents',
      false,
      { patient: 8, authorIds: ['me'] },
      { onlyOwn: true },
    ],
    [
      'of whomever, for a scope of own documents that names nobody',
      false,
      { authorIds: ['me'], institutionIds: ['ours'] },
      { onlyOwn: true, own: {} },
    ],
  ] as const) {
    it(`then one ${name} is ${seen ? 'seen' : 'hidden'}`, () => {
      expect(isVisible({ ...scope, ...scoped }, { ...document, ...changed })).to.equal(seen);
    });
  }
});
