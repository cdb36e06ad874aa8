import { APPROVED } from '../model/document-entry.ts';
import type {
  Association,
  Folder,
  RegisteredAssociation,
  RegisteredFolder,
  SubmissionSet,
  SubmittedObjects,
} from '../model/submission.ts';
import { type Markup, xml } from '../xml/write.ts';
import { FOLDER_NODE, folderAttributes, SUBMISSION_SET_NODE, submissionSetAttributes } from './attributes.ts';
import { derivedIds } from './derived-id.ts';
import { LCM, RIM } from './namespaces.ts';
import { writeDocumentEntry } from './write-document-entry.ts';
import { writeExtra, writeObjectContent, writeSlot } from './write-object.ts';

const OBJECT_TYPE = 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject';

/**
 * Writes a SubmissionSet as `rim:RegistryPackage` (ITI TF-3 4.2.3.3).
 * @param registered whether it is what a registry holds: Approved, its own logical id, version 1.
 */
export function writeSubmissionSet(set: SubmissionSet, registered = true): Markup {
  const home = set.homeCommunityId === undefined ? undefined : xml` home="${set.homeCommunityId}"`;
  const held = registered ? xml` lid="${set.id}" status="${APPROVED}"` : undefined;
  const content = writeObjectContent(
    set,
    submissionSetAttributes,
    registered ? 1 : undefined,
    SUBMISSION_SET_NODE,
  );
  return xml`<rim:RegistryPackage id="${set.id}"${home} objectType="${OBJECT_TYPE}:RegistryPackage"${held}>${content}</rim:RegistryPackage>`;
}

/** Writes a Folder as `rim:RegistryPackage` (ITI TF-3 4.2.3.4); with logical id, version and status when it has them. */
export function writeFolder(folder: Folder | RegisteredFolder): Markup {
  const registered = 'availabilityStatus' in folder ? folder : undefined;
  const home = folder.homeCommunityId === undefined ? undefined : xml` home="${folder.homeCommunityId}"`;
  const lid = folder.logicalId === undefined ? undefined : xml` lid="${folder.logicalId}"`;
  const status = registered === undefined ? undefined : xml` status="${registered.availabilityStatus}"`;
  const content = writeObjectContent(folder, folderAttributes, registered?.version, FOLDER_NODE);
  return xml`<rim:RegistryPackage id="${folder.id}"${home} objectType="${OBJECT_TYPE}:RegistryPackage"${lid}${status}>${content}</rim:RegistryPackage>`;
}

/** Writes an Association (ITI TF-3 4.2.2); with logical id, version and status when a registry holds it. */
export function writeAssociation(association: Association | RegisteredAssociation): Markup {
  const { id, type, source, target } = association;
  const nextId = derivedIds(id);
  const registered = 'availabilityStatus' in association ? association : undefined;
  const held =
    registered === undefined ? undefined : xml` lid="${id}" status="${registered.availabilityStatus}"`;
  const version = registered !== undefined ? xml`<rim:VersionInfo versionName="1"/>` : undefined;
  const slots = association.slots.map((slot) => writeSlot(slot, true));
  const extras = association.extras.classifications.map((extra) => writeExtra(id, nextId(), extra));
  return xml`<rim:Association id="${id}" objectType="${OBJECT_TYPE}:Association"${held} associationType="${type}" sourceObject="${source}" targetObject="${target}">${slots}${version}${extras}</rim:Association>`;
}

/** Writes `lcm:SubmitObjectsRequest` as a document source sends it. */
export function writeSubmitObjects(
  objects: Omit<SubmittedObjects, 'folders'> & Partial<Pick<SubmittedObjects, 'folders'>>,
): Markup {
  return xml`<lcm:SubmitObjectsRequest xmlns:lcm="${LCM}" xmlns:rim="${RIM}"><rim:RegistryObjectList>${objects.submissionSets.map(
    (set) => writeSubmissionSet(set, false),
  )}${objects.entries.map(writeDocumentEntry)}${objects.folders?.map(writeFolder)}${objects.associations.map(writeAssociation)}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>`;
}
