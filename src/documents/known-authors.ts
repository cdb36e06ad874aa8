import type { Fault } from '../errors.ts';
import { parseXcn } from '../model/hl7v2.ts';
import type { SubmissionSet } from '../model/submission.ts';
import type { DocumentsOptions } from './options.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/** PS_IdNat: RPPS (8) and ADELI (0) are numbers of the Annuaire santé; the others a structure gives itself. */
const OF_DIRECTORY = /^[80][0-9A-Za-z]+$/;
const PS_ID_NAT = '1.2.250.1.71.4.2.1';

/**
 * The professionals who are authors of a lot stand in the Annuaire santé, where the operator wants that (`CARNET_DIRECTORY`):
 * whoever has ended is no longer in its extraction.
 * @returns XDSRegistryMetadataError for each who is not there.
 */
export async function unknownAuthorFaults(
  set: Pick<SubmissionSet, 'id' | 'authors'>,
  { isInDirectory }: Pick<DocumentsOptions, 'isInDirectory'>,
): Promise<readonly Fault[]> {
  if (isInDirectory === undefined) return [];
  const faults: Fault[] = [];
  for (const { person } of set.authors) {
    const { id, authority } = parseXcn(person ?? '');
    if (authority !== PS_ID_NAT || !OF_DIRECTORY.test(id)) continue;
    if (!(await isInDirectory(id)))
      faults.push(metadataFault(set.id, 'SubmissionSet.author', 'not-in-directory', id));
  }
  return faults;
}
