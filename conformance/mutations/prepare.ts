import { isUuidUrn } from '../../src/model/oid.ts';
import { SUBMIT_ASSOCIATION, UPDATE_AVAILABILITY_STATUS } from '../../src/model/submission.ts';
import { attribute, descendants, elements, type XmlElement } from '../../src/xml/tree.ts';
import { assign } from '../nist/messages/assign.ts';
import type { Identifiers } from '../nist/messages/identifiers.ts';
import { rewrite } from '../nist/messages/rewrite.ts';
import { SOURCE_ID } from '../nist/plans/toolkit.ts';
import { provideAndRegisterDocumentSet } from '../nist/transactions/iti-41-provide-and-register-document-set.ts';
import { registerDocumentSet } from '../nist/transactions/iti-42-register-document-set.ts';
import { updateDocumentSet } from '../nist/transactions/iti-57-update-document-set.ts';
import { registerOnDemandDocumentEntry } from '../nist/transactions/iti-61-register-on-demand-document-entry.ts';
import type { TransactionKind } from '../nist/transactions/transaction-kind.ts';
import { ENTRY_UNIQUE_ID, FOLDER_UNIQUE_ID, ON_DEMAND } from '../nist/urns.ts';
import type { Standing } from './standing.ts';

/** A submission that is ready to go, or to be damaged. */
export interface Prepared {
  readonly kind: TransactionKind;
  readonly message: XmlElement;
}

/** What a repository adds: an entry that has all of them comes by ITI-42. */
const OF_REPOSITORY = ['hash', 'size', 'repositoryUniqueId'];
/** Identification schemes of the uniqueIds of DocumentEntry and Folder, which a new version keeps. */
const OF_NEW_VERSIONS = [ENTRY_UNIQUE_ID, FOLDER_UNIQUE_ID];
const UPDATES: readonly string[] = [UPDATE_AVAILABILITY_STATUS, SUBMIT_ASSOCIATION];
const SYMBOL = /\$[A-Za-z0-9_]+\$?/g;

/** What a symbol that a plan leaves open stands for, by its name. */
function standsFor(symbol: string, standing: Standing): string {
  if (/patient/i.test(symbol)) return standing.patientId;
  if (/lid|uuid/i.test(symbol)) return /fol/i.test(symbol) ? standing.folder : standing.document;
  if (/fol.*uid/i.test(symbol)) return standing.folderUniqueId;
  if (/submissionset.*uid/i.test(symbol)) return standing.submissionSetUniqueId;
  if (/uid|id\$?$/i.test(symbol)) return standing.documentUniqueId;
  if (/fol/i.test(symbol)) return standing.folder;
  if (/submissionset/i.test(symbol)) return standing.submissionSet;
  return /assoc/i.test(symbol) ? standing.membership : standing.document;
}

function namesOfSlots(entry: XmlElement): string[] {
  return elements(entry, 'Slot').map((slot) => attribute(slot, 'name') ?? '');
}

/** Which transaction a submission is for, by what stands in it. */
function kindOf(message: XmlElement): TransactionKind {
  const nodes = [...descendants(message)];
  const updates = nodes.some(
    (node) =>
      UPDATES.includes(attribute(node, 'associationType') ?? '') ||
      (isUuidUrn(attribute(node, 'lid') ?? '') && attribute(node, 'lid') !== attribute(node, 'id')) ||
      (attribute(node, 'name') === 'PreviousVersion' && node.local === 'Slot'),
  );
  if (updates) return updateDocumentSet;
  const entries = nodes.filter(({ local }) => local === 'ExtrinsicObject');
  if (entries.some((entry) => attribute(entry, 'objectType') === ON_DEMAND)) {
    return registerOnDemandDocumentEntry;
  }
  const registered = entries.every((entry) =>
    OF_REPOSITORY.every((name) => namesOfSlots(entry).includes(name)),
  );
  return registered ? registerDocumentSet : provideAndRegisterDocumentSet;
}

/**
 * Makes a submission of the plans one of the patient for whom something stands already: symbols filled in, new uniqueIds and
 * UUIDs, references to what the plan's other steps would have made turned to what stands.
 */
export function prepare(submission: XmlElement, standing: Standing, identifiers: Identifiers): Prepared {
  const declared = new Set([...descendants(submission)].map((node) => attribute(node, 'id')));
  const filled = (value: string) => value.replaceAll(SYMBOL, (symbol) => standsFor(symbol, standing));
  const symbols = rewrite(submission, {
    attribute: (owner, { name, value }) => {
      if (name === 'lid') return owner.local === 'RegistryPackage' ? standing.folder : standing.document;
      const end = name === 'sourceObject' || name === 'targetObject';
      if (end && !declared.has(value) && !value.startsWith('$') && !isUuidUrn(value))
        return standing.document;
      return filled(value);
    },
    text: (_, value) => filled(value),
  });
  const kind = kindOf(symbols);
  const provided = kind === provideAndRegisterDocumentSet;
  const { message } = assign(
    rewrite(symbols, {
      // A new version keeps the uniqueId of what stands.
      attribute: (owner, { name, value }) => {
        const scheme = name === 'value' ? attribute(owner, 'identificationScheme') : undefined;
        if (kind !== updateDocumentSet || attribute(owner.parent, 'lid') === undefined) return value;
        if (scheme === ENTRY_UNIQUE_ID) return standing.documentUniqueId;
        return scheme === FOLDER_UNIQUE_ID ? standing.folderUniqueId : value;
      },
      // What the plan says of a document is said of another one than is sent here.
      without: (node) =>
        provided && node.local === 'Slot' && OF_REPOSITORY.includes(attribute(node, 'name') ?? ''),
    }),
    {
      assignPatientId: true,
      assignUniqueIds: true,
      keepUniqueIdOf: [],
      keptSchemes: kind === updateDocumentSet ? OF_NEW_VERSIONS : [],
      assignUuids: true,
    },
    { patientId: standing.patientId, sourceId: SOURCE_ID, identifiers },
  );
  return { kind, message };
}

/** ids of the documents of a submission, as it was before any damage. */
export function documentIds(message: XmlElement): string[] {
  return [...descendants(message)]
    .filter(({ local }) => local === 'ExtrinsicObject')
    .flatMap((entry) => attribute(entry, 'id') ?? []);
}
