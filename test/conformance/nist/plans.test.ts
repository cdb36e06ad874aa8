import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { PlanError } from '../../../conformance/nist/plan-error.ts';
import { corrections, readCorrections } from '../../../conformance/nist/plans/corrections.ts';
import { DEFAULT_PATIENT, runningOrder } from '../../../conformance/nist/plans/dependencies.ts';
import { ACTOR_OPTIONS } from '../../../conformance/nist/plans/options.ts';
import { openPlanFiles, type PlanFiles } from '../../../conformance/nist/plans/plan-files.ts';
import { readPlan } from '../../../conformance/nist/plans/read-plan.ts';
import { openToolkit } from '../../../conformance/nist/plans/toolkit.ts';
import { openCatalogue, select } from '../../../conformance/nist/running/run-plans.ts';
import { type Kit, makeKit, plan, SHARED_KIT, step } from './kit.ts';

const CORRECTIONS = new URL('../../../conformance/nist/corrections.json', import.meta.url);

const QUERY =
  '<StoredQueryTransaction><XDSb/><UseId testdir="../../12346/single_doc" id="SubmissionSet01" symbol="$p$" step="s" section="AssignedPatientId"/><UseReport test="15817" section="pif" step="step" reportName="$patientid$" useAs="$patientid$"/><MetadataFile>query.xml</MetadataFile></StoredQueryTransaction>';

describe('given a test of a kit', () => {
  let kit: Kit;
  before(() => {
    kit = makeKit({
      't1/index.idx': 'second\nfirst\n',
      't1/readme.txt': 'A title\n\nmore',
      't1/collections.txt': 'SQ.b\nreg\n',
      't1/first/testplan.xml': plan(step('a', QUERY), step('b', '<NewPatientId/>')),
      't1/second/testplan.xml': plan(
        step('c', '<AltPatientId/><RegisterTransaction/>', 'Failure, PartialSuccess'),
      ),
      't1/third/testplan.xml': plan(step('d', '<NewPatientId/>')),
      'strange/index.idx': 's',
      'strange/collections.txt': 'reg',
      'strange/s/testplan.xml': plan(step('a', '<RegisterTransaction><Sometimes/></RegisterTransaction>')),
      'status/index.idx': 's',
      'status/s/testplan.xml': plan(step('a', '<NewPatientId/>', 'Successful')),
      'gone/index.idx': 's',
    });
  });
  after(() => kit.remove());

  it('then only the sections of its index are read, in that order', () => {
    const { sections, title, collections } = readPlan(kit.files, 't1');
    expect(sections.map(({ name }) => name)).to.deep.equal(['second', 'first']);
    expect(title).to.equal('A title');
    expect(collections).to.deep.equal(['SQ.b', 'reg']);
  });

  it('then a step says what it does and expects', () => {
    const [second, first] = readPlan(kit.files, 't1').sections;
    expect(second?.steps[0]?.expectedStatus).to.deep.equal(['Failure', 'PartialSuccess']);
    expect(second?.steps[0]?.altPatientId).to.equal(true);
    expect(first?.steps[0]?.instruction?.uses).to.have.length(2);
    expect(first?.steps[1]?.newPatientId).to.equal(true);
    expect(first?.steps[1]?.instruction).to.equal(undefined);
  });

  it('then the tests that it takes values from are known', () => {
    expect(readPlan(kit.files, 't1').dependsOn).to.have.members(['12346', '15817']);
  });

  it('then what nobody understands is an error, not a thing to skip', () => {
    expect(() => readPlan(kit.files, 'strange')).to.throw(PlanError, /Sometimes/);
    expect(() => readPlan(kit.files, 'status')).to.throw(PlanError, /Successful/);
    expect(() => readPlan(kit.files, 'gone')).to.throw(PlanError, /missing/);
  });

  it('then a word that names neither test nor option is an error', () => {
    expect(() => select(openCatalogue(kit.files), ['registry/whatever'])).to.throw(PlanError);
    expect(select(openCatalogue(kit.files), ['registry/required']).wanted).to.deep.equal(['strange', 't1']);
  });
});

describe('given tests that need one another', () => {
  const needs: Record<string, string[]> = { a: ['b', 'c'], b: ['c'], circle: ['round'], round: ['circle'] };
  const of = (id: string) => needs[id] ?? [];

  it('then each runs after those that it needs, and once', () => {
    expect(runningOrder(['a', 'b'], of)).to.deep.equal([DEFAULT_PATIENT, 'c', 'b', 'a']);
  });

  it('then data that a plan does not name are loaded before it', () => {
    const order = runningOrder(['12364'], of);
    expect(order).to.deep.equal([DEFAULT_PATIENT, '15819', '15820', '12361', '12364']);
  });

  it('then a circle is an error', () => {
    expect(() => runningOrder(['circle'], of)).to.throw(PlanError);
  });
});

describe('given a correction', () => {
  const made = corrections([
    {
      plan: 't',
      what: 'the status',
      why: 'it is wrong',
      issue: '#1',
      edits: [{ file: 't/s/testplan.xml', find: 'Success', replace: 'Failure' }],
    },
  ]);

  it('then its file reads as corrected, and no other', () => {
    expect(made.apply('t/s/testplan.xml', 'a Success')).to.equal('a Failure');
    expect(made.apply('t/r/testplan.xml', 'a Success')).to.equal('a Success');
    expect(made.of('t')).to.have.length(1);
    expect(made.of('u')).to.have.length(0);
  });

  it('then a plan that it finds nothing to correct in is an error', () => {
    expect(() => made.apply('t/s/testplan.xml', 'a Failure')).to.throw(PlanError);
  });

  it('then those of the runner can be read', () => {
    expect(readCorrections(CORRECTIONS).all).to.be.an('array');
  });

  const whole = {
    plan: 't',
    what: 'the status',
    why: 'it is wrong',
    issue: '#1',
    edits: [{ file: 't/s/testplan.xml', find: 'Success', replace: 'Failure' }],
  };
  const read = (correction: object) => {
    const kit = makeKit({ 'corrections.json': JSON.stringify({ corrections: [correction] }) });
    try {
      return readCorrections(`${kit.folder}/corrections.json`);
    } finally {
      kit.remove();
    }
  };

  it('then one that says what, why and where it is discussed is read', () => {
    expect(read(whole).all).to.deep.equal([whole]);
  });

  for (const name of ['plan', 'what', 'why', 'issue'] as const) {
    it(`then one without ${name} is an error`, () => {
      expect(() => read({ ...whole, [name]: '' })).to.throw(PlanError, 'says too little');
    });
  }

  it('then one that changes nothing, or the plan of another test, is an error', () => {
    expect(() => read({ ...whole, edits: [] })).to.throw(PlanError, 'changes nothing');
    expect(() => read({ ...whole, plan: 'u' })).to.throw(PlanError, 'changes t/s/testplan.xml');
  });

  it('then its plan is run as corrected', () => {
    const kit = makeKit({
      't/index.idx': 's',
      't/s/testplan.xml': plan(step('q', '<NullTransaction/>')),
    });
    const expected = (files: PlanFiles) => readPlan(files, 't').sections[0]!.steps[0]!.expectedStatus;
    expect(expected(kit.files)).to.deep.equal(['Success']);
    expect(expected(openPlanFiles(kit.folder, made))).to.deep.equal(['Failure']);
    kit.remove();
  });
});

describe("given NIST's test plans", () => {
  before(function () {
    if (existsSync(SHARED_KIT)) return;
    console.log(`      skipped: NIST's test plans are not at ${SHARED_KIT}`);
    this.skip();
  });

  it('then all of registry and repository are read: 127 tests, 475 sections, 693 steps', () => {
    const files = openPlanFiles(openToolkit(SHARED_KIT).tests, readCorrections(CORRECTIONS));
    const { wanted } = select(openCatalogue(files), []);
    const sections = wanted.flatMap((id) => readPlan(files, id).sections);
    const steps = sections.flatMap((section) => section.steps);
    expect([wanted.length, sections.length, steps.length]).to.deep.equal([127, 475, 693]);
  });

  it('then each option has as many tests as it should', () => {
    const files = openPlanFiles(openToolkit(SHARED_KIT).tests, readCorrections(CORRECTIONS));
    const catalogue = openCatalogue(files);
    const counts = ACTOR_OPTIONS.map(({ name }) => select(catalogue, [name]).wanted.length);
    expect(counts).to.deep.equal([37, 25, 9, 9, 1, 1, 19, 13, 4, 9]);
  });
});
