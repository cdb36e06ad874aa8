import type { DocumentRequest } from '../documents/retrieval.ts';
import { type Fault, type Refusal, refuse } from '../errors.ts';
import { element, elements, text, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';
import { RS, XDSB, XOP } from './namespaces.ts';
import { FAILURE, statusOf, writeErrorList } from './registry-response.ts';

/** Each is looked up, and each content asked for twice is sent twice. */
const MOST_DOCUMENTS = 1_000;

/**
 * Reads the DocumentRequests of a `xds:RetrieveDocumentSetRequest` (ITI TF-2 3.43.4.1.2) or a `rmd:RemoveDocumentsRequest`
 * (RMD 3.86.4.1.2). A `urn:oid:` before a RepositoryUniqueId is dropped.
 * @returns one to 1,000 requests, or `MalformedRequest`.
 */
export function readDocumentRequests(request: XmlElement): readonly DocumentRequest[] | Refusal {
  const requests = elements(request, 'DocumentRequest', XDSB).map((one) => {
    const home = text(element(one, 'HomeCommunityId', XDSB)).trim();
    return {
      ...(home === '' ? {} : { homeCommunityId: home }),
      repositoryUniqueId: text(element(one, 'RepositoryUniqueId', XDSB))
        .trim()
        .replace(/^urn:oid:/, ''),
      uniqueId: text(element(one, 'DocumentUniqueId', XDSB)).trim(),
    };
  });
  if (requests.length > MOST_DOCUMENTS)
    return refuse('MalformedRequest', `${requests.length} DocumentRequest`, { about: 'DocumentRequest' });
  if (requests.length === 0)
    return refuse('MalformedRequest', 'no DocumentRequest', { about: 'DocumentRequest' });
  const unnamed = requests.some((one) => one.uniqueId === '' || one.repositoryUniqueId === '');
  return unnamed
    ? refuse('MalformedRequest', 'DocumentRequest without its ids', { about: 'DocumentRequest' })
    : requests;
}

/** One document of an answer; its bytes are the part named by `contentId`. */
export interface DocumentResponse extends DocumentRequest {
  readonly mimeType: string;
  readonly contentId: string;
}

/** `xds:RetrieveDocumentSetResponse` (ITI TF-2 3.43.4.2.2): Success, PartialSuccess or Failure by what it holds. */
export function writeRetrieveResponse(
  documents: readonly DocumentResponse[],
  faults: readonly Fault[],
): Markup {
  const responses = documents.map((one) => {
    const home =
      one.homeCommunityId === undefined
        ? undefined
        : xml`<xds:HomeCommunityId>${one.homeCommunityId}</xds:HomeCommunityId>`;
    return xml`<xds:DocumentResponse>${home}<xds:RepositoryUniqueId>${one.repositoryUniqueId}</xds:RepositoryUniqueId><xds:DocumentUniqueId>${one.uniqueId}</xds:DocumentUniqueId><xds:mimeType>${one.mimeType}</xds:mimeType><xds:Document><xop:Include xmlns:xop="${XOP}" href="cid:${encodeURIComponent(one.contentId)}"/></xds:Document></xds:DocumentResponse>`;
  });
  return xml`<xds:RetrieveDocumentSetResponse xmlns:xds="${XDSB}" xmlns:rs="${RS}"><rs:RegistryResponse status="${statusOf(documents.length, faults)}">${writeErrorList(faults)}</rs:RegistryResponse>${responses}</xds:RetrieveDocumentSetResponse>`;
}

/** The same for a request that was refused as a whole. */
export function writeRetrieveFailure(refusal: Refusal): Markup {
  return xml`<xds:RetrieveDocumentSetResponse xmlns:xds="${XDSB}" xmlns:rs="${RS}"><rs:RegistryResponse status="${FAILURE}">${writeErrorList(refusal.refused)}</rs:RegistryResponse></xds:RetrieveDocumentSetResponse>`;
}
