import { isRefusal } from '../../errors.ts';
import type { FhirAnswer, FhirInteraction } from '../../fhir/interaction.ts';
import { readParameters } from '../../fhir/parameters.ts';
import type { EnrolmentStatus, InsuredPerson } from '../../model/enrolment.ts';
import { type Activated, activate, oppose, writeActivated, writeOpposed } from './activation.ts';
import {
  type DependantRequest,
  type DependantsHost,
  dependantOperation,
  dependantsOf,
  dependantTransaction,
  forDependant,
  type HolderRequest,
  readForHolder,
} from './dependant-operation.ts';
import { accord, conditionsAcceptees, nir, parametersAnswer } from './parameters.ts';
import { nameOf } from './reached.ts';

interface DecidedRequest extends DependantRequest {
  readonly agreed: boolean;
}
/** A child, and the INS of the other parents with whom its record is shared. */
interface Dependant {
  readonly person: InsuredPerson;
  readonly sharedWith: readonly string[];
}

const UNDECIDED: readonly EnrolmentStatus[] = ['eligible', 'notified', 'created'];

/** `Patient/[id]/$ayants-droit`: the children whose principal parent the patient is, and which of them wait for a decision (LC-23). */
export function listDependants(host: DependantsHost): FhirInteraction<HolderRequest, readonly Dependant[]> {
  return {
    ...dependantOperation('ayants-droit'),
    read: ({ id, body }) => readForHolder(id, readParameters(body, {})),
    transaction: {
      ...dependantTransaction('ENROLMENT-dependants', 'R'),
      run: async (_request, access) => {
        const found = await dependantsOf(host, access);
        const answer = await Promise.all(
          found.map(async ({ person }) => ({
            person,
            sharedWith: await host.store.enrolment.sharedWith(person.key),
          })),
        );
        return { answer, documents: [] };
      },
    },
    write: writeDependants,
  };
}

/**
 * `Patient/[id]/$activer-ayant-droit`: activates the record of one of them, who needs no code: the parent has signed in (LC-23).
 * @returns NotFound for whoever is none of them, AgreementMissing where there is another parent and no agreement.
 */
export function activateDependant(host: DependantsHost): FhirInteraction<DecidedRequest, Activated> {
  return {
    ...dependantOperation('activer-ayant-droit'),
    read: ({ id, body }) => {
      const read = readForHolder(id, readParameters(body, { nir, conditionsAcceptees, accord }));
      return isRefusal(read) ? read : { ...read, agreed: read.accord === true };
    },
    transaction: {
      ...dependantTransaction('ENROLMENT-activate', 'U'),
      run: (request, access) =>
        forDependant(host, request, access, ({ person }, at) =>
          activate(person, { at, agreed: request.agreed, writes: [] }),
        ),
    },
    write: writeActivated,
  };
}

/** `Patient/[id]/$opposer-ayant-droit`: opposes for one of them (LC-23). @returns NotFound for whoever is none of them. */
export function opposeForDependant(host: DependantsHost): FhirInteraction<DecidedRequest, undefined> {
  return {
    ...dependantOperation('opposer-ayant-droit'),
    read: ({ id, body }) => {
      const read = readForHolder(id, readParameters(body, { nir }));
      return isRefusal(read) ? read : { ...read, agreed: false };
    },
    transaction: {
      ...dependantTransaction('ENROLMENT-oppose', 'U'),
      run: (request, access) =>
        forDependant(host, request, access, ({ person }, at) => oppose(person, { at, writes: [] })),
    },
    write: writeOpposed,
  };
}

function writeDependants(dependants: readonly Dependant[]): FhirAnswer {
  return parametersAnswer(
    dependants.map(({ person, sharedWith }) => {
      const { family, given } = nameOf(person);
      const system = `urn:oid:${person.authority}`;
      return {
        name: 'ayantDroit',
        part: [
          { name: 'nir', valueIdentifier: { system, value: person.ins } },
          { name: 'nom', valueString: family },
          { name: 'prenom', valueString: given },
          { name: 'statut', valueCode: person.status },
          { name: 'enAttenteDeDecision', valueBoolean: UNDECIDED.includes(person.status) },
          ...sharedWith.map((value) => ({ name: 'partageAvec', valueIdentifier: { system, value } })),
        ],
      };
    }),
  );
}
