import { expect } from 'chai';
import {
  type RetrievalExpectation,
  type RetrievedDocument,
  retrievalFindings,
  sha1,
} from '../../../conformance/nist/evaluation/retrieved.ts';
import { receivedDocument } from '../../../conformance/nist/messages/received.ts';
import { contentOf } from '../../../src/client/content.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { entry, FIRST, queryAnswer } from './answers.ts';

const CONTENT = Buffer.from('document');
const REPOSITORY = '1.19.6.24.109.42.1';
const DOCUMENT: RetrievedDocument = {
  repositoryUniqueId: REPOSITORY,
  uniqueId: '1.2.42.1',
  homeCommunityId: '',
  mimeType: 'text/plain',
  content: CONTENT,
};
const METADATA = entry(FIRST)
  .replace('e543712c0e10501972de13a5bfcbe826c49feb75', sha1(CONTENT))
  .replace('>4<', '>8<');
const EXPECTED: RetrievalExpectation = {
  asked: [{ uniqueId: DOCUMENT.uniqueId, repositoryUniqueId: REPOSITORY }],
  submitted: new Map([[DOCUMENT.uniqueId, CONTENT]]),
  metadata: queryAnswer([METADATA]),
  mimeType: undefined,
};

describe('given retrieved documents', () => {
  it('then those asked for, as they were submitted and as their metadata say, are right', () => {
    expect(retrievalFindings([DOCUMENT], EXPECTED)).to.deep.equal([]);
  });

  const wrong: Record<string, () => string[]> = {
    'a document that is missing': () => retrievalFindings([], EXPECTED),
    'a document too many': () => retrievalFindings([DOCUMENT, { ...DOCUMENT, uniqueId: '1.2' }], EXPECTED),
    'another document': () => retrievalFindings([{ ...DOCUMENT, uniqueId: '1.2' }], EXPECTED),
    'another repository': () => retrievalFindings([{ ...DOCUMENT, repositoryUniqueId: '1.2' }], EXPECTED),
    'another MIME type than the metadata have': () =>
      retrievalFindings([{ ...DOCUMENT, mimeType: 'text/xml' }], EXPECTED),
    'another MIME type than the plan has': () =>
      retrievalFindings([DOCUMENT], { ...EXPECTED, metadata: undefined, mimeType: 'text/xml' }),
    'another content than was submitted': () =>
      retrievalFindings([DOCUMENT], {
        ...EXPECTED,
        submitted: new Map([['1.2.42.1', Buffer.from('other')]]),
      }),
    'a hash that is not that of the content': () =>
      retrievalFindings([DOCUMENT], {
        ...EXPECTED,
        metadata: queryAnswer([METADATA.replace(sha1(CONTENT), sha1(Buffer.from('x')))]),
      }),
    'a size that is not that of the content': () =>
      retrievalFindings([DOCUMENT], { ...EXPECTED, metadata: queryAnswer([METADATA.replace('>8<', '>9<')]) }),
    'metadata without the document': () =>
      retrievalFindings([DOCUMENT], { ...EXPECTED, metadata: queryAnswer([]) }),
  };
  for (const [what, findings] of Object.entries(wrong)) {
    it(`then ${what} is wrong`, () => {
      expect(findings()).to.not.deep.equal([]);
    });
  }
});

describe('given an answer with documents', () => {
  const answer = (content: string) =>
    parseXml(
      `<x:RetrieveDocumentSetResponse xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentResponse><x:RepositoryUniqueId>1.2</x:RepositoryUniqueId><x:DocumentUniqueId>1.3</x:DocumentUniqueId><x:mimeType>text/plain</x:mimeType><x:Document>${content}</x:Document></x:DocumentResponse></x:RetrieveDocumentSetResponse>`,
    );
  const INCLUDE = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:a%40b"/>';

  it('then a part of the message stands in its place, as base64', async () => {
    const { received, documents } = await receivedDocument({
      payload: answer(INCLUDE),
      attachments: new Map([['a@b', contentOf(CONTENT)]]),
    });
    expect(received).to.include(`<x:Document>${CONTENT.toString('base64')}</x:Document>`);
    expect(documents[0]?.content.equals(CONTENT)).to.equal(true);
  });

  it('then content in the message itself is read too', async () => {
    const { documents } = await receivedDocument({
      payload: answer(CONTENT.toString('base64')),
      attachments: new Map(),
    });
    expect(documents[0]?.content.equals(CONTENT)).to.equal(true);
  });

  it('then a part that is not there leaves the reference for the schema to refuse', async () => {
    const { received } = await receivedDocument({ payload: answer(INCLUDE), attachments: new Map() });
    expect(received).to.include('Include');
  });
});
