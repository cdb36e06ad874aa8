import { parseXml } from '../../../src/xml/parse.ts';
import type { XmlElement } from '../../../src/xml/tree.ts';

const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
export const SUCCESS = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success';
export const FAILURE = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure';
export const APPROVED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
export const DEPRECATED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated';
const SEVERITY = 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType';

export const SET = 'urn:uuid:00000000-0000-4000-8000-000000000001';
export const FOLDER = 'urn:uuid:00000000-0000-4000-8000-000000000002';
export const FIRST = 'urn:uuid:00000000-0000-4000-8000-00000000000a';
export const SECOND = 'urn:uuid:00000000-0000-4000-8000-00000000000b';

/** An answer to a query, with these objects. */
export function queryAnswer(objects: readonly string[], status = SUCCESS): XmlElement {
  return parseXml(queryAnswerText(objects, status));
}

export function queryAnswerText(objects: readonly string[], status = SUCCESS): string {
  return `<q:AdhocQueryResponse xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" status="${status}"><rim:RegistryObjectList xmlns:rim="${RIM}">${objects.join('')}</rim:RegistryObjectList></q:AdhocQueryResponse>`;
}

export interface ErrorSaid {
  readonly code: string;
  readonly context?: string;
  readonly severity?: 'Error' | 'Warning' | 'Fatal';
}

/** An answer to a submission. */
export function registryResponseText(status: string, errors: readonly ErrorSaid[] = []): string {
  const listed = errors.map(
    ({ code, context = 'context', severity = 'Error' }) =>
      `<rs:RegistryError errorCode="${code}" codeContext="${context}" severity="${SEVERITY}:${severity}"/>`,
  );
  const list = errors.length === 0 ? '' : `<rs:RegistryErrorList>${listed.join('')}</rs:RegistryErrorList>`;
  return `<rs:RegistryResponse xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" status="${status}">${list}</rs:RegistryResponse>`;
}

export function registryResponse(status: string, errors: readonly ErrorSaid[] = []): XmlElement {
  return parseXml(registryResponseText(status, errors));
}

export function slot(name: string, ...values: string[]): string {
  const listed = values.map((value) => `<rim:Value>${value.replaceAll('&', '&amp;')}</rim:Value>`);
  return `<rim:Slot name="${name}"><rim:ValueList>${listed.join('')}</rim:ValueList></rim:Slot>`;
}

let count = 0;

function coded(owner: string, scheme: string, code: string, system = '2.16.840.1.113883.5.25'): string {
  return `<rim:Classification id="c${++count}" classificationScheme="urn:uuid:${scheme}" classifiedObject="${owner}" nodeRepresentation="${code}">${slot('codingScheme', system)}<rim:Name><rim:LocalizedString value="${code}"/></rim:Name></rim:Classification>`;
}

function identified(owner: string, scheme: string, value: string): string {
  return `<rim:ExternalIdentifier id="e${++count}" identificationScheme="urn:uuid:${scheme}" registryObject="${owner}" value="${value}"><rim:Name><rim:LocalizedString value="id"/></rim:Name></rim:ExternalIdentifier>`;
}

const PATIENT = 'P1^^^&amp;1.3.6.1.4.1.21367.13.20.1000&amp;ISO';
const UNIQUE = '1.2.42.1';

/** A stable DocumentEntry in which nothing is wrong. */
export function entry(id: string, status = APPROVED, uniqueId = UNIQUE): string {
  return [
    `<rim:ExtrinsicObject id="${id}" lid="${id}" status="${status}" mimeType="text/plain" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">`,
    slot('creationTime', '20051224'),
    slot('languageCode', 'en-us'),
    slot('sourcePatientId', '89765a87b^^^&1.3.4.5&ISO'),
    slot('repositoryUniqueId', '1.19.6.24.109.42.1'),
    slot('hash', 'e543712c0e10501972de13a5bfcbe826c49feb75'),
    slot('size', '4'),
    coded(id, '41a5887f-8865-4c09-adf7-e362475b143a', 'N'),
    coded(id, 'f0306f51-975f-434e-a61c-c59651d33983', 'N'),
    coded(id, 'a09d5840-386c-46f2-b5ad-9c3699a4309d', 'N'),
    coded(id, 'f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1', 'N'),
    coded(id, 'cccf5598-8b07-4b77-a05e-ae952c785ead', 'N'),
    coded(id, 'f4f85eac-e6cb-4883-b524-f2705394840f', 'N'),
    identified(id, '58a6f841-87b3-4a3e-92fd-a8ffeff98427', PATIENT),
    identified(id, '2e82c1f6-a085-4c72-9da3-8640a32e42ab', uniqueId),
    '</rim:ExtrinsicObject>',
  ].join('');
}

function packageNode(id: string, node: string): string {
  return `<rim:Classification id="c${++count}" classifiedObject="${id}" classificationNode="urn:uuid:${node}"/>`;
}

export function submissionSet(id = SET, status = APPROVED): string {
  return [
    `<rim:RegistryPackage id="${id}" status="${status}">`,
    slot('submissionTime', '20041225235050'),
    packageNode(id, 'a54d6aa5-d40d-43f9-88c5-b4633d873bdd'),
    coded(id, 'aa543740-bdda-424e-8c96-df4873be8500', 'N'),
    identified(id, '6b5aea1a-874d-4603-a4bc-96a0a7b38446', PATIENT),
    identified(id, '96fdda7c-d067-4183-912e-bf5ee74998a8', UNIQUE),
    identified(id, '554ac39e-e3fe-47fe-b233-965d2a147832', '1.3.6.1.4.1.21367.4'),
    '</rim:RegistryPackage>',
  ].join('');
}

export function folder(id = FOLDER, status = APPROVED): string {
  return [
    `<rim:RegistryPackage id="${id}" status="${status}">`,
    slot('lastUpdateTime', '20041225235050'),
    packageNode(id, 'd9d542f3-6cc4-48b6-8870-ea235fbc94c2'),
    coded(id, '1ba97051-7806-41a8-a48b-8fce7af683c5', 'N'),
    identified(id, 'f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a', PATIENT),
    identified(id, '75df8f67-9973-4fbe-a900-df66cefecc5a', UNIQUE),
    '</rim:RegistryPackage>',
  ].join('');
}

let associations = 0;

/** The id of the association that was made last. */
export function lastAssociation(): string {
  return `urn:uuid:00000000-0000-4000-8000-${String(associations).padStart(12, '9')}`;
}

export function association(source: string, target: string, type = 'HasMember', status = APPROVED): string {
  associations++;
  const urn =
    type === 'HasMember'
      ? `urn:oasis:names:tc:ebxml-regrep:AssociationType:${type}`
      : `urn:ihe:iti:${type === 'IsSnapshotOf' ? '2010' : '2007'}:AssociationType:${type}`;
  const original = source === SET ? slot('SubmissionSetStatus', 'Original') : '';
  return `<rim:Association id="${lastAssociation()}" status="${status}" associationType="${urn}" sourceObject="${source}" targetObject="${target}">${original}</rim:Association>`;
}

export function reference(id: string): string {
  return `<rim:ObjectRef id="${id}"/>`;
}
