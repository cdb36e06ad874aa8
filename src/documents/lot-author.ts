import type { Fault } from '../errors.ts';
import { parseXcn, parseXon } from '../model/hl7v2.ts';
import type { SubmissionSet } from '../model/submission.ts';
import { imputationOf } from './imputation.ts';
import type { Caller } from './options.ts';
import { metadataFault } from './validation/metadata-fault.ts';

/**
 * Some author of a lot is the person, or is of the structure, to whom what the lot does is imputed (facts: DMP 2.3).
 * @returns XDSRegistryMetadataError when none is; nothing else.
 */
export function lotAuthorFaults(
  set: Pick<SubmissionSet, 'id' | 'authors'>,
  { subject }: Pick<Caller, 'subject'>,
): readonly Fault[] {
  const imputed = imputationOf(subject);
  const isByCaller = set.authors.some(({ person, institutions }) =>
    imputed.kind === 'structure'
      ? institutions.some((institution) => parseXon(institution).id === imputed.id)
      : person !== undefined && parseXcn(person).id === imputed.id,
  );
  return isByCaller ? [] : [metadataFault(set.id, 'SubmissionSet.author', 'not-the-caller')];
}
