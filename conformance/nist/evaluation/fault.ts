import type { SoapFault } from '../../../src/client/soap-client.ts';
import type { ExpectedStatus } from '../plans/test-plan.ts';

/** Faults that only say that the server does not do this at all: none of them refuses an assertion. */
const NOT_SERVED = [
  'ActionNotSupported',
  'EndpointUnavailable',
  'VersionMismatch',
  'MustUnderstand',
  'DataEncodingUnknown',
];

/**
 * What is wrong with a SOAP fault: that none was expected, or that it is not the refusal that was. NIST's toolkit takes any
 * fault for a refusal, so that a server which lacks a transaction would pass where it must refuse.
 */
export function faultFindings(expected: readonly ExpectedStatus[], fault: SoapFault): string[] {
  const { code, subcode, reason } = fault;
  const codes = [code, subcode].filter((each) => each !== undefined);
  const said = `SOAP fault ${codes.join('/')}: ${reason}`;
  if (!expected.includes('Fault')) return [said];
  return codes.some((each) => NOT_SERVED.includes(each))
    ? [`${said}: expected a refusal of the assertion`]
    : [];
}
