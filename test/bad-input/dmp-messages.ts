import {
  authorizationRequest,
  existenceRequest,
  findDocumentsRequest,
  getDocumentsRequest,
  retrieveRequest,
} from '../../src/client/dmp-requests.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import type { SoapMessage } from '../support/soap-message.ts';

/** The DMP's own repository in the sandbox. */
const REPOSITORY = '1.2.250.1.999.2.1.1';
const STORED_QUERY = 'urn:ihe:iti:2007:RegistryStoredQuery';

/** TD0.3: declares the caller authorised for the record that its assertion names; stores an authorisation. */
export function authorise(assertion: string | undefined): SoapMessage {
  return {
    service: 'habilitations',
    action: 'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization',
    body: authorizationRequest('AJOUT', false).text,
    assertion,
  };
}

/** TD0.2. */
export function exists(patientId: string, assertion: string): SoapMessage {
  const action = 'urn:hl7-org:v3:PRPA_IN201307UV02';
  return { service: 'patients', action, body: existenceRequest(patientId).text, assertion };
}

/** ITI-18 with any body. */
export function query(body: string, assertion: string): SoapMessage {
  return { service: 'registry', action: STORED_QUERY, body, assertion };
}

/** FindDocuments. */
export function find(patientId: string, assertion: string): SoapMessage {
  return query(findDocumentsRequest(patientId, [APPROVED], 'LeafClass', {}).text, assertion);
}

/** GetDocuments by uniqueId. */
export function get(uniqueIds: readonly string[], assertion: string): SoapMessage {
  return query(getDocumentsRequest(uniqueIds, 'LeafClass').text, assertion);
}

/** ITI-43. */
export function retrieve(uniqueIds: readonly string[], assertion: string, from = REPOSITORY): SoapMessage {
  const body = retrieveRequest(uniqueIds.map((uniqueId) => ({ repositoryUniqueId: from, uniqueId }))).text;
  const action = 'urn:ihe:iti:2007:RetrieveDocumentSet';
  return { service: 'repository', action, body, assertion, parts: [] };
}
