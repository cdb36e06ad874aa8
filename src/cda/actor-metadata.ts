import type { Author } from '../model/document-entry.ts';
import { INS_ALL } from '../model/ins.ts';
import type { CdaActor, CdaId, CdaOrganization } from './header.ts';

export const PS_ID = '1.2.250.1.71.4.2.1';
export const STRUCTURE_ID = '1.2.250.1.71.4.2.2';

const ESCAPES: Record<string, string> = {
  '\\': '\\E\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '|': '\\F\\',
  '~': '\\R\\',
};

/** A text inside an HL7 v2 value, its separators escaped (HL7 v2.5 2.7). */
function hl7(value: string): string {
  return value.replace(/[\\^&|~]/g, (character) => ESCAPES[character]!);
}

function firstId(ids: readonly CdaId[]): Required<CdaId> | undefined {
  const known = ids.find((id) => id.extension !== undefined && [PS_ID, ...INS_ALL].includes(id.root));
  const chosen = known ?? ids[0];
  return chosen === undefined ? undefined : { root: chosen.root, extension: chosen.extension ?? '' };
}

/** Whether two actors carry the same identifier. */
export function sameActor(left: CdaActor, right: CdaActor): boolean {
  return left.ids.some((id) =>
    right.ids.some((other) => other.root === id.root && other.extension === id.extension),
  );
}

/** XCN.13: `NH` a patient, `RI` a device, `IDNPS` a national identifier, `EI` one that a structure gave. */
function idType(id: Required<CdaId>, device: boolean): string {
  if (INS_ALL.includes(id.root)) return 'NH';
  if (device) return 'RI';
  return id.root === PS_ID && !id.extension.includes('/') ? 'IDNPS' : 'EI';
}

/**
 * The XCN of an actor (CI-SIS ActorPS, ActorPatient, ActorSystem).
 * @param device whether the actor is a system though the document names a person for it.
 * @returns undefined for an actor without an identifier.
 */
export function xcnOf(actor: CdaActor, device = actor.device !== undefined): string | undefined {
  const id = firstId(actor.ids);
  if (id === undefined) return undefined;
  const family = actor.device?.software ?? actor.person?.family ?? '';
  const given = actor.device?.model ?? actor.person?.given ?? '';
  const kind = device ? 'U' : 'D';
  const names = `${hl7(id.extension)}^${hl7(family)}^${hl7(given)}`;
  return `${names}^^^^^^&${id.root}&ISO^${kind}^^^${idType(id, device)}`;
}

/** The XON of an organization; one that the document leaves without a name goes by its identifier. */
export function xonOf(organization: CdaOrganization): string | undefined {
  const id = organization.ids.find((candidate) => candidate.extension !== undefined);
  if (id?.extension === undefined) return undefined;
  const type = id.root === STRUCTURE_ID ? 'IDNST' : 'EI';
  return `${hl7(organization.name ?? id.extension)}^^^^^&${id.root}&ISO^${type}^^^${hl7(id.extension)}`;
}

/** The author of XDS metadata that a CDA author is; a patient has no institution. */
export function authorOf(actor: CdaActor): Author {
  const person = xcnOf(actor);
  const patient = actor.ids.some((id) => INS_ALL.includes(id.root));
  const institution = patient || actor.organization === undefined ? undefined : xonOf(actor.organization);
  const { code } = actor;
  return {
    ...(person === undefined ? {} : { person }),
    institutions: institution === undefined ? [] : [institution],
    roles: actor.functionName === undefined ? [] : [actor.functionName],
    specialties:
      code === undefined
        ? []
        : [`${hl7(code.code)}^${hl7(code.names[0]?.value ?? code.code)}^${hl7(code.system)}`],
    telecommunications: [],
  };
}
