import { expect } from 'chai';
import { contactsOfRepresentatives } from '../../../src/store/sqlite/migrations/0017-contacts-of-representatives.ts';
import { AT, storeFromBefore, type TemporaryStore } from '../sample.ts';

const PARENT = { role: 'parent', family: 'PETIT', given: 'LUC', email: 'luc@exemple.fr' };

describe("given a database in which a parent's address stands as the child's own", () => {
  let store: TemporaryStore;
  before(async () => {
    store = await storeFromBefore(contactsOfRepresentatives, (database) => {
      for (const [key, birthDate, representatives] of [
        [1, '2015-06-01', [PARENT]],
        [2, '1980-06-01', []],
      ] as const) {
        database.exec(`
        INSERT INTO patient (patient_key, family, givens, birth_date, sex)
          VALUES (${key}, 'A', '["B"]', '${birthDate}', 'U');
        INSERT INTO record (patient_key, status, activated, created_at) VALUES (${key}, 'open', 1, '${AT}');
        INSERT INTO patient_identifier (patient_key, value, authority, current) VALUES (${key}, 'ins${key}', 'oid', 1);
        INSERT INTO patient_contact VALUES (${key}, 'assurance-maladie', 'copied@exemple.fr', NULL, 1, NULL);
        INSERT INTO patient_contact VALUES (${key}, 'activation', 'account@exemple.fr', NULL, 1, NULL);
        INSERT INTO patient_account VALUES (${key}, 'id${key}', 'login${key}', '', '', NULL, '2026-01-01T00:00:00.000Z');`);
        database
          .prepare(
            `INSERT INTO enrolment (ins, authority, family, givens, birth_date, sex, contact, cards, protected,
             representatives, decision) VALUES (?, 'oid', 'A', '["B"]', ?, 'U', ?, '[]', 0, ?, 'enrolled')`,
          )
          .run(
            `ins${key}`,
            birthDate,
            '{"email":"own@exemple.fr","postal":["x"]}',
            JSON.stringify(representatives),
          );
      }
    });
  });
  after(() => store.remove());
  const contacts = async (patientKey: number) =>
    (await store.notifications.contacts({ patientKey })).map(({ source, email, representative }) => [
      source,
      email,
      ...(representative === undefined ? [] : [representative]),
    ]);

  it('then it is the parent’s from now on, and what was recorded for the child is marked as such', async () => {
    expect(await contacts(1)).to.deep.equal([
      ['activation-of-minor', 'account@exemple.fr'],
      ['assurance-maladie', 'own@exemple.fr'],
      ['representative', 'luc@exemple.fr', { family: 'PETIT', given: 'LUC' }],
    ]);
  });

  it('then an adult keeps what was recorded at activation, and has what health insurance told last', async () => {
    expect(await contacts(2)).to.deep.equal([
      ['activation', 'account@exemple.fr'],
      ['assurance-maladie', 'own@exemple.fr'],
    ]);
    const [, insured] = await store.notifications.contacts({ patientKey: 2 });
    expect(insured?.postal).to.deep.equal(['x']);
  });
});
