import { type Der, DerError, derChildren, readDer } from './der.ts';
import { type DistinguishedName, nameKey, nameOfDer } from './distinguished-name.ts';

/** A GeneralName (RFC 5280 4.2.1.6). Forms that nothing here compares keep their tag and octets. */
export type GeneralName =
  | { readonly form: 'rfc822' | 'dns' | 'uri'; readonly value: string }
  | { readonly form: 'directory'; readonly value: DistinguishedName }
  | { readonly form: 'ip'; readonly value: Buffer }
  | { readonly form: 'other'; readonly tag: number; readonly value: Buffer };

const TEXT: Readonly<Record<number, 'rfc822' | 'dns' | 'uri'>> = { 129: 'rfc822', 130: 'dns', 134: 'uri' };
const DIRECTORY = 0xa4;
const IP = 0x87;

/** Reads a GeneralName. Throws DerError. */
export function readGeneralName(name: Der): GeneralName {
  const form = TEXT[name.tag];
  if (form !== undefined) return { form, value: name.content.toString('latin1') };
  if (name.tag === IP) return { form: 'ip', value: name.content };
  if (name.tag === DIRECTORY) return { form: 'directory', value: nameOfDer(readDer(name.content)) };
  if ((name.tag & 0x80) === 0) throw new DerError('general name');
  return { form: 'other', tag: name.tag, value: name.content };
}

/** Reads GeneralNames: what stands inside their SEQUENCE. Throws DerError. */
export function readGeneralNames(names: Der): GeneralName[] {
  return derChildren(names).map(readGeneralName);
}

/** A text that is equal for names that are the same. Addresses are compared octet by octet. */
export function generalNameKey(name: GeneralName): string {
  switch (name.form) {
    case 'directory':
      return `directory ${nameKey(name.value)}`;
    case 'ip':
      return `ip ${name.value.toString('hex')}`;
    case 'other':
      return `other ${name.tag} ${name.value.toString('hex')}`;
    default:
      return `${name.form} ${name.value}`;
  }
}
