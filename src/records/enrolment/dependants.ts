import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirAnswer, FhirInteraction } from '../../fhir/interaction.ts';
import { readParameters } from '../../fhir/parameters.ts';
import { patientKeyOf } from '../../fhir/patient-parameter.ts';
import { type EnrolmentStatus, type InsuredPerson, isMinor } from '../../model/enrolment.ts';
import type { EventType } from '../../model/event.ts';
import type { Store } from '../../store/store.ts';
import type { Access, Outcome, Refused } from '../../transaction.ts';
import { type Activated, activate, oppose, writeActivated, writeOpposed } from './activation.ts';
import { accord, conditionsAcceptees, nir, parametersAnswer, patientOf } from './parameters.ts';
import { nameOf } from './reached.ts';

export interface DependantsHost {
  readonly store: Pick<Store, 'enrolment'>;
}

interface HolderRequest {
  readonly patientKey: number;
}
interface DependantRequest extends HolderRequest {
  readonly nir: { readonly ins: string; readonly authority: string };
  readonly agreed: boolean;
}

const UNDECIDED: readonly EnrolmentStatus[] = ['eligible', 'notified', 'created'];

/** `Patient/[id]/$ayants-droit`: the children whose principal parent the patient is, and which of them wait for a decision (LC-23). */
export function listDependants(
  host: DependantsHost,
): FhirInteraction<HolderRequest, readonly InsuredPerson[]> {
  return {
    ...operation('ayants-droit'),
    read: ({ id, body }) => readOf(id, readParameters(body, {})),
    transaction: {
      ...transaction('ENROLMENT-dependants', 'R'),
      run: async (_request, access) => ({ answer: await dependantsOf(host, access), documents: [] }),
    },
    write: writeDependants,
  };
}

/**
 * `Patient/[id]/$activer-ayant-droit`: activates the record of one of them, who needs no code: the parent has signed in (LC-23).
 * @returns NotFound for whoever is none of them, AgreementMissing where there is another parent and no agreement.
 */
export function activateDependant(host: DependantsHost): FhirInteraction<DependantRequest, Activated> {
  return {
    ...operation('activer-ayant-droit'),
    read: ({ id, body }) => {
      const read = readOf(id, readParameters(body, { nir, conditionsAcceptees, accord }));
      return isRefusal(read) ? read : { ...read, agreed: read.accord === true };
    },
    transaction: {
      ...transaction('ENROLMENT-activate', 'U'),
      run: (request, access) =>
        forDependant(host, request, access, (person, at) =>
          activate(person, { at, agreed: request.agreed, writes: [] }),
        ),
    },
    write: writeActivated,
  };
}

/** `Patient/[id]/$opposer-ayant-droit`: opposes for one of them (LC-23). @returns NotFound for whoever is none of them. */
export function opposeForDependant(host: DependantsHost): FhirInteraction<DependantRequest, undefined> {
  return {
    ...operation('opposer-ayant-droit'),
    read: ({ id, body }) => {
      const read = readOf(id, readParameters(body, { nir }));
      return isRefusal(read) ? read : { ...read, agreed: false };
    },
    transaction: {
      ...transaction('ENROLMENT-oppose', 'U'),
      run: (request, access) =>
        forDependant(host, request, access, (person, at) => oppose(person, { at, writes: [] })),
    },
    write: writeOpposed,
  };
}

function operation(name: string) {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name, on: 'instance' },
  } as const;
}

function transaction(event: EventType, action: 'R' | 'U') {
  return {
    event,
    action,
    right: 'enrolment.dependants',
    record: ({ patientKey }: HolderRequest) => ({ patientKey }),
  } as const;
}

function readOf<Read extends object>(id: string | undefined, read: Read | Refusal) {
  if (isRefusal(read)) return read;
  const patientKey = patientKeyOf(id ?? '');
  return patientKey === undefined
    ? refuse('NotFound', 'no patient of that logical id')
    : { ...read, patientKey };
}

async function dependantsOf(
  { store }: DependantsHost,
  { record, call: { at } }: Access,
): Promise<readonly InsuredPerson[]> {
  const identifiers = record?.identifiers ?? [];
  const found = await Promise.all(
    identifiers.map(({ value, authority }) => store.enrolment.dependantsOf(value, authority)),
  );
  return found.flat().filter((person) => person.representatives[0]?.role === 'parent' && isMinor(person, at));
}

/** The decision is the child's: its trace stands in the child's journal. */
async function forDependant<Answer>(
  host: DependantsHost,
  { nir }: DependantRequest,
  access: Access,
  decide: (person: InsuredPerson, at: string) => Outcome<Answer> | Refused,
): Promise<Outcome<Answer> | Refused> {
  const person = (await dependantsOf(host, access)).find(
    ({ ins, authority }) => ins === nir.ins && authority === nir.authority,
  );
  if (person === undefined) return refuse('NotFound', 'no dependant');
  const outcome = decide(person, access.call.at);
  return isRefusal(outcome)
    ? { ...outcome, concerned: [patientOf(person)] }
    : { ...outcome, byPatient: [{ ...patientOf(person), documents: [] }] };
}

function writeDependants(persons: readonly InsuredPerson[]): FhirAnswer {
  return parametersAnswer(
    persons.map((person) => {
      const { family, given } = nameOf(person);
      return {
        name: 'ayantDroit',
        part: [
          {
            name: 'nir',
            valueIdentifier: { system: `urn:oid:${person.authority}`, value: person.ins },
          },
          { name: 'nom', valueString: family },
          { name: 'prenom', valueString: given },
          { name: 'statut', valueCode: person.status },
          { name: 'enAttenteDeDecision', valueBoolean: UNDECIDED.includes(person.status) },
        ],
      };
    }),
  );
}
