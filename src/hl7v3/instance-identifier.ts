import { isOid } from '../model/oid.ts';
import { attribute, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';

export const V3 = 'urn:hl7-org:v3';

/** II of HL7 v3. */
export interface InstanceIdentifier {
  readonly root: string;
  readonly extension?: string;
}

/** The identifier that an element of type II holds; undefined when its root is neither an OID nor a UUID. */
export function readInstanceIdentifier(node: XmlElement | undefined): InstanceIdentifier | undefined {
  const root = attribute(node, 'root') ?? '';
  const extension = attribute(node, 'extension');
  if (!isOid(root) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(root)) return undefined;
  return extension === undefined || extension === '' ? { root } : { root, extension };
}

export function writeInstanceIdentifier(
  name: 'id' | 'interactionId' | 'queryId',
  { root, extension }: InstanceIdentifier,
): Markup {
  const values = xml` root="${root}"${extension === undefined ? undefined : xml` extension="${extension}"`}`;
  if (name === 'id') return xml`<id${values}/>`;
  return name === 'queryId' ? xml`<queryId${values}/>` : xml`<interactionId${values}/>`;
}
