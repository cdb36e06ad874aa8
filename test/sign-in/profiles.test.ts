import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { Representative } from '../../src/model/enrolment.ts';
import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';
import { profilesOf } from '../../src/sign-in/profiles.ts';
import { isConflict } from '../../src/store/store.ts';
import { CHARLOTTE_INS } from '../support/identity-house.ts';
import {
  authorizationRequest,
  codeByMail,
  formAction,
  makeAccount,
  type Page,
  PatientBrowser,
  redemption,
} from '../support/patient-browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CHARLOTTE = { identifier: 'charlotte.l', password: 'Vélo-du-9-mai' };

describe('given a patient with a child (AU-08)', function () {
  this.timeout(120_000);
  let server: TestServer;
  let child: { readonly ins: string; readonly key: number };
  let grown: { readonly ins: string; readonly key: number };
  let stranger: number;
  before(async () => {
    server = await startTestServer();
    await makeAccount(server, new PatientBrowser(server), CHARLOTTE_INS, CHARLOTTE);
    const year = new Date().getUTCFullYear();
    child = await dependant('2190114118027', `${year - 5}-01-01`, 'ZOE', CHARLOTTE_INS);
    grown = await dependant('2010114118027', `${year - 19}-01-01`, 'ANNE', CHARLOTTE_INS);
    stranger = (await dependant('2180114118027', `${year - 6}-01-01`, 'EVA', undefined)).key;
  });
  after(() => server.close());

  const dependant = async (
    number: string,
    birthDate: string,
    given: string,
    parent: string | undefined,
    ...before: readonly Representative[]
  ) => {
    const ins = `${number}${matriculeKey(number)}`;
    const traits = { family: 'LEMOINE', givens: [given], birthDate, sex: 'F' } as const;
    const role = 'parent' as const;
    const representatives =
      parent === undefined ? [] : [...before, { role, ins: parent, family: 'LEMOINE', given: 'CHARLOTTE' }];
    const written = await server.store.write([
      {
        kind: 'import-affiliate',
        affiliate: {
          ...traits,
          ins,
          authority: INS_NIR_TEST,
          contact: {},
          cards: [],
          protected: false,
          representatives,
        },
      },
      {
        kind: 'create-record',
        patient: traits,
        identifiers: [{ value: ins, authority: INS_NIR_TEST }],
        activated: true,
        at: new Date().toISOString(),
      },
    ]);
    if (isConflict(written) || written.patientKey === undefined) return expect.fail('no record');
    return { ins, key: written.patientKey };
  };
  const consentPage = async (browser: PatientBrowser, request: { readonly place: string }): Promise<Page> => {
    const page = await browser.follow(await browser.get(request.place));
    if (!page.text.includes('Mot de passe')) return page;
    const asked = await browser.post(formAction(page, '/password'), CHARLOTTE);
    return browser.follow(await browser.post(formAction(asked, '/code'), { code: await codeByMail(server) }));
  };
  const tokensFor = async (browser: PatientBrowser, profile: number) => {
    const request = authorizationRequest({ scope: 'openid patient offline_access', prompt: 'consent' });
    const page = await consentPage(browser, request);
    expect(page.text).to.include('pendant deux semaines');
    const back = await browser.follow(
      await browser.post(formAction(page, '/consent'), { profile: String(profile) }),
    );
    const code = new URL(back.headers.location ?? '').searchParams;
    const json = { accept: 'application/json' };
    return JSON.parse((await browser.post('/sign-in/token', redemption(code, request), json)).text);
  };
  const refresh = (browser: PatientBrowser, token: string) =>
    browser.post(
      '/sign-in/token',
      { grant_type: 'refresh_token', client_id: 'carnet-sandbox', refresh_token: token },
      { accept: 'application/json' },
    );
  const read = async (browser: PatientBrowser, token: string, ins: string) => {
    const place = `/fhir/DocumentReference?patient.identifier=urn:oid:${INS_NIR_TEST}|${ins}`;
    return (await browser.get(place, { authorization: `Bearer ${token}`, accept: '*/*' })).status;
  };

  it('then one login serves for her own record and for the child’s, each token for one of them', async () => {
    const browser = new PatientBrowser(server);
    const ofChild = await tokensFor(browser, child.key);
    expect(decodeJwt(ofChild.access_token)).to.deep.include({
      ins: { value: child.ins, authority: INS_NIR_TEST },
      of_minor: true,
      representative: 'LEMOINE CHARLOTTE',
      representative_ins: { value: CHARLOTTE_INS, authority: INS_NIR_TEST },
    });
    expect(await read(browser, ofChild.access_token, child.ins)).to.equal(200);
    expect(await read(browser, ofChild.access_token, CHARLOTTE_INS)).to.equal(403);
    const [event] = await server.store.events.ofPatient(child.key, { limit: 1, offset: 0 });
    expect(event?.subject).to.include({ id: child.ins, reason: 'Représentant légal : LEMOINE CHARLOTTE' });

    const record = await server.store.records.byIdentifier(CHARLOTTE_INS, INS_NIR_TEST);
    const ofHers = await tokensFor(browser, record?.patient.key ?? 0);
    expect(decodeJwt(ofHers.access_token)).not.to.have.any.keys('representative', 'of_minor');
    expect(await read(browser, ofHers.access_token, CHARLOTTE_INS)).to.equal(200);
    expect(await read(browser, ofHers.access_token, child.ins)).to.equal(403);
    const renewed = JSON.parse((await refresh(browser, ofChild.refresh_token)).text);
    expect(decodeJwt(renewed.access_token)).to.have.deep.property('ins', {
      value: child.ins,
      authority: INS_NIR_TEST,
    });
  });

  it('then nobody else’s record can be chosen, and none of a child who has grown up', async () => {
    const browser = new PatientBrowser(server);
    const page = await consentPage(browser, authorizationRequest());
    expect(page.text).to.include('ZOE LEMOINE');
    for (const name of ['ANNE', 'EVA']) expect(page.text).not.to.include(name);
    for (const profile of [stranger, grown.key, 999]) {
      const answer = await browser.post(formAction(page, '/consent'), { profile: String(profile) });
      expect(answer.status).to.equal(400);
      expect(answer.text).to.include('recommencez');
      expect(answer.headers).not.to.have.property('location');
    }
  });

  it('then an account that was made for a child is none any more once the child has grown up, since others may hold it', async () => {
    const { credentials } = server.store;
    const known = (await credentials.accountByIdentifier(CHARLOTTE.identifier))!;
    const typed = { identifier: 'anne.lemoine', password: CHARLOTTE.password };
    const of = { ...known, id: 'of-anne', patientKey: grown.key, identifier: typed.identifier };
    const signIn = async (createdAt: Date) => {
      const account = { ...of, createdAt: createdAt.toISOString() };
      await server.store.write([{ kind: 'create-account', account }]);
      const browser = new PatientBrowser(server);
      const page = await browser.follow(await browser.get(authorizationRequest().place));
      const profiles = await profilesOf(server.store, account, new Date().toISOString());
      return { answer: await browser.post(formAction(page, '/password'), typed), profiles };
    };
    const now = new Date();
    const asChild = await signIn(new Date(Date.UTC(now.getUTCFullYear() - 2, 0, 1)));
    expect(asChild.answer.text).to.include('Mot de passe');
    expect(asChild.profiles).to.deep.equal([]);
    const asGrown = await signIn(now);
    expect(asGrown.answer.text).not.to.include('Mot de passe');
    expect(asGrown.profiles.map(({ patient }) => patient.key)).to.deep.equal([grown.key]);
    await codeByMail(server);
  });

  it('then the child of another principal parent can be chosen while that one shares it, and a token of it opens nothing afterwards', async () => {
    const principal = { role: 'parent', ins: '294061411802800', family: 'PETIT', given: 'LUC' } as const;
    const shared = await dependant(
      '2200114118027',
      `${new Date().getUTCFullYear() - 4}-01-01`,
      'LOLA',
      CHARLOTTE_INS,
      principal,
    );
    expect((await consentPage(new PatientBrowser(server), authorizationRequest())).text).not.to.include(
      'LOLA',
    );
    const { key } = (await server.store.enrolment.byIns(shared.ins, INS_NIR_TEST))!;
    const at = new Date().toISOString();
    await server.store.write([
      { kind: 'share-child', key, principal: principal.ins, parent: CHARLOTTE_INS, at },
    ]);
    const browser = new PatientBrowser(server);
    const tokens = await tokensFor(browser, shared.key);
    expect(await read(browser, tokens.access_token, shared.ins)).to.equal(200);
    const [event] = await server.store.events.ofPatient(shared.key, { limit: 1, offset: 0 });
    expect(event?.subject?.reason).to.equal('Représentant légal : LEMOINE CHARLOTTE');
    await server.store.write([{ kind: 'end-sharing', key, parent: CHARLOTTE_INS }]);
    expect(await read(browser, tokens.access_token, shared.ins)).to.equal(403);
    const renewed = JSON.parse((await refresh(browser, tokens.refresh_token)).text);
    expect(decodeJwt(renewed.access_token)).not.to.have.property('ins');
  });

  it('then a malformed agreement is no agreement, and asks for none without saying to what', async () => {
    const browser = new PatientBrowser(server);
    const page = await consentPage(browser, authorizationRequest());
    const headers = { 'content-type': 'application/json' };
    const answer = await browser.post(formAction(page, '/consent'), {}, headers);
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('recommencez').and.not.to.include('<form');
    expect(answer.headers).not.to.have.property('location');
  });

  it('then a token that is renewed opens nothing once the record of the child is closed', async () => {
    const browser = new PatientBrowser(server);
    const tokens = await tokensFor(browser, child.key);
    await server.store.write([{ kind: 'close-record', patientKey: child.key, at: new Date().toISOString() }]);
    const answer = JSON.parse((await refresh(browser, tokens.refresh_token)).text);
    expect(decodeJwt(answer.access_token)).not.to.have.property('ins');
    expect(await read(browser, answer.access_token, child.ins)).to.equal(401);
  });
});
