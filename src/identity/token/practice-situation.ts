import { z } from 'zod';
import { type Refusal, refuse } from '../../errors.ts';
import { type Code, code } from '../../model/code.ts';
import { demandedSecond, isKnownRole, type ListedProfessions, ROLE_SYSTEM } from '../role-tables.ts';

const SECTOR_SYSTEM = '1.2.250.1.71.4.2.4';

const text = z.string().trim().optional().default('');
const activity = z.object({
  codeSecteurDactivite: text,
  codeSectionPharmacien: text,
  codeRole: text,
  codeGenreActivite: text,
  ancienIdentifiantDeLaStructure: text,
  identifiantTechniqueDeLaStructure: text,
});
const exercise = z.object({
  codeProfession: text,
  codeCategorieProfessionnelle: text,
  codeSavoirFaire: text,
  activities: z.array(activity).default([]),
});

/** `SubjectRefPro` of Pro Santé Connect (facts: rights-identity 4); what is not used here is left out. */
export const subjectRefPro = z.object({ exercices: z.array(exercise) });

/** One way in which the holder practises. */
export interface PracticeSituation {
  /** Profession and category, `10C`. */
  readonly practice: string;
  /** Struct_IdNat of the place, or its technical id. */
  readonly place: string;
  readonly roles: readonly Code[];
  readonly sector: Code | undefined;
}

function professionSystem(profession: string, category: string, isListed: ListedProfessions): string {
  if (category === 'E') return ROLE_SYSTEM.student;
  const tables = [ROLE_SYSTEM.profession, ROLE_SYSTEM.title, ROLE_SYSTEM.social, ROLE_SYSTEM.byRole];
  const known = tables.find((system) => isKnownRole({ code: profession, system }, isListed));
  return known ?? ROLE_SYSTEM.profession;
}

type Exercise = z.infer<typeof exercise>;
type Activity = z.infer<typeof activity>;

function situationOf(practised: Exercise, where: Activity, isListed: ListedProfessions): PracticeSituation {
  const { codeProfession, codeCategorieProfessionnelle } = practised;
  const system = professionSystem(codeProfession, codeCategorieProfessionnelle, isListed);
  const first = code(codeProfession, system);
  const refined: readonly [string, string][] = [
    [where.codeSectionPharmacien, ROLE_SYSTEM.pharmacistSection],
    [practised.codeSavoirFaire, ROLE_SYSTEM.savoirFaire],
    [where.codeRole, ROLE_SYSTEM.role],
    [where.codeGenreActivite, ROLE_SYSTEM.activityKind],
  ];
  return {
    practice: `${codeProfession}${codeCategorieProfessionnelle}`,
    place: where.ancienIdentifiantDeLaStructure || where.identifiantTechniqueDeLaStructure,
    roles: [
      first,
      ...refined.filter(([value]) => value !== '').map(([value, system]) => code(value, system)),
    ],
    sector: where.codeSecteurDactivite === '' ? undefined : code(where.codeSecteurDactivite, SECTOR_SYSTEM),
  };
}

/** Every distinct situation; Pro Santé Connect repeats an exercise for each of its registrations. */
export function situationsOf(
  reference: z.infer<typeof subjectRefPro>,
  isListed: ListedProfessions,
): PracticeSituation[] {
  const all = reference.exercices.flatMap((each) =>
    (each.activities.length === 0 ? [activity.parse({})] : each.activities).map((where) =>
      situationOf(each, where, isListed),
    ),
  );
  return [...new Map(all.map((situation) => [JSON.stringify(situation), situation])).values()];
}

/** The name of a situation: `10C:499700366240007`, or `10C` where no place is known. */
export function situationKey({ practice, place }: PracticeSituation): string {
  return place === '' ? practice : `${practice}:${place}`;
}

/**
 * The situation that the holder chose. The server never chooses (PDT-INF-527): one situation needs no choice, several do.
 * @param choice `10C` (profession and category), `10C:<structure>`, or `10C:<n>`, n counting from 1 among those of `10C`.
 * @returns TokenSituation, naming those of the token, when the choice is missing or does not point at exactly one;
 *   AssertionRole when the one chosen has no role that is known, or lacks the one that its profession demands.
 */
export function chooseSituation(
  situations: readonly PracticeSituation[],
  choice: string | undefined,
  isListed: ListedProfessions,
): PracticeSituation | Refusal {
  const [practice = '', place] = (choice ?? '').split(':');
  const ofPractice = situations.filter((situation) => situation.practice === practice);
  const ofPlace = ofPractice.filter((situation) => situation.place === place);
  const numbered = /^[1-9][0-9]?$/.test(place ?? '') ? ofPractice[Number(place) - 1] : undefined;
  const byPlace = ofPlace.length > 0 || numbered === undefined ? ofPlace : [numbered];
  const chosen = choice === undefined ? situations : place === undefined ? ofPractice : byPlace;
  const [only, ...others] = chosen;
  if (only === undefined || others.length > 0) {
    const keys = situations.map(situationKey).join(', ');
    return refuse('TokenSituation', `choice ${choice}`, { about: keys });
  }
  const [first, ...refined] = only.roles;
  const demanded = first === undefined ? undefined : demandedSecond(first);
  const complete =
    first !== undefined &&
    isKnownRole(first, isListed) &&
    (demanded === undefined ||
      refined.some((role) => role.system === demanded && isKnownRole(role, isListed)));
  return complete
    ? only
    : refuse('AssertionRole', `roles of ${situationKey(only)}`, { about: situationKey(only) });
}
