import { AlreadyServed } from '../app/one-server.ts';
import { NotSoap } from '../client/soap-client.ts';
import { ProfileError } from '../terminology/profiles.ts';

/** What a person can do about an error of the machine. Undefined for a bug, which deserves its stack. */
export function explain(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, port } = error as { code?: string; path?: string; port?: number };
  switch (code) {
    case 'ENOENT':
      return `There is no file ${path}.`;
    case 'EACCES':
      return `No permission: ${path ?? error.message}.`;
    case 'EADDRINUSE':
      return `Port ${port} is in use; choose another with --port.`;
    case 'ECONNREFUSED':
      return `No server listens on port ${port}; start one with npm start, or name it with --port.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'The server that listens has a certificate of other authorities; name its data folder with --data.';
    default:
      if (error instanceof NotSoap)
        return `${error.address} answered ${error.status} and no SOAP message: what listens there is no server of the domain dmp, as npm start starts one.`;
      return error instanceof ProfileError || error instanceof AlreadyServed ? error.message : undefined;
  }
}
