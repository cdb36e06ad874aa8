import { expect } from 'chai';
import { envelopeFindings, rootFindings } from '../../../conformance/nist/evaluation/envelope.ts';
import { errorCodeFindings, errorMessageFindings } from '../../../conformance/nist/evaluation/errors.ts';
import { faultFindings } from '../../../conformance/nist/evaluation/fault.ts';
import { registryAnswer, severityFindings } from '../../../conformance/nist/evaluation/registry-answer.ts';
import { statusFindings } from '../../../conformance/nist/evaluation/status.ts';
import type { ExpectedStatus } from '../../../conformance/nist/plans/test-plan.ts';
import { registryStoredQuery } from '../../../conformance/nist/transactions/iti-18-registry-stored-query.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { type ErrorSaid, FAILURE, registryResponse, SUCCESS } from './answers.ts';

const PARTIAL = 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess';

function status(expected: ExpectedStatus[], said: string, errors: ErrorSaid[] = []): string[] {
  return statusFindings(expected, registryAnswer(registryResponse(said, errors)));
}

describe('given the status of an answer', () => {
  it('then one of those expected, with its namespace, is right', () => {
    expect(status(['Success'], SUCCESS)).to.deep.equal([]);
    expect(status(['Failure', 'PartialSuccess'], PARTIAL, [{ code: 'X' }])).to.deep.equal([]);
    expect(status(['Success'], SUCCESS, [{ code: 'X', severity: 'Warning' }])).to.deep.equal([]);
  });

  it('then another one is wrong, and the errors are told', () => {
    expect(status(['Success'], FAILURE, [{ code: 'XDSRegistryError', context: 'why' }])).to.deep.equal([
      `status is ${FAILURE}, expected Success (XDSRegistryError: why)`,
    ]);
  });

  it('then the right word in the wrong namespace is wrong', () => {
    expect(status(['Success'], 'Success')).to.have.length(2);
    expect(status(['PartialSuccess'], PARTIAL.replace('urn:ihe:iti:2007', 'urn:oasis'))).to.have.length(2);
    expect(status(['PartialSuccess'], SUCCESS.replace('Success', 'PartialSuccess'))).to.have.length(2);
  });

  it('then Success beside an error, and Failure without one, are wrong', () => {
    expect(status(['Success'], SUCCESS, [{ code: 'X' }])).to.deep.equal(['Success with errors: X: context']);
    expect(status(['Failure'], FAILURE)).to.deep.equal([`${FAILURE} without an error`]);
  });

  it('then an answer where a fault was expected is wrong', () => {
    expect(status(['Fault'], SUCCESS)).to.have.length(1);
    expect(status(['Fault'], FAILURE, [{ code: 'X' }])).to.have.length(1);
  });

  it('then the status of a retrieval is read where it stands', () => {
    const { status: said } = registryAnswer(
      parseXml(
        `<RetrieveDocumentSetResponse><RegistryResponse status="${SUCCESS}"/></RetrieveDocumentSetResponse>`,
      ),
    );
    expect(said).to.equal(SUCCESS);
  });
});

describe('given the errors of an answer', () => {
  const answer = registryAnswer(
    registryResponse(FAILURE, [
      { code: 'XDSRegistryMetadataError', context: 'no such target' },
      { code: 'XDSExtraMetadataNotSaved', severity: 'Warning' },
      { code: 'UnresolvedReferenceException', severity: 'Fatal' },
    ]),
  );

  it('then an expected code must be among them', () => {
    expect(errorCodeFindings('UnresolvedReferenceException', answer)).to.deep.equal([]);
    expect(errorCodeFindings(undefined, answer)).to.deep.equal([]);
    expect(errorCodeFindings('XDSUnknownPatientId', answer)).to.have.length(1);
  });

  it('then an expected message must be part of a context or a code of an error, not of a warning', () => {
    expect(errorMessageFindings('such target', answer)).to.deep.equal([]);
    expect(errorMessageFindings('MetadataError', answer)).to.deep.equal([]);
    expect(errorMessageFindings('NotSaved', answer)).to.have.length(1);
  });

  it('then a severity that ebRS does not know is wrong', () => {
    expect(severityFindings(answer)).to.have.length(1);
  });
});

describe('given the message around an answer', () => {
  const reply = {
    action: registryStoredQuery.responseAction,
    relatesTo: 'urn:uuid:1',
    messageId: 'urn:uuid:1',
    contentType: 'application/soap+xml; charset=UTF-8',
  };
  const MTOM = 'multipart/related; type="application/xop+xml"; boundary=b';

  it('then the right action, relation and format are right', () => {
    expect(envelopeFindings(registryStoredQuery, false, reply)).to.deep.equal([]);
    expect(envelopeFindings(registryStoredQuery, true, { ...reply, contentType: MTOM })).to.deep.equal([]);
  });

  it('then each of them can be wrong', () => {
    const wrong = [
      [false, { ...reply, action: registryStoredQuery.action }],
      [false, { ...reply, action: undefined }],
      [false, { ...reply, relatesTo: 'urn:uuid:2' }],
      [false, { ...reply, contentType: MTOM }],
      [true, reply],
    ] as const;
    for (const [mtom, said] of wrong) {
      expect(envelopeFindings(registryStoredQuery, mtom, said), JSON.stringify(said)).to.have.length(1);
    }
  });

  it("then another transaction's element is wrong", () => {
    expect(rootFindings(registryStoredQuery, 'AdhocQueryResponse')).to.deep.equal([]);
    expect(rootFindings(registryStoredQuery, 'RegistryResponse')).to.have.length(1);
  });
});

describe('given a SOAP fault', () => {
  const fault = { code: 'Sender', subcode: 'InvalidSecurityToken', reason: 'expired' };

  it('then it is right only where one is expected', () => {
    expect(faultFindings(['Fault'], fault)).to.deep.equal([]);
    expect(faultFindings(['Success'], fault)).to.deep.equal([
      'SOAP fault Sender/InvalidSecurityToken: expired',
    ]);
    expect(faultFindings([], fault)).to.have.length(1);
  });

  it('then one that only says that the transaction is not served is no refusal', () => {
    expect(faultFindings(['Fault'], { ...fault, subcode: 'ActionNotSupported' })).to.have.length(1);
  });
});
