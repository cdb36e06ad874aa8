import { type Refusal, refuse } from '../errors.ts';
import { elements, type XmlElement } from '../xml/tree.ts';
import type { Envelope } from './envelope.ts';
import { SAML, SECURITY } from './namespaces.ts';

/**
 * Finds the one assertion: exactly one `wsse:Security` with exactly one `saml2:Assertion` as its child (PDT-INF, VIHF 3.0).
 * Whatever else Security holds (a Timestamp) proves nothing and is not read.
 * @returns undefined when there is none and none is required; AssertionMissing; AssertionMalformed when there are several.
 */
export function findAssertion(
  envelope: Envelope,
  demand: 'required' | 'optional',
): XmlElement | undefined | Refusal {
  const headers = envelope.headers.filter((node) => node.local === 'Security' && node.namespace === SECURITY);
  if (headers.length > 1) return refuse('AssertionMalformed', `${headers.length} wsse:Security`);
  const assertions = headers[0] === undefined ? [] : elements(headers[0], 'Assertion', SAML);
  if (assertions.length > 1) return refuse('AssertionMalformed', `${assertions.length} saml2:Assertion`);
  if (assertions[0] === undefined && demand === 'required') {
    return refuse('AssertionMissing', 'no saml2:Assertion in wsse:Security');
  }
  return assertions[0];
}
