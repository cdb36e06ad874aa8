import {
  attribute,
  descendants,
  element,
  elements,
  isElement,
  text,
  type XmlElement,
} from '../../xml/tree.ts';
import { decodeBase64 } from '../base64.ts';
import type { Certificate } from '../certificate.ts';
import { certificateOfKeyInfo } from '../key-info.ts';
import { DSIG } from '../signature-algorithms.ts';

/** `Id` of the Manifest that names the documents of a lot (IHE DSG, ITI TF-3 5.5). */
export const MANIFEST_ID = 'IHEManifest';
export const MANIFEST_TYPE = `${DSIG}Manifest`;
/** XAdES of the DMP's samples, and the present one. */
export const XADES: readonly string[] = [
  'http://uri.etsi.org/01903/v1.1.1#',
  'http://uri.etsi.org/01903/v1.3.2#',
];

/** One ds:Reference as read. */
export interface LotReference {
  readonly uri: string;
  readonly transforms: readonly string[];
  readonly digestMethod: string | undefined;
  readonly digestValue: Buffer | undefined;
}

/** The parts of a lot signature, found but not judged. */
export interface LotShape {
  readonly signedInfo: XmlElement;
  readonly canonicalization: string | undefined;
  readonly signatureMethod: string | undefined;
  readonly signatureValue: Buffer | undefined;
  readonly references: readonly LotReference[];
  readonly certificate: Certificate | undefined;
  readonly manifest: readonly LotReference[];
  readonly qualifying: XmlElement | undefined;
  /** The element that an `Id` names; undefined when none or several have it. */
  byId(id: string): XmlElement | undefined;
}

function referenceOf(node: XmlElement): LotReference {
  const value = element(node, 'DigestValue', DSIG);
  return {
    uri: attribute(node, 'URI') ?? '',
    transforms: elements(element(node, 'Transforms', DSIG) ?? node, 'Transform', DSIG).map(
      (transform) => attribute(transform, 'Algorithm') ?? '',
    ),
    digestMethod: attribute(element(node, 'DigestMethod', DSIG), 'Algorithm'),
    digestValue: value === undefined ? undefined : decodeBase64(text(value)),
  };
}

function hasMark(root: XmlElement): boolean {
  for (const node of descendants(root)) {
    if (node.children.some((child) => typeof child !== 'string' && !isElement(child))) return true;
  }
  return false;
}

/** An attribute of a signature document that names an element: `Id` alone, as its schema has it. */
function idsOf(root: XmlElement): Map<string, XmlElement | 'several'> {
  const ids = new Map<string, XmlElement | 'several'>();
  for (const node of descendants(root)) {
    const id = attribute(node, 'Id');
    if (id !== undefined) ids.set(id, ids.has(id) ? 'several' : node);
  }
  return ids;
}

/**
 * Finds the parts of a lot signature: a ds:Signature that is the whole document, holds the Manifest in an Object of its
 * own and has no comment anywhere.
 * @returns the name of what is missing when it is not one.
 */
export function readLotShape(root: XmlElement): LotShape | string {
  if (root.local !== 'Signature' || root.namespace !== DSIG) return 'Signature';
  const signatures = [...descendants(root)].filter(
    (node) => node.local === 'Signature' && node.namespace === DSIG,
  );
  if (signatures.length !== 1) return 'Signature';
  if (hasMark(root)) return 'comment';
  const [signedInfo, ...moreInfo] = elements(root, 'SignedInfo', DSIG);
  if (signedInfo === undefined || moreInfo.length > 0) return 'SignedInfo';
  const manifests = [...descendants(root)].filter(
    (node) => node.local === 'Manifest' && node.namespace === DSIG,
  );
  const [manifest] = manifests;
  const enveloped =
    manifest?.parent?.local === 'Object' &&
    manifest.parent.namespace === DSIG &&
    manifest.parent.parent === root;
  if (
    manifest === undefined ||
    manifests.length > 1 ||
    !enveloped ||
    attribute(manifest, 'Id') !== MANIFEST_ID
  ) {
    return 'Manifest';
  }
  const ids = idsOf(root);
  const value = element(root, 'SignatureValue', DSIG);
  return {
    signedInfo,
    canonicalization: attribute(element(signedInfo, 'CanonicalizationMethod', DSIG), 'Algorithm'),
    signatureMethod: attribute(element(signedInfo, 'SignatureMethod', DSIG), 'Algorithm'),
    signatureValue: value === undefined ? undefined : decodeBase64(text(value)),
    references: elements(signedInfo, 'Reference', DSIG).map(referenceOf),
    certificate: certificateOfKeyInfo(element(root, 'KeyInfo', DSIG)),
    manifest: elements(manifest, 'Reference', DSIG).map(referenceOf),
    qualifying: elements(root, 'Object', DSIG)
      .flatMap((object) => elements(object, 'QualifyingProperties'))
      .find(({ namespace }) => XADES.includes(namespace)),
    byId(id) {
      const found = ids.get(id);
      return found === 'several' ? undefined : found;
    },
  };
}
