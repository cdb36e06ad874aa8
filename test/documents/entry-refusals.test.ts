import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import { NO_EXTRAS, ON_DEMAND } from '../../src/model/document-entry.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, faultsOf } from '../support/faults.ts';
import { type BuiltSubmission, noteEntry, submission, withNote } from '../support/submission-builder.ts';

const METADATA = 'XDSRegistryMetadataError';
const LOINC = '2.16.840.1.113883.6.1';
const LONG = 'x'.repeat(257);

const lot = submission();
const note = (mutation: Parameters<typeof withNote>[1]) => withNote(lot, mutation);
const extraSlot = (name: string, ...values: string[]) =>
  note({ extras: { ...NO_EXTRAS, slots: [{ name, values }] } });

/** One attribute of the note's entry is at fault. */
const CASES: readonly (readonly [string, BuiltSubmission, ...string[]])[] = [
  ['an unknown type', note({ typeCode: code('00000-0', LOINC) }), 'typeCode 00000-0^^', 'code inconnu'],
  ['an expired type', withExpiredType(), 'typeCode 27899-4^^', 'code expiré'],
  [
    'a known code of another system',
    note({ formatCode: code('N', LOINC) }),
    'formatCode N^^',
    'code inconnu',
  ],
  [
    'a code without its system',
    note({ practiceSettingCode: code('AMBULATOIRE', '') }),
    'practiceSettingCode AMBULATOIRE',
  ],
  ['an unknown language', note({ languageCode: 'xx-XX' }), 'languageCode xx-XX', 'code inconnu'],
  ['an unknown media type', note({ mimeType: 'image/goofy' }), 'mimeType image/goofy', 'code inconnu'],
  [
    'an unknown confidentiality',
    note({
      confidentialityCodes: [...noteEntry.confidentialityCodes, code('SENSIBLE', '1.2.250.1.213.1.1.4.13')],
    }),
    'confidentialityCode SENSIBLE',
  ],
  [
    'no base confidentiality',
    note({ confidentialityCodes: [code('MASQUE_PS', '1.2.250.1.213.1.1.4.13')] }),
    'confidentialityCode MASQUE_PS',
    'N, R et V',
  ],
  [
    'two base confidentialities',
    note({
      confidentialityCodes: [code('N', '2.16.840.1.113883.5.25'), code('V', '2.16.840.1.113883.5.25')],
    }),
    'confidentialityCode N V',
  ],
  [
    'a confidentiality twice',
    note({
      confidentialityCodes: [
        ...noteEntry.confidentialityCodes,
        ...['MASQUE_PS', 'MASQUE_PS'].map((one) => code(one, '1.2.250.1.213.1.1.4.13')),
      ],
    }),
    'confidentialityCode MASQUE_PS',
    'code répété',
  ],
  [
    'a class that is not of the type',
    note({ classCode: code('10', '1.2.250.1.213.1.1.4.1') }),
    'classCode 10^^',
    'typeCode 87273-9',
  ],
  ['no class', note({ classCode: undefined }), 'classCode : attribut obligatoire'],
  [
    'no legal authenticator',
    note({ legalAuthenticator: undefined }),
    'legalAuthenticator : attribut obligatoire',
  ],
  [
    'no start of service',
    note({ serviceStartTime: undefined, serviceStopTime: undefined }),
    'serviceStartTime : attribut obligatoire',
  ],
  ['no author', note({ authors: [] }), 'author : attribut obligatoire'],
  ['a blank title', note({ title: [{ value: ' ' }] }), 'title : attribut obligatoire'],
  ['a day that does not exist', note({ creationTime: '20260231' }), 'creationTime 20260231', 'date'],
  ['an ISO date', note({ serviceStopTime: '2026-10-02' }), 'serviceStopTime 2026-10-02', 'date'],
  [
    'a service that stops before it starts',
    note({ serviceStopTime: '20261001' }),
    'serviceStartTime 20261002080000 > 20261001',
  ],
  ['a uniqueId that is no OID', note({ uniqueId: '1.2.250.01' }), 'uniqueId 1.2.250.01'],
  ['a local id without authority', note({ sourcePatientId: '0456789999' }), 'sourcePatientId 0456789999'],
  [
    'a line of patient info without its field',
    note({ sourcePatientInfo: ['LEMOINE'] }),
    'sourcePatientInfo LEMOINE',
  ],
  [
    'a person without id or name',
    note({ legalAuthenticator: '^^^^^^^^&1.2.250.1.71.4.2.1&ISO' }),
    'legalAuthenticator',
  ],
  [
    'an institution whose authority is no OID',
    note({ authors: [{ ...noteEntry.authors[0]!, institutions: ['X^^^^^&FINESS&ISO^^^^1'] }] }),
    'authorInstitution X',
  ],
  [
    'two persons in one author',
    note({ authors: [{ ...noteEntry.authors[0]!, slots: [{ name: 'authorPerson', values: ['A^B'] }] }] }),
    'authorPerson : trop de valeurs',
  ],
  [
    'a slot of an author that has no name',
    note({ authors: [{ ...noteEntry.authors[0]!, slots: [{ name: '', values: ['A'] }] }] }),
    'Slot : attribut obligatoire',
  ],
  ['two hashes', extraSlot('hash', 'a', 'b'), 'hash : trop de valeurs'],
  ['a size that is no number', extraSlot('size', '12 ko'), 'size : trop de valeurs, ou valeur mal formée'],
  [
    'two types',
    note({
      extras: {
        ...NO_EXTRAS,
        classifications: [
          {
            scheme: 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983',
            nodeRepresentation: 'x',
            slots: [],
            names: [],
          },
        ],
      },
    }),
    'typeCode : trop de valeurs',
  ],
  [
    'a format under the misspelt scheme of a known client',
    note({
      formatCode: undefined,
      extras: {
        ...NO_EXTRAS,
        classifications: [
          {
            scheme: 'urn:uuid:a09d5840-386c-46f2-b5ad-9fdf87b75cc4',
            nodeRepresentation: 'urn:asip:ci-sis:vac-note:2021',
            slots: [],
            names: [],
          },
        ],
      },
    }),
    'formatCode : attribut obligatoire',
  ],
  [
    'two uniqueIds',
    note({
      extras: {
        ...NO_EXTRAS,
        identifiers: [{ scheme: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab', value: '1.2', names: [] }],
      },
    }),
    'uniqueId : trop de valeurs',
  ],
  [
    'a slot that IHE has not defined',
    extraSlot('urn:ihe:iti:xds:2042:mood', 'x'),
    'urn:ihe:iti:xds:2042:mood',
  ],
  [
    'a slot value of 257 characters',
    extraSlot('urn:example:long', LONG),
    'urn:example:long',
    'valeur trop longue',
  ],
  [
    'a title of 1025 characters',
    note({ title: [{ value: 'x'.repeat(1025) }] }),
    'title',
    'valeur trop longue',
  ],
  ['an on-demand document', note({ objectType: ON_DEMAND }), 'objectType'],
  ['limited metadata', note({ limitedMetadata: true }), 'limitedMetadata'],
  ['a home that is no OID', note({ homeCommunityId: 'here' }), 'homeCommunityId here'],
  ['a reference id without its kind', note({ referenceIds: ['1^^^&1.2&ISO'] }), 'referenceIdList'],
];

function withExpiredType(): BuiltSubmission {
  return note({ typeCode: code('27899-4', LOINC), classCode: code('10', '1.2.250.1.213.1.1.4.1') });
}

describe('given a lot with an entry at fault', () => {
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

  it('then the object at fault is the location', async () => {
    const answer = await house.deposit(note({ creationTime: 'today' }));
    expect(faultsOf(answer)[0]?.location).to.equal('Document01');
  });
});
