import type { Renderings } from '../documents/options.ts';
import type { PatientIdRules } from '../documents/validation/patient-id.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { formatCx, parseCx, sameCx } from '../model/hl7v2.ts';
import type { Patient } from '../model/record.ts';
import type { AssignedId, MergePatientsCommand } from '../store/patient-feed.ts';
import type { Conflict, Store } from '../store/store.ts';
import type { Transaction } from '../transaction.ts';
import { type FedIds, idsOfDomain } from './fed-ids.ts';

export interface PatientFeedOptions extends PatientIdRules {
  readonly store: Pick<Store, 'records' | 'patientFeed'>;
  readonly renderings: Pick<Renderings, 'ebrim' | 'fhir' | 'submissionSet'>;
}

/** What a message tells of one patient; a trait that it does not speak of is left out. */
export interface PatientTold {
  readonly patient: FedIds;
  readonly traits: Partial<Omit<Patient, 'key'>>;
}

/** Which id a message ends, and in favour of which. */
export interface MergeTold {
  readonly surviving: FedIds;
  readonly subsumed: FedIds;
}

type Event = 'ITI-8' | 'ITI-44';

/**
 * Makes a patient known, or brings what is known of it up to date (ITI TF-2 3.8.4.1.4, 3.44.4.1.4): from then on documents are
 * registered under its ids. A message of admission about a known patient updates, one of update about an unknown one
 * admits: the registry has to know of a patient, however it learns.
 */
export function tellOfPatient<Told extends PatientTold>(
  event: Event,
  action: 'C' | 'U',
  options: PatientFeedOptions,
): Transaction<Told, Told> {
  return {
    event,
    action,
    right: 'patient.feed',
    record: ({ patient }) => {
      const ids = idsOfDomain(patient, options);
      return isRefusal(ids) ? ids : { patientId: cxOf(ids[0]) };
    },
    run: async (told, { call }) => {
      const identifiers = idsOfDomain(told.patient, options);
      if (isRefusal(identifiers)) return identifiers;
      const { traits } = told;
      return {
        answer: told,
        documents: [],
        writes: [{ kind: 'feed-patient', identifiers, traits, at: call.at }],
        onConflict: async (conflict) => refusalOf(conflict, { location: told.patient.location, identifiers }),
      };
    },
  };
}

/**
 * Merges two patients (ITI TF-2 3.8.4.2.4, 3.44.4.2.4). What is filed under the subsumed id is found under the surviving one
 * afterwards and carries it; the subsumed id is unknown to whoever registers and finds nothing for whoever asks. There is no
 * way back. Both ids leave a trace, as the end of one record and the change of another (3.8.5.2).
 */
export function mergePatients<Told extends MergeTold>(
  event: Event,
  options: PatientFeedOptions,
): Transaction<Told, Told> {
  return {
    event,
    action: 'U',
    right: 'patient.feed',
    record: (told) => {
      const pair = pairOf(told, options);
      return isRefusal(pair) ? pair : { patientIds: [cxOf(pair.surviving), cxOf(pair.subsumed)] };
    },
    run: async (told) => {
      const pair = pairOf(told, options);
      if (isRefusal(pair)) return pair;
      const { surviving, subsumed } = pair;
      return {
        answer: told,
        documents: [],
        byPatient: [
          { patientId: cxOf(surviving), action: 'U', documents: [] },
          { patientId: cxOf(subsumed), action: 'D', documents: [] },
        ],
        writes: [await mergeCommand(pair, options)],
        onConflict: async (conflict) => {
          const ofSurviving = 'value' in conflict && conflict.value === surviving.value;
          const { location } = ofSurviving ? told.surviving : told.subsumed;
          return refusalOf(conflict, { location, identifiers: [surviving, subsumed] });
        },
      };
    },
  };
}

interface Pair {
  readonly surviving: AssignedId;
  readonly subsumed: AssignedId;
}

/** One id ends in favour of one of the same authority (ITI TF-2 3.8.4.2.2.4). */
function pairOf(told: MergeTold, options: PatientIdRules): Pair | Refusal {
  const into = idsOfDomain(told.surviving, options);
  if (isRefusal(into)) return into;
  const ended = idsOfDomain(told.subsumed, options);
  if (isRefusal(ended)) return ended;
  const [subsumed, ...more] = ended;
  const { location } = told.subsumed;
  if (more.length > 0) return refuse('MessageFieldInvalid', 'several ids to be subsumed', { location });
  const surviving = into.find(({ authority }) => authority === subsumed.authority);
  if (surviving === undefined) {
    return refuse('PatientIdsDiffer', 'authorities differ', { location, about: subsumed.authority });
  }
  return surviving.value === subsumed.value
    ? refuse('PatientIdsSame', 'an id merged into itself', { location })
    : { surviving, subsumed };
}

/** The command says itself when an id is unknown or has been subsumed; nothing is rewritten then. */
async function mergeCommand(
  { surviving, subsumed }: Pair,
  { store, renderings }: PatientFeedOptions,
): Promise<MergePatientsCommand> {
  const ended = await store.records.byIdentifier(subsumed.value, subsumed.authority);
  const filed = ended === undefined ? undefined : await store.patientFeed.filedUnder(ended.patient.key);
  const patientId = cxOf(surviving);
  const former = parseCx(cxOf(subsumed));
  const carries = (one: { readonly patientId: string }) => sameCx(parseCx(one.patientId), former);
  return {
    kind: 'merge-patients',
    surviving,
    subsumed,
    patientId,
    entries: (filed?.entries ?? []).filter(carries).map((entry) => {
      const renamed = { ...entry, patientId };
      return {
        entryUuid: entry.entryUuid,
        ebrim: renderings.ebrim(renamed),
        fhir: renderings.fhir(renamed),
      };
    }),
    submissionSets: (filed?.submissionSets ?? []).filter(carries).map((set) => ({
      id: set.id,
      ebrim: renderings.submissionSet({ ...set, patientId }),
    })),
    folders: (filed?.folders ?? []).filter(carries).map(({ id }) => id),
    mark: filed?.mark ?? '',
  };
}

function refusalOf(
  conflict: Conflict,
  { location, identifiers }: { readonly location: string; readonly identifiers: readonly AssignedId[] },
): Refusal {
  const detail = `conflict: ${conflict.conflict}`;
  // The sender's own id comes back: the one in conflict, where the store names it.
  const named = identifiers.find((one) => 'value' in conflict && one.value === conflict.value);
  const about = named === undefined ? {} : { about: cxOf(named) };
  switch (conflict.conflict) {
    case 'identifier-subsumed':
      return refuse('PatientIdSubsumed', detail, { location, ...about });
    case 'identifier-unknown':
    case 'record-missing':
      return refuse('PatientIdUnknown', detail, { location, ...about });
    case 'identifiers-differ':
      return refuse('PatientIdsDiffer', detail, { location, ...about });
    case 'patient-changed':
      return refuse('PatientChanging', detail, { location });
    default:
      throw new Error(detail);
  }
}

function cxOf({ value, authority }: AssignedId): string {
  return formatCx(value, authority);
}
