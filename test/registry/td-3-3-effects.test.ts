import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { archiveDocument, changeVisibility, deleteDocument } from '../../src/client/update.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED } from '../../src/model/document-entry.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { PATIENT_ID } from '../support/submission-builder.ts';
import { type UpdateDesk, updateDesk } from '../support/update-desk.ts';

const EVERY_STATUS = [APPROVED, DEPRECATED, ARCHIVED, DELETED];
const PEOPLE = ['pharmacien', 'infirmier', 'medecin-traitant', 'patient'] as const;
const AUTHOR = 'pharmacien';

/** Who finds and reads a document, of those whom the record knows. */
async function seers(desk: UpdateDesk, uniqueId: string, statuses?: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for (const slug of PEOPLE) {
    const finds = await desk.finds(slug, uniqueId, statuses);
    if (statuses === undefined) expect(await desk.reads(slug, uniqueId), slug).to.equal(finds);
    if (finds) seen.push(slug);
  }
  return seen;
}

describe('given a document of a record that its author, a nurse, the médecin traitant and the patient look at', function () {
  this.timeout(120_000);
  let desk: UpdateDesk;
  before(async () => {
    desk = await updateDesk();
    for (const slug of ['pharmacien', 'infirmier']) await desk.authorise(slug);
    await desk.authorise('medecin-traitant', true);
  });
  after(() => desk.close());

  it('then all of them find and read it', async () => {
    expect(await seers(desk, await desk.note(AUTHOR))).to.deep.equal(PEOPLE);
  });

  it('then its author masks it: the nurse has it no longer, in no version, under no id and no status', async () => {
    const note = await desk.note(AUTHOR);
    const before = await desk.entry(AUTHOR, note);
    const traces = await desk.takes(() => changeVisibility(desk.by(AUTHOR), before, { MASQUE_PS: true }));
    expect(traces).to.deep.equal([{ type: 'TD3.3a-mask', granted: true, reason: 'authorised' }]);
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);

    const nurse = desk.client('infirmier');
    expect(await desk.finds('infirmier', note, EVERY_STATUS)).to.equal(false);
    expect(await desk.reads('infirmier', note)).to.equal(false);
    expect((await nurse.getDocuments(PATIENT_ID, [note])).objects).to.deep.equal([]);
    const now = await desk.entry(AUTHOR, note);
    for (const uuid of [before.entryUuid, now.entryUuid]) {
      expect((await archiveDocument(desk.by('infirmier'), uuid)).errors[0]?.code).to.equal(
        'UnresolvedReferenceException',
      );
    }
  });

  it('then the new version is the same but for its ids and codes, and follows the one before', async () => {
    const note = await desk.note(AUTHOR);
    const before = await desk.entry(AUTHOR, note);
    await desk.takes(() => changeVisibility(desk.by(AUTHOR), before, { MASQUE_PS: true }));
    const after = await desk.entry(AUTHOR, note);
    expect(after.confidentialityCodes.map(({ code }) => code)).to.deep.equal(['N', 'MASQUE_PS']);
    expect(after.entryUuid).not.to.equal(before.entryUuid);
    const { id, entryUuid } = after;
    const { confidentialityCodes } = after;
    expect(after).to.deep.equal({ ...before, id, entryUuid, confidentialityCodes, version: 2 });
    expect(after.logicalId).to.equal(before.entryUuid);
  });

  it('then its author unmasks it, and the nurse has it again', async () => {
    const note = await desk.note(AUTHOR, ['MASQUE_PS']);
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
    const entry = await desk.entry(AUTHOR, note);
    const traces = await desk.takes(() => changeVisibility(desk.by(AUTHOR), entry, { MASQUE_PS: false }));
    expect(traces.map(({ type }) => type)).to.deep.equal(['TD3.3a-unmask']);
    expect(await seers(desk, note)).to.deep.equal(PEOPLE);
  });

  it('then the médecin traitant masks and unmasks what another wrote', async () => {
    const note = await desk.note(AUTHOR);
    const doctor = 'medecin-traitant';
    const traces = await desk.takes(async () =>
      changeVisibility(desk.by(doctor), await desk.entry(doctor, note), { MASQUE_PS: true }),
    );
    expect(traces.at(-1)).to.deep.equal({ type: 'TD3.3a-mask', granted: true, reason: 'medecin-traitant' });
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
    await desk.takes(async () =>
      changeVisibility(desk.by(doctor), await desk.entry(doctor, note), { MASQUE_PS: false }),
    );
    expect(await seers(desk, note)).to.deep.equal(PEOPLE);
  });

  it('then whoever announced it makes what was not for the patient yet visible to her, without being its author', async () => {
    const note = await desk.note(AUTHOR, ['INVISIBLE_PATIENT']);
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'infirmier', 'medecin-traitant']);
    const entry = await desk.entry('infirmier', note);
    const traces = await desk.takes(() =>
      changeVisibility(desk.by('infirmier'), entry, { INVISIBLE_PATIENT: false }),
    );
    expect(traces.map(({ type }) => type)).to.deep.equal(['TD3.3b-show']);
    expect(await seers(desk, note)).to.deep.equal(PEOPLE);
  });

  it('then its author hides it from the patient until it is announced', async () => {
    const note = await desk.note(AUTHOR);
    const entry = await desk.entry(AUTHOR, note);
    const traces = await desk.takes(() =>
      changeVisibility(desk.by(AUTHOR), entry, { INVISIBLE_PATIENT: true }),
    );
    expect(traces.map(({ type }) => type)).to.deep.equal(['TD3.3b-hide']);
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'infirmier', 'medecin-traitant']);
  });

  it('then its author keeps it from legal representatives, and another shows it to them', async () => {
    const note = await desk.note(AUTHOR);
    const code = 'INVISIBLE_REPRESENTANTS_LEGAUX';
    const first = await desk.entry(AUTHOR, note);
    const hidden = await desk.takes(() => changeVisibility(desk.by(AUTHOR), first, { [code]: true }));
    expect(hidden.map(({ type }) => type)).to.deep.equal(['TD3.3b-hide']);
    const entry = await desk.entry('infirmier', note);
    expect(entry.confidentialityCodes.map((one) => one.code)).to.deep.equal(['N', code]);
    const shown = await desk.takes(() => changeVisibility(desk.by('infirmier'), entry, { [code]: false }));
    expect(shown.map(({ type }) => type)).to.deep.equal(['TD3.3b-show']);
  });

  it('then one message that masks and shows it leaves a trace of each', async () => {
    const note = await desk.note(AUTHOR, ['INVISIBLE_PATIENT']);
    const entry = await desk.entry(AUTHOR, note);
    const traces = await desk.takes(() =>
      changeVisibility(desk.by(AUTHOR), entry, { INVISIBLE_PATIENT: false, MASQUE_PS: true }),
    );
    expect(traces.map(({ type }) => type)).to.deep.equal(['TD3.3a-mask', 'TD3.3b-show']);
    expect(await seers(desk, note)).to.deep.equal(['pharmacien', 'medecin-traitant', 'patient']);
  });

  it('then archived it is found by its status alone, and as before once it is taken out again', async () => {
    const note = await desk.note(AUTHOR);
    const uuid = await desk.uuid(AUTHOR, note);
    const archived = await desk.takes(() => archiveDocument(desk.by(AUTHOR), uuid));
    expect(archived.map(({ type }) => type)).to.deep.equal(['TD3.3d-archive']);
    for (const slug of ['pharmacien', 'infirmier', 'medecin-traitant']) {
      expect(await desk.finds(slug, note), slug).to.equal(false);
      expect(await desk.finds(slug, note, [ARCHIVED]), slug).to.equal(true);
      expect(await desk.reads(slug, note), slug).to.equal(true);
    }
    const entry = await desk.entry(AUTHOR, note);
    expect([entry.entryUuid, entry.availabilityStatus, entry.version]).to.deep.equal([uuid, ARCHIVED, 1]);
    const back = await desk.takes(() => archiveDocument(desk.by(AUTHOR), uuid, 'unarchive'));
    expect(back.map(({ type }) => type)).to.deep.equal(['TD3.3d-unarchive']);
    expect(await seers(desk, note)).to.deep.equal(PEOPLE);
  });

  it('then masked while archived it stays archived', async () => {
    const note = await desk.note(AUTHOR);
    await desk.takes(async () => archiveDocument(desk.by(AUTHOR), await desk.uuid(AUTHOR, note)));
    const entry = await desk.entry(AUTHOR, note);
    await desk.takes(() => changeVisibility(desk.by(AUTHOR), entry, { MASQUE_PS: true }));
    expect((await desk.entry(AUTHOR, note)).availabilityStatus).to.equal(ARCHIVED);
    expect(await desk.finds('infirmier', note, EVERY_STATUS)).to.equal(false);
  });

  for (const [name, prepare, from] of [
    ['approved', async () => {}, APPROVED],
    ['archived', (uuid: string) => desk.takes(() => archiveDocument(desk.by(AUTHOR), uuid)), ARCHIVED],
  ] as const) {
    it(`then ${name} its author deletes it: nobody has it, in whatever version, and its content is kept`, async () => {
      const note = await desk.note(AUTHOR, ['MASQUE_PS']);
      const first = await desk.entry(AUTHOR, note);
      await desk.takes(() => changeVisibility(desk.by(AUTHOR), first, { MASQUE_PS: false }));
      const uuid = await desk.uuid(AUTHOR, note);
      await prepare(uuid);
      const contents = filesOf(desk);
      const traces = await desk.takes(() => deleteDocument(desk.by(AUTHOR), uuid, from));
      expect(traces).to.deep.equal([{ type: 'TD3.3c-delete', granted: true, reason: 'authorised' }]);
      for (const slug of PEOPLE) {
        expect(await desk.finds(slug, note, EVERY_STATUS), slug).to.equal(false);
        expect(await desk.reads(slug, note), slug).to.equal(false);
      }
      expect((await desk.client(AUTHOR).getDocuments(PATIENT_ID, [note])).objects).to.deep.equal([]);
      expect(filesOf(desk)).to.deep.equal(contents);
    });
  }

  it('then its author masks what was registered under another INS with a type that has been retired since', async () => {
    const entry = await desk.ofOtherTimes(AUTHOR);
    await desk.takes(() => changeVisibility(desk.by(AUTHOR), entry, { MASQUE_PS: true }));
    const seen = await desk.server.store.documents.find(
      EVERYTHING,
      { uniqueIds: [entry.uniqueId], latestOnly: true },
      'model',
    );
    expect(seen.map((one) => one.model().confidentialityCodes.at(-1)?.code)).to.deep.equal(['MASQUE_PS']);
    expect(seen[0]?.model().patientId).to.equal(entry.patientId);
  });

  it('then a structure deletes what it deposited, by the id that a reference search gives it', async () => {
    const uniqueId = await desk.certificate('esat');
    const uuid = await desk.uuid('esat', uniqueId);
    const traces = await desk.takes(() => deleteDocument(desk.by('esat'), uuid));
    expect(traces).to.deep.equal([{ type: 'TD3.3c-delete', granted: true, reason: 'functional-right' }]);
    expect(await desk.finds('patient', uniqueId)).to.equal(false);
  });

  it('then a médecin du travail manages its own, without an authorisation that it cannot have', async () => {
    const doctor = 'medecin-travail';
    const note = await desk.note(doctor);
    const uuid = await desk.uuid(doctor, note);
    await desk.takes(() => archiveDocument(desk.by(doctor), uuid));
    await desk.takes(() => deleteDocument(desk.by(doctor), uuid, ARCHIVED));
    expect(await desk.finds('patient', note)).to.equal(false);
  });
});

/** Names of every file of content that a server keeps. */
function filesOf({ server }: UpdateDesk): string[] {
  return readdirSync(join(server.data, 'blobs'), { recursive: true }).map(String).sort();
}
