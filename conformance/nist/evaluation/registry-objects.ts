import { attribute, element, elements, type XmlElement } from '../../../src/xml/tree.ts';

const SUBMISSION_SET_NODE = 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd';
const FOLDER_NODE = 'urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2';

/** The objects of an answer or a submission, by what they are. */
export interface RegistryObjects {
  readonly entries: readonly XmlElement[];
  readonly submissionSets: readonly XmlElement[];
  readonly folders: readonly XmlElement[];
  readonly associations: readonly XmlElement[];
  readonly references: readonly XmlElement[];
  /** RegistryPackages that are neither. */
  readonly others: readonly XmlElement[];
}

function isNode(node: XmlElement, classificationNode: string): boolean {
  return elements(node, 'Classification').some(
    (each) => attribute(each, 'classificationNode') === classificationNode,
  );
}

/** @param payload an AdhocQueryResponse or SubmitObjectsRequest; anything else holds no objects. */
export function registryObjects(payload: XmlElement | undefined): RegistryObjects {
  const list = element(payload, 'RegistryObjectList');
  const all = list === undefined ? [] : elements(list);
  const packages = all.filter(({ local }) => local === 'RegistryPackage');
  const beside = list === undefined ? [] : elements(list, 'Classification');
  const is = (node: XmlElement, classificationNode: string) =>
    isNode(node, classificationNode) ||
    beside.some(
      (each) =>
        attribute(each, 'classificationNode') === classificationNode &&
        attribute(each, 'classifiedObject') === attribute(node, 'id'),
    );
  const submissionSets = packages.filter((node) => is(node, SUBMISSION_SET_NODE));
  const folders = packages.filter((node) => is(node, FOLDER_NODE));
  return {
    entries: all.filter(({ local }) => local === 'ExtrinsicObject'),
    submissionSets,
    folders,
    associations: all.filter(({ local }) => local === 'Association'),
    references: all.filter(({ local }) => local === 'ObjectRef'),
    others: packages.filter((node) => !submissionSets.includes(node) && !folders.includes(node)),
  };
}

/** The last part of a URN: `Approved`, `HasMember`. */
export function lastPart(value: string | undefined): string {
  return value?.slice(value.lastIndexOf(':') + 1) ?? '';
}

export function statusOf(node: XmlElement): string {
  return lastPart(attribute(node, 'status'));
}
