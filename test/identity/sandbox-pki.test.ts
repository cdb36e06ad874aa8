import { createPrivateKey, X509Certificate } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { expect } from 'chai';
import { type Certificate, EXTENDED_USAGE, readCertificate } from '../../src/identity/certificate.ts';
import { formatName, sameName } from '../../src/identity/distinguished-name.ts';
import { pemCertificates } from '../../src/identity/pem.ts';
import { ensureAuthorities } from '../../src/identity/sandbox/authorities.ts';
import { makeCertificate } from '../../src/identity/sandbox/certificate-maker.ts';
import { leafExtensions } from '../../src/identity/sandbox/layouts.ts';
import { ensureSandboxPki, type SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { isForAuthentication, isForSignature } from '../../src/identity/usage.ts';
import { sandboxPki } from '../support/pki.ts';

const certificateOf = (pki: SandboxPki, slug: string, use: 'auth' | 'sign'): Certificate =>
  readCertificate(pki.credentials(slug, use).certificate)!;

describe('given the sandbox PKI', () => {
  let pki: SandboxPki;

  before(async () => {
    pki = await sandboxPki();
  });

  it('then everybody that the design names is in it', () => {
    expect(pki.identities.map(({ slug }) => slug)).to.include.members([
      ...[
        'medecin',
        'medecin-traitant',
        'pharmacien',
        'infirmier',
        'sage-femme',
        'kinesitherapeute',
        'dentiste',
      ],
      ...['psychomotricien', 'medecin-travail', 'medecin-regulateur', 'educateur', 'secretaire'],
      ...['esat', 'hopital', 'samu', 'assurance-maladie'],
    ]);
    expect(pki.patients.map(({ slug }) => slug)).to.include('charlotte');
  });

  it('then each has two key pairs of one name: one authenticates, the other signs, neither does both', () => {
    for (const { slug } of pki.identities) {
      const [auth, sign] = [certificateOf(pki, slug, 'auth'), certificateOf(pki, slug, 'sign')];
      expect(sameName(auth.subject, sign.subject), slug).to.equal(true);
      expect(auth.x509.publicKey.equals(sign.x509.publicKey), slug).to.equal(false);
      expect([isForAuthentication(auth), isForSignature(auth)], slug).to.deep.equal([true, false]);
      expect([isForAuthentication(sign), isForSignature(sign)], slug).to.deep.equal([false, true]);
      expect([auth.test, sign.test], slug).to.deep.equal([true, true]);
      for (const use of ['auth', 'sign'] as const) {
        const { key } = pki.credentials(slug, use);
        expect(certificateOf(pki, slug, use).x509.checkPrivateKey(createPrivateKey(key)), slug).to.equal(
          true,
        );
      }
    }
  });

  it('then a card is laid out as IGC-Santé lays it out', () => {
    const card = certificateOf(pki, 'medecin', 'sign');
    expect(card.subject.map((rdn) => rdn.map(({ oid }) => oid).sort())).to.deep.equal([
      ['2.5.4.6'],
      ['2.5.4.12'],
      ['2.5.4.3', '2.5.4.4', '2.5.4.42'],
    ]);
    expect([...(card.keyUsage ?? [])]).to.deep.equal(['nonRepudiation']);
    expect([...(card.extendedUsage ?? [])]).to.deep.equal([EXTENDED_USAGE.emailProtection]);
    expect(card.holder).to.include({ kind: 'person', card: 'CPS', id: '810000000011', profession: '10' });
    expect([...(certificateOf(pki, 'medecin', 'auth').keyUsage ?? [])]).to.deep.equal(['digitalSignature']);
    expect(formatName(card.issuer)).to.equal(
      'CN=SANDBOX AC IGC-SANTE FORT PERSONNES,OU=IGC-SANTE SANDBOX,OU=0002 187512751,O=CARNET,C=FR',
    );
  });

  it('then a card of pharmacien, of staff and of a social profession say what they are', () => {
    expect(certificateOf(pki, 'pharmacien', 'auth').holder).to.deep.include({
      profession: '21',
      specialities: ['A'],
    });
    expect(certificateOf(pki, 'secretaire', 'auth').holder).to.include({
      card: 'CPE',
      id: '3140000027/0001',
    });
    expect(certificateOf(pki, 'educateur', 'auth').holder).not.to.have.property('profession');
  });

  it('then a structure is laid out as IGC-Santé lays it out', () => {
    const sign = certificateOf(pki, 'esat', 'sign');
    expect(sign.subjectText).to.equal(
      'CN=DUI ESAT LES POMMIERS,OU=1140000019,O=ESAT LES POMMIERS,ST=Calvados (14),C=FR',
    );
    expect([...(sign.keyUsage ?? [])]).to.deep.equal(['digitalSignature', 'nonRepudiation']);
    expect(formatName(sign.issuer)).to.include('CN=SANDBOX AC IGC-SANTE ELEMENTAIRE ORGANISATIONS,');
  });

  it('then every certificate leads to a pinned root, and the chain in its file says so', () => {
    for (const { slug } of pki.identities) {
      for (const use of ['auth', 'sign'] as const) {
        expect(pki.trust.check(certificateOf(pki, slug, use), new Date()), slug).to.equal(undefined);
        const chain = pemCertificates(pki.credentials(slug, use).certificate).map(
          (base64) => new X509Certificate(Buffer.from(base64, 'base64')),
        );
        expect(chain).to.have.length(3);
        expect(chain[0]?.verify(chain[1]!.publicKey)).to.equal(true);
        expect(chain[1]?.verify(chain[2]!.publicKey)).to.equal(true);
      }
    }
    expect(pemCertificates(pki.ca)).to.have.length(pki.anchors.length + 1);
    expect(readFileSync(join(pki.directory, 'ca.pem'), 'utf8')).to.equal(pki.ca);
  });

  it('then issuing authorities may issue no authorities', () => {
    const issuing = pki.anchors
      .map((pem) => readCertificate(pem)!)
      .filter((one) => !sameName(one.subject, one.issuer));
    expect(issuing.map(({ pathLength }) => pathLength)).to.deep.equal([0, 0]);
  });

  it('then the server has a P-256 certificate for localhost', () => {
    const server = new X509Certificate(pki.server.certificate);
    expect(server.publicKey.asymmetricKeyDetails?.namedCurve).to.equal('prime256v1');
    expect(server.checkHost('localhost')).to.equal('localhost');
    expect(server.checkIP('127.0.0.1')).to.equal('127.0.0.1');
    expect(server.checkIP('::1')).to.equal('::1');
  });

  it('then private keys are for their owner alone, and bundles open with their password', () => {
    for (const file of readdirSync(pki.directory)) {
      if (!/\.(key\.pem|p12)$/.test(file)) continue;
      expect(statSync(join(pki.directory, file)).mode & 0o777, file).to.equal(0o600);
    }
    const pfx = readFileSync(pki.identity('medecin').files.auth.pkcs12);
    expect(() => createSecureContext({ pfx, passphrase: 'carnet' })).not.to.throw();
    expect(() => createSecureContext({ pfx, passphrase: 'autre' })).to.throw();
  });

  it('then an identity is found by slug and by id, and nobody else is', () => {
    expect(pki.identity('1140000019').slug).to.equal('esat');
    expect(() => pki.identity('nobody')).to.throw(RangeError);
  });
});

describe('given a folder that has a sandbox PKI', () => {
  let directory: string;

  const contents = () =>
    Object.fromEntries(
      readdirSync(join(directory, 'pki'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'base64')]),
    );
  const changed = (before: Record<string, string>) => {
    const after = contents();
    return Object.keys({ ...before, ...after })
      .filter((name) => before[name] !== after[name])
      .sort();
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'carnet-pki-copy-'));
    cpSync((await sandboxPki()).directory, join(directory, 'pki'), { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('then it stays as it is', async () => {
    const before = contents();
    await ensureSandboxPki(directory);
    expect(changed(before)).to.deep.equal([]);
  });

  it('then only the key pair that misses a file is made again', async () => {
    const before = contents();
    rmSync(join(directory, 'pki', 'esat.sign.p12'));
    await ensureSandboxPki(directory);
    expect(changed(before)).to.deep.equal(['esat.sign.crt.pem', 'esat.sign.key.pem', 'esat.sign.p12']);
  });

  it('then only the key pair whose key is not that of its certificate is made again', async () => {
    cpSync(join(directory, 'pki', 'esat.sign.key.pem'), join(directory, 'pki', 'esat.auth.key.pem'));
    const before = contents();
    await ensureSandboxPki(directory);
    expect(changed(before)).to.deep.equal(['esat.auth.crt.pem', 'esat.auth.key.pem', 'esat.auth.p12']);
  });

  it('then only the key pair that ends within 30 days is made again', async () => {
    const { organizations } = await ensureAuthorities(join(directory, 'pki', 'authorities'));
    const esat = (await sandboxPki()).identity('esat');
    const file = join(directory, 'pki', 'esat.auth.crt.pem');
    const current = readCertificate(readFileSync(file, 'utf8'))!;
    writeFileSync(
      file,
      makeCertificate({
        subject: esat.subject,
        publicKey: current.x509.publicKey,
        issuer: organizations.name,
        issuerKey: organizations.key,
        issuerPublicKey: organizations.certificate.x509.publicKey,
        notBefore: current.notBefore,
        notAfter: new Date(Date.now() + 29 * 24 * 3_600_000),
        extensions: leafExtensions(esat, 'auth'),
      }),
    );
    const before = contents();
    await ensureSandboxPki(directory);
    expect(changed(before)).to.deep.equal(['esat.auth.crt.pem', 'esat.auth.key.pem', 'esat.auth.p12']);
  });
});
