import { request } from 'node:https';
import { requestEnvelope } from '../../src/client/envelope-out.ts';
import { LCM, QUERY as QUERY_XSD, RIM, XDSB } from '../../src/ebrim/namespaces.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import type { HostileInput, RequestKind } from './inputs.ts';

export const PATIENT = '294061411802778';
export const AUTHORITY = '1.2.250.1.213.1.4.10';
/** Who sends everything but what a patient does. */
export const CALLER = 'medecin';
const QUERY = 'urn:ihe:iti:2007:RegistryStoredQuery';
const REGISTRY = '/si-dmp-server/v2/services/registry';
const REPOSITORY = '/si-dmp-server/v2/services/repository';
const CX = `${PATIENT}^^^&amp;${AUTHORITY}&amp;ISO^NH`;
const SUBMISSION_SET_NODE = 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd';
const SUBMISSION_SET_PATIENT = 'urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446';
const FIND_DOCUMENTS = 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d';
const APPROVED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
const MULTIPART =
  'multipart/related; type="application/xop+xml"; start="<root>"; start-info="application/soap+xml"; boundary=part';

/** A request over HTTP as it stands. */
export interface HostileRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A transaction that something hostile is asked of. */
interface HostileTransaction {
  readonly path: string;
  readonly action: string;
  readonly body: (hostile: string) => string;
}

const PLAIN_QUERY: HostileTransaction = { path: REGISTRY, action: QUERY, body: (hostile) => hostile };

const TRANSACTIONS: Readonly<Record<RequestKind, HostileTransaction>> = {
  submission: {
    path: REPOSITORY,
    action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
    body: (hostile) =>
      `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}" xmlns:lcm="${LCM}" xmlns:rim="${RIM}"><lcm:SubmitObjectsRequest><rim:RegistryObjectList><rim:RegistryPackage id="set"><rim:Classification classifiedObject="set" classificationNode="${SUBMISSION_SET_NODE}"/><rim:ExternalIdentifier identificationScheme="${SUBMISSION_SET_PATIENT}" value="${CX}"/></rim:RegistryPackage>${hostile}</rim:RegistryObjectList></lcm:SubmitObjectsRequest></xds:ProvideAndRegisterDocumentSetRequest>`,
  },
  query: {
    path: REGISTRY,
    action: QUERY,
    body: (hostile) =>
      `<query:AdhocQueryRequest xmlns:query="${QUERY_XSD}" xmlns:rim="${RIM}"><query:ResponseOption returnType="LeafClass" returnComposedObjects="true"/><rim:AdhocQuery id="${FIND_DOCUMENTS}"><rim:Slot name="$XDSDocumentEntryPatientId"><rim:ValueList><rim:Value>'${CX}'</rim:Value></rim:ValueList></rim:Slot><rim:Slot name="$XDSDocumentEntryStatus"><rim:ValueList><rim:Value>('${APPROVED}')</rim:Value></rim:ValueList></rim:Slot>${hostile}</rim:AdhocQuery></query:AdhocQueryRequest>`,
  },
  retrieval: {
    path: REPOSITORY,
    action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
    body: (hostile) =>
      `<xds:RetrieveDocumentSetRequest xmlns:xds="${XDSB}">${hostile}</xds:RetrieveDocumentSetRequest>`,
  },
};

function envelope(
  assertion: string,
  hostile: string,
  { path, action, body }: HostileTransaction = PLAIN_QUERY,
): string {
  const to = `https://localhost${path}`;
  const messageId = 'urn:uuid:3f0d3a35-8f4e-4c4f-9d56-1d4c6f3b9f10';
  return requestEnvelope({ action, messageId, to, assertion }, storedMarkup(body(hostile)));
}

/** Puts an input where its kind belongs, in a request of somebody who may call. */
export async function hostileRequest(
  pki: SandboxPki,
  { kind, text, most }: HostileInput,
  bytes: number,
): Promise<HostileRequest> {
  const hostile = text(Math.min(bytes, most ?? bytes));
  if (kind === 'json' || kind === 'form') {
    const authorization = `Bearer ${await makePatientToken(pki, { ins: PATIENT })}`;
    const type = kind === 'json' ? 'application/fhir+json' : 'application/x-www-form-urlencoded';
    return {
      path: kind === 'json' ? '/fhir' : '/fhir/DocumentReference/_search',
      headers: { authorization, 'content-type': type },
      body: Buffer.from(
        kind === 'json' ? hostile : `patient.identifier=urn:oid:${AUTHORITY}|${PATIENT}&${hostile}`,
      ),
    };
  }
  const vihf = makeVihf(pki, { as: CALLER, patient: PATIENT });
  if (kind === 'mtom') {
    const root = `--part\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root>\r\n\r\n${envelope(vihf, '<a/>')}\r\n`;
    return {
      path: REGISTRY,
      headers: { 'content-type': MULTIPART },
      body: Buffer.from(`${root}${hostile}--part--\r\n`),
    };
  }
  const transaction = kind === 'soap' || kind === 'assertion' ? PLAIN_QUERY : TRANSACTIONS[kind];
  const whole =
    kind === 'assertion'
      ? envelope(
          vihf.replace('</saml2:Issuer>', () => `</saml2:Issuer>${hostile}`),
          '<a/>',
        )
      : envelope(vihf, hostile, transaction);
  return {
    path: transaction.path,
    headers: { 'content-type': `application/soap+xml; charset=UTF-8; action="${transaction.action}"` },
    body: Buffer.from(whole),
  };
}

/**
 * Sends a request with the certificate of a doctor.
 * @returns the status, or what ended the connection.
 */
export function send(
  pki: SandboxPki,
  port: number,
  { path, headers, body }: HostileRequest,
): Promise<string> {
  const { certificate, key } = pki.credentials(CALLER, 'auth');
  // A patient shows no certificate.
  const pair = headers.authorization === undefined ? { cert: certificate, key } : {};
  return new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        ca: pki.ca,
        servername: 'localhost',
        agent: false,
        ...pair,
        headers: { ...headers, 'content-length': body.length },
      },
      (response) => {
        response.on('error', () => {}).resume();
        response.on('close', () => resolve(String(response.statusCode)));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    sent.end(body);
  });
}
