import type { Fault } from '../errors.ts';
import type { Registration } from '../store/store.ts';
import { imputationOf } from './imputation.ts';
import { isLotSignature } from './lot.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Weighed } from './pairing.ts';

/** `again`: the whole deposit has been made before, and is answered as it was then, with nothing stored. */
export type Duplicates = 'none' | 'again' | readonly Fault[];

/**
 * What is already registered under the uniqueIds of a submission (design 5.4). A domain of second entries takes the same
 * hash and size again. The DMP answers the same documents from the same depositor as the first time; the signature is
 * not compared, since a lot is signed anew each time it is sent. Everything else is XDSNonIdenticalHash, and
 * XDSNonIdenticalSize beside it where the size differs and the domain is not the DMP.
 */
export async function duplicatesOf(
  documents: readonly Weighed[],
  patientKey: number | undefined,
  caller: Caller,
  { domain, store }: DocumentsOptions,
): Promise<Duplicates> {
  let found = await lookUp(documents, store);
  if (found.every(({ registration }) => registration === undefined)) return 'none';
  // Some are there and others not: the whole may have been stored while it was looked up, and stands there now.
  if (found.some(({ registration }) => registration === undefined)) found = await lookUp(documents, store);
  if (domain.rules.sameDocumentAgain === 'same-answer') {
    const compared = found.filter(({ document }) => !isLotSignature(document.entry));
    const { id } = imputationOf(caller.subject);
    const same = compared.every(
      ({ document, registration }) =>
        registration !== undefined &&
        registration.patientKey === patientKey &&
        registration.depositor === id &&
        registration.hash.toLowerCase() === document.hash.toLowerCase(),
    );
    if (same && compared.length > 0) return 'again';
  }
  const faults = found.flatMap(({ document, registration }) =>
    registration === undefined
      ? []
      : faultsOf(document, registration, domain.rules.sameDocumentAgain === 'second-entry'),
  );
  return faults.length === 0 ? 'none' : faults;
}

interface Found {
  readonly document: Weighed;
  readonly registration: Registration | undefined;
}

async function lookUp(
  documents: readonly Weighed[],
  store: DocumentsOptions['store'],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const document of documents) {
    found.push({ document, registration: await store.documents.registration(document.entry.uniqueId) });
  }
  return found;
}

function faultsOf({ entry, hash, size }: Weighed, registration: Registration, second: boolean): Fault[] {
  const about = { about: entry.uniqueId, location: entry.id };
  const other = (code: 'XDSNonIdenticalHash' | 'XDSNonIdenticalSize'): Fault => ({
    code,
    detail: `${entry.uniqueId} is registered with another content, patient or depositor`,
    ...about,
  });
  if (!second) return [other('XDSNonIdenticalHash')];
  return [
    ...(registration.hash.toLowerCase() === hash.toLowerCase() ? [] : [other('XDSNonIdenticalHash')]),
    ...(registration.size === size ? [] : [other('XDSNonIdenticalSize')]),
  ];
}
