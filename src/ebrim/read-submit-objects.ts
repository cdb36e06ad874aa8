import { randomUUID } from 'node:crypto';
import { type Fault, type Refusal, refuse, refuseAll } from '../errors.ts';
import { NO_EXTRAS } from '../model/document-entry.ts';
import {
  type Association,
  type Folder,
  RPLC,
  type SubmissionSet,
  type SubmittedObjects,
} from '../model/submission.ts';
import type { Quirk } from '../terminology/affinity-domain.ts';
import { attribute, descendants, element, elements, type XmlElement } from '../xml/tree.ts';
import { FOLDER_NODE, folderAttributes, SUBMISSION_SET_NODE, submissionSetAttributes } from './attributes.ts';
import { RIM } from './namespaces.ts';
import { readSubmittedEntry } from './read-document-entry.ts';
import { readObject } from './read-object.ts';
import { readSlots, readTexts } from './read-parts.ts';

/** Written by the vaccination kit of the DMP in place of the 2007 URN of the same relationship. */
const RPLC_2010 = 'urn:ihe:iti:2010:AssociationType:RPLC';

/**
 * Reads `lcm:SubmitObjectsRequest` (ITI TF-2 3.41.4.1.2, 3.42.4.1.2). Tolerant of what partners do: classifications
 * without `classifiedObject`, classifications and identifiers beside their object, ObjectRef elements, any charset and
 * language. Slots, classifications under a scheme and identifiers that the model has no name for are kept in `extras`.
 * @param tolerated with `replacement-of-2010` the year 2010 in the URN of a replacement is read as 2007.
 * @returns the objects as they came, or a Refusal: `MalformedRequest` without a RegistryObjectList,
 * `XDSRegistryMetadataError` for a RegistryPackage that is neither SubmissionSet nor Folder, for other objects, for more
 * than 1,000 objects or more than 2,000 elements in one.
 */
export function readSubmitObjects(
  request: XmlElement,
  tolerated: readonly Quirk[],
): SubmittedObjects | Refusal {
  const list = element(request, 'RegistryObjectList', RIM);
  if (list === undefined) return refuse('MalformedRequest', 'no RegistryObjectList');
  const crowded = crowdedAt(list);
  if (crowded !== undefined)
    return refuse('XDSRegistryMetadataError', `${crowded}: too many`, { about: crowded });
  const pointingAt = partsBeside(list);

  const entries = elements(list, 'ExtrinsicObject', RIM).map((object) =>
    readSubmittedEntry(object, pointingAt(attribute(object, 'id'))),
  );
  const associations = elements(list, 'Association', RIM).map((object) => readAssociation(object, tolerated));
  const submissionSets: SubmissionSet[] = [];
  const folders: Folder[] = [];
  const faults: Fault[] = unknownObjects(list);
  for (const object of elements(list, 'RegistryPackage', RIM)) {
    const around = pointingAt(attribute(object, 'id'));
    const nodes = [...elements(object, 'Classification', RIM), ...around].map((node) =>
      attribute(node, 'classificationNode'),
    );
    const isSet = nodes.includes(SUBMISSION_SET_NODE);
    if (isSet === nodes.includes(FOLDER_NODE)) faults.push(unclassified(object));
    else if (isSet) submissionSets.push(readSubmissionSet(object, around));
    else folders.push(readFolder(object, around));
  }
  return refuseAll(faults) ?? { submissionSets, entries, folders, associations };
}

/** Objects of one submission, and elements in one of them: ten times what is ever sent. */
const MOST_OBJECTS = 1_000;
const MOST_ELEMENTS = 2_000;

/** The name of what holds more than it may. */
function crowdedAt(list: XmlElement): string | undefined {
  const objects = elements(list);
  if (objects.length > MOST_OBJECTS) return 'RegistryObjectList';
  return objects.find((object) => hasMoreElements(object, MOST_ELEMENTS))?.local;
}

function hasMoreElements(object: XmlElement, most: number): boolean {
  let count = 0;
  for (const _ of descendants(object)) if (++count > most) return true;
  return false;
}

/** Classifications and identifiers that stand beside their object, by its id. */
function partsBeside(list: XmlElement): (id: string | undefined) => readonly XmlElement[] {
  const parts = new Map<string, XmlElement[]>();
  for (const node of [
    ...elements(list, 'Classification', RIM),
    ...elements(list, 'ExternalIdentifier', RIM),
  ]) {
    const id = attribute(node, 'classifiedObject') ?? attribute(node, 'registryObject');
    if (id === undefined) continue;
    const known = parts.get(id);
    if (known === undefined) parts.set(id, [node]);
    else known.push(node);
  }
  return (id) => (id === undefined ? undefined : parts.get(id)) ?? [];
}

const KNOWN = new Set([
  'ExtrinsicObject',
  'RegistryPackage',
  'Association',
  'Classification',
  'ExternalIdentifier',
  'ObjectRef',
]);

function unknownObjects(list: XmlElement): Fault[] {
  return elements(list)
    .filter((object) => !KNOWN.has(object.local) || object.namespace !== RIM)
    .map((object) => ({
      code: 'XDSRegistryMetadataError',
      detail: `registry object ${object.name}`,
      about: object.local,
    }));
}

function unclassified(object: XmlElement): Fault {
  const id = attribute(object, 'id') ?? '';
  return {
    code: 'XDSRegistryMetadataError',
    detail: `RegistryPackage ${id} is not exactly one of SubmissionSet and Folder`,
    about: 'RegistryPackage',
    location: id,
  };
}

function readSubmissionSet(object: XmlElement, around: readonly XmlElement[]): SubmissionSet {
  const homeCommunityId = attribute(object, 'home');
  return {
    uniqueId: '',
    sourceId: '',
    patientId: '',
    submissionTime: '',
    ...readObject(object, submissionSetAttributes, around),
    id: attribute(object, 'id') ?? '',
    ...(homeCommunityId === undefined ? {} : { homeCommunityId }),
  } as unknown as SubmissionSet;
}

function readFolder(object: XmlElement, around: readonly XmlElement[]): Folder {
  const logicalId = attribute(object, 'lid');
  const homeCommunityId = attribute(object, 'home');
  return {
    uniqueId: '',
    patientId: '',
    ...readObject(object, folderAttributes, around),
    id: attribute(object, 'id') ?? '',
    ...(logicalId === undefined ? {} : { logicalId }),
    ...(homeCommunityId === undefined ? {} : { homeCommunityId }),
  } as unknown as Folder;
}

function readAssociation(object: XmlElement, tolerated: readonly Quirk[]): Association {
  const type = attribute(object, 'associationType') ?? '';
  const extras = elements(object, 'Classification', RIM).map((node) => ({
    scheme: attribute(node, 'classificationScheme') ?? '',
    nodeRepresentation: attribute(node, 'nodeRepresentation') ?? '',
    slots: readSlots(node),
    names: readTexts(node, 'Name'),
  }));
  return {
    // ebRIM demands an id; sources that leave it out lose nothing, since nothing of a message points at an association.
    id: attribute(object, 'id') ?? `urn:uuid:${randomUUID()}`,
    type: type === RPLC_2010 && tolerated.includes('replacement-of-2010') ? RPLC : type,
    source: attribute(object, 'sourceObject') ?? '',
    target: attribute(object, 'targetObject') ?? '',
    slots: readSlots(object),
    extras: { ...NO_EXTRAS, classifications: extras },
  };
}
