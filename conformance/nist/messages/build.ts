import { contentOf } from '../../../src/client/content.ts';
import { XDSB, XOP } from '../../../src/ebrim/namespaces.ts';
import type { AnswerAttachment } from '../../../src/soap/soap-transaction.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { attribute, descendants, elements, type XmlElement } from '../../../src/xml/tree.ts';
import { type Markup, storedMarkup, xml } from '../../../src/xml/write.ts';
import { PlanError } from '../plan-error.ts';
import type { Instruction } from '../plans/test-plan.ts';
import type { TransactionKind } from '../transactions/transaction-kind.ts';
import { UNIQUE_ID_SCHEMES } from '../urns.ts';
import { type AssignContext, type Assignments, assign, NOTHING_ASSIGNED } from './assign.ts';
import { withoutOpenParameters } from './clean.ts';
import { inEbrim3 } from './ebrim-3.ts';
import { serialize } from './serialize.ts';
import { type Replacement, substitute } from './substitute.ts';

export interface BuiltRequest {
  readonly message: XmlElement;
  /** The child of Body, as text. */
  readonly body: string;
  readonly attachments: readonly AnswerAttachment[] | undefined;
  readonly assignments: Assignments;
  /** The documents that go along, by uniqueId. */
  readonly documents: ReadonlyMap<string, Buffer>;
}

export interface BuildContext extends AssignContext {
  readonly replacements: readonly Replacement[];
  /** A file that the plan names. */
  readonly text: (file: string) => string;
  readonly bytes: (file: string) => Buffer;
}

const NO_DOCUMENTS: ReadonlyMap<string, Buffer> = new Map();

/** The submission inside a file: some files hold the whole request of ITI-41. */
function submissionOf(root: XmlElement): XmlElement {
  const found = [...descendants(root)].find(({ local }) => local === 'SubmitObjectsRequest');
  if (found === undefined) throw new PlanError(`${root.local} holds no SubmitObjectsRequest`);
  return found;
}

function entryOf(submission: XmlElement, documentId: string): XmlElement | undefined {
  return [...descendants(submission)].find(
    (node) => node.local === 'ExtrinsicObject' && attribute(node, 'id') === documentId,
  );
}

function uniqueIdOf(entry: XmlElement | undefined): string | undefined {
  const identifiers = entry === undefined ? [] : elements(entry, 'ExternalIdentifier');
  return attribute(
    identifiers.find((each) => UNIQUE_ID_SCHEMES.includes(attribute(each, 'identificationScheme') ?? '')),
    'value',
  );
}

function withDocuments(
  submission: XmlElement,
  instruction: Instruction,
  uuids: ReadonlyMap<string, string>,
  bytes: (file: string) => Buffer,
): Pick<BuiltRequest, 'body' | 'attachments' | 'documents'> {
  const attachments: AnswerAttachment[] = [];
  const sent = new Map<string, Buffer>();
  const documents = instruction.documents.map(({ id, file }, at): Markup => {
    const documentId = uuids.get(id) ?? id;
    const content = bytes(file);
    const entry = entryOf(submission, documentId);
    const uniqueId = uniqueIdOf(entry);
    if (uniqueId !== undefined) sent.set(uniqueId, content);
    if (!instruction.mtom)
      return xml`<xds:Document id="${documentId}">${content.toString('base64')}</xds:Document>`;
    const contentId = `document${at + 1}@conformance`;
    const mimeType = attribute(entry, 'mimeType') ?? 'application/octet-stream';
    attachments.push({ contentId, mimeType, ...contentOf(content) });
    return xml`<xds:Document id="${documentId}"><xop:Include xmlns:xop="${XOP}" href="cid:${contentId}"/></xds:Document>`;
  });
  const body = xml`<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${storedMarkup(serialize(submission))}${documents}</xds:ProvideAndRegisterDocumentSetRequest>`;
  return { body: body.text, attachments: instruction.mtom ? attachments : undefined, documents: sent };
}

/**
 * Makes the message of a step out of the file that its plan names.
 * @throws PlanError when the file is missing or not what the transaction sends.
 */
export function buildRequest(
  kind: TransactionKind,
  instruction: Instruction,
  context: BuildContext,
): BuiltRequest {
  if (instruction.metadataFile === undefined)
    throw new PlanError(`${instruction.transaction} without MetadataFile`);
  const file = parseXml(context.text(instruction.metadataFile).trimStart());
  const submits = kind.message === 'submission';
  const message = substitute(submits ? inEbrim3(submissionOf(file)) : file, context.replacements);
  if (submits && instruction.parseMetadata) {
    const { message: assigned, assignments } = assign(message, instruction, context);
    if (kind.transport === 'with-documents') {
      const { AssignedUuids } = assignments;
      const sent = withDocuments(assigned, instruction, AssignedUuids, context.bytes);
      return { message: assigned, ...sent, assignments };
    }
    return {
      message: assigned,
      body: serialize(assigned),
      attachments: undefined,
      assignments,
      documents: NO_DOCUMENTS,
    };
  }
  const plain = instruction.cleanParameters ? withoutOpenParameters(message) : message;
  return {
    message: plain,
    body: serialize(plain),
    attachments: kind.transport === 'mtom' ? [] : undefined,
    assignments: NOTHING_ASSIGNED,
    documents: NO_DOCUMENTS,
  };
}
