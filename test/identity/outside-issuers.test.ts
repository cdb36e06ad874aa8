import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { ProfessionalIssuerSettings } from '../../src/config/professional-issuers.ts';
import { isRefusal } from '../../src/errors.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { outsideIssuers } from '../../src/identity/token/outside-issuers.ts';
import { told } from '../support/faults.ts';
import { CHARLOTTE_INS, type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';
import { IssuerSimulator } from '../support/issuer-simulator.ts';

const INVALID = ["TokenInvalid Le jeton d'accès n'est pas valide."];
const NOT_BOUND = ["TokenNotBound Le jeton d'accès ne correspond pas au certificat client présenté."];
const UNAVAILABLE = [
  "TokenIssuerUnavailable Le service qui a délivré le jeton d'accès ne répond pas ; réessayez plus tard.",
];
const quiet = () => undefined;
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('given Pro Santé Connect in production', () => {
  let house: IdentityHouse;
  let issuer: IssuerSimulator;
  let folder: string;
  let identity: Identity;
  let claims: Record<string, unknown>;
  before(async () => {
    house = await identityHouse();
    const { sub, cnf, acr, SubjectNameID, SubjectRefPro, family_name } = decodeJwt(
      await makeProfessionalToken(house.pki, { as: 'medecin', client: 'hopital', at: NOW }),
    );
    claims = { sub, cnf, acr, SubjectNameID, SubjectRefPro, family_name, aud: 'carnet' };
    folder = await mkdtemp(join(tmpdir(), 'carnet-issuer-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    issuer = await IssuerSimulator.start();
    issuer.documents = ['wallet-openid-configuration'];
    await writeFile(join(folder, 'ca.pem'), issuer.authority.cert);
    identity = await withSettings();
  });
  afterEach(() => issuer.close());

  const withSettings = async (more: Partial<ProfessionalIssuerSettings> = {}): Promise<Identity> => {
    const proSanteConnect = {
      issuer: issuer.issuer,
      ca: join(folder, 'ca.pem'),
      jwks: undefined,
      audience: 'carnet',
      acr: 'eidas1',
      introspection: undefined,
      ...more,
    };
    const settings = { proSanteConnect, exchange: undefined, patientIssuer: undefined };
    const tokenIssuers = await outsideIssuers(settings, quiet);
    return (await identityHouse({ tokenIssuers })).identity;
  };
  const show = async (
    more: Readonly<Record<string, unknown>> = {},
    { at = NOW, as = 'hopital', situation }: { at?: Date; as?: string; situation?: string } = {},
  ) =>
    identity.fromToken(
      await issuer.sign({ ...claims, ...more }, { at }),
      await house.peer(as),
      at,
      situation,
    );
  const who = async (...given: Parameters<typeof show>) => {
    const subject = await show(...given);
    return isRefusal(subject) ? told(subject) : subject.id;
  };

  it('then its keys are found by its own discovery document, or else by the standard one, and asked for once', async () => {
    expect(await Promise.all([who(), who(), who()])).to.deep.equal(Array(3).fill('810000000011'));
    expect(issuer.asked.map(({ path }) => path)).to.deep.equal([
      '/realm/.well-known/wallet-openid-configuration',
      '/realm/certs',
    ]);
    issuer.documents = ['openid-configuration'];
    identity = await withSettings();
    expect(await who()).to.equal('810000000011');
  });

  it('then a key that is new is looked for, no more than once a minute whatever is shown', async () => {
    await who();
    issuer.rotate('ES256');
    expect(await who({}, { at: later(61) })).to.equal('810000000011');
    const asked = issuer.asked.length;
    const stranger = { ...issuer.keys[0]!, id: 'stranger' };
    for (let shown = 0; shown < 5; shown += 1) {
      const at = later(62 + shown);
      const token = await issuer.sign(claims, { at, key: stranger });
      const subject = await identity.fromToken(token, await house.peer('hopital'), at, undefined);
      expect(told(subject)).to.deep.equal(INVALID);
    }
    expect(issuer.asked.length).to.equal(asked);
  });

  it('then nobody comes in while it cannot be reached, unless its keys are known, and for a day at most', async () => {
    issuer.answer = 'nothing';
    expect(await who()).to.deep.equal(UNAVAILABLE);
    issuer.answer = undefined;
    expect(await who({}, { at: later(1) })).to.deep.equal(UNAVAILABLE);
    expect(await who({}, { at: later(6) })).to.equal('810000000011');
    issuer.answer = 'nothing';
    expect(await who({}, { at: later(6 + 23 * 3600) })).to.equal('810000000011');
    expect(await who({}, { at: later(6 + 24 * 3600) })).to.deep.equal(UNAVAILABLE);
  });

  it('then it is asked less and less often while it does not answer', async () => {
    issuer.answer = 'nothing';
    const asked = [];
    for (let second = 0; second <= 40; second += 1) {
      await who({}, { at: later(second) });
      asked.push(issuer.countOf('/wallet-openid-configuration'));
    }
    expect([asked[0], asked[4], asked[5], asked[14], asked[15], asked[34], asked[35]]).to.deep.equal([
      1, 1, 2, 2, 3, 3, 4,
    ]);
  });

  const says = (metadata: Readonly<Record<string, unknown>>) => () => {
    issuer.metadata = metadata;
  };
  const answers = (status: number, body: string) => () => {
    issuer.answer = { status, body };
  };
  const faults: readonly [string, () => void][] = [
    ['of another issuer', says({ issuer: 'https://attacker.example' })],
    ['whose keys lie elsewhere', says({ jwks_uri: 'https://attacker.example/keys' })],
    ['whose introspection lies elsewhere', says({ introspection_endpoint: 'https://a.example/' })],
    ['whose user info lies elsewhere', says({ userinfo_endpoint: 'https://a.example/' })],
    ['whose keys come without TLS', () => says({ jwks_uri: issuer.issuer.replace('https', 'http') })()],
    ['that is no JSON', answers(200, '<html>')],
    ['that is too long', answers(200, `"${'x'.repeat(300_000)}"`)],
    ['that leads on', answers(302, '')],
    ['of a server in trouble', answers(503, '{}')],
    [
      'with a symmetric key',
      () => {
        const [key] = issuer.keys;
        if (key === undefined) throw new Error('no key');
        issuer.keys = [{ ...key, jwk: { kty: 'oct', k: 'AAAA', kid: key.id, alg: 'HS256' } }];
      },
    ],
  ];
  for (const [name, spoil] of faults) {
    it(`then a discovery document ${name} is not believed`, async () => {
      const token = await issuer.sign(claims, { at: NOW });
      spoil();
      const subject = await identity.fromToken(token, await house.peer('hopital'), NOW, undefined);
      expect(told(subject)).to.deep.equal(UNAVAILABLE);
    });
  }

  it('then it is not believed when its certificate is of an authority that is not named', async () => {
    identity = await withSettings({ ca: undefined });
    expect(await who()).to.deep.equal(UNAVAILABLE);
    expect(issuer.asked).to.deep.equal([]);
  });

  it('then acr and audience are those of the settings, and the token is bound to the certificate of the caller', async () => {
    expect(await who({ acr: 'eidas0' })).to.deep.equal(INVALID);
    expect(await who({ acr: undefined })).to.deep.equal(INVALID);
    expect(await who({ aud: 'another' })).to.deep.equal(INVALID);
    expect(await who({ aud: ['another', 'carnet'] })).to.equal('810000000011');
    expect(await who({}, { as: 'esat' })).to.deep.equal(NOT_BOUND);
    expect(await who({ cnf: undefined })).to.deep.equal(NOT_BOUND);
    const { 'x5t#S256': digest = '' } = claims.cnf as Record<string, string>;
    const hex = Buffer.from(Buffer.from(digest, 'base64url').toString('hex')).toString('base64url');
    expect(await who({ cnf: { 'x5t#S256': hex } })).to.deep.equal(NOT_BOUND);
  });

  it('then a token exchange tells the software and the situation of practice, which the caller cannot change', async () => {
    const place = (claims.SubjectRefPro as { exercices: { activities: Record<string, string>[] }[] })
      .exercices[0]!;
    const two = { exercices: [place, { ...place, codeProfession: '60', codeSavoirFaire: '' }] };
    expect(await who({ SubjectRefPro: two })).to.match(/^TokenSituation/);
    const act = {
      sub: 'lps',
      situation_exercice: '10C',
      lps_nom: 'Logiciel',
      lps_id: 'LPS-1',
      lps_version: '2',
    };
    const subject = await show({ SubjectRefPro: two, act });
    expect(subject).to.deep.include({ software: { name: 'Logiciel', version: '2', id: 'LPS-1' } });
    expect(await who({ SubjectRefPro: two, situation_exercice: '60C' })).to.equal('810000000011');
    expect(await who({ SubjectRefPro: two, act }, { situation: '10C' })).to.equal('810000000011');
    expect((await who({ SubjectRefPro: two, act }, { situation: '60C' }))[0]).to.match(/^TokenSituation/);
  });

  it('then a token that does not say who its holder is has it told by the issuer, of the same holder', async () => {
    const { SubjectRefPro, SubjectNameID, family_name, ...bare } = claims;
    issuer.metadata = { userinfo_endpoint: `${issuer.issuer}/userinfo` };
    issuer.userInfo = { sub: claims.sub, SubjectRefPro, SubjectNameID, family_name, acr: 'x', cnf: {} };
    const given = async () =>
      identity.fromToken(await issuer.sign(bare, { at: NOW }), await house.peer('hopital'), NOW, undefined);
    expect(await given()).to.include({ id: '810000000011', name: 'AUBERT' });
    expect(issuer.asked.at(-1)?.authorization).to.match(/^Bearer ey/);
    issuer.userInfo = { ...issuer.userInfo, sub: 'another' };
    expect(told(await given())).to.deep.equal([]);
    const other = { ...bare, jti: 'another-token' };
    const token = await issuer.sign(other, { at: NOW });
    expect(told(await identity.fromToken(token, await house.peer('hopital'), NOW, undefined))).to.deep.equal(
      INVALID,
    );
  });

  describe('when it is asked about each token', () => {
    const client = { id: 'carnet server', secret: 's:e/c', certificate: undefined, key: undefined };

    it('then it is shown the token, and who asks', async () => {
      identity = await withSettings({ introspection: client });
      expect(await who()).to.equal('810000000011');
      const asked = issuer.asked.at(-1);
      expect(asked).to.include({
        path: '/realm/introspect',
        authorization: `Basic ${Buffer.from('carnet%20server:s%3Ae%2Fc').toString('base64')}`,
      });
      expect(asked?.form.get('token')).to.match(/^ey/);
    });

    it('then who asks may be told by its certificate', async () => {
      const { cert, key } = issuer.authority.issue('carnet.example');
      const files = { certificate: join(folder, 'client.pem'), key: join(folder, 'client.key') };
      await writeFile(files.certificate, cert);
      await writeFile(files.key, key);
      identity = await withSettings({ introspection: { id: 'carnet', secret: undefined, ...files } });
      expect(await who()).to.equal('810000000011');
      expect(issuer.asked.at(-1)).to.include({ client: 'carnet.example', authorization: undefined });
      expect(issuer.asked.at(-1)?.form.get('client_id')).to.equal('carnet');
    });

    for (const [name, answer, refused] of [
      ['that it does not stand any more', { active: false }, INVALID],
      ['that it is of another', { active: true, sub: 'another' }, INVALID],
      ['what cannot be read', { active: 'true' }, UNAVAILABLE],
    ] as const) {
      it(`then a token is refused when it says ${name}`, async () => {
        identity = await withSettings({ introspection: client });
        issuer.introspected = answer;
        expect(await who()).to.deep.equal(refused);
      });
    }

    it('then a token is refused when it does not answer, and what it said counts for half a minute', async () => {
      identity = await withSettings({ introspection: client });
      const token = await issuer.sign(claims, { at: NOW });
      const given = async (at: Date) =>
        told(await identity.fromToken(token, await house.peer('hopital'), at, undefined));
      expect(await given(NOW)).to.deep.equal([]);
      issuer.introspected = { active: false };
      expect(await given(later(29))).to.deep.equal([]);
      expect(await given(later(30))).to.deep.equal(INVALID);
      issuer.answer = 'nothing';
      expect(await given(later(31))).to.deep.equal(UNAVAILABLE);
    });
  });

  it('then with its keys in a file nothing is asked of it', async () => {
    await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }));
    identity = await withSettings({ jwks: join(folder, 'jwks.json') });
    expect(await who()).to.equal('810000000011');
    expect(issuer.asked).to.deep.equal([]);
  });
});

describe('given an issuer of patients of the operator', () => {
  let issuer: IssuerSimulator;
  let identity: Identity;
  let folder: string;
  before(async () => {
    issuer = await IssuerSimulator.start();
    folder = await mkdtemp(join(tmpdir(), 'carnet-issuer-'));
    await writeFile(join(folder, 'ca.pem'), issuer.authority.cert);
    const patientIssuer = {
      issuer: issuer.issuer,
      audience: 'carnet',
      insClaim: 'matricule',
      scope: 'dossier',
      ca: join(folder, 'ca.pem'),
    };
    const settings = { proSanteConnect: undefined, exchange: undefined, patientIssuer };
    const tokenIssuers = await outsideIssuers(settings, quiet);
    identity = (await identityHouse({ tokenIssuers })).identity;
  });
  after(async () => {
    await issuer.close();
    await rm(folder, { recursive: true });
  });
  const claims = { aud: 'carnet', scope: 'openid dossier', matricule: CHARLOTTE_INS };
  const show = async (more: Readonly<Record<string, unknown>> = {}) => {
    const token = await issuer.sign({ ...claims, ...more }, { at: NOW });
    const subject = await identity.fromToken(token, undefined, NOW, undefined);
    return isRefusal(subject) ? told(subject) : subject.patientId;
  };

  it('then its words for the INS and the scope are those of the settings', async () => {
    const official = `${CHARLOTTE_INS}^^^&1.2.250.1.213.1.4.8&ISO^NH`;
    expect(await show()).to.equal(official);
    const test = { value: CHARLOTTE_INS, authority: '1.2.250.1.213.1.4.10' };
    expect(await show({ matricule: test })).to.equal(`${CHARLOTTE_INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`);
  });

  it('then a token for another program, without the scope or without the INS opens nothing', async () => {
    expect(await show({ aud: 'another' })).to.deep.equal(INVALID);
    expect(await show({ aud: undefined })).to.deep.equal(INVALID);
    expect(await show({ scope: 'openid patient' })).to.deep.equal(INVALID);
    expect(await show({ matricule: undefined, ins: CHARLOTTE_INS })).to.deep.equal(INVALID);
    expect(await show({ matricule: { value: CHARLOTTE_INS, authority: '1.2.3' } })).to.deep.equal(INVALID);
  });
});
