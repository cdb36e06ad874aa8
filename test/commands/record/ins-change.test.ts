import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { record } from '../../../src/commands/record.ts';
import { UsageError } from '../../../src/commands/usage.ts';
import { isRefusal } from '../../../src/errors.ts';
import { INS_NIA, INS_NIR_TEST, matriculeKey } from '../../../src/model/ins.ts';
import type { MedicalRecord } from '../../../src/model/record.ts';
import { changeIns } from '../../../src/records/change-ins.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect, temporaryFolder } from '../../store/sample.ts';
import { type InsiSimulator, startInsiSimulator } from '../../support/insi-simulator.ts';
import { faultOf, runCommand, withStore } from '../../support/run-command.ts';

const ins = (body: string) => body + matriculeKey(body);
const OLD = ins('2940614118027');
const NEW = ins('2940614118028');
const OTHER = ins('2940614118029');
const TRAITS = ['--family', 'LEMOINE', '--given', 'CHARLOTTE', '--birth-date', '1994-06-12', '--sex', 'F'];
const MARTIN = ['--family', 'MARTIN', '--given', 'CHARLOTTE', '--birth-date', '1980-01-01', '--sex', 'F'];

describe('given a record and the command line', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
    expect((await create(OLD)).code).to.equal(0);
  });
  afterEach(() => folder.remove());

  const run = (words: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
    runCommand(record, settings, ...words, '--data', folder.path);
  const create = (value: string, ...more: string[]) => run(['create', '--ins', value, ...TRAITS, ...more]);
  const change = (from: string, to: string, ...more: string[]) =>
    run(['ins-change', '--ins', from, '--new', to, ...more]);
  const look = <T>(into: (store: Store) => Promise<T>) => withStore(folder.path, into);
  const found = (value: string, authority = INS_NIR_TEST): Promise<MedicalRecord | undefined> =>
    look(({ records }) => records.byIdentifier(value, authority));
  const idsOf = async (value: string, authority = INS_NIR_TEST) =>
    (await found(value, authority))?.identifiers.map((id) => [id.value, id.current]);
  const refused = async (running: () => ReturnType<typeof run>, sentence: string) => {
    const events = await look((store) => collect(store.events.all()));
    const { code, err } = await running();
    expect([code, err.trim()]).to.deep.equal([1, sentence]);
    expect(await idsOf(OLD)).to.deep.equal([[OLD, true]]);
    expect(await look((store) => collect(store.events.all()))).to.have.lengthOf(events.length);
  };

  it('then it goes under another INS, is found under both, and leaves a trace', async () => {
    const { code, out } = await change(OLD, NEW);
    expect([code, out]).to.deep.equal([
      0,
      `The record of ${OLD} is now under ${NEW}, and found under both.\n`,
    ]);
    for (const value of [OLD, NEW])
      expect(await idsOf(value)).to.deep.equal([
        [NEW, true],
        [OLD, false],
      ]);
    const { patient } = (await found(NEW))!;
    const last = (await look((store) => collect(store.events.all()))).at(-1);
    expect(last).to.include({ type: 'RECORD-ins-change', patientKey: patient.key, reason: 'operator' });
  });

  it('then it goes under the INS of another authority', async () => {
    expect((await change(OLD, NEW, '--new-authority', INS_NIA)).code).to.equal(0);
    expect(await idsOf(NEW, INS_NIA)).to.deep.equal([
      [NEW, true],
      [OLD, false],
    ]);
    expect(await found(NEW)).to.equal(undefined);
  });

  it('then a change that was wrong is taken back in the same way', async () => {
    await change(OLD, NEW);
    expect((await change(NEW, OLD)).code).to.equal(0);
    expect(await idsOf(NEW)).to.deep.equal([
      [OLD, true],
      [NEW, false],
    ]);
  });

  it('then the INS of a record that there is not changes nothing', () =>
    refused(() => change(OTHER, NEW), `There is no record under ${OTHER}.`));

  it('then the present INS is no new one', () =>
    refused(() => change(OLD, OLD), 'The record is under the new INS already.'));

  it('then a wrong key is refused', () =>
    refused(
      () => change(OLD, `${NEW.slice(0, 13)}00`),
      'The new INS is none: its shape or its key is wrong.',
    ));

  it('then an id that is no INS is refused', () =>
    refused(
      () => change(OLD, NEW, '--new-authority', '1.2.3'),
      'The authority of the new INS is none that this server takes an INS of.',
    ));

  it('then an identity that is not qualified is refused', () =>
    refused(
      () => change(OLD, NEW, '--identity-status', 'VALI'),
      'Only a qualified identity (QUAL), neither doubtful nor invented, has an INS.',
    ));

  it('then an INS with a record of its own is refused', async () => {
    await create(OTHER);
    await refused(
      () => change(OLD, OTHER),
      `Another record exists under ${OTHER}. Two records are not made one by this.`,
    );
    expect(await idsOf(OTHER)).to.deep.equal([[OTHER, true]]);
  });

  it('then production takes no INS made for tests', () => {
    const unit = changeIns(
      { patientKey: 1, to: { value: NEW, authority: INS_NIR_TEST } },
      { mode: 'production', testInsAnyKey: false, patientAuthorities: [] },
      { at: '2026-11-22T10:00:00.000Z', requestId: 'r' },
    );
    expect(isRefusal(unit) && unit.refused.map(({ about }) => about)).to.deep.equal(['--new-authority']);
  });

  it('then without the new INS, or with another word, it says how it is used', async () => {
    expect(await faultOf(run(['ins-change', '--ins', OLD]))).to.be.instanceOf(UsageError);
    expect(await faultOf(Promise.resolve().then(() => run(['change'])))).to.be.instanceOf(UsageError);
  });

  it('then a date of birth of unknown day or month is completed and marked', async () => {
    for (const [value, known, birthDate] of [
      [NEW, '1950', '1950-12-31'],
      [OTHER, '1950-XX-15', '1950-01-15'],
    ] as const) {
      const traits = TRAITS.map((word) => (word === '1994-06-12' ? known : word));
      expect((await run(['create', '--ins', value, ...traits])).code).to.equal(0);
      expect((await found(value))?.patient).to.include({ birthDate, birthDateSupplied: true });
    }
    expect((await found(OLD))?.patient).not.to.have.property('birthDateSupplied');
  });

  describe('and the INSi teleservice, which knows that the INS was replaced', () => {
    let simulator: InsiSimulator;
    let settings: Readonly<Record<string, string>>;
    before(async () => {
      const person = { family: 'LEMOINE', givens: ['CHARLOTTE'], sex: 'F', birthPlace: '14118' } as const;
      simulator = await startInsiSimulator([
        { ...person, birthDate: '1994-06-12', ins: NEW, former: [OLD] },
        { ...person, family: 'MARTIN', birthDate: '1980-01-01', ins: OTHER, former: [ins('2800114118027')] },
      ]);
    });
    beforeEach(() => {
      const file = (name: string, text: string) => {
        writeFileSync(join(folder.path, name), text);
        return join(folder.path, name);
      };
      settings = {
        CARNET_INSI_URL: simulator.url,
        CARNET_INSI_CERTIFICATE: file('certificate.pem', simulator.client.certificate),
        CARNET_INSI_KEY: file('key.pem', simulator.client.key),
        CARNET_INSI_CA: file('insi-ca.pem', simulator.client.ca),
        CARNET_INSI_EMITTER: '1140000027',
        CARNET_INSI_AUTHORISATION: 'ABCDEF123456',
      };
    });
    after(() => simulator.close());
    const verified = (words: readonly string[]) => run([...words, '--verify-ins'], settings);

    it('then the change that it confirms is made', async () => {
      expect((await verified(['ins-change', '--ins', OLD, '--new', NEW])).code).to.equal(0);
      expect(await idsOf(OLD)).to.deep.equal([
        [NEW, true],
        [OLD, false],
      ]);
    });

    it('then one to the INS of somebody else is not', () =>
      refused(
        () => verified(['ins-change', '--ins', OLD, '--new', OTHER]),
        'The INS is not that of this person.',
      ));

    it('then a new record keeps the former INS that it tells', async () => {
      expect((await verified(['create', '--ins', OTHER, ...MARTIN])).code).to.equal(0);
      expect(await idsOf(ins('2800114118027'))).to.deep.equal([
        [OTHER, true],
        [ins('2800114118027'), false],
      ]);
    });

    it('then there is none where both INS are enrolled and have opposed', async () => {
      const person = { family: 'MARTIN', givens: ['CHARLOTTE'], birthDate: '1980-01-01', sex: 'F' } as const;
      const known = { contact: {}, cards: [], protected: false, representatives: [] };
      for (const value of [ins('2800114118027'), OTHER])
        await look(async (store) => {
          const affiliate = { ins: value, authority: INS_NIR_TEST, ...person, ...known };
          await store.write([{ kind: 'import-affiliate', affiliate }]);
          const { key } = (await store.enrolment.byIns(value, INS_NIR_TEST))!;
          const at = '2026-11-22T10:00:00.000Z';
          await store.write([{ kind: 'oppose', key, expected: 'eligible', at }]);
        });
      await refused(
        () => verified(['create', '--ins', OTHER, ...MARTIN]),
        'Both INS are enrolled, and the enrolments have gone different ways.',
      );
      expect(await found(OTHER)).to.equal(undefined);
    });

    it('then there is no second record of whoever has one under a former INS, and what to do is said', () =>
      refused(
        () => verified(['create', '--ins', NEW, ...TRAITS]),
        `A record exists under ${OLD}, which this INS has replaced: record ins-change --ins ${OLD} --new ${NEW}`,
      ));
  });
});
