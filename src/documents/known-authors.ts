import type { Fault } from '../errors.ts';
import type { Author } from '../model/document-entry.ts';
import { parseXcn, parseXon } from '../model/hl7v2.ts';
import type { SubmissionSet } from '../model/submission.ts';
import type { Caller, DocumentsOptions } from './options.ts';
import type { Pair } from './pairing.ts';
import { metadataFault, type Problem } from './validation/metadata-fault.ts';

/** PS_IdNat: RPPS (8) and ADELI (0) are numbers of the Annuaire santé; the others a structure gives itself. */
const OF_DIRECTORY = /^[80][0-9A-Za-z]+$/;
const PS_ID_NAT = '1.2.250.1.71.4.2.1';
const STRUCT_ID_NAT = '1.2.250.1.71.4.2.2';

/** One author where it stands first. */
interface Named {
  readonly location: string;
  readonly attribute: string;
  readonly kind: 'professional' | 'structure';
  readonly id: string;
}

const PROBLEMS: Readonly<Record<Named['kind'], Problem>> = {
  professional: 'not-in-directory',
  structure: 'structure-not-in-directory',
};

/**
 * The professionals and the structures who are authors of a lot, or of a document in it, stand in the Annuaire santé, where the
 * operator wants that (`CARNET_DIRECTORY`): whoever has ended is no longer in its extraction. Patients, devices and whoever
 * has an identifier of another kind, a foreign one perhaps, are none of those and are not asked about.
 * @returns XDSRegistryMetadataError for each who is not there, where it stands first.
 */
export async function unknownAuthorFaults(
  set: Pick<SubmissionSet, 'id' | 'authors'>,
  pairs: readonly Pick<Pair, 'entry'>[],
  { subject }: Pick<Caller, 'subject'>,
  { directory }: Pick<DocumentsOptions, 'directory'>,
): Promise<readonly Fault[]> {
  if (directory === undefined) return [];
  const named = new Map<string, Named>();
  const all = [
    ...namedIn(set.id, 'SubmissionSet.author', set.authors),
    ...pairs.flatMap(({ entry }) => namedIn(entry.id, 'DocumentEntry.author', entry.authors)),
  ];
  for (const one of all) {
    const key = `${one.kind} ${one.id}`;
    if (!named.has(key)) named.set(key, one);
  }
  const callers = subject.kind === 'structure' ? subject.id : subject.structure?.id;
  const faults: Fault[] = [];
  for (const { location, attribute, kind, id } of named.values()) {
    const allowed =
      kind === 'professional'
        ? await directory.allowsProfessional(id)
        : await directory.allowsStructure(id, id === callers);
    if (!allowed) faults.push(metadataFault(location, attribute, PROBLEMS[kind], id));
  }
  return faults;
}

function namedIn(location: string, attribute: string, authors: readonly Author[]): readonly Named[] {
  return authors.flatMap(({ person, institutions }) => {
    const professional = parseXcn(person ?? '');
    const isProfessional = professional.authority === PS_ID_NAT && OF_DIRECTORY.test(professional.id);
    const structures = institutions.map(parseXon).filter(({ authority }) => authority === STRUCT_ID_NAT);
    return [
      ...(isProfessional
        ? [{ location, attribute, kind: 'professional' as const, id: professional.id }]
        : []),
      ...structures.map(({ id }) => ({ location, attribute, kind: 'structure' as const, id })),
    ];
  });
}
