import { expect } from 'chai';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, IS_SNAPSHOT_OF, RPLC, type SubmittedObjects } from '../../src/model/submission.ts';
import { registerDocumentSet } from '../../src/registry/iti-42-register-document-set.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import { type RegistryDesk, registryDesk } from '../support/registry-desk.ts';
import {
  association,
  ELSEWHERE,
  entryOf,
  folderOf,
  lotOf,
  OTHER_PATIENT,
  PATIENT,
  uniqueIdOf,
} from '../support/registry-lot.ts';
import { storeState } from '../support/store-state.ts';
import { lastEvent, send } from '../support/way-through.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const lot = lotOf('lot', {
  entries: [entryOf('Document')],
  folders: [folderOf('Folder')],
  members: [['Folder', 'Document']],
});

describe('given a lot that a repository elsewhere registers', () => {
  let desk: RegistryDesk;
  before(async () => {
    desk = await registryDesk();
    await desk.take(lot);
  });
  after(() => desk.close());
  const { documents, folders, associations } = {
    documents: () => desk.house.store.documents.find(EVERYTHING, {}, 'model'),
    folders: () => desk.house.store.folders.find(EVERYTHING, {}),
    associations: () => desk.house.store.associations.find(EVERYTHING, {}),
  };

  it('then its entry is there as it was sent, with what the registry sets', async () => {
    const [stored] = await documents();
    const entry = stored!.model();
    expect({ ...entry, ...entryOf('Document'), id: entry.id }).to.deep.equal(entry);
    expect(entry).to.include({ availabilityStatus: APPROVED, version: 1, logicalId: entry.entryUuid });
    expect(stored).to.include({ blob: undefined, size: 7 });
  });

  it('then its folder is there, updated now', async () => {
    const [stored] = await folders();
    const folder = stored!.model();
    expect({ ...folder, ...folderOf('Folder'), id: folder.id }).to.deep.equal(folder);
    expect(folder).to.include({ availabilityStatus: APPROVED, version: 1, logicalId: folder.id });
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect(folder.lastUpdateTime).to.match(new RegExp(`^${today}[0-9]{6}$`));
  });

  it('then every association points at UUIDs of the registry', async () => {
    const set = await desk.idOf(uniqueIdOf('lot'));
    const folder = await desk.idOf(uniqueIdOf('Folder'));
    const document = await desk.idOf(uniqueIdOf('Document'));
    const found = await associations();
    const link = found.find(({ source }) => source === folder);
    expect(found.map(({ type, source, target }) => [type, source, target])).to.deep.equal([
      [HAS_MEMBER, set, document],
      [HAS_MEMBER, set, folder],
      [HAS_MEMBER, folder, document],
      [HAS_MEMBER, set, link?.id],
    ]);
  });

  it('then the trace names the document', async () => {
    expect(await lastEvent(desk.house)).to.deep.include({
      type: 'ITI-42',
      action: 'C',
      granted: true,
      documents: [uniqueIdOf('Document')],
    });
  });

  it('then a body that is no registration is refused', async () => {
    const body = `<x>${writeSubmitObjects(lot).text}</x>`;
    const answer = await send(desk.house, registerDocumentSet(desk.house.options), body, NODE);
    expect(told(answer)).to.deep.equal([
      "MalformedRequest La requête n'est pas conforme. (SubmitObjectsRequest)",
    ]);
  });
});

describe('given the rules of registration', () => {
  let desk: RegistryDesk;
  before(async () => {
    desk = await registryDesk();
    await desk.take(lotOf('known', { entries: [entryOf('Known')], folders: [folderOf('KnownFolder')] }));
    await desk.take(lotOf('old', { entries: [entryOf('Old')] }));
    const old = await desk.idOf(uniqueIdOf('Old'));
    await desk.take(lotOf('new', { entries: [entryOf('New')], relations: [['New', RPLC, old]] }));
    const other = { patientId: OTHER_PATIENT };
    await desk.take(
      lotOf('other', {
        set: other,
        entries: [entryOf('Other', other)],
        folders: [folderOf('OtherFolder', other)],
      }),
    );
  });
  after(() => desk.close());

  const metadata = (about: string) =>
    `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (${about})`;
  const unresolved = (end: string, id: string) => [
    `UnresolvedReferenceException L'objet visé n'existe pas. (${id})`,
    metadata(`${end} ${id} : objet absent du lot`),
  ];
  const withAssociations = (
    built: SubmittedObjects,
    change: (all: SubmittedObjects['associations']) => SubmittedObjects['associations'],
  ) => ({ ...built, associations: change(built.associations) });
  const entry = (changes: Parameters<typeof entryOf>[1]) =>
    lotOf('lot', { entries: [entryOf('Document', changes)] });
  const folder = (changes: Parameters<typeof folderOf>[1]) =>
    lotOf('lot', { folders: [folderOf('Folder', changes)] });
  const without = (name: 'hash' | 'size' | 'repositoryUniqueId'): SubmittedObjects => {
    const { [name]: _taken, ...rest } = entryOf('Document');
    return lotOf('lot', { entries: [rest] });
  };
  const documented = {
    ...NO_EXTRAS,
    classifications: [
      {
        scheme: 'urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3',
        nodeRepresentation: 'Additional_Information',
        slots: [],
        names: [],
      },
    ],
  };

  /** Each is the valid lot with one thing wrong, and everything that the sender is told. `ids` are UUIDs of the registry. */
  const cases: readonly (readonly [
    what: string,
    build: (
      ids: Record<'known' | 'knownFolder' | 'old' | 'other' | 'otherFolder', string>,
    ) => SubmittedObjects,
    told: (
      ids: Record<'known' | 'knownFolder' | 'old' | 'other' | 'otherFolder', string>,
    ) => readonly string[],
  ])[] = [
    ['an entry without hash', () => without('hash'), () => [metadata('hash : attribut obligatoire')]],
    ['an entry without size', () => without('size'), () => [metadata('size : attribut obligatoire')]],
    [
      'an entry without repositoryUniqueId',
      () => without('repositoryUniqueId'),
      () => [metadata('repositoryUniqueId : attribut obligatoire')],
    ],
    [
      'a hash that is none',
      () => entry({ hash: 'xyz' }),
      () => [metadata('hash xyz : empreinte SHA-1 mal formée')],
    ],
    [
      'a uniqueId that stands twice',
      () =>
        lotOf('lot', {
          entries: [entryOf('Document'), entryOf('Again', { uniqueId: uniqueIdOf('Document') })],
        }),
      () => [
        `XDSRegistryDuplicateUniqueIdInMessage Un identifiant unique figure deux fois dans le lot. (${uniqueIdOf('Document')})`,
      ],
    ],
    [
      'a folder under the uniqueId of an entry',
      () =>
        lotOf('lot', {
          entries: [entryOf('Document')],
          folders: [folderOf('Folder', { uniqueId: uniqueIdOf('Document') })],
        }),
      () => [
        `XDSRegistryDuplicateUniqueIdInMessage Un identifiant unique figure deux fois dans le lot. (${uniqueIdOf('Document')})`,
      ],
    ],
    [
      'a lot under a uniqueId that is in use',
      () => lotOf('known', { entries: [entryOf('Document')] }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('known')})`,
      ],
    ],
    [
      'a folder under a uniqueId that is in use',
      () => folder({ uniqueId: uniqueIdOf('KnownFolder') }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('KnownFolder')})`,
      ],
    ],
    [
      'a lot under the uniqueId of a document',
      () => lotOf('Known', { entries: [entryOf('Document')] }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('Known')})`,
      ],
    ],
    [
      'a folder under the uniqueId of a lot',
      () => folder({ uniqueId: uniqueIdOf('known') }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('known')})`,
      ],
    ],
    [
      'a document under the uniqueId of a folder',
      () => entry({ uniqueId: uniqueIdOf('KnownFolder') }),
      () => [
        `XDSDuplicateUniqueIdInRegistry L'identifiant unique est déjà utilisé. (${uniqueIdOf('KnownFolder')})`,
      ],
    ],
    [
      'another hash under a uniqueId that is in use',
      () => entry({ uniqueId: uniqueIdOf('Known'), hash: '0'.repeat(40) }),
      () => [
        `XDSNonIdenticalHash Un document est déjà enregistré sous cet identifiant unique, avec un autre contenu ou par un autre déposant. (${uniqueIdOf('Known')})`,
      ],
    ],
    [
      'another size under a uniqueId that is in use',
      () => entry({ uniqueId: uniqueIdOf('Known'), size: 8 }),
      () => [
        `XDSNonIdenticalSize Un autre document, d'une autre taille, porte déjà cet identifiant unique. (${uniqueIdOf('Known')})`,
      ],
    ],
    [
      'an entry under a UUID that is in use',
      ({ known }) => lotOf('lot', { entries: [entryOf(known, { uniqueId: uniqueIdOf('Document') })] }),
      ({ known }) => [metadata(`id ${known} : identifiant répété dans le lot`)],
    ],
    [
      'a folder under a UUID that is in use',
      ({ known }) => lotOf('lot', { folders: [folderOf(known, { uniqueId: uniqueIdOf('Folder') })] }),
      ({ known }) => [metadata(`id ${known} : identifiant répété dans le lot`)],
    ],
    [
      'an entry of another patient than the lot',
      () => entry({ patientId: OTHER_PATIENT }),
      () => [
        `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${OTHER_PATIENT})`,
      ],
    ],
    [
      'a folder of another patient than the lot',
      () => folder({ patientId: OTHER_PATIENT }),
      () => [
        `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${OTHER_PATIENT})`,
      ],
    ],
    [
      'a folder without uniqueId',
      () => folder({ uniqueId: '' }),
      () => [metadata('Folder.uniqueId : attribut obligatoire')],
    ],
    [
      'a folder whose uniqueId is no OID',
      () => folder({ uniqueId: 'folder' }),
      () => [metadata('Folder.uniqueId folder : OID mal formé')],
    ],
    [
      'a folder without codes',
      () => folder({ codes: [] }),
      () => [metadata('folderCodeList : attribut obligatoire')],
    ],
    [
      'a folder under a code that nobody knows',
      () => folder({ codes: [code('x', '1.2', 'x')] }),
      () => [metadata('folderCodeList x^^1.2 : code inconnu dans ce jeu de valeurs')],
    ],
    ['a folder without title', () => folder({ title: [] }), () => [metadata('title : attribut obligatoire')]],
    ['a lot of nothing', () => lotOf('lot', {}), () => [metadata('DocumentEntry : attribut obligatoire')]],
    [
      'a folder that the lot does not hold',
      () => withAssociations(folder({}), () => []),
      () => [metadata('HasMember : un et un seul est attendu')],
    ],
    [
      'a membership of a folder that the lot does not hold',
      () => withAssociations(lot, (all) => all.filter(({ target }) => target !== 'Link0')),
      () => [metadata('HasMember : un et un seul est attendu')],
    ],
    [
      'a membership that is made twice',
      () =>
        lotOf('lot', {
          ...contentsOf(lot),
          members: [
            ['Folder', 'Document'],
            ['Folder', 'Document'],
          ],
        }),
      () => [metadata('targetObject Document : identifiant répété dans le lot')],
    ],
    [
      'a folder in a folder',
      () => lotOf('lot', { ...contentsOf(lot), members: [['Folder', 'Folder']] }),
      () => [metadata('targetObject Folder : objet qui ne peut pas être à cette extrémité')],
    ],
    [
      'a membership whose document is not there',
      () => lotOf('lot', { folders: [folderOf('Folder')], members: [['Folder', 'Nowhere']] }),
      () => [metadata('targetObject Nowhere : objet absent du lot')],
    ],
    [
      'a document in Original without saying so',
      () => withAssociations(entry({}), () => [association('Member', HAS_MEMBER, 'Set', 'Document')]),
      () => [metadata('SubmissionSetStatus : attribut obligatoire')],
    ],
    [
      'a document of the message by Reference',
      () =>
        withAssociations(entry({}), () => [
          association('Member', HAS_MEMBER, 'Set', 'Document', 'Reference'),
        ]),
      () => [metadata('SubmissionSetStatus Reference : valeur non admise')],
    ],
    [
      'a documentation of a membership',
      () => withAssociations(entry({}), ([member]) => [{ ...member!, extras: documented }]),
      () => [metadata('associationDocumentation : non pris en charge')],
    ],
    [
      'a set that holds a relationship',
      ({ known }) => {
        const built = lotOf('lot', {
          entries: [entryOf('Document')],
          relations: [['Document', APND, known]],
        });
        return withAssociations(built, (all) => [...all, association('M', HAS_MEMBER, 'Set', 'Relation0')]);
      },
      () => [metadata('targetObject Relation0 : objet qui ne peut pas être à cette extrémité')],
    ],
    [
      'a relationship that nobody knows',
      ({ known }) =>
        lotOf('lot', {
          entries: [entryOf('Document')],
          relations: [['Document', 'urn:example:likes', known]],
        }),
      () => [metadata('associationType urn:example:likes : non pris en charge')],
    ],
    [
      'a relationship to a folder',
      () => lotOf('lot', { ...contentsOf(lot), members: [], relations: [['Document', APND, 'Folder']] }),
      () => [metadata('targetObject Folder : objet qui ne peut pas être à cette extrémité')],
    ],
    [
      'a relationship of a document that is not of the message',
      ({ known, old }) => lotOf('lot', { entries: [entryOf('Document')], relations: [[old, APND, known]] }),
      ({ old }) => [metadata(`sourceObject ${old} : objet absent du lot`)],
    ],
    [
      'the replacement of what is not there',
      () => lotOf('lot', { entries: [entryOf('Document')], relations: [['Document', RPLC, ABSENT]] }),
      () => unresolved('targetObject', ABSENT),
    ],
    [
      'a reference to what is not there',
      () => lotOf('lot', { references: [ABSENT] }),
      () => unresolved('targetObject', ABSENT),
    ],
    [
      'a membership of a folder that is not there',
      () => lotOf('lot', { entries: [entryOf('Document')], members: [[ABSENT, 'Document']] }),
      () => unresolved('sourceObject', ABSENT),
    ],
    [
      'a membership of a document as if it were a folder',
      ({ known }) => lotOf('lot', { entries: [entryOf('Document')], members: [[known, 'Document']] }),
      ({ known }) => unresolved('sourceObject', known),
    ],
    [
      'the replacement of what is no longer up to date',
      ({ old }) => lotOf('lot', { entries: [entryOf('Document')], relations: [['Document', RPLC, old]] }),
      ({ old }) => [
        `XDSRegistryDeprecatedDocumentError Le document visé n'est plus la version à jour. (${old})`,
      ],
    ],
    [
      'an addendum to what is no longer up to date',
      ({ old }) => lotOf('lot', { entries: [entryOf('Document')], relations: [['Document', APND, old]] }),
      ({ old }) => [
        `XDSRegistryDeprecatedDocumentError Le document visé n'est plus la version à jour. (${old})`,
      ],
    ],
    [
      'a membership of what is no longer up to date',
      ({ old, knownFolder }) => lotOf('lot', { members: [[knownFolder, old]] }),
      ({ old }) => [metadata(`targetObject ${old} : objet qui ne peut pas être à cette extrémité`)],
    ],
    [
      'a snapshot of what is not made on demand',
      ({ known }) =>
        lotOf('lot', { entries: [entryOf('Document')], relations: [['Document', IS_SNAPSHOT_OF, known]] }),
      ({ known }) => [metadata(`targetObject ${known} : objet qui ne peut pas être à cette extrémité`)],
    ],
    [
      "the replacement of another patient's document",
      ({ other }) => lotOf('lot', { entries: [entryOf('Document')], relations: [['Document', RPLC, other]] }),
      ({ other }) => [
        `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${other})`,
      ],
    ],
    [
      "a membership of another patient's folder",
      ({ otherFolder }) =>
        lotOf('lot', { entries: [entryOf('Document')], members: [[otherFolder, 'Document']] }),
      ({ otherFolder }) => [
        `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${otherFolder})`,
      ],
    ],
    [
      "a membership of another patient's document",
      ({ other, knownFolder }) => lotOf('lot', { members: [[knownFolder, other]] }),
      ({ other }) => [
        `XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas. (${other})`,
      ],
    ],
  ];

  function contentsOf({ entries, folders }: SubmittedObjects) {
    return { entries, folders };
  }
  const ids = async () => ({
    known: await desk.idOf(uniqueIdOf('Known')),
    knownFolder: await desk.idOf(uniqueIdOf('KnownFolder')),
    old: await desk.idOf(uniqueIdOf('Old')),
    other: await desk.idOf(uniqueIdOf('Other')),
    otherFolder: await desk.idOf(uniqueIdOf('OtherFolder')),
  });

  for (const [what, build, expected] of cases) {
    it(`then ${what} is refused, and nothing is stored`, async () => {
      const known = await ids();
      const before = storeState(desk.house);
      expect(told(await desk.register(build(known)))).to.deep.equal(expected(known));
      expect(storeState(desk.house)).to.deep.equal(before);
    });
  }

  it("then a reference may be to another patient's document", async () => {
    const { other } = await ids();
    await desk.take(lotOf('kin', { references: [other] }));
  });

  it('then the same document is registered again under its uniqueId', async () => {
    await desk.take(lotOf('again', { entries: [entryOf('Known')] }));
    const found = await desk.house.store.documents.find(
      EVERYTHING,
      { uniqueIds: [uniqueIdOf('Known')] },
      'ids',
    );
    expect(found).to.have.length(2);
  });

  it('then a status on the membership of a folder says nothing, as some sources send it', async () => {
    const built = folder({ uniqueId: uniqueIdOf('Labelled') });
    const labelled = association('Member', HAS_MEMBER, 'Set', 'Folder', 'Original');
    await desk.take({
      ...withAssociations(built, () => [labelled]),
      submissionSets: [{ ...built.submissionSets[0]!, uniqueId: uniqueIdOf('labelled') }],
    });
  });

  it('then patient and repository are those that were sent', async () => {
    const [stored] = await desk.house.store.documents.find(
      EVERYTHING,
      { uniqueIds: [uniqueIdOf('Old')] },
      'model',
    );
    expect(stored!.model()).to.include({ patientId: PATIENT, repositoryUniqueId: ELSEWHERE });
  });
});
