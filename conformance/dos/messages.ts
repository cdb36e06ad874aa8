import { request } from 'node:https';
import { requestEnvelope } from '../../src/client/envelope-out.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import type { HostileInput } from './inputs.ts';

const PATIENT = '294061411802778';
const AUTHORITY = '1.2.250.1.213.1.4.10';
const QUERY = 'urn:ihe:iti:2007:RegistryStoredQuery';
const REGISTRY = '/si-dmp-server/v2/services/registry';
const MULTIPART =
  'multipart/related; type="application/xop+xml"; start="<root>"; start-info="application/soap+xml"; boundary=part';

/** A request over HTTP as it stands. */
export interface HostileRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function envelope(assertion: string, body: string): string {
  const to = `https://localhost${REGISTRY}`;
  const messageId = 'urn:uuid:3f0d3a35-8f4e-4c4f-9d56-1d4c6f3b9f10';
  return requestEnvelope({ action: QUERY, messageId, to, assertion }, storedMarkup(body));
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
  const vihf = makeVihf(pki, { as: 'medecin', patient: PATIENT });
  if (kind === 'mtom') {
    const root = `--part\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root>\r\n\r\n${envelope(vihf, '<a/>')}\r\n`;
    return {
      path: REGISTRY,
      headers: { 'content-type': MULTIPART },
      body: Buffer.from(`${root}${hostile}--part--\r\n`),
    };
  }
  const whole =
    kind === 'soap'
      ? envelope(vihf, hostile)
      : envelope(
          vihf.replace('</saml2:Issuer>', () => `</saml2:Issuer>${hostile}`),
          '<a/>',
        );
  return {
    path: REGISTRY,
    headers: { 'content-type': `application/soap+xml; charset=UTF-8; action="${QUERY}"` },
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
  const { certificate, key } = pki.credentials('medecin', 'auth');
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
