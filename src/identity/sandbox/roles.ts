import { type Code, code } from '../../model/code.ts';
import { ROLE_SYSTEM } from '../role-tables.ts';
import { professionSystem, type SandboxIdentity } from './identities.ts';

/** The roles that an identity of the sandbox declares: its profession, then what refines it. */
export function rolesOf(identity: SandboxIdentity): Code[] {
  if (identity.kind === 'structure') return [code('AUTOMATE', ROLE_SYSTEM.producer, 'Automate')];
  if (identity.kind === 'staff') {
    return [code('SECRETARIAT_MEDICAL', ROLE_SYSTEM.producer, 'Secrétariat médical')];
  }
  const { person } = identity;
  const roles = [code(person.profession, professionSystem(person), person.professionDisplay)];
  if (person.speciality !== undefined) {
    roles.push(code(person.speciality, ROLE_SYSTEM.savoirFaire, person.specialityDisplay));
  }
  if (person.section !== undefined) {
    roles.push(code(person.section, ROLE_SYSTEM.pharmacistSection, person.sectionDisplay));
  }
  if (person.activityKind !== undefined) {
    roles.push(code(person.activityKind, ROLE_SYSTEM.activityKind, person.activityKindDisplay));
  }
  return roles;
}
