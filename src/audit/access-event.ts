import type { AccessEvent } from '../model/event.ts';
import type { Subject } from '../model/subject.ts';

/** What a trace keeps of who acted. */
export function actorOf(subject: Subject): NonNullable<AccessEvent['subject']> {
  const { structure, reason, roles, evidence, asserted, secretConnection } = subject;
  const [role] = roles;
  return {
    kind: subject.kind,
    mode: subject.mode,
    id: subject.id,
    name: subject.name,
    ...(structure === undefined ? {} : { structureId: structure.id }),
    ...(structure?.name === undefined ? {} : { structureName: structure.name }),
    ...(role === undefined ? {} : { role: role.code, roleName: role.names[0]?.value ?? role.code }),
    purpose: subject.purpose,
    ...(reason === undefined ? {} : { reason }),
    evidence: evidence.id,
    ...(secretConnection ? { secret: true as const } : {}),
    ...(asserted === undefined
      ? {}
      : {
          userName: asserted.userName,
          purposeCode: asserted.purpose.code,
          purposeSystem: asserted.purpose.system,
        }),
  };
}
