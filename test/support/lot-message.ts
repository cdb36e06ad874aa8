import { Readable } from 'node:stream';
import { XDSB, XOP } from '../../src/ebrim/namespaces.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { signLot } from '../../src/identity/sign-lot.ts';
import type { MessagePart, SoapMessage } from './soap-message.ts';
import type { BuiltSubmission, DocumentBytes } from './submission-builder.ts';

const PROVIDE = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';

/** A lot with its signature among the documents: what goes over the wire. */
export interface SignedLot extends BuiltSubmission {
  /** Each in a part named like it. */
  readonly documents: readonly DocumentBytes[];
}

/**
 * Signs a lot and adds the signature document `Signature01`.
 * @param signer slug of the sandbox.
 * @param form what is digested: the canonical form of a CDA document, or each document as it is.
 */
export async function signedLot(
  pki: SandboxPki,
  { objects, documents }: BuiltSubmission,
  signer = 'pharmacien',
  form: 'canonical' | 'bytes' = 'canonical',
): Promise<SignedLot> {
  const signature = await signLot({
    key: pki.signingKey(signer),
    chain: pki.credentials(signer, 'sign').certificate,
    submissionSetUniqueId: objects.submissionSets[0]?.uniqueId ?? '',
    documents: documents.map(({ id, bytes }) => ({
      uniqueId: objects.entries.find((entry) => entry.id === id)?.uniqueId ?? id,
      xml: form === 'canonical',
      open: () => Readable.from([bytes]),
    })),
    at: new Date(),
  });
  return { objects, documents: [...documents, { id: 'Signature01', bytes: Buffer.from(signature) }] };
}

/** The element that refers to a part. @param href `cid:` of the document's own part unless said. */
export function documentElement(id: string, href = `cid:${id}`): string {
  return `<xds:Document id="${id}"><xop:Include xmlns:xop="${XOP}" href="${href}"/></xds:Document>`;
}

/**
 * ITI-41 over MTOM.
 * @param elements the `xds:Document` elements; one to each document unless said.
 */
export function provideMessage(
  { objects, documents }: SignedLot,
  assertion: string | undefined,
  elements: string = documents.map(({ id }) => documentElement(id)).join(''),
): SoapMessage & { readonly parts: readonly MessagePart[] } {
  const parts = documents.map(({ id, bytes }) => ({ contentId: id, mimeType: 'text/xml', bytes }));
  const body = `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${writeSubmitObjects(objects).text}${elements}</xds:ProvideAndRegisterDocumentSetRequest>`;
  return { service: 'repository', action: PROVIDE, body, assertion, parts };
}
