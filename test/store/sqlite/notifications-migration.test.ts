import { expect } from 'chai';
import { notifications } from '../../../src/store/sqlite/migrations/0010-notifications.ts';
import type { WriteCommand } from '../../../src/store/store.ts';
import { AT, storeFromBefore, type TemporaryStore } from '../sample.ts';

const SUBJECT = (kind: string, id: string) => JSON.stringify({ kind, id });

describe('given a database from before patients were told of anything', () => {
  let store: TemporaryStore;
  before(async () => {
    store = await storeFromBefore(notifications, (database) => {
      database.exec(`INSERT INTO patient (patient_key, family, givens, birth_date, sex) VALUES (1, 'A', '[]', '', 'U');
      INSERT INTO record (patient_key, status, activated, created_at) VALUES (1, 'open', 1, '${AT}');
      INSERT INTO submission_set (submission_key, patient_key, id, unique_id, source_id, depositor, registered_at,
        ebrim, model) VALUES (1, 1, 's', 's', 's', 'x', '${AT}', '', '{}');`);
      for (const [key, logicalId, code] of [
        [1, 'seen', 'N'],
        [2, 'hidden', 'INVISIBLE_PATIENT'],
        [3, 'minor', 'INVISIBLE_REPRESENTANTS_LEGAUX'],
      ] as const) {
        database
          .prepare(
            `INSERT INTO document_entry (entry_key, patient_key, submission_key, entry_uuid, unique_id, logical_id, version,
             status, object_type, type_key, creation_time, size, hash, mime_type, blob, depositor)
           VALUES (?, 1, 1, ?, ?, ?, 1, 'a', 'o', 't', 0, 0, '', '', '', 'x')`,
          )
          .run(key, logicalId, logicalId, logicalId);
        database.prepare(`INSERT INTO entry_code VALUES (1, ?, 'confidentiality', ?, 's')`).run(key, code);
      }
      for (const [sequence, type, granted, subject] of [
        [1, 'ITI-18', 1, SUBJECT('professional', 'read')],
        [2, 'ITI-18', 0, SUBJECT('professional', 'refused')],
        [3, 'TD0.2', 1, SUBJECT('professional', 'looked')],
        [4, 'ITI-43', 1, SUBJECT('patient', 'patient')],
        [5, 'ITI-43', 1, 'spoilt'],
      ] as const) {
        database
          .prepare(
            `INSERT INTO audit_event (sequence, type, action, at, granted, reason, patient_key, subject, from_address,
             request_id, documents, hash) VALUES (?, ?, 'R', ?, ?, '', 1, ?, '', '', '[]', '')`,
          )
          .run(sequence, type, AT, granted, subject);
      }
    });
  });
  after(() => store.remove());
  const queued = async (command: WriteCommand) => {
    const before = (await store.notifications.queue()).waiting;
    await store.write([command]);
    return (await store.notifications.queue()).waiting - before;
  };
  const document = (logicalId: string) =>
    queued({ kind: 'tell-documents', patientKey: 1, logicalIds: [logicalId], at: AT, quietly: false });
  const access = (professional: string) =>
    queued({ kind: 'tell-access', patientKey: 1, professional, at: AT });

  it('then documents that the patient could see count as told, and hidden ones do not', async () => {
    expect(await document('seen')).to.equal(0);
    expect(await document('hidden')).to.equal(1);
    expect(await document('minor')).to.equal(1);
  });

  it('then a professional who has been in the record counts as told, and one who was refused does not', async () => {
    expect(await access('read')).to.equal(0);
    expect(await access('refused')).to.equal(1);
    expect(await access('looked')).to.equal(1);
  });
});
