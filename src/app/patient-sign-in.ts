import express, { type Router } from 'express';
import type { Config } from '../config.ts';
import { ClientGone } from '../http/body.ts';
import type { TokenIssuer } from '../identity/token/token-issuer.ts';
import { readClients, SANDBOX_CLIENT } from '../sign-in/clients.ts';
import { SIGN_IN_PATH, type SignInOptions, signInHandler } from '../sign-in/handler.ts';
import { signInKeys } from '../sign-in/keys.ts';

export interface PatientSignIn {
  readonly router: Router;
  /** Its tokens, as identity judges them. */
  readonly issuer: TokenIssuer;
}

/**
 * The server's own sign-in of patients (decision 0016), unless an issuer of the operator's takes its place.
 * @param base the base address of the server, asked for once it listens.
 * @throws when the keys or the clients cannot be read: the server must not start.
 */
export async function patientSignIn(
  config: Pick<Config, 'data' | 'mode' | 'patientIssuer' | 'signIn'>,
  { store, reject, log, base }: Pick<SignInOptions, 'store' | 'reject' | 'log' | 'base'>,
): Promise<PatientSignIn | undefined> {
  if (config.patientIssuer !== undefined) return undefined;
  const { clients: file, limits } = config.signIn;
  const keys = await signInKeys(`${config.data}/sign-in`);
  const clients = [
    ...(file === undefined ? [] : await readClients(file)),
    ...(config.mode === 'sandbox' ? [SANDBOX_CLIENT] : []),
  ];
  const handle = signInHandler({ store, reject, log, keys, clients, limits, base });
  const router = express.Router();
  router.use(SIGN_IN_PATH, (request, response, next) => {
    handle(request, response).catch((error: unknown) => {
      // Nobody is left to answer, and nothing of ours has failed.
      if (!(error instanceof ClientGone)) next(error);
    });
  });
  return {
    router,
    issuer: {
      get issuer() {
        return `${base()}${SIGN_IN_PATH}`;
      },
      get audience() {
        return `${base()}/fhir`;
      },
      of: 'patient',
      jwks: keys.publicKeys,
      sandbox: false,
    },
  };
}
