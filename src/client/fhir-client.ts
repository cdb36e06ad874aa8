import { Agent, request } from 'node:https';

export interface FhirClientOptions {
  /** Such as `https://localhost:8443`. */
  readonly origin: string;
  readonly ca: string;
  /** PEM chain and key of the structure whose certificate the token is bound to; a patient has none. */
  readonly credentials?: { readonly certificate: string; readonly key: string };
  /** Gives the access token of each request; undefined sends none. */
  readonly token?: () => Promise<string | undefined>;
}

export interface FhirReply {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** The resource, when the answer is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: any resource type may come
  readonly resource: any;
}

export interface FhirClient {
  /** @param path below `/fhir`, such as `Patient?identifier=...`, or an absolute URL of the same server. */
  get(path: string, accept?: string, headers?: Readonly<Record<string, string>>): Promise<FhirReply>;
  /** @param body a resource, or a patch. @param headers beside those of the token; `content-type` is FHIR JSON unless said. */
  send(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<FhirReply>;
  close(): void;
}

/** A small FHIR client over mutual TLS. */
export function createFhirClient({ origin, ca, credentials, token }: FhirClientOptions): FhirClient {
  const pair = credentials === undefined ? {} : { cert: credentials.certificate, key: credentials.key };
  const agent = new Agent({ keepAlive: true, ca, ...pair });
  const call = async (
    method: string,
    path: string,
    { body, ...more }: { readonly body?: string; readonly [header: string]: string | undefined },
  ): Promise<FhirReply> => {
    const bearer = await token?.();
    const headers = { ...more, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) };
    const url = new URL(path, `${origin}/fhir/`);
    return new Promise<FhirReply>((resolve, reject) => {
      const sent = request(url, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const contentType = response.headers['content-type'] ?? '';
          const resource = /json/.test(contentType) ? JSON.parse(bytes.toString('utf8')) : undefined;
          resolve({ status: response.statusCode ?? 0, contentType, bytes, resource });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
  return {
    get: (path, accept = 'application/fhir+json', headers = {}) => call('GET', path, { accept, ...headers }),
    send: (method, path, body, headers = {}) =>
      call(method, path, {
        accept: 'application/fhir+json',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/fhir+json', body: JSON.stringify(body) }),
        ...headers,
      }),
    close: () => agent.destroy(),
  };
}
