import type { RoleCode } from '../../conformance/rights/situation.ts';

/** Somebody of one group of the matrix, as an assertion and as a token say it. */
export interface Member {
  readonly group: number;
  /** Profession first. */
  readonly roles: readonly RoleCode[];
}

const G15 = '1.2.250.1.71.1.2.7';
const R01 = '1.2.250.1.71.4.2.5';
const R06 = '1.2.250.1.71.4.2.6';
const R22 = '1.2.250.1.213.1.6.1.19';
const R94 = '1.2.250.1.213.1.6.1.4';

const role = (code: string, system: string): RoleCode => ({ code, system });
const EDUCATOR = role('51', R94);

/** One of each group, in order (fact sheet of rights and identity, 1.2). */
export const MEMBERS: readonly Member[] = [
  [role('10', G15), role('SM54', R01)],
  [role('21', G15), role('G', R06)],
  [role('21', G15), role('A', R06)],
  ...['40', '50', '60', '70', '80', '91', '96', '26', '28', '98'].map((code) => [role(code, G15)]),
  [EDUCATOR, role('GENR08', R22)],
  [role('41', R94)],
  ...['GENR09', 'GENR10', 'GENR11', 'GENR12'].map((kind) => [EDUCATOR, role(kind, R22)]),
].map((roles, index) => ({ group: index + 1, roles }));

/** Who of the sandbox has a card, and its group. */
export const CARDS: Readonly<Record<string, number>> = {
  medecin: 1,
  pharmacien: 3,
  dentiste: 4,
  'sage-femme': 5,
  infirmier: 6,
  kinesitherapeute: 7,
  psychomotricien: 10,
  educateur: 17,
};

/** `SubjectRefPro` of Pro Santé Connect: one exercise in one place. */
export function practiceOf(
  { roles }: Member,
  place: { readonly id: string; readonly name: string },
): unknown {
  const of = (system: string) => roles.find((one) => one.system === system)?.code ?? '';
  return {
    exercices: [
      {
        codeProfession: roles[0]?.code ?? '',
        codeCategorieProfessionnelle: 'C',
        codeTypeSavoirFaire: of(R01) === '' ? '' : 'S',
        codeSavoirFaire: of(R01),
        activities: [
          {
            codeSecteurDactivite: 'SA01',
            codeSectionPharmacien: of(R06),
            codeRole: '',
            codeGenreActivite: of(R22),
            raisonSocialeSite: place.name,
            ancienIdentifiantDeLaStructure: place.id,
          },
        ],
      },
    ],
  };
}
