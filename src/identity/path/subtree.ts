import { rdnKeys } from '../distinguished-name.ts';
import type { GeneralName } from '../general-name.ts';

/**
 * Whether a name lies in a subtree of its own form (RFC 5280 4.2.1.10).
 * @param name of the certificate.
 * @param base of the constraint, of the same form.
 * @returns undefined where that cannot be told, and the certificate is to be refused.
 */
export function isWithin(name: GeneralName, base: GeneralName): boolean | undefined {
  if (name.form === 'directory' && base.form === 'directory') {
    const [keys, begin] = [rdnKeys(name.value), rdnKeys(base.value)];
    return begin.length <= keys.length && begin.every((key, at) => key === keys[at]);
  }
  if (name.form === 'rfc822' && base.form === 'rfc822') return mailIsWithin(name.value, base.value);
  if (name.form === 'dns' && base.form === 'dns') return dnsIsWithin(name.value, base.value);
  if (name.form === 'uri' && base.form === 'uri') {
    const host = hostOf(name.value);
    return host === undefined ? undefined : hostIsWithin(host, base.value);
  }
  if (name.form === 'ip' && base.form === 'ip') return addressIsWithin(name.value, base.value);
  return undefined;
}

/** `.domain` is every host below it, anything else that very host. */
function hostIsWithin(host: string, base: string): boolean {
  const [lower, under] = [host.toLowerCase(), base.toLowerCase()];
  return under.startsWith('.') ? lower.length > under.length && lower.endsWith(under) : lower === under;
}

/** A mailbox, every mailbox of a host, or of every host below a domain. Only the host is compared without case. */
function mailIsWithin(mail: string, base: string): boolean | undefined {
  const at = mail.lastIndexOf('@');
  if (at < 0) return undefined;
  const [box, host] = [mail.slice(0, at), mail.slice(at + 1)];
  const baseAt = base.lastIndexOf('@');
  if (baseAt < 0) return hostIsWithin(host, base);
  return box === base.slice(0, baseAt) && host.toLowerCase() === base.slice(baseAt + 1).toLowerCase();
}

/** The domain itself and every name with labels before it; an empty one is every name. */
function dnsIsWithin(name: string, base: string): boolean {
  const [lower, under] = [name.toLowerCase(), base.toLowerCase()];
  if (under === '' || lower === under) return true;
  return lower.endsWith(under.startsWith('.') ? under : `.${under}`);
}

/** The host of a URI with an authority; undefined where there is none, or an address instead of a name. */
function hostOf(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  const host = authority?.replace(/^.*@/, '').replace(/:[0-9]*$/, '');
  return host === undefined || host === '' || /^\[|^[0-9.]+$/.test(host) ? undefined : host;
}

/** A subtree is an address and a mask of the same length; versions 4 and 6 do not mix. */
function addressIsWithin(address: Buffer, base: Buffer): boolean | undefined {
  if (base.length !== 8 && base.length !== 32) return undefined;
  const half = base.length / 2;
  if (address.length !== half) return false;
  return address.every((octet, at) => (octet & base[half + at]!) === (base[at]! & base[half + at]!));
}
