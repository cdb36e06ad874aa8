import type { SoapReply } from '../../../src/client/soap-client.ts';
import { attribute, descendants, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import type { RetrievedDocument } from '../evaluation/retrieved.ts';
import { rewrite } from './rewrite.ts';
import { serialize } from './serialize.ts';

const INCLUDE = 'Include';

function contentId(include: XmlElement): string {
  const href = attribute(include, 'href') ?? '';
  return decodeURIComponent(href.replace(/^cid:/, ''));
}

async function partsOf(reply: Pick<SoapReply, 'payload' | 'attachments'>): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  for (const node of descendants(reply.payload)) {
    if (node.local !== INCLUDE) continue;
    const part = reply.attachments.get(contentId(node));
    if (part !== undefined) parts.set(contentId(node), await part.bytes());
  }
  return parts;
}

/** An answer's element on its own: the parts of an MTOM message in place as base64, as a schema sees them. */
export async function receivedDocument(
  reply: Pick<SoapReply, 'payload' | 'attachments'>,
): Promise<{ readonly received: string; readonly documents: readonly RetrievedDocument[] }> {
  const parts = await partsOf(reply);
  const included = (node: XmlElement): Buffer | undefined => {
    const include = element(node, INCLUDE);
    return include === undefined ? undefined : parts.get(contentId(include));
  };
  const flat = rewrite(reply.payload, { content: (node) => included(node)?.toString('base64') });
  const documents = elements(reply.payload, 'DocumentResponse').map((each) => {
    const holder = element(each, 'Document');
    const said = (local: string) => text(element(each, local)).trim();
    return {
      repositoryUniqueId: said('RepositoryUniqueId'),
      uniqueId: said('DocumentUniqueId'),
      homeCommunityId: said('HomeCommunityId'),
      mimeType: said('mimeType'),
      content: (holder && included(holder)) ?? Buffer.from(text(holder), 'base64'),
    };
  });
  return { received: serialize(flat), documents };
}
