import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import { NO_EXTRAS } from '../../src/model/document-entry.ts';
import { HAS_MEMBER, RPLC } from '../../src/model/submission.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  PATIENT_ID,
  submission,
  withAssociation,
  withNote,
  withSet,
} from '../support/submission-builder.ts';

const METADATA = 'XDSRegistryMetadataError';
const LOINC = '2.16.840.1.113883.6.1';

const lot = submission();
const note = (mutation: Parameters<typeof withNote>[1]) => withNote(lot, mutation);
const set = (mutation: Parameters<typeof withSet>[1]) => withSet(lot, mutation);

/** Something of the SubmissionSet, or of the lot as a whole, is at fault. */
const CASES: readonly (readonly [string, BuiltSubmission, ...string[]])[] = [
  ['no SubmissionSet uniqueId', set({ uniqueId: '' }), 'SubmissionSet.uniqueId : attribut obligatoire'],
  ['a source that is no OID', set({ sourceId: 'urn:x' }), 'SubmissionSet.sourceId urn:x'],
  [
    'a submission time that is none',
    set({ submissionTime: '20261002246060' }),
    'SubmissionSet.submissionTime',
  ],
  ['no content type', set({ contentTypeCode: undefined }), 'contentTypeCode : attribut obligatoire'],
  [
    'an unknown content type',
    set({ contentTypeCode: code('ZZ', '1.2.250.1.213.2.2') }),
    'contentTypeCode ZZ^^',
  ],
  ['a folder', withFolder(), 'Folder', 'non pris en charge'],
  ['an entry that is no member', withoutMember(), 'HasMember', 'un et un seul'],
  ['a member without its status', withMemberStatus(), 'SubmissionSetStatus : attribut obligatoire'],
  ['a member by reference in the message', withMemberStatus('Reference'), 'SubmissionSetStatus Reference'],
  [
    'an association of an unknown type',
    withAssociation(lot, 'urn:example:loves', 'Signature01'),
    'associationType urn:example:loves',
  ],
  ['a replacement inside the message', withAssociation(lot, RPLC, 'Signature01'), 'targetObject Signature01'],
  ['an association to nothing', withAssociation(lot, RPLC, 'Nothing'), 'targetObject Nothing'],
  ['an id that is no UUID', withId('urn:uuid:12'), 'id urn:uuid:12'],
  ['one id for two objects', withId('Member01'), 'id Member01', 'identifiant répété'],
];

function withFolder(): BuiltSubmission {
  const folder = {
    id: 'Folder01',
    uniqueId: '1.2.3',
    patientId: PATIENT_ID,
    codes: [],
    title: [],
    comments: [],
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
  return { ...lot, objects: { ...lot.objects, folders: [folder] } };
}

function withoutMember(): BuiltSubmission {
  const associations = lot.objects.associations.filter(({ id }) => id !== 'Member01');
  return { ...lot, objects: { ...lot.objects, associations } };
}

function withMemberStatus(...values: string[]): BuiltSubmission {
  const associations = lot.objects.associations.map((one) =>
    one.id === 'Member01'
      ? { ...one, slots: values.length === 0 ? [] : [{ name: 'SubmissionSetStatus', values }] }
      : one,
  );
  return { ...lot, objects: { ...lot.objects, associations } };
}

/** The association between signature and lot gets this id. */
function withId(id: string): BuiltSubmission {
  const associations = lot.objects.associations.map((one) => (one.id === 'Signs01' ? { ...one, id } : one));
  return { ...lot, objects: { ...lot.objects, associations } };
}

describe('given a lot whose metadata is at fault', () => {
  let house: DepositHouse;
  before(async () => {
    house = await depositHouse();
  });
  after(() => house.close());
  afterEach(async () => {
    expect(await house.holdings()).to.deep.equal({ entries: 0, contents: 0 });
  });

  for (const [what, built, ...words] of CASES) {
    it(`then ${what} is refused by name and nothing is stored`, async () => {
      expectOneFault(await house.deposit(built), METADATA, ...words);
    });
  }

  it('then all faults are told together', async () => {
    const answer = await house.deposit(
      withSet(note({ creationTime: 'today', typeCode: code('00000-0', LOINC) }), { sourceId: 'x' }),
    );
    expect(told(answer).map((line) => /\((\S+)/.exec(line)?.[1])).to.have.members([
      'creationTime',
      'typeCode',
      'SubmissionSet.sourceId',
    ]);
  });

  it('then a second SubmissionSet is refused', async () => {
    const [first] = lot.objects.submissionSets;
    const second = { ...first!, id: 'SubmissionSet02', uniqueId: '1.2.250.1.999.1.9' };
    const answer = await house.deposit({
      ...lot,
      objects: { ...lot.objects, submissionSets: [first!, second] },
    });
    expectOneFault(answer, METADATA, 'SubmissionSet', 'un et un seul');
  });

  it('then an entry of another patient does not match', async () => {
    const other = PATIENT_ID.replace(CHARLOTTE.value, '207058575627097');
    expectOneFault(await house.deposit(note({ patientId: other })), 'XDSPatientIdDoesNotMatch', other);
  });

  it('then a uniqueId that is in the message twice is told as such', async () => {
    const { uniqueId } = lot.objects.entries[1]!;
    expectOneFault(
      await house.deposit(note({ uniqueId })),
      'XDSRepositoryDuplicateUniqueIdInMessage',
      uniqueId,
    );
  });

  it('then an entry that is a member twice is refused', async () => {
    const again = { ...lot.objects.associations[0]!, id: 'Member03' };
    const associations = [...lot.objects.associations, again];
    expectOneFault(
      await house.deposit({ ...lot, objects: { ...lot.objects, associations } }),
      METADATA,
      'HasMember',
    );
    expect(again.type).to.equal(HAS_MEMBER);
  });
});
