import { isElement, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';
import { XOP } from './namespaces.ts';

/**
 * Points to a part of the same answer. An answer that goes out without parts has the content in its place, so
 * a transaction always writes this, whatever the request was.
 */
export function xopInclude(contentId: string): Markup {
  return xml`<xop:Include xmlns:xop="${XOP}" href="cid:${encodeURIComponent(contentId)}"/>`;
}

/** `<a@b>` or `a@b`: the id without its brackets. */
export function bareContentId(value: string): string {
  const trimmed = value.trim();
  return trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed;
}

/**
 * What an element holds: the Content-ID that its one `xop:Include` names, or its text.
 * @returns undefined when it is neither, or when `href` is anything but a `cid:` (RFC 2392), percent-encoded or not.
 */
export function heldContent(
  holder: XmlElement,
): { readonly contentId: string } | { readonly text: string } | undefined {
  let written = '';
  let include: XmlElement | undefined;
  for (const child of holder.children) {
    if (typeof child === 'string') written += child;
    else if (isElement(child)) {
      if (include !== undefined || child.local !== 'Include' || child.namespace !== XOP) return undefined;
      include = child;
    }
  }
  if (include === undefined) return { text: written };
  if (written.trim() !== '') return undefined;
  const href = include.attributes.find((one) => one.name === 'href')?.value.trim() ?? '';
  if (!/^cid:/i.test(href)) return undefined;
  try {
    return { contentId: bareContentId(decodeURIComponent(href.slice('cid:'.length))) };
  } catch {
    return undefined;
  }
}
