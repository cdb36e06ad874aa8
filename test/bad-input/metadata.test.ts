import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { code } from '../../src/model/code.ts';
import type { SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  namesOf,
  submission,
  withNote,
  withSet,
} from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, patientId } from './bad-input-house.ts';

const LOINC = '2.16.840.1.113883.6.1';
const CLASSES = '1.2.250.1.213.1.1.4.1';
const EMPTY_HASH = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const NAMES = namesOf(100);

const lot = submission(NAMES);
const note = (mutation: Parameters<typeof withNote>[1]) => withNote(lot, mutation);
const set = (mutation: Parameters<typeof withSet>[1]) => withSet(lot, mutation);
/** RegistryErrors of the registry's own check of an attribute. */
const metadata = (...about: string[]) =>
  about.map((one) => `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (${one})`);
const content = (about: string) => [
  `XDSRepositoryMetadataError Une métadonnée ne correspond pas au document transmis. (${about})`,
];
const twiceInMessage = (uniqueId: string) => [
  `XDSRepositoryDuplicateUniqueIdInMessage Un identifiant unique figure deux fois dans le lot. (${uniqueId})`,
];

/** The lot as one about somebody else, in its metadata. */
function about(id: string): BuiltSubmission {
  const { objects } = lot;
  const of = <T extends { readonly patientId: string }>(one: T): T => ({ ...one, patientId: id });
  return {
    ...lot,
    objects: {
      ...objects,
      submissionSets: objects.submissionSets.map(of),
      entries: objects.entries.map(of),
    },
  };
}

function withSecondSet(): BuiltSubmission {
  const [one] = lot.objects.submissionSets;
  const second = { ...one!, id: 'SubmissionSet02', uniqueId: namesOf(101).lot };
  return { ...lot, objects: { ...lot.objects, submissionSets: [one!, second] } };
}

/** The lot with this many objects in all. */
function withObjects(count: number): BuiltSubmission {
  const { objects } = lot;
  const { submissionSets, entries, folders, associations } = objects;
  const before = submissionSets.length + entries.length + folders.length + associations.length;
  const more = Array.from({ length: count - before }, (_, at) => ({ ...entries[0]!, id: `Document-${at}` }));
  return { ...lot, objects: { ...objects, entries: [...entries, ...more] } };
}

const CASES: readonly (readonly [what: string, built: BuiltSubmission, told: readonly string[]])[] = [
  [
    'a wrong hash',
    note({ hash: EMPTY_HASH }),
    content(`hash ${EMPTY_HASH} : l'empreinte n'est pas celle du document`),
  ],
  ['a wrong size', note({ size: 7 }), content("size 7 : la taille n'est pas celle du document")],
  [
    'a hash that is none',
    note({ hash: 'abc' }),
    [
      ...metadata('hash abc : empreinte SHA-1 mal formée'),
      ...content("hash abc : l'empreinte n'est pas celle du document"),
    ],
  ],
  ['one uniqueId for two documents', note({ uniqueId: NAMES.signature }), twiceInMessage(NAMES.signature)],
  [
    'one uniqueId for lot and document',
    note({ uniqueId: NAMES.lot }),
    [
      ...twiceInMessage(NAMES.lot),
      // Whatever signs such a lot names the two by one name.
      ...[`Reference urn:oid:${NAMES.lot}`, `Manifest ${NAMES.lot}`].map(
        (one) => `InvalidDocumentContent Le contenu transmis n'est pas valide. (${one})`,
      ),
    ],
  ],
  [
    'an unknown type',
    note({ typeCode: code('00000-0', LOINC) }),
    metadata(`typeCode 00000-0^^${LOINC} : code inconnu dans ce jeu de valeurs`),
  ],
  [
    'a type that is no longer in use',
    note({ typeCode: code('27899-4', LOINC), classCode: code('10', CLASSES) }),
    metadata(`typeCode 27899-4^^${LOINC} : code expiré à la date du dépôt`),
  ],
  [
    'a class that is not of the type',
    note({ classCode: code('10', CLASSES) }),
    metadata(`classCode 10^^${CLASSES} (typeCode 87273-9^^${LOINC}) : classe qui n'est pas celle du type`),
  ],
  [
    'a month that does not exist',
    note({ creationTime: '20211345' }),
    metadata("creationTime 20211345 : date mal formée ou qui n'existe pas"),
  ],
  [
    'a submission time that is none',
    set({ submissionTime: '2021-12-01' }),
    metadata("SubmissionSet.submissionTime 2021-12-01 : date mal formée ou qui n'existe pas"),
  ],
  [
    'a uniqueId that is no OID',
    note({ uniqueId: '1.2.250.01' }),
    metadata('uniqueId 1.2.250.01 : identifiant unique mal formé'),
  ],
  [
    'a lot uniqueId that is no OID',
    set({ uniqueId: '1..2' }),
    metadata('SubmissionSet.uniqueId 1..2 : OID mal formé'),
  ],
  [
    'a source that is no OID',
    set({ sourceId: 'urn:oid:1.2' }),
    metadata('SubmissionSet.sourceId urn:oid:1.2 : OID mal formé'),
  ],
  [
    'a service that stops before it starts',
    note({ serviceStopTime: '20261001' }),
    metadata('serviceStartTime 20261002080000 > 20261001 : date de début postérieure à la date de fin'),
  ],
  ['two SubmissionSets', withSecondSet(), metadata('SubmissionSet : un et un seul est attendu')],
  [
    'an entry about another patient',
    note({ patientId: patientId('207058575627097') }),
    [
      `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${patientId('207058575627097')})`,
    ],
  ],
];

/** Whose record it is comes before everything else, so the patient is told alone. The assertion names none. */
const PATIENTS: readonly (readonly [what: string, id: string, problem: string])[] = [
  ['an INS of 14 digits', patientId('29406141180277'), 'matricule INS mal formé'],
  ['an INS of a thirteenth month', patientId('294131411802778'), 'matricule INS mal formé'],
  ['an INS with a wrong key', patientId('294061411802779'), 'clé du matricule INS erronée'],
  [
    'an INS of an authority that gives none',
    patientId(CHARLOTTE.value, '1.2.250.1.999.1'),
    "autorité d'affectation non admise pour un identifiant de patient",
  ],
  ['an INS without its authority', CHARLOTTE.value, 'identifiant (CX) mal formé'],
];

const REQUIRED = [
  'author',
  'classCode',
  'confidentialityCode',
  'creationTime',
  'formatCode',
  'healthcareFacilityTypeCode',
  'languageCode',
  'legalAuthenticator',
  'mimeType',
  'practiceSettingCode',
  'serviceStartTime',
  'sourcePatientId',
  'title',
  'typeCode',
  'uniqueId',
] as const;
/** Where an attribute of several values is called otherwise in the model. */
const LISTS: Readonly<Record<string, keyof SubmittedDocumentEntry>> = {
  author: 'authors',
  confidentialityCode: 'confidentialityCodes',
  title: 'title',
};

function without(attribute: string): BuiltSubmission {
  const list = LISTS[attribute];
  if (list !== undefined) return note({ [list]: [] });
  const text = attribute === 'uniqueId' || attribute === 'mimeType';
  return note({ [attribute]: text ? '' : undefined });
}

describe('given a lot whose metadata is at fault', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  const deposit = async (
    built: BuiltSubmission,
    as = 'pharmacien',
    patient: { readonly patient?: string } = { patient: CHARLOTTE.value },
  ) => {
    const vihf = makeVihf(house.pki, { as, ...patient });
    return house.sendSoap(provideMessage(await signedLot(house.pki, built, as), vihf), as);
  };
  const refused = (built: BuiltSubmission, ...told: readonly string[]) =>
    house.refuses(() => deposit(built), failure(`ITI-41 ${told[0]!.split(' ')[0]}`, ...told));

  for (const [what, built, told] of CASES) {
    it(`then ${what} is refused`, () => refused(built, ...told));
  }

  for (const attribute of REQUIRED) {
    it(`then no ${attribute} is refused`, () =>
      refused(without(attribute), ...metadata(`${attribute} : attribut obligatoire`)));
  }

  for (const [what, id, problem] of PATIENTS) {
    it(`then ${what} is refused`, () =>
      house.refuses(
        () => deposit(about(id), 'pharmacien', {}),
        failure('ITI-41 XDSRegistryMetadataError', ...metadata(`patientId ${id} : ${problem}`)),
      ));
  }

  it('then 1,001 objects are refused before they are read', () =>
    house.refuses(
      () => deposit(withObjects(1001)),
      failure('SOAP XDSRegistryMetadataError', ...metadata('RegistryObjectList')),
    ));

  it('then several faults are told together', () =>
    refused(
      note({ creationTime: '20211345', languageCode: undefined }),
      ...metadata(
        'languageCode : attribut obligatoire',
        "creationTime 20211345 : date mal formée ou qui n'existe pas",
      ),
    ));

  describe('once the same lot without faults has been stored', () => {
    const others = namesOf(102);
    before(() => house.stores(() => deposit(lot)));

    it('then other bytes under its uniqueId are refused', () => {
      const again = submission({ ...others, note: NAMES.note });
      const bytes = Buffer.from(`${again.documents[0]!.bytes.toString()}\n<!-- une ligne de plus -->\n`);
      return refused(
        { ...again, documents: [{ id: 'Document01', bytes }] },
        `XDSNonIdenticalHash Un document est déjà enregistré sous cet identifiant unique, avec un autre contenu ou par un autre déposant. (${NAMES.note})`,
      );
    });

    it('then the same document by another depositor is refused', () => {
      const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
      const again = submission({ ...others, note: NAMES.note });
      const authors = [{ ...again.objects.submissionSets[0]!.authors[0]!, person }];
      return house.refuses(
        () => deposit(withSet(again, { authors }), 'medecin'),
        failure(
          'ITI-41 XDSNonIdenticalHash',
          `XDSNonIdenticalHash Un document est déjà enregistré sous cet identifiant unique, avec un autre contenu ou par un autre déposant. (${NAMES.note})`,
        ),
      );
    });

    it('then another lot of its lot uniqueId is refused', () =>
      refused(
        submission({ ...others, lot: NAMES.lot }),
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${NAMES.lot})`,
      ));

    it('then the same lot by the same depositor is answered as before, and nothing more is stored', async () => {
      const traces = await house.keepsNothing(async () =>
        expect(await deposit(lot)).to.deep.equal({ status: 200, told: [] }),
      );
      expect(traces.map(({ granted }) => granted)).to.deep.equal([true]);
    });
  });
});
