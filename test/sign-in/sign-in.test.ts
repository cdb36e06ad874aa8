import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { CHARLOTTE_INS } from '../support/identity-house.ts';
import { IssuerSimulator } from '../support/issuer-simulator.ts';
import {
  authorizationRequest,
  codeByMail,
  formAction,
  makeAccount,
  PatientBrowser,
  redemption,
  signIn,
  ticketOf,
} from '../support/patient-browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CHARLOTTE = { identifier: 'charlotte.l', password: 'Vélo-du-9-mai' };
const FAILED = 'Identifiant ou mot de passe incorrect, ou trop d&#39;essais.';
const WRONG_CODE = 'Le code n&#39;est pas le bon ou n&#39;est plus valable.';
const JSON_ONLY = { accept: 'application/json' };

describe('given a patient with an account', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ CARNET_SIGN_IN_TRIES: '1000', CARNET_SIGN_IN_ADDRESS_TRIES: '1000' });
    await makeAccount(server, new PatientBrowser(server), CHARLOTTE_INS, CHARLOTTE);
  });
  after(() => server.close());

  const records = () =>
    `/fhir/DocumentReference?patient.identifier=${encodeURIComponent(`urn:oid:1.2.250.1.213.1.4.10|${CHARLOTTE_INS}`)}`;
  const loginPage = async (browser: PatientBrowser) =>
    browser.follow(await browser.get(authorizationRequest().place));
  const journal = async () => {
    const record = await server.store.records.byIdentifier(CHARLOTTE_INS, '1.2.250.1.213.1.4.10');
    const events = await server.store.events.ofPatient(record?.patient.key ?? 0, { limit: 5, offset: 0 });
    return events.map(({ type, granted, reason }) => `${type} ${granted} ${reason}`);
  };

  describe('when she signs in', () => {
    const browser = () => new PatientBrowser(server);

    it('then password and code open her record to the program that she agrees to, and to her own record alone', async () => {
      const asked = authorizationRequest({ scope: 'openid patient offline_access', prompt: 'consent' });
      const visit = browser();
      const back = await signIn(server, visit, asked, CHARLOTTE);
      expect(back.get('state')).to.equal('a-state');
      const redeemed = await visit.post('/sign-in/token', redemption(back, asked), JSON_ONLY);
      const tokens = JSON.parse(redeemed.text);
      expect(decodeProtectedHeader(tokens.access_token)).to.include({ alg: 'RS256', typ: 'at+jwt' });
      expect(decodeJwt(tokens.access_token)).to.deep.include({
        iss: `${server.url}/sign-in`,
        aud: `${server.url}/fhir`,
        scope: 'patient',
        ins: { value: CHARLOTTE_INS, authority: '1.2.250.1.213.1.4.10' },
      });
      expect(decodeJwt(tokens.id_token)).to.deep.include({ amr: ['pwd', 'otp', 'mfa'] });
      expect(JSON.stringify(decodeJwt(tokens.id_token))).not.to.include(CHARLOTTE_INS);
      const authorization = `Bearer ${tokens.access_token}`;
      const read = await visit.get(records(), { authorization, accept: 'application/fhir+json' });
      expect(read.status, read.text).to.equal(200);
      for (const other of [tokens.id_token, tokens.refresh_token]) {
        const refused = await visit.get(records(), { authorization: `Bearer ${other}` });
        expect(refused.status).to.equal(401);
      }

      const { signInArtifacts } = server.store;
      expect(await signInArtifacts.byId('RefreshToken', tokens.refresh_token)).to.equal(undefined);
      expect(await signInArtifacts.byId('AuthorizationCode', back.get('code') ?? '')).to.equal(undefined);

      const renew = (token: string) =>
        visit.post(
          '/sign-in/token',
          { grant_type: 'refresh_token', client_id: 'carnet-sandbox', refresh_token: token },
          JSON_ONLY,
        );
      const renewed = JSON.parse((await renew(tokens.refresh_token)).text);
      expect(renewed.refresh_token).not.to.equal(tokens.refresh_token);
      // A refresh token that comes back was stolen from one of two: neither can be told from the other.
      expect((await renew(tokens.refresh_token)).status).to.equal(400);
      expect((await renew(renewed.refresh_token)).status).to.equal(400);
    });

    it('then it stands in her journal, and so does each try that failed', async () => {
      const visit = browser();
      await signIn(server, visit, authorizationRequest(), CHARLOTTE);
      expect((await journal())[0]).to.equal('SIGN-IN true own-record');
      const other = browser();
      const page = await loginPage(other);
      await other.post(formAction(page, '/password'), { ...CHARLOTTE, password: 'Vélo-du-8-mai' });
      expect((await journal())[0]).to.equal('SIGN-IN false SignInFailed');
    });

    it('then the password alone opens nothing, and a wrong code neither (AU-02)', async () => {
      const visit = browser();
      const page = await loginPage(visit);
      const asked = await visit.post(formAction(page, '/password'), CHARLOTTE);
      expect(asked.headers).not.to.have.property('location');
      const code = await codeByMail(server);
      const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
      for (const given of [wrong, '', '000000000', `${code}0`]) {
        const answer = await visit.post(formAction(asked, '/code'), { code: given });
        expect(answer.status).to.equal(401);
        expect(answer.text).to.include(WRONG_CODE);
      }
      expect((await journal())[0]).to.equal('SIGN-IN false SignInCode');
      expect((await visit.post(formAction(asked, '/code'), { code })).status).to.equal(303);
      expect((await visit.post(formAction(asked, '/code'), { code })).status).to.equal(401);
    });

    it('then a code is good in the visit for which it was sent, and in no other', async () => {
      const [one, other] = [browser(), browser()];
      const [page, otherPage] = [await loginPage(one), await loginPage(other)];
      await one.post(formAction(page, '/password'), CHARLOTTE);
      const code = await codeByMail(server);
      const action = formAction(otherPage, '/password').replace(/password$/, 'code');
      expect((await other.post(action, { code })).text).to.include(WRONG_CODE);
    });

    it('then a wrong password and an identifier that is nobody’s are told in the same words', async () => {
      const answers = [];
      for (const typed of [
        { ...CHARLOTTE, password: 'Vélo-du-8-mai' },
        { ...CHARLOTTE, identifier: 'charlotte.x' },
        { ...CHARLOTTE, password: '' },
        { identifier: "'; DROP TABLE patient_account; --", password: CHARLOTTE.password },
      ]) {
        const visit = browser();
        const page = await loginPage(visit);
        const answer = await visit.post(formAction(page, '/password'), typed);
        answers.push(answer.text.replaceAll(/interaction\/[^/"]+/g, 'interaction'));
        expect(answer.status).to.equal(401);
      }
      expect(answers[0]).to.include(FAILED);
      expect(new Set(answers).size).to.equal(1);
    });

    it('then another visit asks for password and code again, and one that ends is over', async () => {
      const visit = browser();
      await signIn(server, visit, authorizationRequest(), CHARLOTTE);
      // The same visit goes on without: it is the agreement that is asked again.
      expect((await loginPage(visit)).text).to.include('Autorisation');
      const out = await visit.get('/sign-in/session/end');
      const secret = /name="xsrf" value="([^"]+)"/.exec(out.text)?.[1] ?? '';
      expect(out.text).to.include('Voulez-vous vous déconnecter');
      await visit.post(formAction(out, '/session/end/confirm'), { xsrf: secret, logout: 'yes' });
      expect((await loginPage(visit)).text).to.include('Mot de passe');
    });

    it('then she may refuse the program', async () => {
      const visit = browser();
      const page = await loginPage(visit);
      const back = await visit.follow(await visit.post(formAction(page, '/abort'), {}));
      expect(new URL(back.headers.location ?? '').searchParams.get('error')).to.equal('access_denied');
    });
  });

  describe('when a program does not keep the rules', () => {
    it('then a code is redeemed once, by whoever asked for it, at the address that was named', async () => {
      const wrongs: readonly Record<string, string>[] = [
        { code_verifier: 'x'.repeat(43) },
        { code_verifier: '' },
        { redirect_uri: 'http://127.0.0.1:50001/callback' },
        { client_id: 'another' },
      ];
      const visit = new PatientBrowser(server);
      const asked = authorizationRequest();
      const back = await signIn(server, visit, asked, CHARLOTTE);
      for (const wrong of wrongs) {
        const answer = await visit.post(
          '/sign-in/token',
          { ...redemption(back, asked), ...wrong },
          JSON_ONLY,
        );
        expect(answer.status, JSON.stringify(wrong)).to.be.within(400, 401);
      }
      const redeem = () => visit.post('/sign-in/token', redemption(back, asked), JSON_ONLY);
      const both = await Promise.all([redeem(), redeem()]);
      expect(both.filter(({ status }) => status === 200)).to.have.length(1);
      expect((await redeem()).status).to.equal(400);
    });

    for (const [name, more] of [
      ['without PKCE', { code_challenge: '' }],
      ['with a challenge that is no digest', { code_challenge_method: 'plain' }],
      ['for a token in the address', { response_type: 'token' }],
      ['for an identity token in the address', { response_type: 'id_token' }],
      ['for a resource that is not ours', { resource: 'https://attacker.example/' }],
    ] as const) {
      it(`then a request ${name} leads to no login`, async () => {
        const visit = new PatientBrowser(server);
        const answer = await visit.follow(await visit.get(authorizationRequest(more).place));
        expect(answer.text).not.to.include('Mot de passe');
        expect(answer.status === 400 || /[?#]error=/.test(answer.headers.location ?? '')).to.equal(true);
        expect(answer.headers.location ?? '').not.to.match(/[?#&](code|access_token|id_token)=/);
      });
    }

    for (const [name, more] of [
      ['another address', { redirect_uri: 'https://attacker.example/callback' }],
      ['a path beside', { redirect_uri: 'http://127.0.0.1:50000/callback/../x' }],
      ['a host that begins alike', { redirect_uri: 'http://127.0.0.1.attacker.example/callback' }],
      ['an unknown program', { client_id: 'attacker' }],
    ] as const) {
      it(`then ${name} is told on a page of ours, and nothing is sent there`, async () => {
        const answer = await new PatientBrowser(server).get(authorizationRequest(more).place);
        expect(answer.status).to.equal(400);
        expect(answer.headers).not.to.have.property('location');
        expect(answer.text).to.include('Connexion impossible');
      });
    }

    it('then a form that comes from another site is refused', async () => {
      const visit = new PatientBrowser(server);
      const page = await loginPage(visit);
      const answer = await visit.post(formAction(page, '/password'), CHARLOTTE, {
        'sec-fetch-site': 'cross-site',
      });
      expect(answer.status).to.equal(400);
    });

    it('then a visit that nobody began is told to begin again', async () => {
      const answer = await new PatientBrowser(server).post('/sign-in/interaction/x/password', CHARLOTTE);
      expect(answer.status).to.equal(400);
      expect(answer.text).to.include('recommencez');
    });
  });

  describe('when a page is shown', () => {
    it('then no script can run on it, nothing frames it, and nothing keeps it', async () => {
      const visit = new PatientBrowser(server);
      for (const page of [await loginPage(visit), await visit.get('/sign-in/account')]) {
        expect(page.headers['content-security-policy']).to.include("default-src 'none'");
        expect(page.headers['content-security-policy']).to.include("frame-ancestors 'none'");
        expect(page.headers).to.include({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
        expect(page.text).not.to.match(/<script|\son[a-z]+=|\sstyle=/i);
      }
    });

    it('then cookies are for this server alone, and no script reads them', async () => {
      const page = await new PatientBrowser(server).get(authorizationRequest().place);
      const cookies = page.headers['set-cookie'] ?? '';
      expect(cookies).to.match(/secure/i);
      expect(cookies).to.match(/httponly/i);
      expect(cookies).to.match(/samesite=lax/i);
    });
  });
});

describe('given tries without end', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ CARNET_SIGN_IN_TRIES: '3', CARNET_SIGN_IN_ADDRESS_TRIES: '14' });
    await makeAccount(server, new PatientBrowser(server), CHARLOTTE_INS, CHARLOTTE);
  });
  after(() => server.close());

  it('then the right password is refused too, in the same words, and an address that goes on gets nothing more', async () => {
    const give = async (typed: Record<string, string>) => {
      const visit = new PatientBrowser(server);
      const page = await visit.follow(await visit.get(authorizationRequest().place));
      const answer = await visit.post(formAction(page, '/password'), typed);
      return `${answer.status} ${answer.text.includes(FAILED)}`;
    };
    const wrong = { ...CHARLOTTE, password: 'Vélo-du-8-mai' };
    for (let tries = 0; tries < 3; tries += 1) expect(await give(wrong)).to.equal('401 true');
    expect(await give(CHARLOTTE)).to.equal('401 true');
    for (let tries = 0; tries < 8; tries += 1) await give({ ...wrong, identifier: `nobody.${tries}` });
    const counted = new PatientBrowser(server);
    const { place } = authorizationRequest();
    const page = await counted.follow(await counted.get(place));
    const locked = await counted.post(formAction(page, '/password'), {
      ...CHARLOTTE,
      identifier: 'nobody.x',
    });
    expect(locked.status).to.equal(401);
    const ticket = await counted.post('/sign-in/account', { ticket: await ticketOf(server, CHARLOTTE_INS) });
    expect(ticket.status).to.equal(401);
    expect(ticket.text).to.include('Le ticket n&#39;est pas valable');
  });

  it('then a network that begins one login after the other is told to wait, and nothing is kept of it', async () => {
    const { place } = authorizationRequest();
    const begin = (at: string) => new PatientBrowser(server).get(at);
    for (let visits = 0; visits < 14; visits += 1) await begin(place);
    // Those that the provider takes for the same.
    for (const at of [place, place.replace('auth?', 'AUTH/?')]) {
      const answer = await begin(at);
      expect(answer.status).to.equal(429);
      expect(answer.headers).not.to.have.any.keys('location', 'set-cookie');
      expect(answer.text).to.include('Trop de connexions depuis ce réseau');
    }
    const leave = () => begin('/sign-in/session/end');
    expect((await leave()).status).to.equal(200);
    for (let visits = 0; visits < 13; visits += 1) await leave();
    expect((await leave()).status).to.equal(429);
    expect((await begin('/sign-in/.well-known/openid-configuration')).status).to.equal(200);
  });
});

describe('given an issuer of patients of the operator', function () {
  this.timeout(120_000);
  let issuer: IssuerSimulator;
  let server: TestServer;
  let folder: string;
  before(async () => {
    issuer = await IssuerSimulator.start();
    folder = await mkdtemp(join(tmpdir(), 'carnet-issuer-'));
    await writeFile(join(folder, 'ca.pem'), issuer.authority.cert);
    server = await startTestServer({
      CARNET_PATIENT_ISSUER: issuer.issuer,
      CARNET_PATIENT_AUDIENCE: 'carnet',
      CARNET_PATIENT_CA: join(folder, 'ca.pem'),
    });
  });
  after(async () => {
    await server.close();
    await issuer.close();
    await rm(folder, { recursive: true });
  });

  it('then its tokens open the record, and the sign-in of the server itself is not there', async () => {
    const visit = new PatientBrowser(server);
    const ins = { value: CHARLOTTE_INS, authority: '1.2.250.1.213.1.4.10' };
    const token = await issuer.sign({ aud: 'carnet', scope: 'patient', ins }, { at: new Date() });
    const read = (authorization: string) =>
      visit.get(`/fhir/Patient?identifier=urn:oid:${ins.authority}|${ins.value}`, {
        authorization,
        accept: '*/*',
      });
    expect((await read(`Bearer ${token}`)).status).to.equal(200);
    const foreign = await issuer.sign({ aud: 'other', scope: 'patient', ins }, { at: new Date() });
    expect((await read(`Bearer ${foreign}`)).status).to.equal(401);
    expect((await visit.get('/sign-in/.well-known/openid-configuration')).status).to.equal(404);
  });
});
