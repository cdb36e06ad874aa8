import { childrenOf, type RepresentedChild } from '../../authorization/representation.ts';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { patientKeyOf } from '../../fhir/patient-parameter.ts';
import type { EventType } from '../../model/event.ts';
import type { Store } from '../../store/store.ts';
import type { Access, Outcome, Refused } from '../../transaction.ts';
import { patientOf } from './parameters.ts';

export interface DependantsHost {
  readonly store: Pick<Store, 'enrolment'>;
}

export interface HolderRequest {
  readonly patientKey: number;
}
export interface DependantRequest extends HolderRequest {
  readonly nir: { readonly ins: string; readonly authority: string };
}

/** An operation on the Patient who is the parent. */
export function dependantOperation(name: string) {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name, on: 'instance' },
  } as const;
}

export function dependantTransaction(event: EventType, action: 'R' | 'U') {
  return {
    event,
    action,
    right: 'enrolment.dependants',
    record: ({ patientKey }: HolderRequest) => ({ patientKey }),
  } as const;
}

/** What was read, for the Patient of the address. @returns NotFound for what is no logical id of one. */
export function readForHolder<Read extends object>(id: string | undefined, read: Read | Refusal) {
  if (isRefusal(read)) return read;
  const patientKey = patientKeyOf(id ?? '');
  return patientKey === undefined
    ? refuse('NotFound', 'no patient of that logical id')
    : { ...read, patientKey };
}

/** The children whose principal parent the patient is: what is decided for a child, that one decides. */
export async function dependantsOf(
  { store }: DependantsHost,
  { record, call: { at } }: Access,
): Promise<readonly RepresentedChild[]> {
  const children = await childrenOf(store, record?.identifiers ?? [], at);
  return children.filter((child) => child.as === 'principal');
}

/**
 * Decides for one of them. The decision is the child's: its trace stands in the child's journal.
 * @returns NotFound for whoever is none of them.
 */
export async function forDependant<Answer>(
  host: DependantsHost,
  { nir }: DependantRequest,
  access: Access,
  decide: (child: RepresentedChild, at: string) => Outcome<Answer> | Refused,
): Promise<Outcome<Answer> | Refused> {
  const child = (await dependantsOf(host, access)).find(
    ({ person: { ins, authority } }) => ins === nir.ins && authority === nir.authority,
  );
  if (child === undefined) return refuse('NotFound', 'no dependant');
  const outcome = decide(child, access.call.at);
  const concerned = patientOf(child.person);
  return isRefusal(outcome)
    ? { ...outcome, concerned: [concerned] }
    : { ...outcome, byPatient: [{ ...concerned, documents: [] }] };
}
