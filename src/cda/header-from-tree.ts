import { attribute, element, elements, path, type XmlElement } from '../xml/tree.ts';
import {
  actorOf,
  codeOf,
  idOf,
  idsOf,
  namePartsOf,
  organizationOf,
  present,
  valueAttribute,
  words,
} from './elements.ts';
import type { CdaHeader, CdaId, CdaPatient, CdaServiceEvent } from './header.ts';

function patientOf(document: XmlElement): CdaPatient {
  const role = path(document, 'recordTarget', 'patientRole');
  const patient = element(role, 'patient');
  const name = element(patient, 'name');
  return {
    ids: idsOf(role),
    families: namePartsOf(name, 'family'),
    givens: namePartsOf(name, 'given'),
    ...present('birthTime', valueAttribute(element(patient, 'birthTime'))),
    ...present('sex', attribute(element(patient, 'administrativeGenderCode'), 'code')),
    ...present('birthCounty', words(path(patient, 'birthplace', 'place', 'addr', 'county'))),
  };
}

function serviceEventOf(node: XmlElement): CdaServiceEvent {
  const time = element(node, 'effectiveTime');
  return {
    ...present('code', codeOf(element(node, 'code'))),
    ...present('low', valueAttribute(element(time, 'low')) ?? valueAttribute(time)),
    ...present('high', valueAttribute(element(time, 'high'))),
    performers: elements(node, 'performer').map(actorOf),
  };
}

function versionOf(node: XmlElement | undefined): number | undefined {
  const value = valueAttribute(node);
  return value !== undefined && /^[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
}

function accessionNumbersOf(document: XmlElement): CdaId[] {
  return elements(document, 'inFulfillmentOf')
    .flatMap((node) => elements(node, 'order'))
    .flatMap((order) => elements(order, 'accessionNumber'))
    .flatMap((node) => idOf(node) ?? []);
}

/** The header of a ClinicalDocument whose body has been left out of the tree. */
export function headerFromTree(
  document: XmlElement,
  body: CdaHeader['body'],
  selfPresenting: boolean,
): CdaHeader {
  const signer = element(document, 'legalAuthenticator');
  const custodian = path(document, 'custodian', 'assignedCustodian', 'representedCustodianOrganization');
  const encounter = path(document, 'componentOf', 'encompassingEncounter');
  const facility = path(encounter, 'location', 'healthCareFacility');
  return {
    templateIds: elements(document, 'templateId').flatMap((node) => {
      const id = idOf(node);
      if (id === undefined) return [];
      return [id.extension === undefined ? id.root : `${id.root}#${id.extension}`];
    }),
    ...present('id', idOf(element(document, 'id'))),
    ...present('code', codeOf(element(document, 'code'))),
    ...present('title', words(element(document, 'title'))),
    ...present('effectiveTime', valueAttribute(element(document, 'effectiveTime'))),
    ...present('confidentiality', codeOf(element(document, 'confidentialityCode'))),
    ...present('language', attribute(element(document, 'languageCode'), 'code')?.trim() || undefined),
    ...present('setId', idOf(element(document, 'setId'))),
    ...present('versionNumber', versionOf(element(document, 'versionNumber'))),
    patient: patientOf(document),
    authors: elements(document, 'author').map(actorOf),
    ...present('legalAuthenticator', signer === undefined ? undefined : actorOf(signer)),
    ...present('custodian', organizationOf(custodian)),
    serviceEvents: elements(document, 'documentationOf')
      .flatMap((node) => elements(node, 'serviceEvent'))
      .map(serviceEventOf),
    ...present('encounterClass', attribute(element(encounter, 'code'), 'code')),
    ...present('facilityType', codeOf(element(facility, 'code'))),
    relatedDocuments: elements(document, 'relatedDocument').map((node) => ({
      type: attribute(node, 'typeCode') ?? '',
      parents: elements(node, 'parentDocument').flatMap(idsOf),
    })),
    orders: elements(document, 'inFulfillmentOf')
      .flatMap((node) => elements(node, 'order'))
      .flatMap(idsOf),
    accessionNumbers: accessionNumbersOf(document),
    body,
    selfPresenting,
  };
}
