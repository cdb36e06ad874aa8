import { type Certificate, EXTENSION } from '../certificate.ts';
import {
  type Der,
  DerError,
  derBits,
  derChildren,
  derFields,
  derOid,
  derText,
  derTrue,
  readDer,
} from '../der.ts';
import { type DistinguishedName, nameKey } from '../distinguished-name.ts';
import { generalNameKey, readGeneralNames } from '../general-name.ts';

/** ReasonFlags (RFC 5280 4.2.1.13) but the unused one: keyCompromise to aACompromise. */
export const ALL_REASONS = 0b111111110;

/** Where the status of a certificate is told (RFC 5280 4.2.1.13). Its names only tell lists apart: nothing is fetched from them. */
export interface DistributionPoint {
  /** Texts that are equal for the same names; undefined where it has none. */
  readonly names: readonly string[] | undefined;
  readonly reasons: number;
  /** cRLIssuer as texts (`nameKey`): who issues the lists, where it is not the issuer of the certificate. */
  readonly issuers: readonly string[] | undefined;
}

/** IssuingDistributionPoint (RFC 5280 5.2.5): what a list speaks of. */
export interface ListScope {
  readonly names: readonly string[] | undefined;
  readonly onlyUsers: boolean;
  readonly onlyAuthorities: boolean;
  readonly onlyAttributes: boolean;
  readonly reasons: number;
  readonly indirect: boolean;
}

/** That of a list which has no such extension: everything of its issuer. */
export const WHOLE_SCOPE: ListScope = {
  names: undefined,
  onlyUsers: false,
  onlyAuthorities: false,
  onlyAttributes: false,
  reasons: ALL_REASONS,
  indirect: false,
};

const [FULL_NAME, RELATIVE_NAME] = [0xa0, 0xa1];
const DIRECTORY = 'directory ';

/** @param point DistributionPointName. @param issuer the name that a relative name continues. */
function readNames(point: Der, issuer: DistinguishedName): readonly string[] {
  const name = readDer(point.content);
  if (name.tag === FULL_NAME) return readGeneralNames(name).map(generalNameKey);
  if (name.tag !== RELATIVE_NAME) throw new DerError('distribution point name');
  const last = derChildren(name).map((pair) => {
    const [type, value] = derChildren(pair);
    if (type === undefined || value === undefined) throw new DerError('relative name');
    return { oid: derOid(type), value: derText(value) };
  });
  return [DIRECTORY + nameKey([...issuer, last])];
}

function reasonsOf(field: Der | undefined): number {
  return field === undefined ? ALL_REASONS : derBits(field.content) & ALL_REASONS;
}

/** The cRLDistributionPoints of a certificate, none where it has no such extension. Throws DerError. */
export function distributionPointsOf({ extensions, issuer }: Certificate): readonly DistributionPoint[] {
  const value = extensions.get(EXTENSION.distributionPoints)?.value;
  return value === undefined ? [] : derChildren(value).map((point) => readPoint(point, issuer));
}

function readPoint(point: Der, certificateIssuer: DistinguishedName): DistributionPoint {
  const fields = derFields(point, 0xa0, 0x81, 0xa2);
  const field = (tag: number) => fields.find((one) => one.tag === tag);
  const [names, reasons, issuers] = [field(0xa0), field(0x81), field(0xa2)];
  const others = issuers === undefined ? undefined : readGeneralNames(issuers);
  const directories = others?.flatMap((name) => (name.form === 'directory' ? [name.value] : []));
  return {
    names: names === undefined ? undefined : readNames(names, directories?.[0] ?? certificateIssuer),
    reasons: reasonsOf(reasons),
    issuers: directories?.map(nameKey),
  };
}

/** Reads IssuingDistributionPoint. @param issuer of the list. Throws DerError. */
export function readListScope(value: Der, issuer: DistinguishedName): ListScope {
  const fields = derFields(value, 0xa0, 0x81, 0x82, 0x83, 0x84, 0x85);
  const field = (tag: number) => fields.find((one) => one.tag === tag);
  const names = field(0xa0);
  return {
    names: names === undefined ? undefined : readNames(names, issuer),
    onlyUsers: derTrue(field(0x81)),
    onlyAuthorities: derTrue(field(0x82)),
    reasons: reasonsOf(field(0x83)),
    indirect: derTrue(field(0x84)),
    onlyAttributes: derTrue(field(0x85)),
  };
}

/** The point that stands for every certificate: the lists of its issuer, under the issuer's name (RFC 5280 6.3.3, the end). */
export function usualPoint(issuerKey: string): DistributionPoint {
  return { names: [DIRECTORY + issuerKey], reasons: ALL_REASONS, issuers: undefined };
}

/** Whether a list speaks of a certificate at a distribution point (RFC 5280 6.3.3 b). */
export function isInScope(
  point: DistributionPoint,
  certificate: { readonly issuerKey: string; readonly authority: boolean },
  list: { readonly issuerKey: string; readonly scope: ListScope },
): boolean {
  const { scope } = list;
  const rightIssuer =
    point.issuers === undefined
      ? list.issuerKey === certificate.issuerKey
      : scope.indirect && point.issuers.includes(list.issuerKey);
  if (!rightIssuer || scope.onlyAttributes) return false;
  if (certificate.authority ? scope.onlyUsers : scope.onlyAuthorities) return false;
  if (scope.names === undefined) return true;
  const told = point.names ?? point.issuers?.map((issuer) => DIRECTORY + issuer) ?? [];
  return scope.names.some((name) => told.includes(name));
}
