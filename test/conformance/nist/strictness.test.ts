import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCodeSet } from '../../../conformance/nist/evaluation/metadata/code-set.ts';
import { openSchemas } from '../../../conformance/nist/evaluation/schema.ts';
import { readPlan } from '../../../conformance/nist/plans/read-plan.ts';
import { runTest } from '../../../conformance/nist/running/run-test.ts';
import { againstAnswers } from './against-answers.ts';
import type { Answer } from './answering-server.ts';
import {
  association,
  entry,
  FIRST,
  queryAnswerText,
  registryResponseText,
  SECOND,
  SET,
  SUCCESS,
  submissionSet,
} from './answers.ts';
import { type Kit, makeKit, plan, SHARED_KIT, step } from './kit.ts';

const SCHEMAS = join(SHARED_KIT, '../xsd/nist-v3');
const CONTENT_TYPE = 'urn:uuid:aa543740-bdda-424e-8c96-df4873be8500';
const CODES = `<Codes><CodeType name="contentTypeCode" classScheme="${CONTENT_TYPE}"><Code code="N" codingScheme="2.16.840.1.113883.5.25"/></CodeType><CodeType name="mimeType"><Code code="text/plain"/></CodeType></Codes>`;
const ASK =
  '<StoredQueryTransaction><XDSb/><MetadataFile>query.xml</MetadataFile><ExpectedContents><SSwithOneDoc/></ExpectedContents></StoredQueryTransaction>';
const FETCH = '<RetrieveTransaction><XDSb/><MetadataFile>retrieve.xml</MetadataFile></RetrieveTransaction>';
const QUERY =
  '<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"><rim:AdhocQuery xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"/></q:AdhocQueryRequest>';
const RETRIEVE =
  '<x:RetrieveDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentRequest><x:RepositoryUniqueId>1.2</x:RepositoryUniqueId><x:DocumentUniqueId>1.3</x:DocumentUniqueId></x:DocumentRequest></x:RetrieveDocumentSetRequest>';
const PART = 'urn:oasis:names:tc:ebxml-regrep';

const OBJECTS = [submissionSet(), entry(FIRST), association(SET, FIRST)];
/** What a good registry answers: one set, one document, their association. */
const GOOD: Answer = {
  body: queryAnswerText(OBJECTS),
  action: 'urn:ihe:iti:2007:RegistryStoredQueryResponse',
};
const said = (change: (body: string) => string): Answer => ({ ...GOOD, body: change(GOOD.body) });
const error = `<rs:RegistryErrorList xmlns:rs="${PART}:xsd:rs:3.0"><rs:RegistryError errorCode="XDSTooManyResults" codeContext="c" severity="${PART}:ErrorSeverityType:Error"/></rs:RegistryErrorList>`;
const RETRIEVED: Answer = {
  body: `<x:RetrieveDocumentSetResponse xmlns:x="urn:ihe:iti:xds-b:2007">${registryResponseText(SUCCESS)}<x:DocumentResponse><x:RepositoryUniqueId>1.2</x:RepositoryUniqueId><x:DocumentUniqueId>1.3</x:DocumentUniqueId><x:mimeType>text/plain</x:mimeType><x:Document>dGV4dA==</x:Document></x:DocumentResponse></x:RetrieveDocumentSetResponse>`,
  action: 'urn:ihe:iti:2007:RetrieveDocumentSetResponse',
  multipart: true,
};

describe('given a server that answers nearly right', () => {
  let kit: Kit;
  before(function () {
    if (!existsSync(SCHEMAS)) {
      console.log(`      skipped: the XDS schemas are not at ${SCHEMAS}`);
      this.skip();
    }
    kit = makeKit({
      'ask/index.idx': 's',
      'ask/s/query.xml': QUERY,
      'ask/s/testplan.xml': plan(step('q', ASK)),
      'fetch/index.idx': 's',
      'fetch/s/retrieve.xml': RETRIEVE,
      'fetch/s/testplan.xml': plan(step('r', FETCH)),
    });
  });
  after(() => kit?.remove());

  /** What the runner finds wrong with an answer. */
  async function findings(id: 'ask' | 'fetch', answer: Answer): Promise<readonly string[]> {
    const { outcome } = await againstAnswers(
      kit,
      [answer],
      (context) => runTest(readPlan(kit.files, id), [], context),
      { schemas: openSchemas(SCHEMAS), codes: readCodeSet(CODES) },
    );
    return outcome.sections[0]!.steps[0]!.findings;
  }

  it('then one that answers right passes', async () => {
    expect(await findings('ask', GOOD)).to.deep.equal([]);
    expect(await findings('fetch', RETRIEVED)).to.deep.equal([]);
  });

  const wrong: readonly (readonly [what: string, answer: Answer, finding: RegExp])[] = [
    [
      'a status of another namespace',
      said((body) => body.replace(SUCCESS, 'urn:ihe:iti:2007:ResponseStatusType:Success')),
      /status is urn:ihe:iti:2007:ResponseStatusType:Success/,
    ],
    [
      'success beside an error',
      said((body) => body.replace('<rim:RegistryObjectList', `${error}$&`)),
      /Success with errors: XDSTooManyResults/,
    ],
    ['the action of the request', { ...GOOD, action: 'urn:ihe:iti:2007:RegistryStoredQuery' }, /^action/],
    ['a relation to another message', { ...GOOD, relatesTo: 'urn:uuid:other' }, /relates to urn:uuid:other/],
    ['a multipart answer to a simple request', { ...GOOD, multipart: true }, /the answer is MTOM/],
    [
      'the answer of another transaction',
      { ...GOOD, body: registryResponseText(SUCCESS) },
      /RegistryResponse/,
    ],
    [
      'a slot that every entry must have missing',
      said((body) => body.replace(/<rim:Slot name="creationTime">.*?<\/rim:Slot>/, '')),
      /creationTime/,
    ],
    [
      'a code that the domain does not have',
      said((body) => body.replace('nodeRepresentation="N"', 'nodeRepresentation="unknown"')),
      /unknown/,
    ],
    ['a document without its set', said((body) => body.replace(OBJECTS[0]!, '')), /SSwithOneDoc/],
    [
      'a document too many',
      said((body) => body.replace('</rim:RegistryObjectList>', `${entry(SECOND)}$&`)),
      /SSwithOneDoc/,
    ],
    [
      'an element that the schema does not know',
      said((body) => body.replace('</rim:ExtrinsicObject>', '<rim:Surprise/>$&')),
      /schema/,
    ],
    [
      'its parts in another order than the schema has',
      said((body) =>
        body.replace(/(<rim:Slot name="size">.*?<\/rim:Slot>)(.*?)(<rim:ExternalIdentifier)/, '$2$1$3'),
      ),
      /schema/,
    ],
  ];
  for (const [what, answer, finding] of wrong) {
    it(`then ${what} fails it`, async () => {
      expect((await findings('ask', answer)).join('\n')).to.match(finding);
    });
  }

  const wrongDocuments: readonly (readonly [what: string, answer: Answer, finding: RegExp])[] = [
    ['a simple answer to an MTOM request', { ...RETRIEVED, multipart: false }, /MTOM/],
    [
      'another document than was asked',
      { ...RETRIEVED, body: RETRIEVED.body.replace('>1.3<', '>1.4<') },
      /document 1\.3 is not in the answer/,
    ],
    [
      'a retrieval without its status',
      {
        ...RETRIEVED,
        body: RETRIEVED.body.replace(/<rs:RegistryResponse.*?\/?>(<\/rs:RegistryResponse>)?/, ''),
      },
      /schema/,
    ],
  ];
  for (const [what, answer, finding] of wrongDocuments) {
    it(`then ${what} fails it`, async () => {
      expect((await findings('fetch', answer)).join('\n')).to.match(finding);
    });
  }
});
