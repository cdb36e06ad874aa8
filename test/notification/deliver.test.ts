import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Message } from '../../src/model/notification.ts';
import { type Post, PostError } from '../../src/notification/post.ts';
import { bodyOf } from '../support/mail-server.ts';
import {
  HOUR,
  INVITATION,
  MINUTE,
  type NotificationHouse,
  notificationHouse,
} from '../support/notification-house.ts';

const ADDED: Message = { kind: 'document-added' };
const email = 'charlotte@example.org';

describe('given notifications that are due', () => {
  let house: NotificationHouse;
  beforeEach(async () => {
    house = await notificationHouse();
  });
  afterEach(() => house.close());
  const waiting = async () => (await house.store.notifications.queue()).waiting;
  const failing: Post = {
    send: async () => {
      throw new PostError('ECONNREFUSED');
    },
  };

  it('then a patient whose address is known gets one mail for each', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.notify({ patientKey }, { kind: 'first-access' });
    await house.deliver();
    await house.deliver();
    expect(house.mails()).to.have.length(2);
    expect(house.letters()).to.deep.equal([]);
    expect(await waiting()).to.equal(0);
  });

  it('then a mail says who reads it and when, in French, and nothing of what was added', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.deliver();
    const [source = ''] = house.mails();
    expect(source).to.match(/^To: charlotte@example\.org\r$/m);
    expect(source).to.match(/^Auto-Submitted: auto-generated\r$/m);
    const body = bodyOf({ source });
    expect(body).to.match(/^Bonjour CHARLOTTE LEMOINE,/);
    expect(body).to.contain(
      'Un nouveau document a été ajouté à votre dossier médical partagé le 22 novembre 2026.',
    );
  });

  it('then an activated record is told at the address of its activation, another at that of health insurance', async () => {
    const patientKey = await house.patient({ email: 'insurance@example.org' });
    await house.write({
      kind: 'keep-contact',
      contact: { of: { patientKey }, source: 'activation', email: 'own@example.org', emailVerified: true },
    });
    await house.notify({ patientKey }, ADDED);
    await house.deliver();
    await house.write({ kind: 'activate-record', patientKey, at: house.now().toISOString() });
    await house.notify({ patientKey }, ADDED);
    await house.deliver();
    expect(
      house
        .mails()
        .map((source) => /^To: (.*)\r$/m.exec(source)?.[1])
        .sort(),
    ).to.deep.equal(['insurance@example.org', 'own@example.org']);
  });

  it('then an address that its owner has not confirmed is not used', async () => {
    const patientKey = await house.patient({ email, emailVerified: false });
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    await house.deliver();
    expect(house.mails()).to.deep.equal([]);
    expect(house.letters()).to.have.length(1);
  });

  it('then without an address an emergency is a letter, and what can wait is left to the statement', async () => {
    const patientKey = await house.patient({ postal: ['12 rue des Lilas', '33000 BORDEAUX'] });
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    await house.notify({ patientKey }, ADDED);
    await house.deliver();
    expect(house.mails()).to.deep.equal([]);
    const [letter = '', ...others] = house.letters();
    expect(others).to.deep.equal([]);
    expect(letter).to.contain('\n\nCHARLOTTE LEMOINE\n12 rue des Lilas\n33000 BORDEAUX\n\n');
    expect(letter).to.contain('Objet : Votre dossier médical partagé a été consulté en urgence');
    expect(await waiting()).to.equal(0);
  });

  it('then e-mail and letter carry the same words (LC-02)', async () => {
    const reader = { given: 'Anne', family: 'LEMOINE' };
    await house.notify({ ...reader, email }, INVITATION);
    await house.notify({ ...reader, postal: ['1 rue A'] }, INVITATION);
    await house.deliver();
    const [source = ''] = house.mails();
    const [letter = ''] = house.letters();
    const mail = bodyOf({ source }).split('\n-- \n')[0]!.trim();
    expect(mail).to.contain('Charlotte LEMOINE').and.to.contain('A1B2C3D4E5F6').and.to.contain('6 semaines');
    expect(letter.trim().endsWith(mail)).to.equal(true);
  });

  it('then a closed record is told nothing, whatever was queued before (NOT-10)', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    await house.write({ kind: 'close-record', patientKey, at: house.now().toISOString() });
    await house.deliver();
    expect([...house.mails(), ...house.letters()]).to.deep.equal([]);
    expect(await waiting()).to.equal(0);
  });

  it('then a médecin traitant is told without a name of the patient', async () => {
    await house.write({
      kind: 'keep-contact',
      contact: {
        of: { professional: '810000000011' },
        source: 'annuaire',
        email: 'a@medecin.mssante.fr',
        emailVerified: true,
      },
    });
    const message: Message = { kind: 'emergency-access-medecin-traitant' };
    await house.notify({ professional: '810000000011', name: 'AUBERT Claire' }, message);
    await house.notify({ professional: '810000000012', name: 'DURAND Paul' }, message);
    await house.deliver();
    expect(bodyOf({ source: house.mails()[0]! })).to.match(/^Bonjour AUBERT Claire,/);
    expect(house.letters()[0]).to.contain('\n\nDURAND Paul\n\n');
    expect([...house.mails(), ...house.letters()].join()).not.to.match(/LEMOINE|CHARLOTTE/);
  });

  it('then what fails is tried again, each pause longer than the one before, and sent once', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    const tries: number[] = [];
    const start = house.now().getTime();
    const counting: Post = {
      send: async (mail) => {
        tries.push((house.now().getTime() - start) / MINUTE);
        return failing.send(mail);
      },
    };
    for (let minute = 0; minute < 70; minute += 1) {
      await house.deliver({ post: counting });
      house.advance(MINUTE);
    }
    expect(tries).to.deep.equal([0, 1, 3, 7, 15, 31, 63]);
    house.advance(4 * HOUR);
    await house.deliver();
    await house.deliver();
    expect(house.mails()).to.have.length(1);
  });

  it('then after the time of the settings an emergency goes by letter, and a document to the statement', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    await house.notify({ patientKey }, ADDED);
    let last = 0;
    const counting: Post = {
      send: async (mail) => {
        last = house.now().getTime();
        return failing.send(mail);
      },
    };
    const end = house.now().getTime() + 72 * HOUR;
    for (let hour = 0; hour < 80; hour += 1) {
      await house.deliver({ post: counting });
      house.advance(HOUR);
    }
    expect(last).to.be.at.most(end);
    expect(house.letters()).to.have.length(1);
    expect(house.mails()).to.deep.equal([]);
    expect(await waiting()).to.equal(0);
  });

  it('then a mailbox that does not exist is not tried again', async () => {
    const patientKey = await house.patient({ email, postal: ['1 rue A'] });
    await house.notify({ patientKey }, { kind: 'emergency-access' });
    await house.deliver({ post: { send: async () => 'refused' } });
    expect(house.letters()).to.have.length(1);
    expect(await waiting()).to.equal(0);
  });

  it('then a one-time code goes by mail alone, and not once it is no longer good', async () => {
    const code: Message = { kind: 'account-code', code: '481516', minutes: 10 };
    await house.notify({ given: '', family: '', email }, code);
    await house.notify({ given: '', family: '' }, code);
    await house.deliver();
    expect(house.mails()).to.have.length(1);
    expect(bodyOf({ source: house.mails()[0]! })).to.match(/^Bonjour,\n/);
    await house.notify({ given: '', family: '', email }, code);
    house.advance(11 * MINUTE);
    await house.deliver();
    expect([house.mails().length, house.letters().length, await waiting()]).to.deep.equal([1, 0, 0]);
  });

  it('then no log names a reader, an address or a code', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.notify({ given: 'Anne', family: 'LEMOINE', email }, INVITATION);
    await house.deliver({ post: failing });
    await house.deliver({
      post: {
        send: async () => {
          throw new Error(`550 <${email}> LEMOINE`);
        },
      },
    });
    expect(house.logged).not.to.deep.equal([]);
    expect(JSON.stringify(house.logged)).not.to.match(/example\.org|LEMOINE|CHARLOTTE|A1B2C3/i);
  });

  it('then a settled notification leaves neither name nor code in the store', async () => {
    await house.notify({ given: 'Anne', family: 'LEMOINE', email }, INVITATION);
    await house.deliver();
    await house.store.close();
    const { openForReading } = await import('../../src/store/sqlite/connection.ts');
    const database = openForReading(`${house.folder}/../carnet.db`);
    const rows = database.prepare('SELECT * FROM outbox').all();
    database.close();
    expect(rows).to.have.length(1);
    expect(JSON.stringify(rows)).not.to.match(/LEMOINE|A1B2C3|example/);
  });

  it('then two servers at once make one mail of each', async () => {
    const patientKey = await house.patient({ email });
    for (let at = 0; at < 30; at += 1) await house.notify({ patientKey }, ADDED);
    const sent: string[] = [];
    const post: Post = {
      send: async ({ id }) => {
        sent.push(id);
        return 'sent';
      },
    };
    await Promise.all(Array.from({ length: 4 }, () => house.deliver({ post })));
    expect(sent).to.have.length(30);
    expect(new Set(sent).size).to.equal(30);
  });

  it('then a server that stops gives back at once what it has not begun', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.notify({ patientKey }, ADDED);
    const stopping = new AbortController();
    const sent: string[] = [];
    const post: Post = {
      send: async ({ id }) => {
        sent.push(id);
        stopping.abort();
        return 'sent';
      },
    };
    await house.deliver({ post, stopping: stopping.signal });
    expect(sent).to.have.length(1);
    await house.deliver({ post });
    expect(new Set(sent).size).to.equal(2);
  });

  it('then a server that is too slow begins no mail that could outlast its claim', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.notify({ patientKey }, ADDED);
    const sent: string[] = [];
    const post: Post = {
      send: async ({ id }) => {
        sent.push(id);
        house.advance(8 * MINUTE);
        return 'sent';
      },
    };
    await house.deliver({ post });
    expect(sent).to.have.length(1);
    house.advance(2 * MINUTE);
    await house.deliver({ post });
    expect(new Set(sent).size).to.equal(2);
  });

  it('then no half of a file is ever seen, and none is left over', async () => {
    const patientKey = await house.patient({ email });
    await house.notify({ patientKey }, ADDED);
    await house.deliver();
    expect(readdirSync(house.folder).filter((name) => !name.endsWith('.eml'))).to.deep.equal([]);
  });
});
