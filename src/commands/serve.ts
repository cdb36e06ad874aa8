import { type RunningServer, startServer } from '../app.ts';
import type { Config } from '../config.ts';
import { matrixInForce } from './matrix-in-force.ts';
import { say } from './say.ts';
import { type Command, readArguments } from './usage.ts';

/** `carnet serve`: starts a server and keeps it running until it is told to stop. */
export const serve: Command = {
  name: 'serve',
  usage:
    'serve [--data DIR] [--port N] [--host H] [--domain dmp|ihe|NAME] [--profiles DIR] [--mode sandbox|production] [--public-url URL] [--http-port N] [--patients any|fed] [--hl7-port N] [--hl7-plain-port N]',
  summary: 'starts the server; each flag is also a setting (CARNET_DATA, CARNET_PORT, ...)',
  async run(args) {
    const { config } = readArguments(args);
    const server = await startServer(config);
    say(...greeting(server, config));
    // Without waiting for the minute to pass: somebody has lost a card.
    process.on('SIGUSR2', () => void server.readRevocationLists());
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await server.close();
    return 0;
  },
};

function greeting(server: RunningServer, config: Config): string[] {
  const { url, httpPort, hl7Port, hl7PlainPort, pki } = server;
  const lines = [
    `Carnet listens on ${url} (${config.mode}, domain ${config.domain}, data in ${config.data})`,
    '',
    ...Object.entries(server.addresses).map(
      ([base, names]) => `  SOAP              ${url}${base}/{${names.join(',')}}   (?wsdl on each)`,
    ),
    `  FHIR R4           ${url}/fhir`,
    ...(server.signsPatientsIn
      ? [`  patients sign in  ${url}/sign-in (OpenID Connect; ${url}/sign-in/account)`]
      : []),
    `  operations        ${url}/{healthz,readyz,metrics}`,
    ...matrixInForce(config, new Date().toISOString()).map((text) => `  matrix            ${text}`),
  ];
  if (httpPort !== undefined) lines.push(`  plain HTTP        http://127.0.0.1:${httpPort} (loopback only)`);
  if (hl7Port !== undefined)
    lines.push(`  HL7 v2, MLLP      ${config.host}:${hl7Port} (TLS; patient identity feed)`);
  if (hl7PlainPort !== undefined)
    lines.push(`  HL7 v2, MLLP      127.0.0.1:${hl7PlainPort} (no TLS, loopback only)`);
  if (pki === undefined) return lines;
  // What differs from the settings' defaults has to be said again to the other commands.
  const again = [
    ...(config.data === './data' ? [] : ['--data', config.data]),
    ...(url.endsWith(':8443') ? [] : ['--port', new URL(url).port]),
  ];
  const carnet = (...words: string[]) => ['npx carnet', ...words].join(' ');
  const who = [...pki.identities, ...pki.patients].map(({ slug }) => slug).join(', ');
  const [patient] = pki.patients;
  return [
    ...lines,
    '',
    `Identities of the sandbox, with their keys in ${pki.directory}: ${who}`,
    '',
    'To try:',
    `  curl --cacert ${pki.directory}/ca.pem ${url}/fhir/metadata`,
    ...(server.signsPatientsIn
      ? [
          `  ${carnet('deposit fixtures/documents/note-de-vaccination-charlotte.xml --as pharmacien', ...again)}`,
          `  curl --cacert ${pki.directory}/ca.pem -H "Authorization: Bearer $(${carnet(`token --as patient:${patient?.ins}`, ...again)})" \\`,
          `    "${url}/fhir/Immunization?patient.identifier=urn:oid:${patient?.authority}|${patient?.ins}"`,
        ]
      : []),
    '',
  ];
}
