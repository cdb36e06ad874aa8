import { type Certificate, EXTENSION } from '../certificate.ts';
import { type Der, DerError, derChildren, derFields, derInteger } from '../der.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from '../general-name.ts';
import { isWithin } from './subtree.ts';

/** NameConstraints of one authority (RFC 5280 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

const EMAIL = '1.2.840.113549.1.9.1';
const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;
const MINIMUM = 0x80;

/** What an authority constrains, undefined where it constrains nothing. Throws DerError. */
export function nameConstraintsOf({ extensions }: Certificate): NameConstraints | undefined {
  const value = extensions.get(EXTENSION.nameConstraints)?.value;
  if (value === undefined) return undefined;
  const parts = derFields(value, PERMITTED, EXCLUDED);
  const subtrees = (tag: number) => parts.filter((part) => part.tag === tag).flatMap(readSubtrees);
  return { permitted: subtrees(PERMITTED), excluded: subtrees(EXCLUDED) };
}

/** Only whole subtrees: RFC 5280 knows minimum 0 and no maximum. */
function readSubtrees(list: Der): GeneralName[] {
  return derChildren(list).map((subtree) => {
    const [base, ...range] = derChildren(subtree);
    if (base === undefined) throw new DerError('subtree');
    for (const { tag, content, raw } of range) {
      if (tag !== MINIMUM || derInteger({ tag: 0x02, content, raw }) !== 0)
        throw new DerError('range of a subtree');
    }
    return readGeneralName(base);
  });
}

/**
 * The names of a certificate: subject, subjectAltName, and the mail addresses of the subject where the certificate has no
 * subjectAltName (RFC 5280 4.2.1.10). Throws DerError.
 */
function namesOf({ subject, extensions }: Certificate): GeneralName[] {
  const names: GeneralName[] = subject.length === 0 ? [] : [{ form: 'directory', value: subject }];
  const alternative = extensions.get(EXTENSION.subjectAltName)?.value;
  if (alternative !== undefined) return [...names, ...readGeneralNames(alternative)];
  const mails = subject.flat().filter(({ oid }) => oid === EMAIL);
  return [...names, ...mails.map(({ value }): GeneralName => ({ form: 'rfc822', value }))];
}

/**
 * Whether every name of a certificate is permitted by every authority above it and excluded by none (RFC 5280 6.1.3 b, c).
 * @returns why not, for the log. Throws DerError.
 */
export function nameFault(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
): string | undefined {
  if (constraints.length === 0) return undefined;
  for (const name of namesOf(certificate)) {
    for (const { permitted, excluded } of constraints) {
      const ofForm = permitted.filter((base) => sameForm(base, name));
      if (ofForm.length > 0 && !ofForm.some((base) => isWithin(name, base) === true)) {
        return `${name.form} name of ${certificate.subjectText} is not permitted`;
      }
      const touched = excluded.filter((base) => sameForm(base, name));
      if (touched.some((base) => isWithin(name, base) !== false)) {
        return `${name.form} name of ${certificate.subjectText} is excluded`;
      }
    }
  }
  return undefined;
}

function sameForm(left: GeneralName, right: GeneralName): boolean {
  if (left.form === 'other') return right.form === 'other' && left.tag === right.tag;
  return left.form === right.form;
}
