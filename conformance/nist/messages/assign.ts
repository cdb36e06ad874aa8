import {
  attribute,
  descendants,
  element,
  type XmlAttribute,
  type XmlElement,
} from '../../../src/xml/tree.ts';
import type { Instruction } from '../plans/test-plan.ts';
import { PATIENT_ID_SCHEMES, SET_SOURCE_ID, UNIQUE_ID_SCHEMES } from '../urns.ts';
import type { Identifiers } from './identifiers.ts';
import { rewrite } from './rewrite.ts';

/** Values given to the objects of a message, by the symbolic id that the plan's file has for each. */
export type Assigned = ReadonlyMap<string, string>;

/** The lists that later steps take values from, named as the plans name them. */
export interface Assignments {
  readonly AssignedPatientId: Assigned;
  readonly AssignedUids: Assigned;
  readonly AssignedSourceId: Assigned;
  readonly AssignedUuids: Assigned;
}

export const NOTHING_ASSIGNED: Assignments = {
  AssignedPatientId: new Map(),
  AssignedUids: new Map(),
  AssignedSourceId: new Map(),
  AssignedUuids: new Map(),
};

const REFERENCES = new Set(['classifiedObject', 'sourceObject', 'targetObject', 'registryObject']);

/** Gives every object a new value for one kind of identifier. */
function assignIdentifier(
  message: XmlElement,
  schemes: readonly string[],
  value: (objectId: string, scheme: string) => string | undefined,
): [XmlElement, Assigned] {
  const assigned = new Map<string, string>();
  const changed = rewrite(message, {
    attribute(owner, { name, value: old }) {
      if (owner.local !== 'ExternalIdentifier' || name !== 'value') return old;
      const scheme = attribute(owner, 'identificationScheme') ?? '';
      const objectId = attribute(owner.parent, 'id') ?? '';
      if (!schemes.includes(scheme)) return old;
      const given = value(objectId, scheme);
      if (given === undefined) return old;
      assigned.set(objectId, given);
      return given;
    },
  });
  return [changed, assigned];
}

function isSymbolic(value: string): boolean {
  return !value.startsWith('urn:uuid:');
}

function assignUuids(message: XmlElement, identifiers: Identifiers): [XmlElement, Assigned] {
  const list = element(message, 'RegistryObjectList');
  const assigned = new Map<string, string>();
  for (const node of list === undefined ? [] : descendants(list)) {
    const id = attribute(node, 'id');
    if (id !== undefined && isSymbolic(id) && !assigned.has(id)) assigned.set(id, identifiers.uuid());
  }
  const given = (_: XmlElement, { name, value }: XmlAttribute) =>
    name === 'id' || REFERENCES.has(name) ? (assigned.get(value) ?? value) : value;
  return [rewrite(message, { attribute: given }), assigned];
}

export interface AssignContext {
  readonly patientId: string;
  readonly sourceId: string;
  readonly identifiers: Identifiers;
}

/**
 * Makes a submission of the plans one of this run: its patient, new uniqueIds, the toolkit's sourceId and, where the
 * step asks for it, UUIDs instead of symbolic ids.
 */
export function assign(
  message: XmlElement,
  instruction: Pick<
    Instruction,
    'assignPatientId' | 'assignUniqueIds' | 'keepUniqueIdOf' | 'keptSchemes' | 'assignUuids'
  >,
  { patientId, sourceId, identifiers }: AssignContext,
): { readonly message: XmlElement; readonly assignments: Assignments } {
  const { assignPatientId, assignUniqueIds, keepUniqueIdOf, keptSchemes } = instruction;
  const [ofPatient, patients] = assignIdentifier(message, PATIENT_ID_SCHEMES, () =>
    assignPatientId ? patientId : undefined,
  );
  const [unique, uids] = assignIdentifier(ofPatient, UNIQUE_ID_SCHEMES, (objectId, scheme) =>
    assignUniqueIds && !keepUniqueIdOf.includes(objectId) && !keptSchemes.includes(scheme)
      ? identifiers.uniqueId()
      : undefined,
  );
  const [sourced, sources] = assignIdentifier(unique, [SET_SOURCE_ID], () => sourceId);
  const [identified, uuids] = instruction.assignUuids
    ? assignUuids(sourced, identifiers)
    : [sourced, new Map<string, string>()];
  return {
    message: identified,
    assignments: {
      AssignedPatientId: patients,
      AssignedUids: uids,
      AssignedSourceId: sources,
      AssignedUuids: uuids,
    },
  };
}
