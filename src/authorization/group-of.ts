import { z } from 'zod';
import type { Code } from '../model/code.ts';
import { type DomainFolder, ProfileError, readProfile } from '../terminology/profiles.ts';
import type { GrouplessReason } from './decision-reason.ts';
import { GROUPS } from './matrix.ts';

/** The column of the rights tables that a profession leads to; `nonPs` is that of the CPE and of all who are no PS. */
export type ProfessionColumn = 'medecin' | 'nonMedecin' | 'medecinDuTravail' | 'nonPs';

/** The place of a professional in the matrix (a group, or why there is none) and in the rights tables. */
export interface Standing {
  readonly group?: number;
  readonly without?: GrouplessReason;
  /** Undefined: no right at all. */
  readonly column?: ProfessionColumn;
  /** Groups 14 to 19, whether switched on or not. */
  readonly social: boolean;
}

/** A system by its short name, then codes; `*` stands for every code of the system. */
const codes = z.tuple([z.string()], z.string()).refine((list) => list.length > 1, 'names no code');

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  systems: z.record(z.string(), z.string()),
  /** What the first role of a professional may be. */
  professions: z.array(codes),
  groups: z.array(z.strictObject({ group: z.number(), label: z.string() })).length(GROUPS),
  /** Read from top to bottom, the first that holds decides. */
  rules: z.array(
    z.strictObject({
      profession: codes.optional(),
      role: codes.optional(),
      /** First day on which the rule no longer holds: the profession has left its nomenclature. */
      until: z.iso.date().optional(),
      column: z.enum(['medecin', 'nonMedecin', 'medecinDuTravail', 'nonPs', 'social']).optional(),
      group: z.number().int().min(1).max(GROUPS).optional(),
      without: z.enum(['role-missing', 'profession-without-group', 'medecin-du-travail']).optional(),
    }),
  ),
});

type Codes = z.infer<typeof codes>;
export type Professions = z.infer<typeof schema>;

/**
 * Reads `habilitation/groups.json` of a domain.
 * @throws ProfileError
 */
export function readProfessions(folder: DomainFolder): Professions {
  const file = readProfile(schema, folder, 'habilitation', 'groups.json');
  const named = [
    ...file.professions,
    ...file.rules.flatMap(({ profession, role }) => [profession, role].filter((list) => list !== undefined)),
  ];
  for (const [system] of named) {
    if (file.systems[system] === undefined)
      throw new ProfileError(`${folder.shown}/habilitation/groups.json: unknown system ${system}`);
  }
  return file;
}

/** Whether a list of professions has a role: whoever shows another first is not let in. */
export function isProfession(
  role: Pick<Code, 'code' | 'system'>,
  { professions, systems }: Professions,
): boolean {
  return professions.some((list) => names(role, list, systems));
}

function names(
  role: Pick<Code, 'code' | 'system'>,
  [system, ...listed]: Codes,
  systems: Professions['systems'],
): boolean {
  return role.system === systems[system] && (listed.includes('*') || listed.includes(role.code));
}

/**
 * The group of the habilitation matrix that roles lead to.
 * @param roles of a Subject: the first is the profession, the others complete it.
 * @param on ISO 8601: professions that have left their nomenclature by then lead nowhere.
 * @param socialRoles whether groups 14 to 19 are switched on (ruling 2, facts of habilitation 1.2).
 */
export function groupOf(
  roles: readonly Code[],
  professions: Professions,
  on: string,
  socialRoles: boolean,
): Standing {
  const { systems } = professions;
  const [first] = roles;
  if (first === undefined || !isProfession(first, professions))
    return { without: 'profession-unknown', social: false };
  const rule = professions.rules.find(
    ({ profession, role, until }) =>
      (profession === undefined || names(first, profession, systems)) &&
      (role === undefined || roles.some((one) => names(one, role, systems))) &&
      (until === undefined || on.slice(0, 10) < until),
  );
  if (rule === undefined) return { without: 'profession-unknown', social: false };
  const { column, group, without = 'profession-without-group' } = rule;
  if (column === 'social') {
    return socialRoles && group !== undefined
      ? { group, column: 'nonMedecin', social: true }
      : { without: 'group-switched-off', column: 'nonPs', social: true };
  }
  return {
    ...(group === undefined ? { without } : { group }),
    ...(column === undefined ? {} : { column }),
    social: false,
  };
}
