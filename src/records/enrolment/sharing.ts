import type { RepresentedChild } from '../../authorization/representation.ts';
import { refuse } from '../../errors.ts';
import type { FhirInteraction } from '../../fhir/interaction.ts';
import { readParameters } from '../../fhir/parameters.ts';
import type { WriteCommand } from '../../store/store.ts';
import {
  type DependantRequest,
  type DependantsHost,
  dependantOperation,
  dependantTransaction,
  forDependant,
  readForHolder,
} from './dependant-operation.ts';
import { nir, parametersAnswer } from './parameters.ts';

interface SharingRequest extends DependantRequest {
  readonly parent: DependantRequest['nir'];
}

/**
 * `Patient/[id]/$partager-ayant-droit`: the principal parent lets another parent of a child, whom health insurance names with an
 * INS, act for the child from an account of the other's own (LC-21), until it is taken back or the child is of age.
 * @returns NotFound for whoever is no child of hers, or no other parent of the child.
 */
export function shareDependant(host: DependantsHost): FhirInteraction<SharingRequest, undefined> {
  return sharing(host, 'partager-ayant-droit', 'ENROLMENT-share', ({ person, parent }, other, at) => ({
    kind: 'share-child',
    key: person.key,
    principal: parent,
    parent: other,
    at,
  }));
}

/**
 * `Patient/[id]/$cesser-partage-ayant-droit`: takes that back; from then on the other parent's tokens open nothing of the child.
 * @returns NotFound as for sharing.
 */
export function endSharingDependant(host: DependantsHost): FhirInteraction<SharingRequest, undefined> {
  return sharing(host, 'cesser-partage-ayant-droit', 'ENROLMENT-unshare', ({ person }, other) => ({
    kind: 'end-sharing',
    key: person.key,
    parent: other,
  }));
}

function sharing(
  host: DependantsHost,
  name: string,
  event: 'ENROLMENT-share' | 'ENROLMENT-unshare',
  change: (child: RepresentedChild, other: string, at: string) => WriteCommand,
): FhirInteraction<SharingRequest, undefined> {
  return {
    ...dependantOperation(name),
    read: ({ id, body }) => readForHolder(id, readParameters(body, { nir, parent: nir })),
    transaction: {
      ...dependantTransaction(event, 'U'),
      run: (request, access) =>
        forDependant(host, request, access, (child, at) => {
          const { ins, authority } = request.parent;
          return isOtherParent(child, request.parent)
            ? {
                answer: undefined,
                writes: [change(child, ins, at)],
                onConflict: async ({ conflict }) => refuse('NotFound', conflict),
                documents: [],
              }
            : refuse('NotFound', `no other parent of authority ${authority}`);
        }),
    },
    write: () => parametersAnswer([{ name: 'statut', valueCode: 'done' }]),
  };
}

/** A parent of the child beside the principal one, with an INS that health insurance has told. */
function isOtherParent({ person }: RepresentedChild, { ins, authority }: SharingRequest['parent']): boolean {
  const others = person.representatives.slice(1).filter(({ role }) => role === 'parent');
  return authority === person.authority && others.some((other) => other.ins === ins);
}
