import { expect } from 'chai';
import { readCertificate } from '../../src/identity/certificate.ts';
import { createTrust } from '../../src/identity/certificate-path.ts';
import { createIdentity, type IdentityOptions } from '../../src/identity/create-identity.ts';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { told } from '../support/faults.ts';
import { authority, make } from '../support/made-certificates.ts';
import { sandboxPki } from '../support/pki.ts';
import { meetOverTls } from '../support/tls-meeting.ts';

const UNKNOWN = "CertificateUnknown Le certificat client n'a pas été émis par une autorité reconnue.";
const EXPIRED = "CertificateExpired Le certificat client n'est pas en cours de validité.";
const USAGE = "CertificateUsage Le certificat client n'est pas un certificat d'authentification.";

describe('given a TLS connection', () => {
  let pki: SandboxPki;

  before(async () => {
    pki = await sandboxPki();
  });

  const identityWith = (more: Partial<IdentityOptions> = {}) =>
    createIdentity({
      config: { mode: 'sandbox', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
      trust: pki.trust,
      tokenIssuers: [],
      ...more,
    });
  const meet = (client: Credentials | undefined, more?: Partial<IdentityOptions>) =>
    meetOverTls(pki, client, (socket) => identityWith(more).peer(socket));
  const asCredentials = ({ pem, key }: ReturnType<typeof make>): Credentials => ({
    certificate: pem,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });

  it('then without a client certificate there is nobody', async () => {
    expect(await meet(undefined)).to.equal(undefined);
  });

  it('then a card is its person', async () => {
    const { thumbprint } = readCertificate(pki.credentials('infirmier', 'auth').certificate)!;
    expect(await meet(pki.credentials('infirmier', 'auth'))).to.deep.equal({
      thumbprint,
      kind: 'person',
      id: '810000000045',
      name: 'DUVAL Samir',
      subjectDn: 'CN=810000000045+SN=DUVAL+GN=Samir,title=Infirmier,C=FR',
    });
  });

  it('then a structure is itself', async () => {
    expect(await meet(pki.credentials('esat', 'auth'))).to.include({
      kind: 'structure',
      id: '1140000019',
      name: 'ESAT LES POMMIERS',
    });
  });

  it('then a signature certificate is refused for its usage', async () => {
    for (const slug of ['medecin', 'esat']) {
      expect(told(await meet(pki.credentials(slug, 'sign')))).to.deep.equal([USAGE]);
    }
  });

  it('then a certificate of unknown origin is refused, under a known name too', async () => {
    const { subject } = pki.identity('medecin');
    expect(told(await meet(asCredentials(make({ name: subject }))))).to.deep.equal([UNKNOWN]);
  });

  it('then the server certificate, of an authority that issues no clients, is refused', async () => {
    expect(told(await meet(pki.server))).to.deep.equal([UNKNOWN]);
  });

  it('then a certificate that has ended is refused, also on a connection that began before', async () => {
    let now = new Date();
    const identity = identityWith({ now: () => now });
    await meetOverTls(pki, pki.credentials('medecin', 'auth'), (socket) => {
      expect(identity.peer(socket)).to.include({ id: '810000000011' });
      now = new Date(now.getTime() + 4 * 365 * 24 * 3_600_000);
      expect(told(identity.peer(socket))).to.deep.equal([EXPIRED]);
      now = new Date(0);
      expect(told(identity.peer(socket))).to.deep.equal([EXPIRED]);
    });
  });

  it('then a production server refuses the whole sandbox', async () => {
    const trust = createTrust({ anchors: pki.anchors, testCertificates: false });
    for (const slug of ['medecin', 'esat']) {
      expect(told(await meet(pki.credentials(slug, 'auth'), { trust }))).to.deep.equal([UNKNOWN]);
    }
  });

  it('then a machine that is neither card nor structure is known only where no assertion is demanded', async () => {
    const root = make({ name: 'Root', extensions: authority(0) });
    const trust = createTrust({ anchors: [root.pem], testCertificates: true });
    const node = asCredentials(make({ name: 'node.example', issuer: root }));
    expect(told(await meet(node, { trust }))).to.deep.equal([UNKNOWN]);
    const rules = { assertion: 'optional', assertionResource: 'urn:dmp', patientAuthorities: [] } as const;
    expect(await meet(node, { trust, rules })).to.include({ id: 'CN=node.example', name: 'node.example' });
  });
});
