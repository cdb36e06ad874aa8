import { expect } from 'chai';
import { readConfig } from '../src/config.ts';
import { faultOf } from './config/fault-of.ts';

const production = {
  CARNET_MODE: 'production',
  CARNET_TRUST: 'trust.pem',
  CARNET_TLS_CERTIFICATE: 'server.pem',
  CARNET_TLS_KEY: 'server.key',
  CARNET_CRL: 'crl',
};

describe('given no settings', () => {
  it('then the sandbox of the DMP domain starts on localhost:8443 with data in ./data', () => {
    const config = readConfig({});
    expect(config).to.include({
      data: './data',
      host: 'localhost',
      port: 8443,
      domain: 'dmp',
      mode: 'sandbox',
    });
    expect(config.database).to.equal('./data/carnet.db');
    expect(config.blobs).to.equal('./data/blobs');
  });

  it('then variables of other programs and empty ones are not read', () => {
    expect(readConfig({ HOME: '/root', CARNET_PORT: '' }).port).to.equal(8443);
  });
});

describe('given an audit record repository', () => {
  it('then its port is that of syslog over TLS where none is named', () => {
    const at = (address: string) => readConfig({ CARNET_ATNA_REPOSITORY: address }).auditRepository;
    expect(at('tls://audit.example')).to.include({ host: 'audit.example', port: 6514 });
    expect(at('tls://audit.example:7000')).to.include({ host: 'audit.example', port: 7000 });
    expect(readConfig({}).auditRepository).to.equal(undefined);
  });
});

describe('given revocation', () => {
  it('then production demands lists and the sandbox takes what it knows, unless said', () => {
    expect(readConfig({}).revocation).to.include({
      mode: 'if-known',
      folder: './data/pki/crl',
      graceHours: 24,
    });
    expect(readConfig(production).revocation).to.include({ mode: 'required', folder: 'crl', graceHours: 24 });
    for (const mode of ['if-known', 'off']) {
      const given = { ...production, CARNET_CRL: '', CARNET_REVOCATION: mode };
      expect(readConfig(given).revocation).to.include({ mode, folder: undefined });
    }
  });

  it('then lists may come from several addresses alone', () => {
    const CARNET_CRL_URLS = 'http://a.example/1.crl, https://b.example/2.crl';
    expect(readConfig({ ...production, CARNET_CRL: '', CARNET_CRL_URLS }).revocation.urls).to.deep.equal([
      'http://a.example/1.crl',
      'https://b.example/2.crl',
    ]);
  });
});

describe('given OCSP responders', () => {
  const CARNET_OCSP_URL = 'http://ocsp.example, https://second.example/ocsp';

  it('then they suffice in production, and their answers count for as long as the settings say', () => {
    const given = { ...production, CARNET_CRL: '', CARNET_OCSP_URL };
    expect(readConfig(given).revocation.ocsp).to.deep.equal({
      urls: ['http://ocsp.example', 'https://second.example/ocsp'],
      intervalMinutes: 15,
      graceHours: 0,
    });
    const more = { CARNET_OCSP_INTERVAL: '5', CARNET_OCSP_GRACE: '2' };
    expect(readConfig({ ...given, ...more }).revocation.ocsp).to.include({
      intervalMinutes: 5,
      graceHours: 2,
    });
  });

  it('then none is asked unless named', () => {
    expect(readConfig({}).revocation.ocsp).to.equal(undefined);
  });
});

describe('given a setting that cannot be used', () => {
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['an unknown name', { CARNET_PROT: '8443' }, 'CARNET_PROT'],
    ['a port that is no number', { CARNET_PORT: 'abc' }, 'CARNET_PORT'],
    ['a port beyond the range', { CARNET_PORT: '70000' }, 'CARNET_PORT'],
    ['a size without a number', { CARNET_BODY_LIMIT: 'abc' }, 'CARNET_BODY_LIMIT'],
    ['a size of nothing', { CARNET_BODY_LIMIT: '0' }, 'CARNET_BODY_LIMIT'],
    [
      'an audit repository without TLS',
      { CARNET_ATNA_REPOSITORY: 'udp://audit.example:514' },
      'CARNET_ATNA_REPOSITORY',
    ],
    [
      'authorities of an audit repository that is not named',
      { CARNET_ATNA_CA: 'ca.pem' },
      'CARNET_ATNA_REPOSITORY',
    ],
    ['an unknown mode', { CARNET_MODE: 'test' }, 'CARNET_MODE'],
    [
      'a database of another engine',
      { CARNET_DATABASE_URL: 'postgres://localhost/carnet' },
      'CARNET_DATABASE_URL',
    ],
    ['a domain that is a path', { CARNET_DOMAIN: '../dmp' }, 'CARNET_DOMAIN'],
    ['an endless assertion window', { CARNET_ASSERTION_WINDOW: '100000' }, 'CARNET_ASSERTION_WINDOW'],
    ['a wish that is none of the two', { CARNET_PATIENTS: 'some' }, 'CARNET_PATIENTS'],
    [
      'HL7 without TLS in production',
      { ...production, CARNET_HL7_PLAIN_PORT: '2576' },
      'CARNET_HL7_PLAIN_PORT',
    ],
    ['plain HTTP in production', { ...production, CARNET_HTTP_PORT: '8080' }, 'CARNET_HTTP_PORT'],
    [
      'wrong keys of INS in production',
      { ...production, CARNET_TEST_INS_ANY_KEY: 'true' },
      'CARNET_TEST_INS_ANY_KEY',
    ],
    ['production without revocation lists', { ...production, CARNET_CRL: '' }, 'CARNET_CRL'],
    [
      'revocation lists that are not read',
      { CARNET_CRL: 'crl', CARNET_REVOCATION: 'off' },
      'CARNET_REVOCATION',
    ],
    ['a revocation list from a file address', { CARNET_CRL_URLS: 'file:///etc/crl' }, 'CARNET_CRL_URLS'],
    [
      'an OCSP responder that is not asked',
      { CARNET_OCSP_URL: 'http://ocsp.example', CARNET_REVOCATION: 'off' },
      'CARNET_OCSP_URL',
    ],
    ['an OCSP responder at a file address', { CARNET_OCSP_URL: 'file:///ocsp' }, 'CARNET_OCSP_URL'],
    ['an endless grace of answers', { CARNET_OCSP_GRACE: '1000' }, 'CARNET_OCSP_GRACE'],
    ['a bris de glace without end', { CARNET_BRIS_DE_GLACE_DURATION: '73' }, 'CARNET_BRIS_DE_GLACE_DURATION'],
    ['a bris de glace of no time', { CARNET_BRIS_DE_GLACE_DURATION: '0' }, 'CARNET_BRIS_DE_GLACE_DURATION'],
    ['an endless grace', { CARNET_CRL_GRACE: '100000' }, 'CARNET_CRL_GRACE'],
    ['production without pinned authorities', { ...production, CARNET_TRUST: '' }, 'CARNET_TRUST'],
    ['keys of a token issuer that is not named', { CARNET_PSC_JWKS: 'psc.json' }, 'CARNET_PSC_JWKS'],
    ['a token issuer without TLS', { CARNET_PSC_ISSUER: 'http://psc.example' }, 'CARNET_PSC_ISSUER'],
    [
      'introspection by nobody',
      { CARNET_PSC_ISSUER: 'https://psc.example', CARNET_PSC_INTROSPECTION: 'true' },
      'CARNET_PSC_CLIENT_ID',
    ],
    [
      'introspection with a secret and a certificate',
      {
        CARNET_PSC_ISSUER: 'https://psc.example',
        CARNET_PSC_INTROSPECTION: 'true',
        CARNET_PSC_CLIENT_ID: 'carnet',
        CARNET_PSC_CLIENT_SECRET: 'secret',
        CARNET_PSC_CLIENT_CERTIFICATE: 'c.pem',
        CARNET_PSC_CLIENT_KEY: 'c.key',
      },
      'CARNET_PSC_CLIENT_SECRET',
    ],
    [
      'keys of a token exchange that is not named',
      { CARNET_EXCHANGE_JWKS: 'x.json' },
      'CARNET_EXCHANGE_JWKS',
    ],
    [
      'a token exchange without TLS',
      { CARNET_EXCHANGE_ISSUER: 'http://exchange.example' },
      'CARNET_EXCHANGE_ISSUER',
    ],
    [
      'introspection of the tokens of an exchange by nobody',
      {
        CARNET_EXCHANGE_ISSUER: 'https://exchange.example',
        CARNET_EXCHANGE_INTROSPECTION: 'true',
        CARNET_PSC_ISSUER: 'https://psc.example',
        CARNET_PSC_INTROSPECTION: 'true',
        CARNET_PSC_CLIENT_ID: 'carnet',
        CARNET_PSC_CLIENT_SECRET: 'secret',
      },
      'CARNET_EXCHANGE_CLIENT_ID',
    ],
    [
      'one issuer under two names',
      { CARNET_EXCHANGE_ISSUER: 'https://psc.example', CARNET_PSC_ISSUER: 'https://psc.example' },
      'CARNET_EXCHANGE_ISSUER',
    ],
    [
      'an issuer of patients that serves everybody',
      { CARNET_PATIENT_ISSUER: 'https://patients.example' },
      'CARNET_PATIENT_AUDIENCE',
    ],
    ['no tries at sign-in', { CARNET_SIGN_IN_TRIES: '0' }, 'CARNET_SIGN_IN_TRIES'],
  ];
  for (const [what, environment, named] of cases) {
    it(`then ${what} stops the start and the message names it`, () => {
      expect(faultOf(environment)).to.contain(named);
    });
  }
});

describe('given sizes', () => {
  it('then units are powers of 1024', () => {
    expect(readConfig({ CARNET_BODY_LIMIT: '2MB' }).bodyLimit).to.equal(2 * 1024 * 1024);
    expect(readConfig({ CARNET_BODY_LIMIT: '512kb' }).bodyLimit).to.equal(512 * 1024);
  });
});
