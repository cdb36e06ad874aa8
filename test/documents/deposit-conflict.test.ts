import { expect } from 'chai';
import { type Deposit, deposit } from '../../src/documents/deposit.ts';
import type { DocumentsOptions } from '../../src/documents/options.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { RPLC } from '../../src/model/submission.ts';
import { isConflict, type WriteCommand } from '../../src/store/store.ts';
import { type DepositHouse, depositHouse, EVERYTHING } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import {
  type BuiltSubmission,
  type LotNames,
  namesOf,
  noteEntry,
  PHARMACIST,
  submission,
  vaccinationNote,
  withAssociation,
  withSet,
} from '../support/submission-builder.ts';

const first = namesOf(1);
const second = namesOf(2);
const DOCTOR: Subject = { ...PHARMACIST, id: '810000000011' };

/** The same lot with a second note in it. */
function withSecondNote(built: BuiltSubmission, uniqueId: string): BuiltSubmission {
  const { entries, associations } = built.objects;
  const [member] = associations;
  return {
    objects: {
      ...built.objects,
      entries: [...entries, { ...noteEntry, id: 'Document02', uniqueId }],
      associations: [...associations, { ...member!, id: 'Member03', target: 'Document02' }],
    },
    documents: [...built.documents, { id: 'Document02', bytes: vaccinationNote(uniqueId) }],
  };
}

describe('given a deposit that was let through, and another one that is stored before it', () => {
  let house: DepositHouse;
  beforeEach(async () => {
    house = await depositHouse();
  });
  afterEach(() => house.close());

  const letThrough = async (
    built: BuiltSubmission,
    subject = PHARMACIST,
    signer?: string,
    store: DocumentsOptions['store'] = house.store,
  ): Promise<Deposit> => {
    const submitted = await house.receive(built, signer);
    const caller = { subject, at: new Date().toISOString(), record: house.record };
    const accepted = await deposit(submitted, caller, { ...house.options, store });
    if (isRefusal(accepted)) throw new Error(told(accepted).join('; '));
    return accepted;
  };
  /** What becomes of the later one. */
  const outcome = async (
    later: Deposit,
    writes: readonly WriteCommand[],
  ): Promise<Refusal | 'already-done'> => {
    expect(isConflict(await house.store.write(writes))).to.equal(false);
    const conflict = await house.store.write(later.writes);
    if (!isConflict(conflict)) throw new Error('no conflict');
    return later.onConflict(conflict);
  };
  const between = async (
    earlier: BuiltSubmission,
    later: BuiltSubmission,
    subject?: Subject,
    signer?: string,
  ) => {
    const waiting = await letThrough(later, subject, signer);
    return outcome(waiting, (await letThrough(earlier)).writes);
  };

  it('then the same lot is already done', async () => {
    expect(await between(submission(first), submission(first))).to.equal('already-done');
  });

  it('then the same document in another lot is already done', async () => {
    const again = submission({ ...second, note: first.note });
    expect(await between(submission(first), again)).to.equal('already-done');
  });

  it('then the same document in a lot of several is already done', async () => {
    const several = withSecondNote(submission(first), second.note);
    const one = submission({ ...namesOf(3), note: first.note });
    expect(await between(several, one)).to.equal('already-done');
  });

  describe('and both replace the same document', () => {
    let replacement: (names: LotNames) => BuiltSubmission;
    beforeEach(async () => {
      expect(await house.deposit(submission(first))).to.equal('done');
      const [old] = await house.store.documents.find(EVERYTHING, { uniqueIds: [first.note] }, 'ids');
      const related = `<relatedDocument typeCode="RPLC"><parentDocument><id root="${first.note}"/></parentDocument></relatedDocument><component>`;
      replacement = (names) => ({
        ...withAssociation(submission(names), RPLC, old!.entryUuid),
        documents: [{ id: 'Document01', bytes: vaccinationNote(names.note, { '<component>': related }) }],
      });
    });

    it('then the same replacement is already done', async () => {
      const anew = { ...namesOf(3), note: second.note };
      expect(await between(replacement(second), replacement(anew))).to.equal('already-done');
    });

    for (const [lookUp, of, times] of [
      ['replacementTarget', 'the target', 1],
      ['registration', 'the first document', 1],
      ['registration', 'the last document', 2],
    ] as const) {
      it(`then it is already done too when stored right after the look-up of ${of}`, async () => {
        const { writes } = await letThrough(replacement(second));
        const { documents } = house.store;
        let lookUps = 0;
        const store = {
          ...house.store,
          documents: {
            ...documents,
            async [lookUp](id: string) {
              const found = await documents[lookUp](id);
              lookUps++;
              if (lookUps === times) expect(isConflict(await house.store.write(writes))).to.equal(false);
              return found;
            },
          },
        };
        const later = await letThrough(replacement(second), PHARMACIST, undefined, store);
        expect(lookUps).to.be.at.least(times);
        const written = await house.store.write(later.writes);
        if (isConflict(written)) expect(await later.onConflict(written)).to.equal('already-done');
        else expect(later.writes).to.deep.equal([]);
      });
    }
  });

  it('then another document under its uniqueId is refused', async () => {
    const bytes = vaccinationNote(first.note, { '<structuredBody/>': '<!-- other --><structuredBody/>' });
    const other = {
      ...submission({ ...second, note: first.note }),
      documents: [{ id: 'Document01', bytes }],
    };
    expectOneFault(await between(submission(first), other), 'XDSNonIdenticalHash', first.note);
  });

  it('then a lot that holds one document more is refused', async () => {
    const more = withSecondNote(submission({ ...second, note: first.note }), namesOf(3).note);
    expectOneFault(await between(submission(first), more), 'XDSNonIdenticalHash', first.note);
  });

  it('then the same document by another depositor is refused', async () => {
    const [author] = noteEntry.authors;
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    const theirs = withSet(submission({ ...second, note: first.note }), {
      authors: [{ ...author!, person }],
    });
    expectOneFault(
      await between(submission(first), theirs, DOCTOR, 'medecin'),
      'XDSNonIdenticalHash',
      first.note,
    );
  });

  it('then another document in a lot of its uniqueId is refused', async () => {
    const other = submission({ ...second, lot: first.lot });
    expectOneFault(await between(submission(first), other), 'XDSDuplicateUniqueIdInRegistry', first.lot);
  });

  it('then the same lot is refused when the record has been closed since', async () => {
    const waiting = await letThrough(submission(first));
    const { writes } = await letThrough(submission(first));
    const { key: patientKey } = house.record.patient;
    const closing = { kind: 'close-record', patientKey, at: new Date().toISOString() } as const;
    expectOneFault(await outcome(waiting, [...writes, closing]), 'XDSUnknownPatientId');
  });
});
