import type { Fault } from '../../errors.ts';
import { type Code, codeKey } from '../../model/code.ts';
import type { AffinityDomain, CodedAttribute } from '../../terminology/affinity-domain.ts';
import { metadataFault } from './metadata-fault.ts';

export interface CodeRules {
  readonly domain: AffinityDomain;
  /** The day of submission. */
  readonly on: Date;
}

function written(code: Pick<Code, 'code' | 'system'>): string {
  return code.system === '' ? code.code : `${code.code}^^${code.system}`;
}

/** Checks a coded value against the value set that the domain binds, on the day of submission. */
export function codeFaults(
  location: string,
  attribute: CodedAttribute,
  code: Pick<Code, 'code' | 'system'>,
  { domain, on }: CodeRules,
): Fault[] {
  const wordWithoutSystem = attribute === 'languageCode' || attribute === 'mimeType';
  if (code.code === '' || (code.system === '' && !wordWithoutSystem)) {
    return [metadataFault(location, attribute, 'malformed-code', written(code))];
  }
  const verdict = domain.check(attribute, code, on);
  if (verdict === 'unknown') return [metadataFault(location, attribute, 'unknown-code', written(code))];
  if (verdict === 'expired') return [metadataFault(location, attribute, 'expired-code', written(code))];
  return [];
}

/** A class that is not the one that the association tables give to the type is refused, never rewritten (design 5.5). */
export function classFaults(
  location: string,
  classCode: Code | undefined,
  typeCode: Code | undefined,
  domain: AffinityDomain,
): Fault[] {
  if (!domain.rules.classFollowsType || classCode === undefined || typeCode === undefined) return [];
  const expected = domain.classOf(typeCode);
  if (expected === undefined || codeKey(expected) === codeKey(classCode)) return [];
  const sent = `${written(classCode)} (typeCode ${written(typeCode)})`;
  return [metadataFault(location, 'classCode', 'class-not-of-type', sent)];
}

/**
 * Confidentiality codes beyond their value set: none twice, and as the domain has it. In the DMP one base code stands with
 * the visibility codes beside it, four in all at most (CI-SIS, cardinality 1..4).
 */
export function confidentialityFaults(
  location: string,
  codes: readonly Code[],
  domain: AffinityDomain,
): Fault[] {
  const attribute = 'confidentialityCode';
  const keys = codes.map(codeKey);
  const faults = keys
    .filter((key, at) => keys.indexOf(key) !== at)
    .map((key) => metadataFault(location, attribute, 'repeated-code', key.split('|')[1]));
  const rule = domain.rules.confidentiality;
  if (rule === null || codes.length === 0) return faults;
  if (codes.filter((code) => code.system === rule.exactlyOneOf).length !== 1) {
    faults.push(metadataFault(location, attribute, 'no-base-code', codes.map((code) => code.code).join(' ')));
  }
  if (codes.length > rule.atMost) faults.push(metadataFault(location, attribute, 'too-many'));
  return faults;
}
