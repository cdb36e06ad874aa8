import { expect } from 'chai';
import { RIM, RS } from '../../src/ebrim/namespaces.ts';
import { writeQueryFailure, writeQueryResponse } from '../../src/ebrim/query-response.ts';
import {
  FAILURE,
  PARTIAL_SUCCESS,
  SUCCESS,
  writeFailure,
  writeSuccess,
} from '../../src/ebrim/registry-response.ts';
import {
  readDocumentRequests,
  writeRetrieveFailure,
  writeRetrieveResponse,
} from '../../src/ebrim/retrieve.ts';
import { publicText, refuse } from '../../src/errors.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, element, text, type XmlElement } from '../../src/xml/tree.ts';
import type { Markup } from '../../src/xml/write.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { expectOneFault } from '../support/faults.ts';
import { openSchema, type Validate } from '../support/xds-schema.ts';

const refusal = refuse('XDSRegistryMetadataError', 'secret <detail>', {
  about: 'typeCode "x" & <y>',
  location: 'Document01',
});
const [fault] = refusal.refused;
const parsed = (markup: Markup) => parseXml(markup.text);
const errors = (root: XmlElement) =>
  [...descendants(root)]
    .filter(({ local, namespace }) => local === 'RegistryError' && namespace === RS)
    .map((node) => Object.fromEntries(node.attributes.map(({ name, value }) => [name, value])));

const documentResponse = {
  repositoryUniqueId: '1.2',
  uniqueId: '1.2.3',
  homeCommunityId: 'urn:oid:1.9',
  mimeType: 'text/xml',
  contentId: 'a b@carnet',
};

describe('given a RegistryResponse', () => {
  it('then a success says no more', () => {
    const root = parsed(writeSuccess());
    expect(attribute(root, 'status')).to.equal(SUCCESS);
    expect(root.children).to.deep.equal([]);
  });

  it('then a failure tells code, public text, severity and object, and never the detail', () => {
    const root = parsed(writeFailure(refusal));
    expect(attribute(root, 'status')).to.equal(FAILURE);
    expect(errors(root)).to.deep.equal([
      {
        errorCode: 'XDSRegistryMetadataError',
        codeContext: publicText(fault),
        severity: 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error',
        location: 'Document01',
      },
    ]);
    expect(writeFailure(refusal).text).not.to.include('secret');
  });
});

describe('given an AdhocQueryResponse', () => {
  it('then the list is there when nothing was found', () => {
    for (const answer of [
      writeQueryResponse({ returnType: 'LeafClass', objects: [] }),
      writeQueryResponse({ returnType: 'ObjectRef', ids: [] }),
      writeQueryFailure(refusal),
    ]) {
      expect(element(parsed(answer), 'RegistryObjectList', RIM)).not.to.equal(undefined);
    }
  });

  it('then stored texts stand one after another, as they are', () => {
    const stored = '<rim:ExtrinsicObject id="urn:x"/>';
    const answer = writeQueryResponse({
      returnType: 'LeafClass',
      objects: [Buffer.from(stored), Buffer.from(stored)],
    });
    expect(answer.text).to.include(stored + stored);
    expect(attribute(parsed(answer), 'totalResultCount')).to.equal('2');
  });
});

describe('given a RetrieveDocumentSetResponse', () => {
  const status = (root: XmlElement) => attribute(element(root, 'RegistryResponse', RS), 'status');

  it('then documents alone are a success, with a fault partial, without any a failure', () => {
    expect(status(parsed(writeRetrieveResponse([documentResponse], [])))).to.equal(SUCCESS);
    expect(status(parsed(writeRetrieveResponse([documentResponse], [fault])))).to.equal(PARTIAL_SUCCESS);
    expect(status(parsed(writeRetrieveResponse([], [fault])))).to.equal(FAILURE);
  });

  it('then a document points at its part, home and ids told back', () => {
    const root = parsed(writeRetrieveResponse([documentResponse], []));
    const response = element(root, 'DocumentResponse')!;
    expect(text(element(response, 'HomeCommunityId'))).to.equal('urn:oid:1.9');
    expect(text(element(response, 'DocumentUniqueId'))).to.equal('1.2.3');
    expect(attribute(element(element(response, 'Document'), 'Include'), 'href')).to.equal(
      'cid:a%20b%40carnet',
    );
  });
});

describe('given a RetrieveDocumentSetRequest', () => {
  const request = (content: string) =>
    parseXml(
      `<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007">${content}</RetrieveDocumentSetRequest>`,
    );

  it('then the official TD3.2 request is read', function () {
    const envelope = parseXml(dmpSample(this, 'TD3.2-retrieve-request.xml').toString('latin1'));
    const body = [...descendants(envelope)].find(({ local }) => local === 'RetrieveDocumentSetRequest');
    expect(readDocumentRequests(body!)).to.deep.equal([
      {
        repositoryUniqueId: '1.2.250.1.213.4.1.1.1.2',
        uniqueId: '1.2.250.1.999.1.1.7898.1.995657292',
      },
    ]);
  });

  it('then urn:oid: before a repository is dropped', () => {
    expect(
      readDocumentRequests(
        request(
          '<DocumentRequest><RepositoryUniqueId>urn:oid:1.2</RepositoryUniqueId><DocumentUniqueId>1.3</DocumentUniqueId></DocumentRequest>',
        ),
      ),
    ).to.deep.equal([{ repositoryUniqueId: '1.2', uniqueId: '1.3' }]);
  });

  it('then one that asks for nothing, or for a document without its ids, is refused', () => {
    expectOneFault(readDocumentRequests(request('')), 'MalformedRequest');
    expectOneFault(
      readDocumentRequests(
        request('<DocumentRequest><RepositoryUniqueId>1.2</RepositoryUniqueId></DocumentRequest>'),
      ),
      'MalformedRequest',
    );
  });
});

describe('given the schemas of IHE', () => {
  const cases: readonly (readonly [string, readonly Markup[]])[] = [
    ['rs.xsd', [writeSuccess(), writeFailure(refusal)]],
    [
      'query.xsd',
      [
        writeQueryResponse({
          returnType: 'ObjectRef',
          ids: ['urn:uuid:00000000-0000-4000-8000-000000000000'],
        }),
        writeQueryResponse({ returnType: 'LeafClass', objects: [] }),
        writeQueryFailure(refusal),
      ],
    ],
    ['XDS.b_DocumentRepository.xsd', [writeRetrieveFailure(refusal), writeRetrieveResponse([], [fault])]],
  ];
  for (const [schema, answers] of cases) {
    it(`then answers are valid by ${schema}`, async function () {
      const validate: Validate = await openSchema(this, schema);
      for (const answer of answers) validate(answer.text);
      expect(() => validate(answers[0]!.text.replace(/ status="[^"]*"/, ''))).to.throw();
    });
  }
});
