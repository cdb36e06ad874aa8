import { APPROVED } from '../model/document-entry.ts';
import type { AnswerAttachment } from '../soap/soap-transaction.ts';
import { element, elements } from '../xml/tree.ts';
import type { Markup } from '../xml/write.ts';
import {
  type AcknowledgedAnswer,
  type ExistenceAnswer,
  type ListAnswer,
  type PatientsAnswer,
  type QueryAnswer,
  type RegistryAnswer,
  type RetrieveAnswer,
  readAcknowledgement,
  readExistence,
  readList,
  readPatients,
  readRetrieved,
  registryAnswer,
  type ServiceAnswer,
  serviceAnswer,
} from './dmp-answers.ts';
import {
  type AuthorisationMode,
  administrativeChangeRequest,
  administrativeDataRequest,
  authorisationListRequest,
  authorizationRequest,
  closingRequest,
  existenceRequest,
  findDocumentsRequest,
  getDocumentsRequest,
  type PatientListOptions,
  patientListRequest,
  patientSearchRequest,
  provideRequest,
  type ReturnType,
  retrieveRequest,
  type SearchedTraits,
} from './dmp-requests.ts';
import type { SoapCall, SoapClient, SoapReply } from './soap-client.ts';

/** Below which the services of the DMP are. */
export const DMP_BASE = '/si-dmp-server/v2/services';
const ACTIONS = {
  existence: 'urn:hl7-org:v3:PRPA_IN201307UV02',
  search: 'urn:hl7-org:v3:PRPA_IN201305UV02',
  revise: 'urn:hl7-org:v3:PRPA_IN201314UV02',
  setAuthorization: 'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization',
  authorisations: 'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient',
  patientList: 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList',
  provide: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  query: 'urn:ihe:iti:2007:RegistryStoredQuery',
  update: 'urn:ihe:iti:2010:UpdateDocumentSet',
  retrieve: 'urn:ihe:iti:2007:RetrieveDocumentSet',
};

export interface DmpClientOptions {
  readonly soap: SoapClient;
  /** Gives a fresh assertion for each call; undefined where the server wants none. @param patientId left out where none is asked about. */
  readonly assertion: (patientId?: string) => string | undefined;
}

export interface DmpClient {
  /** TD0.2. @param patientId CX. */
  existence(patientId: string): Promise<ExistenceAnswer>;
  /** TD1.3a; the patient is in the payload of the reply. @param patientId CX. */
  administrativeData(patientId: string): Promise<ExistenceAnswer>;
  /** TD0.5, of no patient in particular. */
  searchPatients(traits: SearchedTraits): Promise<PatientsAnswer>;
  /** TD1.3b: another name in use. @param patientId CX. */
  changeUsualName(patientId: string, usualFamily: string): Promise<AcknowledgedAnswer>;
  /** TD1.4. @param patientId CX. */
  closeRecord(patientId: string): Promise<AcknowledgedAnswer>;
  /** TD0.3. */
  setAuthorization(
    patientId: string,
    options?: { readonly action?: 'AJOUT' | 'SUPPRESSION'; readonly medecinTraitant?: boolean },
  ): Promise<ServiceAnswer>;
  /** TD0.4, of no patient in particular. */
  patientList(options?: PatientListOptions): Promise<ListAnswer>;
  /** TD1.6. */
  authorisations(patientId: string, mode?: AuthorisationMode): Promise<ListAnswer>;
  /** TD2.1, ITI-41. @param submission `lcm:SubmitObjectsRequest`. */
  provide(
    patientId: string,
    submission: Markup,
    documents: readonly (Omit<AnswerAttachment, 'contentId'> & { readonly id: string })[],
  ): Promise<RegistryAnswer>;
  /** TD3.1a, FindDocuments. Parameters beside patient and status are given by name, each a list of texts (OR). */
  findDocuments(
    patientId: string,
    options?: {
      readonly statuses?: readonly string[];
      readonly returnType?: ReturnType;
      readonly parameters?: Readonly<Record<string, readonly string[]>>;
    },
  ): Promise<QueryAnswer>;
  /** TD3.1b, GetDocuments by uniqueId. */
  getDocuments(
    patientId: string,
    uniqueIds: readonly string[],
    returnType?: ReturnType,
  ): Promise<QueryAnswer>;
  /** TD3.3, ITI-57. @param submission `lcm:SubmitObjectsRequest`. */
  update(patientId: string, submission: Markup): Promise<RegistryAnswer>;
  /** TD3.2, ITI-43. */
  retrieve(
    patientId: string,
    documents: readonly { readonly repositoryUniqueId: string; readonly uniqueId: string }[],
  ): Promise<RetrieveAnswer>;
}

/** The transactions of the DMP as a professional's software calls them, on the DMP's own paths. */
export function createDmpClient({ soap, assertion }: DmpClientOptions): DmpClient {
  const call = (patientId: string | undefined, request: Omit<SoapCall, 'assertion'>): Promise<SoapReply> =>
    soap.call({ ...request, path: `${DMP_BASE}/${request.path}`, assertion: assertion(patientId) });
  const storedQuery = async (patientId: string, body: Markup): Promise<QueryAnswer> => {
    const reply = await call(patientId, { path: 'registry', action: ACTIONS.query, body });
    const found = element(reply.payload, 'RegistryObjectList');
    return { ...registryAnswer(reply), objects: found === undefined ? [] : elements(found) };
  };

  return {
    async existence(patientId) {
      const body = existenceRequest(patientId);
      return readExistence(await call(patientId, { path: 'patients', action: ACTIONS.existence, body }));
    },

    async administrativeData(patientId) {
      const body = administrativeDataRequest(patientId);
      return readExistence(await call(patientId, { path: 'patients', action: ACTIONS.existence, body }));
    },

    async searchPatients(traits) {
      const request = { path: 'patientsPDQ', action: ACTIONS.search, body: patientSearchRequest(traits) };
      return readPatients(await call(undefined, request));
    },

    async changeUsualName(patientId, usualFamily) {
      const body = administrativeChangeRequest(patientId, usualFamily);
      return readAcknowledgement(await call(patientId, { path: 'patients', action: ACTIONS.revise, body }));
    },

    async closeRecord(patientId) {
      const body = closingRequest(patientId);
      return readAcknowledgement(await call(patientId, { path: 'patients', action: ACTIONS.revise, body }));
    },

    async setAuthorization(patientId, { action = 'AJOUT', medecinTraitant = false } = {}) {
      const body = authorizationRequest(action, medecinTraitant);
      const request = { path: 'habilitations', action: ACTIONS.setAuthorization, body };
      return serviceAnswer(await call(patientId, request));
    },

    async patientList(options = {}) {
      const body = patientListRequest(options);
      const request = { path: 'patientsSpecific', action: ACTIONS.patientList, body };
      return readList(await call(undefined, request), 'patientlistData');
    },

    async authorisations(patientId, mode = 'TOUTE') {
      const body = authorisationListRequest(mode);
      const request = { path: 'habilitations', action: ACTIONS.authorisations, body };
      return readList(await call(patientId, request), 'listOfAuthorizationByPatient');
    },

    async provide(patientId, submission, documents) {
      const attachments = documents.map((document) => ({ ...document, contentId: `${document.id}@carnet` }));
      const body = provideRequest(submission, attachments);
      return registryAnswer(
        await call(patientId, { path: 'repository', action: ACTIONS.provide, body, attachments }),
      );
    },

    findDocuments(patientId, { statuses = [APPROVED], returnType = 'LeafClass', parameters = {} } = {}) {
      return storedQuery(patientId, findDocumentsRequest(patientId, statuses, returnType, parameters));
    },

    getDocuments(patientId, uniqueIds, returnType = 'ObjectRef') {
      return storedQuery(patientId, getDocumentsRequest(uniqueIds, returnType));
    },

    async update(patientId, submission) {
      const request = { path: 'registry', action: ACTIONS.update, body: submission };
      return registryAnswer(await call(patientId, request));
    },

    async retrieve(patientId, documents) {
      const body = retrieveRequest(documents);
      const request = { path: 'repository', action: ACTIONS.retrieve, body, attachments: [] };
      const reply = await call(patientId, request);
      return { ...registryAnswer(reply), documents: readRetrieved(reply) };
    },
  };
}
