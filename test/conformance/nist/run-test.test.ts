import { expect } from 'chai';
import { corrections } from '../../../conformance/nist/plans/corrections.ts';
import { readPlan } from '../../../conformance/nist/plans/read-plan.ts';
import type { TestOutcome } from '../../../conformance/nist/running/outcome.ts';
import type { RunContext } from '../../../conformance/nist/running/run-context.ts';
import { isOfXua, openCatalogue, runPlans, select } from '../../../conformance/nist/running/run-plans.ts';
import { runTest } from '../../../conformance/nist/running/run-test.ts';
import { againstAnswers } from './against-answers.ts';
import type { Answer } from './answering-server.ts';
import { entry, FAILURE, FIRST, queryAnswerText, registryResponseText, SUCCESS } from './answers.ts';
import { type Kit, makeKit, plan, step } from './kit.ts';

const REGISTERED: Answer = {
  body: registryResponseText(SUCCESS),
  action: 'urn:ihe:iti:2007:RegisterDocumentSet-bResponse',
};
const FOUND: Answer = {
  body: queryAnswerText([entry(FIRST)]),
  action: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
};
const REFUSED: Answer = {
  ...REGISTERED,
  body: registryResponseText(FAILURE, [{ code: 'XDSUnknownPatientId' }]),
};
const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const SUBMISSION = `<l:SubmitObjectsRequest xmlns:l="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:rim="${RIM}"><rim:RegistryObjectList><rim:ExtrinsicObject id="Document01"><rim:ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="x"/></rim:ExtrinsicObject></rim:RegistryObjectList></l:SubmitObjectsRequest>`;
const QUERY = `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="${RIM}"><rim:AdhocQuery><rim:Slot name="$p"><rim:ValueList><rim:Value>('$uid$')</rim:Value></rim:ValueList></rim:Slot></rim:AdhocQuery></q:AdhocQueryRequest>`;
const REGISTER =
  '<RegisterTransaction><XDSb/><AssignUuids/><MetadataFile>set.xml</MetadataFile></RegisterTransaction>';
const ASK =
  '<StoredQueryTransaction><XDSb/><UseId testdir="../submit" step="s" section="AssignedUids" id="Document01" symbol="$uid$"/><MetadataFile>query.xml</MetadataFile><ExpectedContents><Documents count="1"/></ExpectedContents></StoredQueryTransaction>';
const LOOK =
  '<NullTransaction><Assertions><DataRef file="THIS" as="output"/><Assert id="a">count(//*[local-name()=\'ExtrinsicObject\']) = 1</Assert></Assertions></NullTransaction>';

function summary({ outcome, sections }: TestOutcome): unknown[] {
  return [outcome, ...sections.map(({ steps }) => steps.map((each) => each.outcome))];
}

describe('given a test of a section that submits and one that asks', () => {
  let kit: Kit;
  before(() => {
    kit = makeKit({
      't/index.idx': 'submit\neval',
      't/collections.txt': 'reg',
      't/submit/set.xml': SUBMISSION,
      't/submit/testplan.xml': plan(step('s', REGISTER)),
      't/eval/query.xml': QUERY,
      't/eval/testplan.xml': plan(step('q', ASK), step('look', LOOK)),
      'now/index.idx': 's',
      'now/s/query.xml': QUERY.replace('$uid$', '$now$'),
      'now/s/testplan.xml': plan(step('q', ASK.replace(/<UseId[^>]*>/, ''))),
      'xua_expired/index.idx': 's',
      'xua_expired/collections.txt': 'reg_xua',
      'xua_expired/s/set.xml': SUBMISSION,
      'xua_expired/s/testplan.xml': plan(step('s', REGISTER, 'Fault')),
      '15817/index.idx': 'pif',
      '15817/pif/testplan.xml': plan(
        step('step', '<PatientIdentityFeedTransaction><XDSb/><NoMetadata/></PatientIdentityFeedTransaction>'),
      ),
      'broken/index.idx': 's',
      'broken/collections.txt': 'reg',
    });
  });
  after(() => kit.remove());

  function run(
    id: string,
    answers: readonly Answer[],
    over: Partial<RunContext> = {},
  ): Promise<{ outcome: TestOutcome; requests: readonly string[] }> {
    return againstAnswers(kit, answers, (context) => runTest(readPlan(kit.files, id), [], context), over);
  }

  it('then right answers pass it, and what was assigned goes on to the next section', async () => {
    const { outcome, requests } = await run('t', [REGISTERED, FOUND]);
    expect(summary(outcome)).to.deep.equal(['passed', ['passed'], ['passed', 'passed']]);
    const assigned = /value="(1\.2\.42\.[0-9.]+)"/.exec(requests[0]!)?.[1];
    expect(requests[1]).to.include(`(&#39;${assigned}&#39;)`);
  });

  it('then a refused submission fails it', async () => {
    const { outcome } = await run('t', [REFUSED, FOUND]);
    expect(summary(outcome)).to.deep.equal(['failed', ['failed'], ['passed', 'passed']]);
  });

  it('then a wrong answer stops its section and no other', async () => {
    const { outcome } = await run('t', [REGISTERED, { ...FOUND, body: queryAnswerText([]) }]);
    expect(summary(outcome)).to.deep.equal(['failed', ['passed'], ['failed', 'skipped']]);
    expect(outcome.sections[1]?.steps[0]?.findings).to.deep.equal(['Documents: found 0 entries, expected 1']);
  });

  it('then wrong metadata, a wrong action and a wrong schema each fail it', async () => {
    const wrong = [
      run('t', [REGISTERED, { ...FOUND, body: FOUND.body.replace('>4<', '>four<') }]),
      run('t', [REGISTERED, { ...FOUND, action: REGISTERED.action }]),
      run('t', [REGISTERED, FOUND], {
        schemas: (answer) => (answer === 'AdhocQueryResponse' ? ['schema'] : []),
      }),
    ];
    for (const { outcome } of await Promise.all(wrong)) {
      expect(summary(outcome)).to.deep.equal(['failed', ['passed'], ['failed', 'skipped']]);
    }
  });

  it('then an answer that is no SOAP fails it', async () => {
    const { outcome } = await run('t', [{ body: '<', action: '' }]);
    expect(summary(outcome)).to.deep.equal(['failed', ['failed'], ['failed', 'skipped']]);
  });

  it('then a test of XUA that lacks its assertion fails, and sends nothing', async () => {
    const { outcome, requests } = await run('xua_expired', [REGISTERED]);
    expect(outcome.outcome).to.equal('failed');
    expect(requests).to.have.length(0);
  });

  it('then a test of XUA sends the assertion of its kind, and an answer is no refusal', async () => {
    const { outcome, requests } = await run('xua_expired', [REGISTERED], {
      assertions: (kind) => `<saml2:Assertion xmlns:saml2="urn:saml" ID="${kind}"/>`,
    });
    expect(requests[0]).to.include('ID="expired"');
    expect(outcome.outcome).to.equal('failed');
  });

  it('then each message carries a valid assertion where the server demands one of all', async () => {
    const { outcome, requests } = await run('t', [REGISTERED, FOUND], {
      assertions: (kind) => `<saml2:Assertion xmlns:saml2="urn:saml" ID="${kind}"/>`,
      assertsAll: true,
    });
    expect(outcome.outcome).to.equal('passed');
    expect(requests).to.have.length(2);
    for (const request of requests) expect(request).to.include('ID="valid"');
  });

  it('then a test is one of XUA by its collection', () => {
    const catalogue = openCatalogue(kit.files);
    expect(['t', 'xua_expired', '15817'].map((id) => isOfXua(catalogue, id))).to.deep.equal([
      false,
      true,
      false,
    ]);
  });

  it('then a step that asks for what was before now asks in a later second than it was registered in', async () => {
    const began = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const { requests } = await run('now', [FOUND]);
    const now = /'(\d{14})'/.exec(requests[0]!.replaceAll('&#39;', "'"))?.[1];
    expect(Number(now)).to.be.greaterThan(Number(began));
  });

  it('then a registry that does not admit the patient fails the feed', async () => {
    const refused = await run('15817', [REGISTERED], { feed: () => Promise.reject(new Error('AR')) });
    expect(refused.outcome.sections[0]?.steps[0]?.findings).to.deep.equal(['AR']);
    expect((await run('15817', [REGISTERED])).outcome.outcome).to.equal('passed');
  });

  it('then a plan that cannot be read fails alone', async () => {
    const catalogue = openCatalogue(kit.files);
    const selection = select(catalogue, ['broken', 't']);
    const told: string[] = [];
    const { outcome: outcomes } = await againstAnswers(kit, [REGISTERED, FOUND], (context) =>
      runPlans(catalogue, selection, corrections([]), context, ({ id }, wanted) =>
        told.push(`${id}${wanted ? '' : ' first'}`),
      ),
    );
    expect(told).to.deep.equal(['15817 first', 'broken', 't']);
    expect(outcomes.map(({ id, outcome }) => `${id} ${outcome}`)).to.deep.equal([
      'broken failed',
      't passed',
    ]);
    expect(outcomes[0]?.findings[0]).to.match(/missing/);
  });
});
