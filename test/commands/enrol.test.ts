import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { campaign } from '../../src/commands/campaign.ts';
import { enrol } from '../../src/commands/enrol.ts';
import { record } from '../../src/commands/record.ts';
import { UsageError } from '../../src/commands/usage.ts';
import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';
import type { Store } from '../../src/store/store.ts';
import { collect, temporaryFolder } from '../store/sample.ts';
import { runCommand, withStore } from '../support/run-command.ts';

const INS = `2850614118027${matriculeKey('2850614118027')}`;
const PERSON = {
  ins: INS,
  family: 'LEROY',
  givens: ['JEANNE', 'ANNE'],
  birthDate: '1985-06-14',
  sex: 'F',
  birthPlace: '14118',
  email: 'jeanne@exemple.fr',
  postal: ['3 RUE DES LILAS', '14000 CAEN'],
  cards: ['802512345678'],
  representatives: [{ role: 'tuteur', family: 'ROUX', given: 'ANNE', email: 'anne@exemple.fr' }],
};

describe('given insured persons and the command line', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** Runs a command on a data folder of its own. @returns its exit code and what it wrote. */
  async function run(command: typeof enrol, ...args: string[]) {
    const { code, out, err } = await runCommand(command, {}, ...args, '--data', folder.path);
    return { code, text: err + out };
  }
  const look = <T>(into: (store: Store) => Promise<T>) => withStore(folder.path, into);
  const importLines = async (...lines: readonly unknown[]) => {
    const file = join(folder.path, 'affiliates.jsonl');
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(file, `${texts.join('\n')}\n`);
    return run(enrol, 'import', file);
  };

  it('then a file of them is imported, and imported again brings them up to date', async () => {
    const { code, text } = await importLines(PERSON, '');
    expect([code, text]).to.deep.equal([0, '1 persons imported, 0 lines not.\n']);
    await importLines({ ...PERSON, email: 'nouvelle@exemple.fr', cards: [] });
    const person = await look(({ enrolment }) => enrolment.byIns(INS, INS_NIR_TEST));
    const { email: _email, postal, ...known } = PERSON;
    expect(person).to.deep.include({
      ...known,
      authority: INS_NIR_TEST,
      contact: { email: 'nouvelle@exemple.fr', postal },
      cards: [],
      protected: false,
      status: 'eligible',
    });
  });

  it('then a line that cannot be used is told with its number and what is wrong, and the others are imported', async () => {
    const { code, text } = await importLines(
      { ...PERSON, ins: '285061411802799' },
      'not JSON',
      { ...PERSON, email: 'jeanne@exemple.fr, autre@exemple.fr' },
      { ...PERSON, postal: ['3 RUE\nDES LILAS'] },
      { ...PERSON, unknown: 1 },
      { ...PERSON, birthDate: '1985-02-30' },
      PERSON,
    );
    expect(code).to.equal(1);
    expect(text.split('\n').filter((line) => line !== '')).to.deep.equal([
      'Line 1 is not imported: ins',
      'Line 2 is not imported: no JSON object',
      'Line 3 is not imported: email',
      'Line 4 is not imported: postal.0',
      'Line 5 is not imported: unknown member',
      'Line 6 is not imported: birth-date',
      '1 persons imported, 6 lines not.',
    ]);
  });

  describe('and an INS that has replaced a former one', () => {
    const FORMER = `2850614118028${matriculeKey('2850614118028')}`;
    const ANOTHER = `2850614118029${matriculeKey('2850614118029')}`;
    const moved = { ...PERSON, formerIns: [{ ins: FORMER }] };
    const {
      email: _email,
      postal: _postal,
      representatives: _representatives,
      cards: _cards,
      ...traits
    } = PERSON;
    const createRecord = (ins: string, patient: object = {}, former: readonly string[] = []) =>
      look((store) =>
        store.write([
          {
            kind: 'create-record',
            patient: { ...traits, sex: 'F', ...patient },
            identifiers: [{ value: ins, authority: INS_NIR_TEST }],
            former: former.map((value) => ({ value, authority: INS_NIR_TEST })),
            activated: true,
            at: '2026-11-20T10:00:00.000Z',
          },
        ]),
      );
    const identifiers = (ins: string) =>
      look(async ({ records }) =>
        (await records.byIdentifier(ins, INS_NIR_TEST))?.identifiers.map(({ value, current }) => [
          value,
          current,
        ]),
      );
    const keyOf = (ins: string) =>
      look(async ({ enrolment }) => (await enrolment.byIns(ins, INS_NIR_TEST))?.key);

    const changes = () =>
      look(async ({ events }) =>
        (await collect(events.all())).filter(({ type }) => type === 'RECORD-ins-change'),
      );

    it('then who was imported under the former one is not a second person', async () => {
      await importLines({ ...PERSON, ins: FORMER });
      const before = await keyOf(FORMER);
      expect((await importLines(moved)).code).to.equal(0);
      expect([await keyOf(FORMER), await keyOf(INS)]).to.deep.equal([before, before]);
      expect((await run(campaign, 'status')).text).to.match(/eligible +1/);
    });

    it('then the record that she gets is found under both', async () => {
      await importLines(moved);
      await look(async (store) => {
        const { key } = (await store.enrolment.byIns(INS, INS_NIR_TEST))!;
        const at = '2026-11-20T10:00:00.000Z';
        await store.write([{ kind: 'enrol', key, expected: 'eligible', activated: true, at }]);
      });
      expect(await identifiers(FORMER)).to.deep.equal([
        [INS, true],
        [FORMER, false],
      ]);
    });

    it('then the record that there is goes under the present one, with a trace, and again without another', async () => {
      await createRecord(FORMER);
      expect((await importLines(moved)).code).to.equal(0);
      expect((await importLines(moved)).code).to.equal(0);
      expect(await identifiers(FORMER)).to.deep.equal([
        [INS, true],
        [FORMER, false],
      ]);
      expect(await changes()).to.have.lengthOf(1);
      expect((await run(campaign, 'status')).text).to.match(/activated +1/);
    });

    for (const [what, second, traces] of [
      ['that changes the INS again leaves another trace', { ins: ANOTHER, formerIns: [{ ins: INS }] }, 2],
      ['that says the same again leaves none', {}, 1],
    ] as const) {
      it(`then a line of the same file ${what}`, async () => {
        await createRecord(FORMER);
        expect((await importLines(moved, { ...moved, ...second })).code).to.equal(0);
        expect(await changes()).to.have.lengthOf(traces);
      });
    }

    it('then a record that was created with the former one takes the enrolment with it', async () => {
      await importLines({ ...PERSON, ins: FORMER });
      await run(enrol, 'oppose', '--ins', FORMER, '--agent', 'agent-7', '--reason', 'appel');
      const opposed = await keyOf(FORMER);
      await createRecord(INS, {}, [FORMER]);
      expect((await importLines(PERSON)).code).to.equal(0);
      expect([await keyOf(FORMER), await keyOf(INS)]).to.deep.equal([opposed, opposed]);
      expect((await run(campaign, 'status')).text).to.match(/opposed +1/);
    });

    it('then a file that is older than what is known imports nobody under the former one', async () => {
      await importLines(moved);
      const { code, text } = await importLines({ ...PERSON, ins: FORMER }, { ...PERSON, ins: ANOTHER });
      expect([code, text]).to.deep.equal([
        1,
        'Line 1 is not imported: ins has been replaced by another\n1 persons imported, 1 lines not.\n',
      ]);
    });

    it('then records of two patients are not made one', async () => {
      await createRecord(FORMER);
      await createRecord(INS, { family: 'MARTIN' });
      const { code, text } = await importLines(moved);
      expect(code).to.equal(1);
      expect(text).to.include(
        'Line 1 is not imported: ins and formerIns lead to records of several patients\n',
      );
      expect(await identifiers(INS)).to.deep.equal([[INS, true]]);
      expect(await identifiers(FORMER)).to.deep.equal([[FORMER, true]]);
    });

    it('then two enrolments that have gone their ways are not made one', async () => {
      await importLines({ ...PERSON, ins: FORMER }, PERSON);
      const words = ['--agent', 'agent-7', '--reason', 'appel'];
      for (const ins of [FORMER, INS])
        expect((await run(enrol, 'oppose', '--ins', ins, ...words)).code).to.equal(0);
      expect((await importLines(moved)).text).to.include(
        'Line 1 is not imported: ins and formerIns are enrolled, and the enrolments have gone different ways',
      );
      expect(await keyOf(FORMER)).not.to.equal(await keyOf(INS));
    });

    it('then of two enrolments the one that has gone further stays', async () => {
      await importLines({ ...PERSON, ins: FORMER }, PERSON);
      await run(enrol, 'oppose', '--ins', FORMER, '--agent', 'agent-7', '--reason', 'appel');
      const opposed = await keyOf(FORMER);
      expect((await importLines(moved)).code).to.equal(0);
      expect([await keyOf(FORMER), await keyOf(INS)]).to.deep.equal([opposed, opposed]);
      expect((await run(campaign, 'status')).text).to.match(/opposed +1/);
    });

    it('then a record that the operator brings under another INS takes the enrolment with it', async () => {
      await importLines({ ...PERSON, ins: FORMER });
      await createRecord(FORMER);
      const before = await keyOf(FORMER);
      expect((await run(record, 'ins-change', '--ins', FORMER, '--new', INS)).code).to.equal(0);
      expect([await keyOf(FORMER), await keyOf(INS)]).to.deep.equal([before, before]);
    });

    for (const [what, formerIns] of [
      ['a wrong key', [{ ins: '285061411802799' }]],
      ['the present one', [{ ins: INS }]],
      ['an id that is no INS', [{ ins: 'A1', authority: '1.2.3' }]],
    ] as const) {
      it(`then ${what} is no former INS`, async () => {
        expect((await importLines({ ...PERSON, formerIns })).text).to.include(
          'Line 1 is not imported: formerIns\n',
        );
      });
    }
  });

  for (const [known, birthDate] of [
    ['1950', '1950-12-31'],
    ['1950-06', '1950-06-01'],
    ['1950-XX-15', '1950-01-15'],
  ] as const) {
    it(`then a date of birth of which ${known} is known is completed, and the record says so`, async () => {
      expect((await importLines({ ...PERSON, birthDate: known })).code).to.equal(0);
      const patient = await look(async (store) => {
        const person = (await store.enrolment.byIns(INS, INS_NIR_TEST))!;
        expect(person).to.include({ birthDate, birthDateSupplied: true });
        const at = '2026-11-20T10:00:00.000Z';
        const enrolled = { kind: 'enrol', key: person.key, expected: 'eligible', activated: true } as const;
        await store.write([{ ...enrolled, at }]);
        return (await store.records.byIdentifier(INS, INS_NIR_TEST))?.patient;
      });
      expect(patient).to.include({ birthDate, birthDateSupplied: true });
    });
  }

  it('then a file without a good line is a failure, and one without a line too', async () => {
    expect(await importLines('[', JSON.stringify(PERSON).slice(1))).to.include({ code: 1 });
    const { code, text } = await importLines('', '');
    expect(code).to.equal(1);
    expect(text).to.match(/affiliates\.jsonl has no line\.\n0 persons imported, 0 lines not\.\n$/);
  });

  it('then the line that README shows is one', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const [line] = /\{"ins":.*\}$/m.exec(readme) ?? [''];
    expect((await importLines(line)).text).to.equal('1 persons imported, 0 lines not.\n');
  });

  it('then the campaign is started once, and its state is told', async () => {
    await importLines(PERSON);
    expect((await run(campaign, 'status')).text)
      .to.include('has not been started')
      .and.to.match(/eligible +1/);
    const first = await run(campaign, 'start');
    const again = await run(campaign, 'start');
    expect(first.text).to.match(/was started at 20/);
    expect(again.text).to.equal(first.text);
  });

  it('then support opposes and closes for a person who called, and the trace says who did and why', async () => {
    await importLines(PERSON);
    const words = ['--ins', INS, '--agent', 'agent-7', '--reason', 'appel du 22 novembre'];
    expect((await run(enrol, 'close', ...words)).code).to.equal(1);
    expect((await run(enrol, 'oppose', ...words)).code).to.equal(0);
    const { status, last } = await look(async ({ enrolment, events }) => {
      let last: unknown;
      for await (const event of events.all()) last = event;
      return { status: (await enrolment.byIns(INS, INS_NIR_TEST))?.status, last };
    });
    expect(status).to.equal('opposed');
    expect(last).to.deep.include({ type: 'ENROLMENT-oppose', granted: true });
    expect((last as { subject: unknown }).subject).to.include({
      kind: 'operator',
      id: 'agent-7',
      reason: 'appel du 22 novembre',
    });
  });

  it('then support does nothing for a person who is unknown, or without saying who and why', async () => {
    const words = ['--ins', INS, '--agent', 'agent-7', '--reason', 'appel'];
    expect((await run(enrol, 'oppose', ...words)).code).to.equal(1);
    await run(enrol, 'oppose', '--ins', INS, '--agent', 'agent-7').then(
      () => expect.fail('accepted'),
      (error: unknown) => expect(error).to.be.instanceOf(UsageError),
    );
    await run(enrol, 'import').then(
      () => expect.fail('accepted'),
      (error: unknown) => expect(error).to.be.instanceOf(UsageError),
    );
  });
});
