import { LCM, RIM } from '../../../src/ebrim/namespaces.ts';
import {
  elements,
  isElement,
  type XmlAttribute,
  type XmlElement,
  type XmlNode,
} from '../../../src/xml/tree.ts';
import { HAS_MEMBER, IHE_ASSOCIATION } from '../urns.ts';

/** The namespace of the requests that the older plans are written in. */
const RS_2_1 = 'urn:oasis:names:tc:ebxml-regrep:registry:xsd:2.1';
const OBJECT_TYPE = 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:';
/** The order of rim:RegistryObjectType. */
const ORDER = [
  'Slot',
  'Name',
  'Description',
  'VersionInfo',
  'Classification',
  'ExternalIdentifier',
  'RegistryObjectList',
];
const WITH_IDENTITY = new Set(['Classification', 'ExternalIdentifier', 'Association']);

function attributeOf(name: string, value: string): XmlAttribute {
  return { name, prefix: '', local: name, namespace: '', value };
}

/** ebRIM 2.1 has bare names, 3.0 has URNs; IHE's own are under IHE's. */
function associationType(value: string): string {
  if (value.includes(':')) return value;
  return value === 'HasMember' ? HAS_MEMBER : `${IHE_ASSOCIATION}${value}`;
}

function rank(node: XmlNode): number {
  const at = typeof node === 'string' || !isElement(node) ? -1 : ORDER.indexOf(node.local);
  return at === -1 ? ORDER.length : at;
}

interface Target {
  readonly parent: XmlElement;
  readonly freshId: () => string;
}

function convertAttributes(node: XmlElement, { parent, freshId }: Target): XmlAttribute[] {
  const converted = node.attributes.map((each) =>
    each.name === 'associationType' ? { ...each, value: associationType(each.value) } : each,
  );
  const add = (name: string, value: () => string) => {
    if (!converted.some((each) => each.name === name)) converted.push(attributeOf(name, value()));
  };
  if (WITH_IDENTITY.has(node.local)) {
    add('id', freshId);
    add('objectType', () => `${OBJECT_TYPE}${node.local}`);
  }
  if (node.local === 'RegistryPackage') add('objectType', () => `${OBJECT_TYPE}RegistryPackage`);
  if (node.local === 'ExternalIdentifier') {
    add('registryObject', () => parent.attributes.find(({ name }) => name === 'id')?.value ?? '');
  }
  return converted;
}

function convert(node: XmlElement, target: Target): XmlElement {
  const children: XmlNode[] = [];
  const local = node.local === 'LeafRegistryObjectList' ? 'RegistryObjectList' : node.local;
  const copy: XmlElement = {
    name: `rim:${local}`,
    prefix: 'rim',
    local,
    namespace: RIM,
    attributes: convertAttributes(node, target),
    declarations: new Map(),
    children,
    parent: target.parent,
  };
  const text = node.children.filter((child) => typeof child === 'string').join('');
  const inside = elements(node).filter((child) => child.local !== 'ObjectRef');
  if (inside.length === 0 && text.trim() !== '') children.push(text);
  for (const child of inside) children.push(convert(child, { ...target, parent: copy }));
  if (local !== 'RegistryObjectList') children.sort((a, b) => rank(a) - rank(b));
  return copy;
}

/**
 * A submission in ebRIM 3.0, which XDS.b speaks. Older plans are written in 2.1; NIST's toolkit converts them as it sends,
 * and so does this. ObjectRefs are not carried over: 3.0 needs none. What is 3.0 already stays as it is.
 */
export function inEbrim3(message: XmlElement): XmlElement {
  if (message.namespace !== RS_2_1) return message;
  let number = 0;
  const freshId = () => `id_${++number}`;
  const children: XmlNode[] = [];
  const request: XmlElement = {
    name: 'lcm:SubmitObjectsRequest',
    prefix: 'lcm',
    local: 'SubmitObjectsRequest',
    namespace: LCM,
    attributes: [],
    declarations: new Map([
      ['lcm', LCM],
      ['rim', RIM],
    ]),
    children,
    parent: undefined,
  };
  for (const list of elements(message, 'LeafRegistryObjectList')) {
    children.push(convert(list, { parent: request, freshId }));
  }
  return request;
}
