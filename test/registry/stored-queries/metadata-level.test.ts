import { expect } from 'chai';
import { FIND_DOCUMENTS } from '../../../src/documents/queries/find-documents.ts';
import { FIND_FOLDERS } from '../../../src/documents/queries/find-folders.ts';
import { GET_ALL } from '../../../src/documents/queries/get-all.ts';
import { GET_ASSOCIATIONS } from '../../../src/documents/queries/get-associations.ts';
import { GET_DOCUMENTS } from '../../../src/documents/queries/get-documents.ts';
import { GET_DOCUMENTS_AND_ASSOCIATIONS } from '../../../src/documents/queries/get-documents-and-associations.ts';
import { GET_FOLDER_AND_CONTENTS } from '../../../src/documents/queries/get-folder-and-contents.ts';
import { GET_FOLDERS } from '../../../src/documents/queries/get-folders.ts';
import { GET_FOLDERS_FOR_DOCUMENT } from '../../../src/documents/queries/get-folders-for-document.ts';
import { GET_RELATED_DOCUMENTS } from '../../../src/documents/queries/get-related-documents.ts';
import { GET_SUBMISSION_SET_AND_CONTENTS } from '../../../src/documents/queries/get-submission-set-and-contents.ts';
import { GET_SUBMISSION_SETS } from '../../../src/documents/queries/get-submission-sets.ts';
import { APND } from '../../../src/model/submission.ts';
import { attribute, element, type XmlElement } from '../../../src/xml/tree.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { expectOneFault, told } from '../../support/faults.ts';
import type { Slot } from '../../support/registry-desk.ts';
import { entryOf, folderOf, lotOf, uniqueIdOf } from '../../support/registry-lot.ts';
import { updateOf } from '../../support/registry-update.ts';
import { type UpdateWorld, updateWorld } from '../../support/update-world.ts';
import { ANY, DEPRECATED, patient } from './query-house.ts';

const OFFLINE = 'urn:ihe:iti:2010:DocumentAvailability:Offline';
const LEVEL = '$MetadataLevel';
const STATUS = '$XDSAssociationStatus';
const ENTRY = '$XDSDocumentEntry';
const FOLDER = '$XDSFolder';
const ANY_ENTRY: Slot = [`${ENTRY}Status`, ANY];
const ANY_FOLDER: Slot = [`${FOLDER}Status`, ANY];
const OFF: Slot = [`${ENTRY}DocumentAvailability`, `('${OFFLINE}')`];
const OF_PATIENT = patient(`${ENTRY}PatientId`);

describe('given a registry with former versions, something offline and something withdrawn', () => {
  let world: UpdateWorld;
  let names: Map<string, string>;
  /** The ids of all versions, by the name of their logical object. */
  let versions: Record<'Original' | 'Bystander' | 'Folder' | 'Addendum' | 'Shut', readonly string[]>;

  before(async () => {
    world = await updateWorld();
    const { desk, ids } = world;
    const done = async (update: Parameters<typeof updateOf>[1], name: string) =>
      expect(told(await desk.update(updateOf(name, update)))).to.deep.equal([]);
    await desk.take(lotOf('third', { folders: [folderOf('Shut')] }));
    const Shut = await desk.idOf(uniqueIdOf('Shut'));
    await done({ entries: [world.next()] }, 'u1');
    await done({ folders: [world.nextFolder()] }, 'u2');
    const bystander = {
      ...entryOf('Bystander'),
      id: 'Next',
      logicalId: ids.Bystander,
      documentAvailability: OFFLINE,
    };
    await done({ entries: [{ of: bystander }] }, 'u3');
    const [Original, Bystander, Folder] = [
      await desk.idOf(uniqueIdOf('Original')),
      await desk.idOf(uniqueIdOf('Bystander')),
      await desk.idOf(uniqueIdOf('Folder')),
    ];
    const ties = { sources: [ids.Addendum], targets: [Original] };
    const [tie] = await desk.house.store.associations.find(EVERYTHING, ties);
    await done({ statuses: [[Shut], [tie!.id]] }, 'u4');
    versions = {
      Original: [ids.Original, Original],
      Bystander: [ids.Bystander, Bystander],
      Folder: [ids.Folder, Folder],
      Addendum: [ids.Addendum],
      Shut: [Shut],
    };
    names = new Map(
      Object.entries(versions).flatMap(([name, all]) =>
        all.map((id, at) => [id, `${name} ${at + 1}`] as const),
      ),
    );
  });
  after(() => world.desk.close());

  const list = (ids: readonly string[]): string => `('${ids.join("','")}')`;
  const uuids = (...of: readonly (keyof typeof versions)[]): string =>
    list(of.flatMap((name) => versions[name]));
  const named = (object: XmlElement): string[] => {
    const name = names.get(attribute(object, 'id')!);
    if (name !== undefined && object.local !== 'ObjectRef') {
      expect(attribute(element(object, 'VersionInfo'), 'versionName')).to.equal(name.split(' ')[1]);
    }
    return name === undefined ? [] : [name];
  };

  /** What is found at a level, or at the one that counts where none is named: documents and folders with their version. */
  async function found(level: string | undefined, id: string, ...slots: readonly Slot[]): Promise<string[]> {
    const asked: Slot[] = level === undefined ? [...slots] : [...slots, [LEVEL, level]];
    return (await world.desk.find(id, ...asked)).flatMap(named).sort();
  }

  type Case = readonly [
    what: string,
    id: string,
    slots: () => readonly Slot[],
    first: readonly string[],
    second: readonly string[],
  ];
  const CASES: readonly Case[] = [
    [
      'FindDocuments',
      FIND_DOCUMENTS,
      () => [OF_PATIENT, ANY_ENTRY],
      ['Addendum 1', 'Original 2'],
      ['Addendum 1', 'Bystander 1', 'Bystander 2', 'Original 1', 'Original 2'],
    ],
    [
      'FindDocuments of what is offline',
      FIND_DOCUMENTS,
      () => [OF_PATIENT, ANY_ENTRY, OFF],
      [],
      ['Bystander 2'],
    ],
    [
      'FindDocuments of what is deprecated',
      FIND_DOCUMENTS,
      () => [OF_PATIENT, [`${ENTRY}Status`, `('${DEPRECATED}')`]],
      [],
      ['Bystander 1', 'Original 1'],
    ],
    [
      'FindFolders',
      FIND_FOLDERS,
      () => [patient(`${FOLDER}PatientId`), ANY_FOLDER],
      ['Folder 2', 'Shut 1'],
      ['Folder 1', 'Folder 2', 'Shut 1'],
    ],
    [
      'GetAll',
      GET_ALL,
      () => [patient('$patientId'), ANY_ENTRY, ANY_FOLDER, ['$XDSSubmissionSetStatus', ANY]],
      ['Addendum 1', 'Folder 2', 'Original 2', 'Shut 1'],
      [
        'Addendum 1',
        'Bystander 1',
        'Bystander 2',
        'Folder 1',
        'Folder 2',
        'Original 1',
        'Original 2',
        'Shut 1',
      ],
    ],
    [
      'GetDocuments by UUID',
      GET_DOCUMENTS,
      () => [[`${ENTRY}EntryUUID`, uuids('Original', 'Bystander')]],
      ['Original 2'],
      ['Bystander 1', 'Bystander 2', 'Original 1', 'Original 2'],
    ],
    [
      'GetDocuments by uniqueId',
      GET_DOCUMENTS,
      () => [[`${ENTRY}UniqueId`, list([uniqueIdOf('Original')])]],
      ['Original 2'],
      ['Original 1', 'Original 2'],
    ],
    [
      'GetDocuments by logical id',
      GET_DOCUMENTS,
      () => [
        [`${ENTRY}LogicalID`, list([versions.Original[0]!.toUpperCase().replace('URN:UUID', 'urn:uuid')])],
      ],
      ['Original 2'],
      ['Original 1', 'Original 2'],
    ],
    [
      'GetFolders by UUID',
      GET_FOLDERS,
      () => [[`${FOLDER}EntryUUID`, uuids('Folder', 'Shut')]],
      ['Folder 2'],
      ['Folder 1', 'Folder 2', 'Shut 1'],
    ],
    [
      'GetFolders by logical id',
      GET_FOLDERS,
      () => [[`${FOLDER}LogicalID`, list([versions.Folder[0]!])]],
      ['Folder 2'],
      ['Folder 1', 'Folder 2'],
    ],
    [
      'GetDocumentsAndAssociations by logical id',
      GET_DOCUMENTS_AND_ASSOCIATIONS,
      () => [[`${ENTRY}LogicalID`, list([versions.Original[0]!])]],
      ['Original 2'],
      ['Original 1', 'Original 2'],
    ],
    [
      'GetSubmissionSetAndContents',
      GET_SUBMISSION_SET_AND_CONTENTS,
      () => [['$XDSSubmissionSetUniqueId', `'${uniqueIdOf('first')}'`]],
      [],
      ['Bystander 1', 'Folder 1', 'Original 1'],
    ],
    [
      'GetFolderAndContents',
      GET_FOLDER_AND_CONTENTS,
      () => [[`${FOLDER}UniqueId`, `'${uniqueIdOf('Folder')}'`]],
      ['Folder 2', 'Original 2'],
      ['Folder 1', 'Folder 2', 'Original 1', 'Original 2'],
    ],
    [
      'GetFoldersForDocument of a former version',
      GET_FOLDERS_FOR_DOCUMENT,
      () => [[`${ENTRY}EntryUUID`, `'${versions.Original[0]}'`]],
      [],
      ['Folder 1'],
    ],
    [
      'GetFoldersForDocument by logical id',
      GET_FOLDERS_FOR_DOCUMENT,
      () => [[`${ENTRY}LogicalID`, `'${versions.Original[0]}'`]],
      ['Folder 2'],
      ['Folder 1', 'Folder 2'],
    ],
    [
      'GetRelatedDocuments by a tie that is withdrawn',
      GET_RELATED_DOCUMENTS,
      () => [
        [`${ENTRY}EntryUUID`, `'${versions.Addendum[0]}'`],
        ['$AssociationTypes', `('${APND}')`],
      ],
      [],
      ['Addendum 1', 'Original 1', 'Original 2'],
    ],
  ];

  for (const [what, id, slots, first, second] of CASES) {
    it(`then ${what} shows at level 1, and where no level is named, what counts`, async () => {
      expect(await found('1', id, ...slots())).to.deep.equal(first);
      expect(await found(undefined, id, ...slots())).to.deep.equal(first);
    });
    it(`then ${what} shows everything at level 2`, async () => {
      expect(await found('2', id, ...slots())).to.deep.equal(second);
    });
    it(`then ${what} is refused at a level that does not exist`, async () => {
      const answer = await world.desk.ask(id, [...slots(), [LEVEL, '3']]);
      expect(told(answer)).to.deep.equal([
        "XDSRegistryError Le registre n'a pas pu traiter la requête. ($MetadataLevel 3)",
      ]);
    });
  }

  describe('and the associations of a document', () => {
    const statuses = async (id: string, ...slots: readonly Slot[]) => {
      const objects = await world.desk.find(id, ...slots);
      const ties = objects.filter(({ local }) => local === 'Association');
      return [...new Set(ties.map((tie) => attribute(tie, 'status')!.replace(/^.*:/, '')))].sort();
    };
    const around = (): Slot => ['$uuid', list(versions.Addendum)];

    for (const [slots, shown] of [
      [[], ['Approved']],
      [[[STATUS, ANY]], ['Approved']],
      [[[STATUS, `('${DEPRECATED}')`]], []],
      [[[LEVEL, '2']], ['Approved', 'Deprecated']],
      [
        [
          [LEVEL, '2'],
          [STATUS, `('${DEPRECATED}')`],
        ],
        ['Deprecated'],
      ],
    ] as readonly (readonly [readonly Slot[], readonly string[]])[]) {
      it(`then ${slots.join(' ') || 'no parameter'} shows ${shown.join(', ') || 'none'}`, async () => {
        expect(await statuses(GET_ASSOCIATIONS, around(), ...slots)).to.deep.equal(shown);
        const document: Slot = [`${ENTRY}EntryUUID`, list(versions.Addendum)];
        expect(await statuses(GET_DOCUMENTS_AND_ASSOCIATIONS, document, ...slots)).to.deep.equal(shown);
      });
    }

    for (const id of [GET_ASSOCIATIONS, GET_SUBMISSION_SETS]) {
      it(`then a level that does not exist is refused, ${id}`, async () => {
        expectOneFault(await world.desk.ask(id, [around(), [LEVEL, '3']]), 'XDSRegistryError', LEVEL);
      });
    }
  });

  it('then a document by two kinds of ids is refused', async () => {
    const answer = await world.desk.ask(GET_DOCUMENTS, [
      [`${ENTRY}LogicalID`, uuids('Original')],
      [`${ENTRY}EntryUUID`, uuids('Original')],
    ]);
    expectOneFault(answer, 'XDSStoredQueryParamNumber', `${ENTRY}EntryUUID, ${ENTRY}LogicalID`);
  });
});
