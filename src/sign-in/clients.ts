import { readFile } from 'node:fs/promises';
import type { ClientMetadata } from 'oidc-provider';
import { z } from 'zod';

/** Programs that may ask for a patient's token. None has a secret: a patient's device could not keep it (RFC 8252, 8.5). */
const clients = z.array(
  z.strictObject({
    client_id: z.string().regex(/^[\x21-\x7e]{1,100}$/),
    /** What the patient reads when asked to agree. */
    client_name: z.string().min(1).max(100),
    redirect_uris: z.array(z.url()).min(1),
    post_logout_redirect_uris: z.array(z.url()).default([]),
    /** `native`: a program on the device itself, which listens on a loopback port of its choice (RFC 8252, 7.3). */
    application_type: z.enum(['web', 'native']).default('web'),
  }),
);

export type PatientClient = z.infer<typeof clients>[number];

/** The client of the README's trial: `http://127.0.0.1:<any port>/callback`. */
export const SANDBOX_CLIENT: PatientClient = {
  client_id: 'carnet-sandbox',
  client_name: 'Carnet, bac à sable',
  redirect_uris: ['http://127.0.0.1/callback'],
  post_logout_redirect_uris: [],
  application_type: 'native',
};

/** @param file JSON, a list of clients. @throws ZodError, SyntaxError or the error of the file. */
export async function readClients(file: string): Promise<PatientClient[]> {
  return clients.parse(JSON.parse(await readFile(file, 'utf8')));
}

export function clientMetadata(client: PatientClient): ClientMetadata {
  return {
    ...client,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
