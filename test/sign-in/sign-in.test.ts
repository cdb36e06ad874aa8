import { expect } from 'chai';
import { CHARLOTTE_INS } from '../support/identity-house.ts';
import {
  authorizationRequest,
  codeByMail,
  formAction,
  type Page,
  PatientBrowser,
  ticketOf,
} from '../support/patient-browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const IDENTIFIER = 'Charlotte.L';
const PASSWORD = 'Vélo-du-9-mai';

describe('given a patient who signs in', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.close());

  const makeAccount = async (browser: PatientBrowser): Promise<Page> => {
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    await browser.post('/sign-in/account', { ticket });
    await browser.post('/sign-in/account/details', {
      ticket,
      identifier: IDENTIFIER,
      password: PASSWORD,
      email: 'charlotte@example.org',
      mobile: '06 12 34 56 78',
    });
    return browser.post('/sign-in/account/confirm', { ticket, code: await codeByMail(server) });
  };

  it('then she makes an account, signs in with a code, and reads her record with the token', async () => {
    const browser = new PatientBrowser(server);
    expect((await makeAccount(browser)).text).to.include('Votre compte est créé');
    const { place, verifier } = authorizationRequest({ scope: 'openid patient offline_access' });
    const login = await browser.follow(await browser.get(place));
    expect(login.text).to.include('Mot de passe');
    const asked = await browser.post(formAction(login, '/password'), {
      identifier: IDENTIFIER.toUpperCase(),
      password: PASSWORD,
    });
    expect(asked.text).to.include('code à usage unique');
    const consent = await browser.follow(
      await browser.post(formAction(asked, '/code'), { code: await codeByMail(server) }),
    );
    expect(consent.text).to.include('bac à sable');
    const back = await browser.follow(await browser.post(formAction(consent, '/consent'), {}));
    const target = new URL(back.headers.location ?? '');
    expect(target.origin).to.equal('http://127.0.0.1:50000');
    expect(target.searchParams.get('state')).to.equal('a-state');
    const redeemed = await browser.post('/sign-in/token', {
      grant_type: 'authorization_code',
      client_id: 'carnet-sandbox',
      redirect_uri: 'http://127.0.0.1:50000/callback',
      code: target.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    expect(redeemed.status, redeemed.text).to.equal(200);
    const tokens = JSON.parse(redeemed.text);
    const identifier = encodeURIComponent(`urn:oid:1.2.250.1.213.1.4.10|${CHARLOTTE_INS}`);
    const read = await browser.get(`/fhir/DocumentReference?patient.identifier=${identifier}`, {
      authorization: `Bearer ${tokens.access_token}`,
      accept: 'application/fhir+json',
    });
    expect(read.status, read.text).to.equal(200);
    const renewed = await browser.post('/sign-in/token', {
      grant_type: 'refresh_token',
      client_id: 'carnet-sandbox',
      refresh_token: tokens.refresh_token,
    });
    expect(renewed.status, renewed.text).to.equal(200);
    expect(JSON.parse(renewed.text)).to.include.keys('access_token', 'refresh_token');
  });
});
