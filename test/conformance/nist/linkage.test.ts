import { expect } from 'chai';
import { assertionFindings } from '../../../conformance/nist/evaluation/assertions.ts';
import { createLedger, type Ledger } from '../../../conformance/nist/linkage/ledger.ts';
import { reportsOf } from '../../../conformance/nist/linkage/reports.ts';
import { placeOf, resolve } from '../../../conformance/nist/linkage/resolve.ts';
import { assertionData } from '../../../conformance/nist/linkage/section-log.ts';
import { NOTHING_ASSIGNED } from '../../../conformance/nist/messages/assign.ts';
import { PlanError } from '../../../conformance/nist/plan-error.ts';
import { readUse } from '../../../conformance/nist/plans/read-instruction.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { entry, FIRST, queryAnswer, queryAnswerText, reference, SECOND } from './answers.ts';

const HERE = { test: 't', section: 'here' };

function ledgerWithASubmission(): Ledger {
  const ledger = createLedger();
  ledger.put('t', 'submit', {
    step: 's',
    transaction: 'RegisterTransaction',
    assignments: { ...NOTHING_ASSIGNED, AssignedUids: new Map([['Document01', '1.2.3']]) },
    sent: '<sent id="x"/>',
    answer: queryAnswer([reference(FIRST), reference(SECOND), entry(FIRST)]),
    received: queryAnswerText([entry(FIRST)]),
    reports: new Map([['docid', 'd1']]),
    documents: new Map([['1.2.3', Buffer.from('content')]]),
  });
  return ledger;
}

function use(text: string): string {
  const [found] = resolve([readUse(parseXml(text))], HERE, ledgerWithASubmission(), () => 'new');
  return found!.value;
}

describe('given a value that a step takes from another', () => {
  it('then places are read relative to its section', () => {
    expect(placeOf(undefined, HERE)).to.deep.equal(HERE);
    expect(placeOf('../submit', HERE)).to.deep.equal({ test: 't', section: 'submit' });
    expect(placeOf('../../12346/single_doc', HERE)).to.deep.equal({ test: '12346', section: 'single_doc' });
  });

  it('then each way of naming it finds it', () => {
    expect(
      use('<UseId testdir="../submit" step="s" section="AssignedUids" id="Document01" symbol="$u$"/>'),
    ).to.equal('1.2.3');
    expect(use('<UseId symbol="$u$" value="v"/>')).to.equal('v');
    expect(use('<UseReport section="submit" step="s" reportName="docid" useAs="$u$"/>')).to.equal('d1');
    expect(
      use(
        `<UseXPath testdir="../submit" step="s" symbol="$u$">/TestResults/TestStep[@id='s']/RegisterTransaction/InputMetadata/sent/@id</UseXPath>`,
      ),
    ).to.equal('x');
    expect(use('<UseObjectRef testdir="../submit" step="s" index="1" symbol="$u$"/>')).to.equal(SECOND);
    expect(use('<UseRepositoryUniqueId testdir="../submit" step="s" symbol="$u$"/>')).to.equal(
      '1.19.6.24.109.42.1',
    );
    expect(use('<AssignNewUuid symbol="$u$"/>')).to.equal('new');
  });

  it('then a value that is not there is an error, never an empty text', () => {
    const missing = [
      '<UseId testdir="../submit" step="s" section="AssignedUids" id="Document02" symbol="$u$"/>',
      '<UseId testdir="../submit" step="s" section="AssignedUuids" id="Document01" symbol="$u$"/>',
      '<UseId testdir="../other" step="s" section="AssignedUids" id="Document01" symbol="$u$"/>',
      '<UseReport section="submit" step="s" reportName="folid" useAs="$u$"/>',
      '<UseReport test="other" section="submit" step="s" reportName="docid" useAs="$u$"/>',
      '<UseObjectRef testdir="../submit" step="s" index="2" symbol="$u$"/>',
    ];
    for (const text of missing) expect(() => use(text), text).to.throw(PlanError);
  });

  it('then a document that was sent is found by its uniqueId', () => {
    expect(ledgerWithASubmission().document('1.2.3')?.toString()).to.equal('content');
    expect(ledgerWithASubmission().document('1.2.4')).to.equal(undefined);
  });
});

describe('given what a step reports', () => {
  const sources = {
    assignments: {
      ...NOTHING_ASSIGNED,
      AssignedUids: new Map([['Document01', '1.2.3']]),
      AssignedUuids: new Map([['Document01', FIRST]]),
    },
    sent: '<a><b>inside</b></a>',
    received: '<c d="e"/>',
    patientId: 'P1',
  };

  it('then what was assigned and the patient are always among it', () => {
    expect([...reportsOf([], sources)]).to.deep.equal([
      ['$patientid$', 'P1'],
      ['Document01_uid', '1.2.3'],
      ['Document01_uuid', FIRST],
    ]);
  });

  it('then each XPath looks in its own part', () => {
    const reports = reportsOf(
      [
        { name: 'text', section: 'InputMetadata', xpath: '//b' },
        { name: 'attribute', section: 'Result', xpath: "//*[local-name()='c']/@d" },
        { name: 'elsewhere', section: 'Result', xpath: '//b' },
      ],
      sources,
    );
    expect([reports.get('text'), reports.get('attribute'), reports.get('elsewhere')]).to.deep.equal([
      'inside',
      'e',
      '',
    ]);
  });

  it('then one that looks where nothing is, or is no XPath, is an error', () => {
    expect(() => reportsOf([{ name: 'n', section: 'Log', xpath: '//b' }], sources)).to.throw(PlanError);
    expect(() => reportsOf([{ name: 'n', section: 'Result', xpath: '//[' }], sources)).to.throw(PlanError);
  });
});

describe('given assertions on the log of a section', () => {
  const data = assertionData({ test: 't', section: 'submit' }, ledgerWithASubmission());
  const assertions = (...xpaths: string[]) => xpaths.map((xpath, at) => ({ id: `a${at}`, xpath }));

  it('then those that are true pass, those that are false or say nothing do not', () => {
    const findings = assertionFindings(
      assertions(
        `count(//*[local-name()='ExtrinsicObject']) = 1`,
        `count(//*[local-name()='ExtrinsicObject']) = 2`,
        `//*[local-name()='Nothing']`,
        `//TestStep[@id="s"]/RegisterTransaction/AssignedUids/Assign[@symbol="Document01"]/@id = 'uid'`,
        `'true'`,
      ),
      data,
      [{ symbol: 'uid', value: '1.2.3' }],
    );
    expect(findings.map((finding) => finding.slice(0, 21))).to.deep.equal([
      'assertion a1 is false',
      'assertion a2 is empty',
    ]);
  });

  it('then case does not count where they say so', () => {
    expect(assertionFindings(assertions(`'ABC' equalsIgnoreCase 'abc'`), data, [])).to.deep.equal([]);
    expect(assertionFindings(assertions(`'ABC' equalsIgnoreCase 'abd'`), data, [])).to.have.length(1);
  });

  it('then one that is no XPath stops the step', () => {
    expect(() => assertionFindings(assertions('count('), data, [])).to.throw(PlanError);
  });
});
