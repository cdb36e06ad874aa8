import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importDirectory } from '../../src/directory/import-directory.ts';
import { temporaryFolder } from '../store/sample.ts';
import { bodyOf } from '../support/mail-server.ts';
import { type NotificationHouse, notificationHouse } from '../support/notification-house.ts';

const [header = '', ...lines] = readFileSync('fixtures/annuaire.txt', 'utf8').trimEnd().split('\n');
const columns = header.split('|');
const DOCTOR = '810000000029';
const NURSE = '810000000045';

describe('given an emergency that the médecin traitant is told of', () => {
  let house: NotificationHouse;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    house = await notificationHouse();
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    await house.close();
    await folder.remove();
  });

  /** The doctor's line, with other values in some columns. */
  const line = (changes: Readonly<Record<string, string>> = {}) => {
    const values = lines.find((one) => one.includes(`|${DOCTOR}|`))!.split('|');
    return columns.map((column, at) => changes[column] ?? values[at]).join('|');
  };
  const imported = async (...content: string[]) => {
    const file = join(folder.path, 'annuaire.txt');
    writeFileSync(file, `${[header, ...content].join('\n')}\n`);
    expect(await importDirectory(house.store, [file], house.now().toISOString())).to.have.property(
      'practices',
    );
  };
  const emergency = async () => {
    const patientKey = await house.patient({});
    const at = house.now().toISOString();
    const authorisation = { holder: DOCTOR, name: 'BELLAMY Hugo', medecinTraitant: true, since: at };
    await house.write(
      { kind: 'authorise', patientKey, authorisation: { ...authorisation, holderKind: 'professional' } },
      { kind: 'tell-emergency', patientKey, professional: NURSE, since: at, at, patientTold: false },
    );
    await house.deliver();
    return { mails: house.mails(), letters: house.letters() };
  };
  const WITHOUT_EMAIL = { 'Adresse e-mail (coord. structure)': '' };
  const PATIENT = /LEMOINE|CHARLOTTE/i;

  it('then a letter says who the doctor is and where, as the Annuaire has it', async () => {
    await imported(line(WITHOUT_EMAIL));
    const { mails, letters } = await emergency();
    expect(mails).to.deep.equal([]);
    expect(letters).to.have.length(1);
    expect(letters[0]).to.include(
      '\n\nBELLAMY Hugo\nCABINET DU DR BELLAMY\n4 Rue des Tilleuls\n14000 CAEN\n\n',
    );
    expect(letters[0]).to.include(`Identifiant national (PS_IdNat) : ${DOCTOR}`);
    expect(letters[0]).not.to.match(PATIENT);
  });

  it('then without the Annuaire it says at least who the doctor is', async () => {
    const { letters } = await emergency();
    expect(letters[0]).to.include(`\n\nBELLAMY Hugo\n\nIdentifiant national (PS_IdNat) : ${DOCTOR}\n\n`);
  });

  it('then one who practises alone is told by e-mail, which names no patient', async () => {
    await imported(line());
    const { mails, letters } = await emergency();
    expect(letters).to.deep.equal([]);
    expect(mails).to.have.length(1);
    expect(mails[0]).to.match(/^To: hugo\.bellamy@example\.org\r$/m);
    expect(`${mails[0]}${bodyOf({ source: mails[0]! })}`).not.to.match(PATIENT);
  });

  for (const [what, changes] of [
    ['the mailbox of a hospital', { "Code secteur d'activité": 'SA01' }],
    ['what is no e-mail address', { 'Adresse e-mail (coord. structure)': 'a@b, c@d' }],
  ] as const) {
    it(`then ${what} is not written to`, async () => {
      await imported(line(changes));
      const { mails, letters } = await emergency();
      expect(mails).to.deep.equal([]);
      expect(letters).to.have.length(1);
    });
  }

  it('then every part of an address has its line', async () => {
    await imported(
      line({
        ...WITHOUT_EMAIL,
        'Complément destinataire (coord. structure)': 'Service de médecine',
        'Complément point géographique (coord. structure)': 'Bâtiment B',
        'Indice répétition voie (coord. structure)': 'bis',
        'Mention distribution (coord. structure)': 'BP 12',
        'Bureau cedex (coord. structure)': 'CAEN CEDEX 4',
      }),
    );
    const { letters } = await emergency();
    expect(letters[0]).to.include(
      'CABINET DU DR BELLAMY\nService de médecine\nBâtiment B\n4 bis Rue des Tilleuls\nBP 12\n14000 CAEN CEDEX 4\n',
    );
  });

  it('then of several practices the one that says where it is counts', async () => {
    await imported(
      line({
        ...WITHOUT_EMAIL,
        'Code postal (coord. structure)': '',
        'Libellé commune (coord. structure)': '',
        "Code secteur d'activité": 'SA01',
      }),
      line(WITHOUT_EMAIL),
    );
    expect((await emergency()).letters[0]).to.include('14000 CAEN');
  });

  it('then the next import is the one that counts', async () => {
    await imported(line(WITHOUT_EMAIL));
    await imported(line({ ...WITHOUT_EMAIL, 'Libellé Voie (coord. structure)': 'Haute' }));
    const { letters } = await emergency();
    expect(letters[0]).to.include('4 Rue Haute').and.not.include('Tilleuls');
  });

  it('then what the operator recorded takes its place', async () => {
    await imported(line());
    const of = { professional: DOCTOR };
    const contact = { of, source: 'annuaire', emailVerified: true, postal: ['1 rue Basse'] } as const;
    await house.write({ kind: 'keep-contact', contact });
    const { mails, letters } = await emergency();
    expect(mails).to.deep.equal([]);
    expect(letters[0]).to.include('BELLAMY Hugo\n1 rue Basse\n');
  });
});
