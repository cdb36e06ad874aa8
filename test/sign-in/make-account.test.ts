import { expect } from 'chai';
import { CHARLOTTE_INS } from '../support/identity-house.ts';
import { codeByMail, type Page, PatientBrowser, ticketOf } from '../support/patient-browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const PASSWORD = 'Vélo-du-9-mai';
const IDENTIFIER_TEXT = 'ne peut pas être une adresse e-mail';
const PASSWORD_TEXT = 'Le mot de passe doit avoir au moins 8 caractères';
const CONTACT_TEXT = 'Une adresse e-mail valide est obligatoire';
const TICKET_TEXT = 'Le ticket n&#39;est pas valable ou a déjà servi.';

describe('given a patient with the ticket of an activation', function () {
  this.timeout(120_000);
  let server: TestServer;
  let browser: PatientBrowser;
  before(async () => {
    server = await startTestServer();
    browser = new PatientBrowser(server);
  });
  after(() => server.close());

  const patientKey = async () =>
    (await server.store.records.byIdentifier(CHARLOTTE_INS, '1.2.250.1.213.1.4.10'))?.patient.key ?? 0;
  const details = (ticket: string, more: Readonly<Record<string, string>> = {}) =>
    browser.post('/sign-in/account/details', {
      ticket,
      identifier: 'charlotte.l',
      password: PASSWORD,
      email: 'charlotte@example.org',
      mobile: '',
      ...more,
    });
  const confirm = (ticket: string, code: string) =>
    browser.post('/sign-in/account/confirm', { ticket, code });
  const account = (identifier = 'charlotte.l') => server.store.credentials.accountByIdentifier(identifier);
  const shows = (page: Page, status: number, text: string) => {
    expect(page.text).to.include(text);
    expect(page.status).to.equal(status);
  };

  it('then what health insurance told of her is shown, and an e-mail address is demanded (AU-05)', async () => {
    const of = { patientKey: await patientKey() };
    const contact = {
      of,
      source: 'assurance-maladie',
      email: 'caisse@example.org',
      mobile: '0698765432',
      emailVerified: true,
    } as const;
    await server.store.write([
      { kind: 'forget-contact', of, source: 'activation' },
      { kind: 'keep-contact', contact },
    ]);
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    const shown = await browser.post('/sign-in/account', { ticket });
    shows(shown, 200, 'value="caisse@example.org"');
    expect(shown.text).to.include('value="0698765432"');
    shows(await details(ticket, { email: '' }), 400, CONTACT_TEXT);
    expect(await account()).to.equal(undefined);
  });

  it('then an identifier that is an e-mail address or too short is refused (AU-03)', async () => {
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    for (const identifier of ['charlotte@example.org', 'charlot', '']) {
      shows(await details(ticket, { identifier }), 400, IDENTIFIER_TEXT);
      expect(await account(identifier)).to.equal(undefined);
    }
  });

  it('then a password without one of the four kinds, or too short, is refused (AU-04)', async () => {
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    for (const password of ['vélo-du-9', 'VÉLO-DU-9', 'Vélo-du-mai', 'Veloduneuf9', 'Vél-o9', '']) {
      shows(await details(ticket, { password }), 400, PASSWORD_TEXT);
    }
    expect(await account()).to.equal(undefined);
  });

  it('then everything that is wrong is told at once, and what was typed comes back as text, but the password', async () => {
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    const typed = { identifier: '"><script>x</script>', password: 'secret-in-clear', email: '<b>' };
    const page = await details(ticket, typed);
    for (const text of [IDENTIFIER_TEXT, PASSWORD_TEXT, CONTACT_TEXT]) shows(page, 400, text);
    expect(page.text).to.include('value="&quot;&gt;&lt;script&gt;');
    expect(page.text).not.to.include('<script');
    expect(page.text).not.to.include('secret-in-clear');
  });

  it('then the account is there once the code has shown that the address is hers, and the ticket is used', async () => {
    const ticket = await ticketOf(server, CHARLOTTE_INS);
    shows(await details(ticket, { email: 'mine@example.org', mobile: '0612345678' }), 200, 'Un code');
    expect(await account()).to.equal(undefined);
    const code = await codeByMail(server);
    shows(await confirm(ticket, '0'), 401, 'Le code n&#39;est pas le bon');
    expect(await account()).to.equal(undefined);
    shows(await confirm(ticket, code), 200, 'Votre compte est créé');
    const made = await account();
    expect(made).to.deep.include({ email: 'mine@example.org', mobile: '0612345678' });
    expect(JSON.stringify(made)).not.to.include(PASSWORD);
    const contacts = await server.store.notifications.contacts({ patientKey: await patientKey() });
    expect(contacts).to.deep.include.members([
      {
        of: { patientKey: await patientKey() },
        source: 'activation',
        email: 'mine@example.org',
        mobile: '0612345678',
        emailVerified: true,
      },
    ]);
    shows(await confirm(ticket, code), 401, TICKET_TEXT);
    shows(await browser.post('/sign-in/account', { ticket }), 401, TICKET_TEXT);
    const [event] = await server.store.events.ofPatient(await patientKey(), { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ACCOUNT', action: 'C', granted: true });
  });

  it('then a ticket that nobody issued, or that has ended, opens no step', async () => {
    const record = await patientKey();
    await server.store.write([
      { kind: 'issue-ticket', digest: 'ended', patientKey: record, until: new Date(0).toISOString() },
    ]);
    for (const ticket of ['', 'ended', 'x'.repeat(43)]) {
      shows(await browser.post('/sign-in/account', { ticket }), 401, TICKET_TEXT);
      shows(await details(ticket), 401, TICKET_TEXT);
      shows(await confirm(ticket, '000000'), 401, TICKET_TEXT);
    }
  });

  it('then a form that is none is refused: another type, a name twice, too long', async () => {
    const form = { 'content-type': 'application/json' };
    expect((await browser.post('/sign-in/account', { ticket: 'x' }, form)).status).to.equal(415);
    expect(
      (await browser.post('/sign-in/account?', { ticket: 'x', long: 'x'.repeat(9000) })).status,
    ).to.equal(413);
    expect((await browser.get('/sign-in/account/details')).status).to.equal(404);
    expect((await browser.post('/sign-in/account/other', {})).status).to.equal(404);
  });
});
