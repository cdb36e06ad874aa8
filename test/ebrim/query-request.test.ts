import { expect } from 'chai';
import fc from 'fast-check';
import { readQueryRequest, readQueryValue } from '../../src/ebrim/query-request.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { element } from '../../src/xml/tree.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { expectOneFault } from '../support/faults.ts';

describe('given a value of a stored query', () => {
  for (const [raw, values] of [
    ["'a'", ['a']],
    ["('a')", ['a']],
    ["('a','b')", ['a', 'b']],
    [" ( 'a' ,\n 'b' ) ", ['a', 'b']],
    ["'l''INS'", ["l'INS"]],
    ["''", ['']],
    ["('a (b), c')", ['a (b), c']],
    ['20260101', ['20260101']],
    ['(1,2)', ['1', '2']],
    ['()', []],
  ] as const) {
    it(`then ${JSON.stringify(raw)} is read`, () => {
      expect(readQueryValue(raw)).to.deep.equal(values);
    });
  }

  for (const raw of [
    '',
    "'a",
    "a'b",
    "('a'",
    "'a')",
    "('a' 'b')",
    "('a',)",
    "(,'a')",
    "'a','b'",
    "(('a'))",
  ]) {
    it(`then ${JSON.stringify(raw)} is not`, () => {
      expect(readQueryValue(raw)).to.equal(undefined);
    });
  }

  it('then any list of texts comes back as it was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const raw = `(${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(',')})`;
        expect(readQueryValue(raw)).to.deep.equal(texts);
      }),
    );
  });
});

const request = (slots: string, id = 'urn:uuid:14D4DEBF-8f97-4251-9a74-a90016b0af0d') =>
  parseXml(
    `<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><query:ResponseOption returnType="ObjectRef"/><AdhocQuery id="${id}">${slots}</AdhocQuery></query:AdhocQueryRequest>`,
  );
const slot = (name: string, ...values: string[]) =>
  `<Slot name="${name}"><ValueList>${values.map((value) => `<Value>${value}</Value>`).join('')}</ValueList></Slot>`;

describe('given an AdhocQueryRequest', () => {
  it('then several values of a slot are one list, and a repeated slot stays apart', () => {
    expect(readQueryRequest(request(slot('$a', "'1'", "('2','3')") + slot('$a', "'4'")))).to.deep.equal({
      id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d',
      returnType: 'ObjectRef',
      parameters: [
        { name: '$a', values: ['1', '2', '3'] },
        { name: '$a', values: ['4'] },
      ],
    });
  });

  it('then a value that cannot be read is told by the name of its parameter', () => {
    expectOneFault(readQueryRequest(request(slot('$a', "'1"))), 'XDSRegistryError', '($a)');
  });

  it('then the official TD3.1 request is read', function () {
    const envelope = parseXml(dmpSample(this, 'TD3.1-document-query-request.xml').toString('latin1'));
    const body = element(element(envelope, 'Body'), 'AdhocQueryRequest');
    expect(readQueryRequest(body!)).to.deep.equal({
      id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d',
      returnType: 'LeafClass',
      parameters: [
        {
          name: '$XDSDocumentEntryPatientId',
          values: ['207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH'],
        },
        {
          name: '$XDSDocumentEntryStatus',
          values: ['urn:oasis:names:tc:ebxml-regrep:StatusType:Approved'],
        },
      ],
    });
  });
});
