import type { Fault } from '../errors.ts';
import type { Registration } from '../store/store.ts';
import { imputationOf } from './imputation.ts';
import { isLotSignature } from './lot.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Pair } from './pairing.ts';

/** `again`: the whole deposit has been made before, and is answered as it was then, with nothing stored. */
export type Duplicates = 'none' | 'again' | readonly Fault[];

/**
 * What is already registered under the uniqueIds of a submission (design 5.4). A domain of second entries takes the same
 * hash and size again. The DMP answers the same documents from the same depositor as the first time; the signature is
 * not compared, since a lot is signed anew each time it is sent. Everything else is XDSNonIdenticalHash, and
 * XDSNonIdenticalSize beside it where the size differs and the domain is not the DMP.
 */
export async function duplicatesOf(
  pairs: readonly Pair[],
  patientKey: number | undefined,
  caller: Caller,
  { domain, store }: DocumentsOptions,
): Promise<Duplicates> {
  let found = await lookUp(pairs, store);
  if (found.every(({ registration }) => registration === undefined)) return 'none';
  // Some are there and others not: the whole may have been stored while it was looked up, and stands there now.
  if (found.some(({ registration }) => registration === undefined)) found = await lookUp(pairs, store);
  if (domain.rules.sameDocumentAgain === 'same-answer') {
    const documents = found.filter(({ pair }) => !isLotSignature(pair.entry));
    const { id } = imputationOf(caller.subject);
    const same = documents.every(
      ({ pair, registration }) =>
        registration !== undefined &&
        registration.patientKey === patientKey &&
        registration.depositor === id &&
        registration.hash.toLowerCase() === pair.content.sha1,
    );
    if (same && documents.length > 0) return 'again';
  }
  const faults = found.flatMap(({ pair, registration }) =>
    registration === undefined
      ? []
      : faultsOf(pair, registration, domain.rules.sameDocumentAgain === 'second-entry'),
  );
  return faults.length === 0 ? 'none' : faults;
}

interface Found {
  readonly pair: Pair;
  readonly registration: Registration | undefined;
}

async function lookUp(
  pairs: readonly Pair[],
  { documents }: DocumentsOptions['store'],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const pair of pairs) {
    found.push({ pair, registration: await documents.registration(pair.entry.uniqueId) });
  }
  return found;
}

function faultsOf({ entry, content }: Pair, registration: Registration, second: boolean): Fault[] {
  const about = { about: entry.uniqueId, location: entry.id };
  const other = (code: 'XDSNonIdenticalHash' | 'XDSNonIdenticalSize'): Fault => ({
    code,
    detail: `${entry.uniqueId} is registered with another content, patient or depositor`,
    ...about,
  });
  if (!second) return [other('XDSNonIdenticalHash')];
  return [
    ...(registration.hash.toLowerCase() === content.sha1 ? [] : [other('XDSNonIdenticalHash')]),
    ...(registration.size === content.size ? [] : [other('XDSNonIdenticalSize')]),
  ];
}
