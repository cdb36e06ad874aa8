import { expect } from 'chai';
import { publicText, type RefusalCode, type RefusalRow, refusals, refuse } from '../../src/errors.ts';
import { operationOutcome, statusOf } from '../../src/fhir/outcome.ts';

/** FHIR R4, value set issue-type. */
const ISSUE_TYPES = [
  ...['invalid', 'structure', 'required', 'value', 'invariant', 'security', 'login', 'unknown', 'expired'],
  ...['forbidden', 'suppressed', 'processing', 'not-supported', 'duplicate', 'multiple-matches', 'not-found'],
  ...['deleted', 'too-long', 'code-invalid', 'extension', 'too-costly', 'business-rule', 'conflict'],
  ...[
    'transient',
    'lock-error',
    'no-store',
    'exception',
    'timeout',
    'incomplete',
    'throttled',
    'informational',
  ],
];

describe('given a refusal', () => {
  for (const [code, row] of Object.entries(refusals) as [RefusalCode, RefusalRow][]) {
    it(`then ${code} is an OperationOutcome without its detail`, () => {
      const refusal = refuse(code, 'secret detail', { about: 'what was sent' });
      const outcome = operationOutcome(refusal);
      expect(outcome.issue).to.have.length(1);
      const [issue] = outcome.issue;
      expect(ISSUE_TYPES).to.include(issue?.code);
      expect(issue?.severity).to.equal('error');
      expect(issue?.details?.coding).to.deep.equal([
        row.xds === undefined
          ? { system: 'urn:carnet:error', code }
          : { system: 'urn:ihe:iti:xds:error', code: row.xds },
      ]);
      expect(issue?.diagnostics).to.equal(publicText(refusal.refused[0]));
      expect(JSON.stringify(outcome)).not.to.include('secret');
      expect(statusOf(refusal)).to.equal(row.fhir.status);
    });
  }

  it('then several faults are several issues, and the first gives the status', () => {
    const refusal = {
      refused: [
        { code: 'AccessDenied', detail: '' },
        { code: 'NotFound', detail: '' },
      ],
    } as const;
    expect(operationOutcome(refusal).issue.map(({ code }) => code)).to.deep.equal(['forbidden', 'not-found']);
    expect(statusOf(refusal)).to.equal(403);
  });
});
