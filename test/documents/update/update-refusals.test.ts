import { expect } from 'chai';
import { APPROVED, ARCHIVED, DEPRECATED, ON_DEMAND } from '../../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, IS_SNAPSHOT_OF, type SubmittedObjects } from '../../../src/model/submission.ts';
import { EVERYTHING } from '../../support/deposit-house.ts';
import { told } from '../../support/faults.ts';
import { folderOf, lotOf, OTHER_PATIENT, uniqueIdOf } from '../../support/registry-lot.ts';
import { updateOf, withAssociation, withSlots } from '../../support/registry-update.ts';
import { storeState } from '../../support/store-state.ts';
import { type UpdateWorld, updateWorld } from '../../support/update-world.ts';

const ABSENT = 'urn:uuid:00000000-0000-4000-8000-000000000000';

/** The sentences of the codes, which a caller reads before what is at fault. */
const UPDATE = 'XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée.';
const OPERATION =
  'XDSMetadataUpdateOperationError La soumission ne correspond à aucune opération de mise à jour, ou à plusieurs à la fois.';
const VERSION = "XDSMetadataVersionError La version précédente indiquée n'est pas la version actuelle.";
const IDENTIFIER = "XDSMetadataIdentifierError Les identifiants ne sont pas ceux de l'objet à mettre à jour.";
const INITIAL =
  "XDSInvalidRequestException Une mise à jour ne peut pas contenir la version initiale d'un objet.";
const UNRESOLVED = "UnresolvedReferenceException L'objet visé n'existe pas.";
const METADATA = "XDSRegistryMetadataError Une métadonnée du lot n'est pas valide.";
const TWO_PATIENTS =
  'XDSPatientIDReconciliationError Après la mise à jour, des objets liés entre eux ne concerneraient plus le même patient.';
const OTHER = 'XDSPatientIdDoesNotMatch Les identifiants de patient du lot ne concordent pas.';

type Message = (world: UpdateWorld) => SubmittedObjects | Promise<SubmittedObjects>;

/** Name, message with one thing wrong, what the caller reads, id at fault in the message (or of the registry). */
const REFUSED: readonly (readonly [string, Message, readonly string[], string?])[] = [
  [
    'an entry without a logical id',
    ({ next }) => {
      const { logicalId: _none, ...entry } = next().of;
      return updateOf('u', { entries: [{ of: entry }] });
    },
    [`${INITIAL} (Next)`, `${UPDATE} (Next)`],
    'Next',
  ],
  [
    'an entry that is its own logical object',
    ({ next, ids }) => updateOf('u', { entries: [next({ id: ids.Original })] }),
    [`${INITIAL} (ORIGINAL)`, `${UPDATE} (ORIGINAL)`],
  ],
  [
    'a folder without a logical id and without PreviousVersion',
    () => {
      const message = updateOf('u', { folders: [{ of: folderOf('New') }] });
      return withAssociation(message, 'Version-New', (one) => ({ ...one, slots: [] }));
    },
    [`${OPERATION} (PreviousVersion)`, `${INITIAL} (New)`],
  ],
  [
    'a logical id that nothing has',
    ({ next }) => updateOf('u', { entries: [next({ logicalId: ABSENT })] }),
    [`${UNRESOLVED} (${ABSENT})`, `${VERSION} (${ABSENT})`],
    'Next',
  ],
  [
    'a logical id of a folder',
    ({ next, ids }) => updateOf('u', { entries: [next({ logicalId: ids.Folder })] }),
    [`${UNRESOLVED} (FOLDER)`, `${VERSION} (FOLDER)`],
  ],
  [
    'another uniqueId',
    ({ next }) => updateOf('u', { entries: [next({ uniqueId: '1.2.3.4' })] }),
    [`${IDENTIFIER} (uniqueId 1.2.3.4)`],
    'Next',
  ],
  [
    'another uniqueId of a folder',
    ({ nextFolder }) => updateOf('u', { folders: [nextFolder({ uniqueId: '1.2.3.4' })] }),
    [`${IDENTIFIER} (Folder.uniqueId 1.2.3.4)`],
    'NextFolder',
  ],
  [
    'another kind of document',
    ({ next }) => {
      const { hash: _hash, size: _size, creationTime: _time, ...entry } = next({ objectType: ON_DEMAND }).of;
      return updateOf('u', { entries: [{ of: entry }] });
    },
    [`${IDENTIFIER} (objectType ${ON_DEMAND})`],
    'Next',
  ],
  [
    'a version that is not the latest',
    ({ next }) => updateOf('u', { entries: [{ ...next(), previous: '2' }] }),
    [`${VERSION} (PreviousVersion 2)`],
    'Next',
  ],
  [
    'a version of a folder that is not the latest',
    ({ nextFolder }) => updateOf('u', { folders: [{ ...nextFolder(), previous: '99999' }] }),
    [`${VERSION} (PreviousVersion 99999)`],
    'NextFolder',
  ],
  [
    'a version that is no number',
    ({ next }) => updateOf('u', { entries: [{ ...next(), previous: 'un' }] }),
    [`${OPERATION} (PreviousVersion un)`],
    'Version-Next',
  ],
  [
    'version 0',
    ({ next }) => updateOf('u', { entries: [{ ...next(), previous: '0' }] }),
    [`${OPERATION} (PreviousVersion 0)`],
  ],
  [
    'AssociationPropagation that is neither yes nor no',
    ({ next }) => updateOf('u', { entries: [{ ...next(), propagation: 'maybe' }] }),
    [`${OPERATION} (AssociationPropagation maybe)`],
    'Version-Next',
  ],
  [
    'a slot of another operation',
    ({ next }) =>
      withAssociation(updateOf('u', { entries: [next()] }), 'Version-Next', (one) =>
        withSlots(one, [['OriginalStatus', APPROVED]]),
      ),
    [`${OPERATION} (OriginalStatus)`],
    'Version-Next',
  ],
  [
    'a membership without SubmissionSetStatus',
    ({ next }) =>
      withAssociation(updateOf('u', { entries: [next()] }), 'Version-Next', (one) => ({
        ...one,
        slots: one.slots.filter(({ name }) => name !== 'SubmissionSetStatus'),
      })),
    [`${METADATA} (SubmissionSetStatus : attribut obligatoire)`],
    'Version-Next',
  ],
  [
    'an entry whose metadata are not valid',
    ({ next }) => updateOf('u', { entries: [next({ languageCode: 'x!' })] }),
    [`${METADATA} (languageCode x! : langue mal formée)`],
    'Next',
  ],
  [
    'an entry that lacks what a registry must be told',
    ({ next }) => {
      const { hash: _none, ...entry } = next().of;
      return updateOf('u', { entries: [{ of: entry }] });
    },
    [`${METADATA} (hash : attribut obligatoire)`],
    'Next',
  ],
  [
    'an entry of another patient than the set',
    ({ next }) => updateOf('u', { entries: [next({ patientId: OTHER_PATIENT })] }),
    [`${OTHER} (${OTHER_PATIENT})`],
    'Next',
  ],
  ['no operation at all', () => lotOf('u', {}), [`${OPERATION} (SubmissionSet)`], 'Set'],
  [
    'an entry that no association asks for',
    ({ next }) => ({ ...updateOf('u', {}), entries: [next().of] }),
    [`${OPERATION} (Next HasMember)`],
    'Next',
  ],
  [
    'an entry that two associations ask for',
    ({ next }) => {
      const message = updateOf('u', { entries: [next()] });
      return {
        ...message,
        associations: [...message.associations, { ...message.associations[0]!, id: 'Twice' }],
      };
    },
    [`${OPERATION} (Next HasMember)`, `${UPDATE} (ORIGINAL)`],
  ],
  [
    'a membership in the set of what is in the registry',
    ({ ids }) => lotOf('u', { references: [ids.Original] }),
    [`${OPERATION} (PreviousVersion)`],
  ],
  [
    'an association that nothing submits',
    ({ ids }) => lotOf('u', { relations: [[ids.Bystander, APND, ids.Addendum]] }),
    [`${OPERATION} (Relation0)`],
    'Relation0',
  ],
  [
    'two new versions of one document',
    ({ next }) => {
      const [one, two] = [next(), next({ id: 'Second' })];
      return updateOf('u', { entries: [one, two] });
    },
    [
      `XDSRegistryDuplicateUniqueIdInMessage Un identifiant unique figure deux fois dans le lot. (${uniqueIdOf('Original')})`,
      `${UPDATE} (ORIGINAL)`,
    ],
    'Second',
  ],
  [
    'two statuses of one document',
    ({ ids }) => updateOf('u', { statuses: [[ids.Original], [ids.Original]] }),
    [`${UPDATE} (ORIGINAL)`],
    'Status1',
  ],
  [
    'a status of what is not there',
    () => updateOf('u', { statuses: [[ABSENT]] }),
    [`${UNRESOLVED} (${ABSENT})`],
    'Status0',
  ],
  [
    'a status of a submission set',
    async ({ desk }) => updateOf('u', { statuses: [[await desk.idOf(uniqueIdOf('first'))]] }),
    [`${UNRESOLVED} (FIRST)`],
    'Status0',
  ],
  [
    'a status that the object does not have',
    ({ ids }) => updateOf('u', { statuses: [[ids.Original, DEPRECATED, APPROVED]] }),
    [`${UPDATE} (OriginalStatus ${DEPRECATED})`],
    'Status0',
  ],
  [
    'a new status that the domain does not know',
    ({ ids }) => updateOf('u', { statuses: [[ids.Original, APPROVED, ARCHIVED]] }),
    [`${UPDATE} (NewStatus ${ARCHIVED})`],
    'Status0',
  ],
  [
    'a status without NewStatus',
    ({ ids }) =>
      withAssociation(updateOf('u', { statuses: [[ids.Original]] }), 'Status0', (one) => ({
        ...one,
        slots: one.slots.filter(({ name }) => name !== 'NewStatus'),
      })),
    [`${OPERATION} (NewStatus)`],
    'Status0',
  ],
  [
    'a status of a membership of a submission set',
    async ({ desk, ids }) => {
      const { associations } = desk.house.store;
      const [member] = await associations.find(EVERYTHING, {
        sources: [await desk.idOf(uniqueIdOf('second'))],
        targets: [ids.Addendum],
      });
      return updateOf('u', { statuses: [[member!.id]] });
    },
    [`${UPDATE} (MEMBER)`],
    'Status0',
  ],
  [
    'a status of an object of another patient than the set',
    ({ ids }) => updateOf('u', { set: { patientId: OTHER_PATIENT }, statuses: [[ids.Original]] }),
    [`${OTHER} (ORIGINAL)`],
    'Status0',
  ],
  [
    'an association of a type that there is not',
    ({ ids }) => updateOf('u', { submits: [[ids.Bystander, `${APND}_TXFM`, ids.Addendum]] }),
    [`${METADATA} (associationType ${APND}_TXFM : non pris en charge)`],
    'Submitted0',
  ],
  [
    'an association from what is not there',
    ({ ids }) => updateOf('u', { submits: [[ABSENT, APND, ids.Addendum]] }),
    [`${UNRESOLVED} (${ABSENT})`],
    'Submitted0',
  ],
  [
    'an association to what is not there',
    ({ ids }) => updateOf('u', { submits: [[ids.Bystander, APND, ABSENT]] }),
    [`${UNRESOLVED} (${ABSENT})`],
    'Submitted0',
  ],
  [
    'an association that is there already',
    ({ ids }) => updateOf('u', { submits: [[ids.Folder, HAS_MEMBER, ids.Original]] }),
    [`${UPDATE} (By-Submitted0)`],
  ],
  [
    'a relationship from a folder',
    ({ ids }) => updateOf('u', { submits: [[ids.Folder, APND, ids.Addendum]] }),
    [`${METADATA} (sourceObject FOLDER : objet qui ne peut pas être à cette extrémité)`],
    'Submitted0',
  ],
  [
    'a membership of a document',
    ({ ids }) => updateOf('u', { submits: [[ids.Bystander, HAS_MEMBER, ids.Addendum]] }),
    [`${METADATA} (sourceObject BYSTANDER : objet qui ne peut pas être à cette extrémité)`],
    'Submitted0',
  ],
  [
    'a relationship of a document with itself',
    ({ ids }) => updateOf('u', { submits: [[ids.Bystander, APND, ids.Bystander]] }),
    [`${METADATA} (targetObject BYSTANDER : objet qui ne peut pas être à cette extrémité)`],
    'Submitted0',
  ],
  [
    'a snapshot of a document that is not made on demand',
    ({ ids }) => updateOf('u', { submits: [[ids.Bystander, IS_SNAPSHOT_OF, ids.Addendum]] }),
    [`${METADATA} (targetObject ADDENDUM : objet qui ne peut pas être à cette extrémité)`],
    'Submitted0',
  ],
  [
    'an association to a document that gets a new version with it',
    ({ next, ids }) => updateOf('u', { entries: [next()], submits: [[ids.Bystander, APND, ids.Original]] }),
    [`${UPDATE} (ORIGINAL)`],
    'Submitted0',
  ],
  [
    'an association to a document whose status changes with it',
    ({ ids }) =>
      updateOf('u', { statuses: [[ids.Addendum]], submits: [[ids.Bystander, APND, ids.Addendum]] }),
    [`${UPDATE} (ADDENDUM)`],
    'Submitted0',
  ],
  [
    'another patient for a document in a folder, which it would stay in',
    ({ next }) =>
      updateOf('u', { set: { patientId: OTHER_PATIENT }, entries: [next({ patientId: OTHER_PATIENT })] }),
    [`${TWO_PATIENTS} (TIE)`],
  ],
  [
    'a folder and its document, of which one alone takes over',
    ({ next, nextFolder }) =>
      updateOf('u', { entries: [next()], folders: [{ ...nextFolder(), propagation: 'no' }] }),
    [`${UPDATE} (TIE)`],
  ],
];

describe('given an update with one thing wrong', () => {
  let world: UpdateWorld;
  before(async () => {
    world = await updateWorld();
  });
  after(() => world.desk.close());

  /** Ids of the registry are new with each run; they are told by name. */
  const named = (lines: readonly string[]): string[] => {
    const { ids } = world;
    const names = Object.entries(ids).map(([name, id]) => [id, name.toUpperCase()] as const);
    return lines.map((line) => names.reduce((text, [id, name]) => text.replaceAll(id, name), line));
  };

  for (const [name, message, expected, location] of REFUSED) {
    it(`then ${name} is refused, and nothing changes`, async () => {
      const before = storeState({ data: world.desk.house.data });
      const answer = await world.desk.update(await message(world));
      const lines = named(told(answer)).map((line, at) =>
        // What is no name of ours is compared by its place.
        expected[at]?.match(/\((TIE|MEMBER|FIRST)\)$/) === null || expected[at] === undefined
          ? line
          : line.replace(/\(urn:uuid:[-0-9a-f]{36}\)$/, expected[at]!.slice(expected[at]!.lastIndexOf('('))),
      );
      expect(lines).to.deep.equal(expected);
      if (location !== undefined) {
        const locations = (answer as { refused: readonly { location?: string }[] }).refused.map(
          (one) => one.location,
        );
        expect(new Set(locations)).to.deep.equal(new Set([location]));
      }
      expect(storeState({ data: world.desk.house.data })).to.deep.equal(before);
    });
  }
});
