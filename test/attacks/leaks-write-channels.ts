import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { FhirChannel, Hunt } from './leaks-channels.ts';

const id = ({ hidden }: Hunt) => hidden.entryUuid.slice('urn:uuid:'.length);
const who = ({ ins }: Hunt) => `patient.identifier=urn:oid:${INS_NIR_TEST}|${ins}`;
const JSON_BODY = { 'content-type': 'application/fhir+json' };

type Request = ReturnType<FhirChannel['request']>;

function sends(
  name: string,
  method: NonNullable<Request['method']>,
  path: (hunt: Hunt) => string,
  body?: (hunt: Hunt) => object,
  headers: (hunt: Hunt) => Record<string, string> = () => JSON_BODY,
): FhirChannel {
  return {
    name,
    request: (hunt) => ({
      path: path(hunt),
      method,
      headers: headers(hunt),
      ...(body === undefined ? {} : { body: JSON.stringify(body(hunt)) }),
    }),
  };
}

const DELETES = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
const asPatch = () => ({ 'content-type': 'application/json-patch+json' });
/** FHIRPath Patch. */
const ARCHIVES = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'replace' },
        { name: 'path', valueString: 'DocumentReference.status' },
        { name: 'value', valueCode: 'entered-in-error' },
      ],
    },
  ],
};

const MHD = 'https://profiles.ihe.net/ITI/MHD';
const TRE_A05 =
  'https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire';
const part = (place: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${place}`;
const identifier = (uniqueId: string) => ({ system: 'urn:ietf:rfc:3986', value: `urn:oid:${uniqueId}` });

/**
 * ITI-65 with one document of the patient's own.
 * @param ids uniqueIds of the lot and the document; those of nobody unless said.
 */
export function provideBundle(
  ids: { readonly lot?: string; readonly document?: string },
  more: object = {},
  replaced: readonly object[] = [],
): object {
  const binary = { resourceType: 'Binary', contentType: 'application/pdf', data: 'JVBERi0xLjQ=' };
  const attachment = { contentType: 'application/pdf', url: part(3) };
  const resources = [
    {
      resourceType: 'List',
      identifier: [{ use: 'usual', ...identifier(ids.lot ?? '1.2.250.1.999.79.4') }],
      status: 'current',
      mode: 'working',
      code: { coding: [{ system: `${MHD}/CodeSystem/MHDlistTypes`, code: 'submissionset' }] },
      date: '2026-11-20T09:00:00+01:00',
      entry: [{ item: { reference: part(2) } }],
    },
    {
      resourceType: 'DocumentReference',
      masterIdentifier: identifier(ids.document ?? '1.2.250.1.999.79.5'),
      status: 'current',
      type: { coding: [{ system: TRE_A05, code: 'DOCPAT02' }] },
      content: [{ attachment }],
      ...(replaced.length === 0 ? {} : { relatesTo: replaced }),
    },
    binary,
  ];
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Minimal.ProvideBundle`] },
    type: 'transaction',
    entry: resources.map((resource, at) => ({
      fullUrl: part(at + 1),
      resource,
      request: { method: 'POST', url: resource.resourceType, ...more },
    })),
  };
}

const replacing = (reference: string) => [{ code: 'replaces', target: { reference } }];
const inner = (type: 'batch' | 'transaction') => (hunt: Hunt) => ({
  resourceType: 'Bundle',
  type,
  entry: [
    { request: { method: 'GET', url: `DocumentReference/${id(hunt)}` } },
    { request: { method: 'GET', url: `DocumentReference?${who(hunt)}&_summary=count` } },
  ],
});

/** What changes something by FHIR; each names what is hidden. */
export const writeFhirChannels: readonly FhirChannel[] = [
  sends(
    'ITI-65 that replaces it',
    'POST',
    () => '',
    (hunt) => provideBundle({}, {}, replacing(`DocumentReference/${id(hunt)}`)),
  ),
  sends(
    'ITI-65 that replaces it under another address',
    'POST',
    () => '',
    (hunt) => provideBundle({}, {}, replacing(`https://elsewhere.test/fhir/DocumentReference/${id(hunt)}`)),
  ),
  sends(
    'PATCH by identifier',
    'PATCH',
    (hunt) => `DocumentReference?identifier=urn:oid:${hunt.hidden.uniqueId}&${who(hunt)}`,
    () => DELETES,
    asPatch,
  ),
  sends(
    'PATCH by entryUUID',
    'PATCH',
    (hunt) => `DocumentReference?identifier=${hunt.hidden.entryUuid}&${who(hunt)}`,
    () => DELETES,
    asPatch,
  ),
  sends(
    'PATCH by identifier of a version',
    'PATCH',
    (hunt) => `DocumentReference?identifier=urn:oid:${hunt.hidden.uniqueId}&${who(hunt)}`,
    () => DELETES,
    () => ({ ...asPatch(), 'if-match': 'W/"1"' }),
  ),
  sends(
    'PATCH by FHIRPath',
    'PATCH',
    (hunt) => `DocumentReference/${id(hunt)}`,
    () => ARCHIVES,
  ),
];

/** What this server does not serve, or refuses for its form. */
export const unservedWriteChannels: readonly FhirChannel[] = [
  sends(
    'ITI-65 unless it is there',
    'POST',
    () => '',
    ({ hidden }) => provideBundle({}, { ifNoneExist: `identifier=urn:oid:${hidden.uniqueId}` }),
  ),
  sends('batch that reads it', 'POST', () => '', inner('batch')),
  sends('transaction that reads it', 'POST', () => '', inner('transaction')),
  sends(
    'PUT of DocumentReference',
    'PUT',
    (hunt) => `DocumentReference/${id(hunt)}`,
    (hunt) => ({ resourceType: 'DocumentReference', id: id(hunt) }),
  ),
  sends('DELETE of DocumentReference', 'DELETE', (hunt) => `DocumentReference/${id(hunt)}`),
  sends(
    'DELETE by identifier',
    'DELETE',
    ({ hidden }) => `DocumentReference?identifier=urn:oid:${hidden.uniqueId}`,
  ),
  sends(
    'POST of DocumentReference unless it is there',
    'POST',
    () => 'DocumentReference',
    () => ({ resourceType: 'DocumentReference' }),
    ({ hidden }) => ({ ...JSON_BODY, 'if-none-exist': `identifier=urn:oid:${hidden.uniqueId}` }),
  ),
  sends('DELETE of Binary', 'DELETE', (hunt) => `Binary/${id(hunt)}`),
  sends(
    'PUT of Immunization',
    'PUT',
    (hunt) => `Immunization/${id(hunt)}.0`,
    (hunt) => ({ resourceType: 'Immunization', id: `${id(hunt)}.0` }),
  ),
  sends(
    'Consent about it',
    'POST',
    () => 'Consent',
    (hunt) => ({
      resourceType: 'Consent',
      status: 'active',
      patient: { reference: `Patient/${hunt.patient}` },
      provision: {
        type: 'permit',
        data: [{ meaning: 'instance', reference: { reference: `DocumentReference/${id(hunt)}` } }],
      },
    }),
  ),
  sends(
    '$masquer-tout',
    'POST',
    ({ patient }) => `Patient/${patient}/$masquer-tout`,
    () => ({
      resourceType: 'Parameters',
      parameter: [{ name: 'document', valueReference: { reference: 'DocumentReference/1' } }],
    }),
  ),
];

/** What changes the record for whoever asks after it. */
export const lastFhirChannels: readonly FhirChannel[] = [
  sends(
    '$bloquer of its author',
    'POST',
    ({ patient }) => `Patient/${patient}/$bloquer`,
    () => ({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'professionnel',
          valueIdentifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000999' },
        },
      ],
    }),
  ),
  sends(
    '$bris-de-glace with every trait',
    'POST',
    () => 'Patient/$bris-de-glace',
    ({ ins }) => ({
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueIdentifier: { system: `urn:oid:${INS_NIR_TEST}`, value: ins } },
        { name: 'nom', valueString: 'DUPONT' },
        { name: 'prenom', valueString: 'CAMILLE' },
        { name: 'date-naissance', valueDate: '1979-03-28' },
        { name: 'motif', valueString: 'Inconscient' },
      ],
    }),
  ),
];
