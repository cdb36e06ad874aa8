import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { makeProfessionalToken, sandboxTokenIssuers } from '../../src/identity/sandbox/token-maker.ts';
import { told } from '../support/faults.ts';
import { type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';

const INVALID = ["TokenInvalid Le jeton d'accès n'est pas valide."];

type Json = Record<string, unknown>;
const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;

describe('given a token that was confused on purpose', () => {
  let house: IdentityHouse;
  let header: Json;
  let payload: Json;
  let genuine: string;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

  before(async () => {
    // The keys are published without `alg`, as many issuers do: nothing but the server's own list then forbids others.
    const { pki } = await identityHouse();
    const keys = pki.tokenIssuer.jwks.keys.map(({ alg: _alg, ...key }) => key);
    house = await identityHouse({
      tokenIssuers: sandboxTokenIssuers(pki).map((issuer) => ({ ...issuer, jwks: { keys } })),
    });
    genuine = await makeProfessionalToken(house.pki, { as: 'medecin', client: 'hopital', at: NOW });
    const [head = '', body = ''] = genuine.split('.');
    [header, payload] = [decode(head), decode(body)];
  });

  const show = async (token: string) =>
    house.identity.fromToken(token, await house.peer('hopital'), NOW, undefined);
  const signed = (head: Json, body: Json, hash: string, key: Parameters<typeof sign>[2]) => {
    const input = `${encode(head)}.${encode(body)}`;
    return `${input}.${sign(hash, Buffer.from(input), key).toString('base64url')}`;
  };
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyOf = () => house.pki.tokenIssuer.jwks.keys[0] ?? {};
  const hmac = (alg: 'HS256' | 'HS512', key: string) => {
    const input = `${encode({ ...header, alg })}.${encode(payload)}`;
    const mac = createHmac(alg === 'HS256' ? 'sha256' : 'sha512', key).update(input);
    return `${input}.${mac.digest('base64url')}`;
  };
  const own = () => house.pki.tokenIssuer.privateKey;
  const rs256 = (head: Json, body: Json, key: KeyObject = own()) => signed(head, body, 'sha256', key);

  it('then the way of forging here makes tokens that pass when nothing is wrong', async () => {
    expect(isRefusal(await show(rs256(header, payload)))).to.equal(false);
  });

  const attacks: readonly [name: string, token: () => string][] = [
    ['alg none', () => `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`],
    ['no signature', () => `${encode(header)}.${encode(payload)}.`],
    [
      'a changed claim',
      () => {
        const [head, , signature] = genuine.split('.');
        return `${head}.${encode({ ...payload, SubjectNameID: '810000000029' })}.${signature}`;
      },
    ],
    [
      'HS256 keyed with the public key',
      () => {
        const pem = createPublicKey(house.pki.tokenIssuer.privateKey).export({ type: 'spki', format: 'pem' });
        const input = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
        return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
      },
    ],
    [
      'PS256',
      () =>
        signed({ ...header, alg: 'PS256' }, payload, 'sha256', {
          key: own(),
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
    ],
    [
      'ES256 by a key of an attacker, under the kid of an RSA key',
      () =>
        signed({ ...header, alg: 'ES256' }, payload, 'sha256', {
          key: elliptic.privateKey,
          dsaEncoding: 'ieee-p1363',
        }),
    ],
    [
      'ES256 whose signature is all zeros',
      () => {
        const input = `${encode({ ...header, alg: 'ES256' })}.${encode(payload)}`;
        return `${input}.${Buffer.alloc(64).toString('base64url')}`;
      },
    ],
    ['HS256 keyed with nothing', () => hmac('HS256', '')],
    ['HS256 keyed with the modulus', () => hmac('HS256', String(keyOf().n))],
    ['HS512 keyed with the key set', () => hmac('HS512', JSON.stringify(house.pki.tokenIssuer.jwks))],
    ['an alg in another case', () => rs256({ ...header, alg: 'rs256' }, payload)],
    ['an alg that is a list', () => rs256({ ...header, alg: ['RS256'] }, payload)],
    ['RS512', () => signed({ ...header, alg: 'RS512' }, payload, 'sha512', own())],
    ["a stranger's key", () => rs256(header, payload, stranger.privateKey)],
    [
      "a stranger's key under its own kid",
      () => rs256({ ...header, kid: 'stranger' }, payload, stranger.privateKey),
    ],
    ['a kid that is a path', () => rs256({ ...header, kid: '../../../../dev/null' }, payload)],
    [
      "a stranger's key in jwk",
      () =>
        rs256({ ...header, jwk: stranger.publicKey.export({ format: 'jwk' }) }, payload, stranger.privateKey),
    ],
    [
      'a kid that is an address',
      () => rs256({ ...header, kid: 'https://attacker.example/key' }, payload, stranger.privateKey),
    ],
    [
      'a kid that asks a database',
      () => rs256({ ...header, kid: "' OR 1=1 --" }, payload, stranger.privateKey),
    ],
    ['x5t#S256', () => rs256({ ...header, 'x5t#S256': 'AAAA' }, payload)],
    ['b64 that is not critical', () => rs256({ ...header, b64: false }, payload)],
    ['crit that is empty', () => rs256({ ...header, crit: [] }, payload)],
    ['jku', () => rs256({ ...header, jku: 'https://attacker.example/keys' }, payload)],
    ['x5u', () => rs256({ ...header, x5u: 'https://attacker.example/cert' }, payload)],
    ['x5c', () => rs256({ ...header, x5c: ['MIIB'] }, payload)],
    ['crit', () => rs256({ ...header, crit: ['exp'] }, payload)],
    ['b64 false', () => rs256({ ...header, crit: ['b64'], b64: false }, payload)],
    ['no typ', () => rs256({ alg: 'RS256', kid: header.kid }, payload)],
    ['another typ', () => rs256({ ...header, typ: 'logout+jwt' }, payload)],
    ['another issuer', () => rs256(header, { ...payload, iss: 'https://attacker.example' })],
    ['an issuer that goes on', () => rs256(header, { ...payload, iss: `${payload.iss}/` })],
    ['an issuer that is a list', () => rs256(header, { ...payload, iss: [payload.iss] })],
    ['no issuer', () => rs256(header, { ...payload, iss: undefined })],
    ['no exp', () => rs256(header, { ...payload, exp: undefined })],
    ['no iat', () => rs256(header, { ...payload, iat: undefined })],
    ['an exp that is a text', () => rs256(header, { ...payload, exp: '9999999999' })],
    [
      "the patients' issuer for a professional",
      () => rs256(header, { ...payload, iss: 'https://localhost/sandbox/patient' }),
    ],
    [
      "the professionals' issuer for a patient",
      () => rs256(header, { ...payload, scope: 'patient', SubjectRefPro: undefined }),
    ],
    ['an encrypted form', () => `${encode({ alg: 'RSA-OAEP', enc: 'A256GCM', typ: 'JWT' })}.a.b.c.d`],
    ['nothing', () => ''],
    ['two dots', () => '..'],
    ['no JSON', () => `${Buffer.from('x').toString('base64url')}.${encode(payload)}.AA`],
    ['20,000 characters', () => `${genuine}${'A'.repeat(20_000)}`],
  ];
  for (const [name, token] of attacks) {
    it(`then ${name} is refused, and says no more than that`, async () => {
      expect(told(await show(token()))).to.deep.equal(INVALID);
    });
  }

  /** Signs texts of JSON as they stand. */
  const raw = (head: string, body: string, key: KeyObject = own()) => {
    const input = [head, body].map((text) => Buffer.from(text).toString('base64url')).join('.');
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  };
  const texts: readonly [name: string, token: () => string][] = [
    [
      'an alg twice, none first',
      () =>
        `${raw(`{"alg":"none",${JSON.stringify(header).slice(1)}`, JSON.stringify(payload), stranger.privateKey)}`,
    ],
    [
      'an alg twice, none last',
      () => raw(`${JSON.stringify(header).slice(0, -1)},"alg":"none"}`, JSON.stringify(payload)),
    ],
    [
      'an exp beyond all numbers',
      () =>
        raw(JSON.stringify(header), JSON.stringify({ ...payload, exp: 0 }).replace('"exp":0', '"exp":1e400')),
    ],
    [
      'an exp beyond all dates',
      () =>
        raw(JSON.stringify(header), JSON.stringify({ ...payload, exp: 0 }).replace('"exp":0', '"exp":1e300')),
    ],
    [
      'an iat before all dates',
      () =>
        raw(
          JSON.stringify(header),
          JSON.stringify({ ...payload, iat: 0 }).replace('"iat":0', '"iat":-1e400'),
        ),
    ],
    ['a payload that is a list', () => raw(JSON.stringify(header), '[]')],
    ['a payload that is null', () => raw(JSON.stringify(header), 'null')],
    ['a header that is a list', () => raw('[]', JSON.stringify(payload))],
  ];
  for (const [name, token] of texts) {
    it(`then ${name} is refused, whoever signed it`, async () => {
      expect(told(await show(token()))[0]).to.match(/^Token(Invalid|Expired) /);
    });
  }

  const EXPIRED = ["TokenExpired Le jeton d'accès n'est pas en cours de validité."];
  const NOT_BOUND = ["TokenNotBound Le jeton d'accès ne correspond pas au certificat client présenté."];
  const seconds = () => Math.floor(NOW.getTime() / 1000);
  const others: readonly [name: string, claims: () => Json, refused: readonly string[]][] = [
    ['one that has ended', () => ({ exp: seconds() - 121 }), EXPIRED],
    ['one that is not good yet', () => ({ nbf: seconds() + 121 }), EXPIRED],
    ['one of tomorrow', () => ({ iat: seconds() + 121, exp: seconds() + 200 }), EXPIRED],
    ['one bound to nothing', () => ({ cnf: undefined }), NOT_BOUND],
    ['one bound by the digest of a key', () => ({ cnf: { jkt: 'AAAA' } }), NOT_BOUND],
    ['one bound by no text', () => ({ cnf: { 'x5t#S256': null } }), NOT_BOUND],
  ];
  for (const [name, claims, refused] of others) {
    it(`then ${name} is refused`, async () => {
      expect(told(await show(rs256(header, { ...payload, ...claims() })))).to.deep.equal(refused);
    });
  }
});
