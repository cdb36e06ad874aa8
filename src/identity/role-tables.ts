/**
 * What a declared role may be: the tables and codes of JDV_J65-SubjectRole-DMP (1.2.250.1.213.1.1.5.5, version of
 * 2022-07-29). Long tables are held by the pattern of their codes: the habilitation matrix denies what it does not know.
 */
export const ROLE_SYSTEM = {
  /** TRE_G15 profession de santé. */
  profession: '1.2.250.1.71.1.2.7',
  /** TRE_G16 profession en formation. */
  student: '1.2.250.1.71.1.2.8',
  /** TRE_A00 producteur non professionnel. */
  producer: '1.2.250.1.213.1.1.4.6',
  /** TRE_R94 profession du social. */
  social: '1.2.250.1.213.1.6.1.4',
  /** TRE_R95 usage de titre professionnel. */
  title: '1.2.250.1.213.1.6.1.109',
  /** TRE_R291 acteur caractérisé par son rôle. */
  byRole: '1.2.250.1.213.1.6.1.140',
  /** TRE_R01 savoir-faire. */
  savoirFaire: '1.2.250.1.71.4.2.5',
  /** TRE_G05, TRE_R06 section de l'ordre des pharmaciens. */
  pharmacistSection: '1.2.250.1.71.4.2.6',
  /** TRE_R85 rôle. */
  role: '1.2.250.1.213.1.6.1.107',
  /** TRE_R21 fonction. */
  position: '1.2.250.1.213.1.6.1.17',
  /** TRE_R22 genre d'activité. */
  activityKind: '1.2.250.1.213.1.6.1.19',
} as const;

const CODES: Readonly<Record<string, RegExp>> = {
  [ROLE_SYSTEM.profession]: /^(10|21|26|28|3[125-9]|40|50|6[09]|70|8[0-6]|9[124568])$/,
  [ROLE_SYSTEM.student]: /^(10|21|40|50)$/,
  [ROLE_SYSTEM.producer]: /^(ALIM_AM|AUTOMATE|DISPOSITIF|EXP_PATIENT|SECRETARIAT_MEDICAL|LOGICIEL_DUI|SNR)$/,
  [ROLE_SYSTEM.social]: /^(4[1-9]|5[1-3])$/,
  [ROLE_SYSTEM.title]: /^(7[123]|93|97)$/,
  [ROLE_SYSTEM.byRole]: /^99$/,
  [ROLE_SYSTEM.savoirFaire]: /^[A-Z]{1,4}[0-9]{1,3}$/,
  [ROLE_SYSTEM.pharmacistSection]: /^(A|B|C|D|DA|DM|E|EA|EB|EC|ED|EG|EH|G|H|M)$/,
  [ROLE_SYSTEM.role]: /^3[0-9]{2}$/,
  [ROLE_SYSTEM.position]: /^FON-([0-9]{2}|AU)$/,
  [ROLE_SYSTEM.activityKind]: /^GENR[0-9]{2}$/,
};

/** Kinds of activity that stand for a profession: groups 14 and 16 to 19 of the habilitation matrix. */
const SOCIAL_KIND = /^GENR(08|09|10|11|12)$/;

export interface Role {
  readonly code: string;
  readonly system: string;
}

/** Professions that an affinity domain lists of its own: as the national tables grow (RPPS+), its list does. */
export type ListedProfessions = (role: Role) => boolean;

export function isKnownRole(role: Role, isListed: ListedProfessions): boolean {
  const { code, system } = role;
  return (Object.hasOwn(CODES, system) && CODES[system]?.test(code) === true) || isListed(role);
}

/** Whether a known role may stand first: a profession, or what stands for one. */
export function mayBeFirst(role: Role, isListed: ListedProfessions): boolean {
  const { code, system } = role;
  switch (system) {
    case ROLE_SYSTEM.profession:
    case ROLE_SYSTEM.student:
    case ROLE_SYSTEM.producer:
    case ROLE_SYSTEM.social:
    case ROLE_SYSTEM.title:
    case ROLE_SYSTEM.byRole:
    case ROLE_SYSTEM.role:
      return true;
    case ROLE_SYSTEM.activityKind:
      return SOCIAL_KIND.test(code);
    default:
      return isListed(role);
  }
}

/** Whether a role may stand second: what refines a profession. */
export function mayBeSecond({ code, system }: Role): boolean {
  switch (system) {
    case ROLE_SYSTEM.savoirFaire:
    case ROLE_SYSTEM.pharmacistSection:
    case ROLE_SYSTEM.role:
    case ROLE_SYSTEM.position:
      return true;
    case ROLE_SYSTEM.activityKind:
      return SOCIAL_KIND.test(code);
    default:
      return false;
  }
}

/** The table that the second role must come from, where the first demands one (facts: rights-identity 1.2). */
export function demandedSecond({ code, system }: Role): string | undefined {
  if (system === ROLE_SYSTEM.profession && code === '10') return ROLE_SYSTEM.savoirFaire;
  if (system === ROLE_SYSTEM.profession && code === '21') return ROLE_SYSTEM.pharmacistSection;
  if (system === ROLE_SYSTEM.byRole) return ROLE_SYSTEM.role;
  return undefined;
}
