import { cp, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Credentials } from '../../src/identity/sandbox/pki.ts';
import { revokeIdentity } from '../../src/identity/sandbox/revocation-lists.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { makeCard, personsAuthority } from '../support/card-maker.ts';
import { soapRequest } from '../support/soap-message.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, fault, outcome } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';
import { type Told, toldBy } from './told.ts';

const REVOKED = 'Le certificat a été révoqué.';
const UNKNOWN = "Il n'est pas possible pour l'instant de savoir si le certificat a été révoqué.";

const revoke = async ({ server, pki }: BadInputHouse, slug: string) => {
  await revokeIdentity(pki.directory, pki.identity(slug));
  await server.readRevocationLists();
};

/** Sends TD0.3 over one connection that stays open. */
function oneConnection({ server, pki }: BadInputHouse, as: Credentials) {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ca: pki.ca,
    servername: 'localhost',
    cert: as.certificate,
    key: as.key,
  });
  const ports = new Set<number | undefined>();
  return {
    ports,
    close: () => agent.destroy(),
    async declare(assertion: string): Promise<Told> {
      const { path, headers, body } = soapRequest(authorise(assertion));
      return new Promise((resolve, reject) => {
        const target = { host: '127.0.0.1', port: server.port, path, method: 'POST', agent };
        const sent = request({ ...target, headers: { ...headers } }, (response) => {
          ports.add(response.socket.localPort);
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve(toldBy({ status: response.statusCode ?? 0, headers: response.headers, text }));
          });
        });
        sent.on('error', reject);
        sent.end(body);
      });
    },
  };
}

describe('given a server, and certificates that are revoked while it runs', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  it('then a card that works is refused on the next request of the very same connection', async () => {
    const connection = oneConnection(house, house.pki.credentials('medecin', 'auth'));
    const vihf = () => makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value });
    try {
      await house.stores(() => connection.declare(vihf()));
      await revoke(house, 'medecin');
      await house.refuses(
        () => connection.declare(vihf()),
        fault(`DMPInvalidCertificate ${REVOKED}`, 'TLS CertificateRevoked'),
      );
      expect([...connection.ports]).to.have.length(1);
    } finally {
      connection.close();
    }
  });

  it('then an assertion that was good and is shown again is refused for its signer, over another card of hers', async () => {
    const assertion = makeVihf(house.pki, { as: 'infirmier', patient: CHARLOTTE.value });
    const issuer = personsAuthority(house.pki);
    const card = makeCard(house.pki, { slug: 'infirmier', use: 'auth', issuer });
    await house.stores(() => house.sendSoap(authorise(assertion), card));
    await revoke(house, 'infirmier');
    await house.refuses(
      () => house.sendSoap(authorise(assertion), card),
      fault(`DMPInvalidCertificate ${REVOKED} (X509Certificate)`, 'SOAP CertificateRevoked'),
    );
  });

  it('then a token that is bound to the certificate of a structure is of no use with it', async () => {
    const token = await makeProfessionalToken(house.pki, { as: 'pharmacien', client: 'esat' });
    const path = `/fhir/Patient?identifier=urn:oid:${INS_NIR_TEST}%7C${CHARLOTTE.value}`;
    const read = () =>
      house.send({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } }, 'esat');
    expect((await read()).status).to.not.equal(401);
    await revoke(house, 'esat');
    await house.refuses(read, outcome(401, `login CertificateRevoked ${REVOKED}`, 'FHIR CertificateRevoked'));
  });

  it('then others of the same authority are served', () => {
    const vihf = makeVihf(house.pki, { as: 'sage-femme', patient: CHARLOTTE.value });
    return house.stores(() => house.sendSoap(authorise(vihf), 'sage-femme'));
  });
});

describe('given a server that demands revocation lists', () => {
  let house: BadInputHouse;
  let lists: string;
  before(async () => {
    lists = await mkdtemp(join(tmpdir(), 'carnet-lists-'));
    house = await badInputHouse({ CARNET_REVOCATION: 'required', CARNET_CRL: lists });
  });
  after(async () => {
    await house.close();
    await rm(lists, { recursive: true, force: true });
  });

  it('then nobody is served while it has none, which is not their fault, and everybody once it has', async () => {
    const vihf = () => makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value });
    const declare = () => house.sendSoap(authorise(vihf()), 'medecin');
    await house.refuses(declare, {
      status: 503,
      told: [`Receiver CertificateStatusUnknown ${UNKNOWN}`],
      trace: 'TLS CertificateStatusUnknown',
    });
    await cp(join(house.pki.directory, 'crl'), lists, { recursive: true });
    await house.server.readRevocationLists();
    await house.stores(declare);
  });
});
