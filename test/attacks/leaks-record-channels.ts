import {
  administrativeDataRequest,
  authorisationListRequest,
  authorizationRequest,
  patientListRequest,
  patientSearchRequest,
} from '../../src/client/dmp-requests.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { Markup } from '../../src/xml/write.ts';
import type { FhirChannel, Hunt, SoapChannel } from './leaks-channels.ts';

const HABILITATIONS = 'urn:si-dmp-habilitations:HabilitationsEndPoint';
function soap(name: string, path: string, action: string, body: (hunt: Hunt) => Markup): SoapChannel {
  return { name, currentOnly: true, request: (hunt) => ({ path, action, body: body(hunt) }) };
}

/** An archived document is seen by who asks for it, and its date counts. */
const list = (name: string, body: () => Markup): SoapChannel => ({
  ...soap(name, 'patientsSpecific', 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList', body),
  currentOnly: false,
});

/** What is asked of a record and of who is authorised for it. The declaration is the last, for what it changes. */
export const recordSoapChannels: readonly SoapChannel[] = [
  soap('TD1.3a', 'patients', 'urn:hl7-org:v3:PRPA_IN201307UV02', ({ ins }) =>
    administrativeDataRequest(`${ins}^^^&${INS_NIR_TEST}&ISO^NH`),
  ),
  soap('TD0.5', 'patientsPDQ', 'urn:hl7-org:v3:PRPA_IN201305UV02', () =>
    patientSearchRequest({ family: 'DUPONT', birthDate: '19790328' }),
  ),
  list('TD0.4', () => patientListRequest({})),
  list('TD0.4 by last document', () => patientListRequest({ startDate: '20261102', dateType: 'LASTDOC' })),
  list('TD0.4 by authorisation', () =>
    patientListRequest({ startDate: '2026', dateType: 'LASTAUTORIZATION' }),
  ),
  ...(['ACTIVE', 'INTERDITE', 'TOUTE'] as const).map((mode) =>
    soap(`TD1.6 ${mode}`, 'habilitations', `${HABILITATIONS}:listAuthorizationByPatient`, () =>
      authorisationListRequest(mode),
    ),
  ),
  soap('TD0.3', 'habilitations', `${HABILITATIONS}:setAuthorization`, () =>
    authorizationRequest('AJOUT', false),
  ),
];

const who = ({ ins }: Hunt) => `patient.identifier=urn:oid:${INS_NIR_TEST}|${ins}`;
const id = ({ hidden }: Hunt) => hidden.entryUuid.slice('urn:uuid:'.length);

const get = (name: string, path: (hunt: Hunt) => string, more: Partial<FhirChannel> = {}): FhirChannel => ({
  name,
  currentOnly: true,
  ...more,
  request: (hunt) => ({ path: path(hunt) }),
});

const post = (name: string, path: string, body: (hunt: Hunt) => object): FhirChannel => ({
  name,
  currentOnly: true,
  request: (hunt) => ({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body(hunt)),
  }),
});

const patch = (
  name: string,
  operations: readonly object[],
  headers: Record<string, string> = {},
): FhirChannel => ({
  name: `PATCH of DocumentReference ${name}`,
  request: (hunt) => ({
    path: `DocumentReference/${id(hunt)}`,
    method: 'PATCH',
    headers: { 'content-type': 'application/json-patch+json', ...headers },
    body: JSON.stringify(operations),
  }),
});

const MASK = {
  op: 'add',
  path: '/securityLabel/-',
  value: {
    coding: [
      {
        system:
          'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument',
        code: 'MASQUE_PS',
      },
    ],
  },
};

/** Parameters of a search that would tell of a hidden match by its number, its page or what comes with it. */
const SEARCHES = [
  '_summary=count',
  '_summary=true',
  '_total=accurate',
  '_total=estimate',
  '_sort=date',
  '_sort=-_lastUpdated',
  '_include=DocumentReference:subject',
  '_revinclude=Provenance:target',
  '_lastUpdated=ge2026-11-02',
  '_elements=id',
  '_has:Provenance:target:agent=x',
  '_offset=2',
];

const read = (
  name: string,
  type: 'DocumentReference' | 'Binary',
  headers: Record<string, string>,
  method: 'GET' | 'HEAD' = 'GET',
): FhirChannel => ({
  name: `read of ${type} ${name}`,
  request: (hunt) => ({ path: `${type}/${id(hunt)}`, method, headers }),
});

export const recordFhirChannels: readonly FhirChannel[] = [
  read('that has not changed', 'Binary', { 'if-none-match': '*' }),
  read('since a year', 'Binary', { 'if-modified-since': 'Sat, 22 Nov 2025 10:00:00 GMT' }),
  read('in part', 'Binary', { range: 'bytes=0-0' }),
  get('DocumentReference of the Patient', ({ patient }) => `DocumentReference?patient=Patient/${patient}`, {
    currentOnly: false,
  }),
  get('read of Patient', ({ patient }) => `Patient/${patient}`),
  get('read of its Consent', ({ patient }) => `Consent/${patient}`),
  get('DocumentReference of nobody', (hunt) => `DocumentReference?_id=${id(hunt)}`, { currentOnly: false }),
  get(
    'DocumentReference by a parameter that it has not',
    (hunt) => `DocumentReference?${who(hunt)}&custodian=${id(hunt)}`,
    { currentOnly: false },
  ),
  get('Immunization by its id', (hunt) => `Immunization?${who(hunt)}&_id=${id(hunt)}.0`),
  ...SEARCHES.map((more) =>
    get(`DocumentReference ${more}`, (hunt) => `DocumentReference?${who(hunt)}&status=current&${more}`),
  ),
  ...['_summary=count', '_offset=1', '_include=Immunization:patient'].map((more) =>
    get(`Immunization ${more}`, (hunt) => `Immunization?${who(hunt)}&${more}`),
  ),
  {
    name: 'read of DocumentReference that has not changed',
    request: (hunt) => ({ path: `DocumentReference/${id(hunt)}`, headers: { 'if-none-match': 'W/"1"' } }),
  },
  patch('masking', [MASK]),
  patch('masking of a version', [MASK], { 'if-match': 'W/"1"' }),
  patch('deleting', [{ op: 'replace', path: '/status', value: 'entered-in-error' }]),
  patch('title', [{ op: 'replace', path: '/description', value: 'x' }]),
  get('Consent', (hunt) => `Consent?${who(hunt)}`),
  get('read of Consent', () => 'Consent/1'),
  get('AuditEvent about it', (hunt) => `AuditEvent?${who(hunt)}&entity:identifier=${hunt.hidden.uniqueId}`),
  get(
    'own AuditEvent about it',
    (hunt) => `AuditEvent?agent:identifier=810000000011&entity:identifier=${hunt.hidden.uniqueId}`,
  ),
  post('$bris-de-glace', 'Patient/$bris-de-glace', ({ ins }) => ({
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueIdentifier: { system: `urn:oid:${INS_NIR_TEST}`, value: ins } },
      { name: 'nom', valueString: 'DUPONT' },
      { name: 'prenom', valueString: 'NICOLE' },
    ],
  })),
];

/** What this server does not serve, and so answers without looking at any document. */
export const unservedFhirChannels: readonly FhirChannel[] = [
  read('by HEAD', 'DocumentReference', {}, 'HEAD'),
  read('by HEAD', 'Binary', {}, 'HEAD'),
  read('as XML', 'DocumentReference', { accept: 'application/fhir+xml' }),
  get('compartment', ({ patient }) => `Patient/${patient}/DocumentReference`),
  get('$everything', ({ patient }) => `Patient/${patient}/$everything`),
  get('history of DocumentReference', (hunt) => `DocumentReference/${id(hunt)}/_history`, {
    currentOnly: false,
  }),
  get('version of DocumentReference', (hunt) => `DocumentReference/${id(hunt)}/_history/1`, {
    currentOnly: false,
  }),
  get('history of all', () => 'DocumentReference/_history'),
  get('$docref', (hunt) => `DocumentReference/$docref?${who(hunt)}`),
  get('List', (hunt) => `List?${who(hunt)}&status=current`),
  get('Provenance', (hunt) => `Provenance?target=Immunization/${id(hunt)}.0`),
];
