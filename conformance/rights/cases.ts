import { ABSENT_TYPES, MATRIX_TYPES } from './matrix.ts';
import {
  ASKED,
  type Authorised,
  type Caller,
  type Credential,
  type Paper,
  type RoleCode,
  type Situation,
} from './situation.ts';

/** The people and places of all cases. */
export const SELF = '810000000011';
export const OTHER = '899900063480';
export const HOSPITAL = '1140000027';
export const SAMU = '1140000035';
export const INS = '294061411802778';
const OTHER_INS = '279035121518989';
const PATIENT_KEY = 7;

const [G15, G16, R01, R06, R21, R22, R94, R95, R291, A00] = [
  '1.2.250.1.71.1.2.7',
  '1.2.250.1.71.1.2.8',
  '1.2.250.1.71.4.2.5',
  '1.2.250.1.71.4.2.6',
  '1.2.250.1.213.1.6.1.17',
  '1.2.250.1.213.1.6.1.19',
  '1.2.250.1.213.1.6.1.4',
  '1.2.250.1.213.1.6.1.109',
  '1.2.250.1.213.1.6.1.140',
  '1.2.250.1.213.1.1.4.6',
];

const role = (code: string, system = G15): RoleCode => ({ code, system: system ?? '' });
const SECTIONS = [
  'A',
  'B',
  'C',
  'D',
  'DA',
  'DM',
  'E',
  'EA',
  'EB',
  'EC',
  'ED',
  'EG',
  'EH',
  'G',
  'H',
  'M',
  'Z',
];
const ACTIVITIES = ['GENR07', 'GENR08', 'GENR09', 'GENR10', 'GENR11', 'GENR12'];
const ONE_ROLE = ['26', '28', '31', '32', '35', '36', '37', '40', '50', '60', '69', '70', '80', '81', '82'];
const MORE_ROLES = ['83', '84', '85', '86', '91', '92', '94', '95', '96', '98', '10', '21', '999', ''];

/** What callers say they are: every profession of the facts, with and without what goes with it, and what is none. */
export const ROLES: readonly (readonly RoleCode[])[] = [
  [role('10'), role('SM54', R01)],
  [role('60')],
  [role('70')],
  [role('96')],
  ...[...ONE_ROLE, ...MORE_ROLES].map((code) => [role(code)]),
  ...['10', '21', '40', '50', '60'].map((code) => [role(code, G16)]),
  ...SECTIONS.flatMap((section) => [
    [role('21'), role(section, R06)],
    [role('21', G16), role(section, R06)],
  ]),
  [role('10'), role('SM25', R01)],
  [role('10'), role('SM54', R01), role('FON-29', R21)],
  [role('10'), role('FON-29', R21)],
  [role('10', G16), role('SM54', R01)],
  [role('10', G16), role('FON-29', R21)],
  [role('10'), role('SM54', R06)],
  [role('SM54', R01), role('10')],
  ...['71', '72', '73', '93', '97', '10'].map((code) => [role(code, R95)]),
  ...['41', '51'].map((code) => [role(code, R94)]),
  ...ACTIVITIES.flatMap((kind) => [
    [role('51', R94), role(kind, R22)],
    [role('41', R94), role(kind, R22)],
    [role('35'), role(kind, R22)],
    [role('60'), role(kind, R22)],
    [role('10'), role('SM54', R01), role(kind, R22)],
    [role('10'), role('SM25', R01), role(kind, R22)],
    [role('10'), role(kind, R22)],
    [role('93', R95), role(kind, R22)],
    [role('99', R291), role(kind, R22)],
    [role('999'), role(kind, R22)],
    [role(kind, R22)],
  ]),
  ...['ALIM_AM', 'DISPOSITIF', 'AUTOMATE', 'SECRETARIAT_MEDICAL'].map((code) => [role(code, A00)]),
  [],
];

const AUTHORISED: Readonly<Record<string, Authorised | undefined>> = {
  own: { kind: 'professional', holder: SELF, medecinTraitant: false },
  none: undefined,
  traitant: { kind: 'professional', holder: SELF, medecinTraitant: true },
  structure: { kind: 'structure', holder: HOSPITAL, medecinTraitant: false },
  'structure as traitant': { kind: 'structure', holder: HOSPITAL, medecinTraitant: true },
  'of another': { kind: 'professional', holder: OTHER, medecinTraitant: true },
  'of another structure': { kind: 'structure', holder: SAMU, medecinTraitant: false },
};

const VISIBILITIES = [
  [],
  ['NOPAT'],
  ['MASQUE_PS'],
  ['INVISIBLE_PATIENT'],
  ['INVISIBLE_REPRESENTANTS_LEGAUX'],
  ['MASQUE_PS', 'INVISIBLE_PATIENT'],
  ['MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'],
];

/** Where most of the rules are. */
const OF_DOCUMENTS = ['TD3.1', 'TD3.1 reference', 'TD3.2', 'TD3.3', 'vaccinations'] as const;

/** A value as many times, so that it is drawn as much more often. */
function often<const T>(value: T, times: number): readonly T[] {
  return Array<T>(times).fill(value);
}

/** What varies, each with its values, the plainest first. */
const POOLS = {
  ask: [...ASKED, ...OF_DOCUMENTS, ...OF_DOCUMENTS, ...OF_DOCUMENTS, ...OF_DOCUMENTS, 'TD2'],
  credential: [
    ...often('card', 5),
    ...often('vouched', 4),
    ...often('token', 4),
    'staff-card',
    'structure',
    ...often('patient', 2),
    'incoherent',
  ],
  purpose: [...often('normal', 4), 'centre_15', 'bris_de_glace'],
  reason: [...often('Inconscient', 5), undefined, '', ' '],
  structure: [...often(HOSPITAL, 5), ...often(SAMU, 3), undefined],
  roles: [...often(ROLES[0]!, 120), ...ROLES],
  id: [...often(SELF, 6), OTHER],
  ownRecord: [...often(true, 6), false],
  record: [...often('open', 16), 'not activated', 'closed', 'absent'],
  brisDeGlace: [...often('allowed', 2), ...often('allowed-with-masked', 2), 'opposed'],
  centre15: [...often('allowed', 2), ...often('allowed-with-masked', 2), 'opposed'],
  maskAll: [...often(false, 5), true],
  minor: [false, true],
  authorised: [...often('own', 6), ...often('traitant', 6), ...Object.keys(AUTHORISED)],
  blocked: [...often(false, 9), true],
  opened: [...often('running', 5), 'ended', 'never'],
  matrix: [...often('2025-09', 5), '2022-07'],
  socialRoles: [false, true],
  regulation: [[SAMU, SELF], [SAMU, HOSPITAL, SELF], [SAMU], [HOSPITAL, OTHER], []],
  brisDeGlaceRule: ['opened', 'reason'],
  mask: ['own', '526'],
  paperPatient: [...often(PATIENT_KEY, 9), 8],
  type: [...MATRIX_TYPES, ...ABSENT_TYPES, role('11488-4', '1.2.3'), role('', '')],
  codes: [
    ...often(['N'], 20),
    ...VISIBILITIES.flatMap((codes) => [
      ...often(['N', ...codes], 2),
      ['R', ...codes],
      ['V', ...codes],
      codes,
    ]),
  ],
  status: [...often('approved', 4), 'deprecated', 'archived', 'deleted'],
  latest: [...often(true, 9), false],
  depositor: [OTHER, SELF, HOSPITAL],
  authors: [[OTHER], [SELF], [SELF, OTHER], [INS], [INS, SELF], []],
  institutions: [[SAMU], [HOSPITAL], [HOSPITAL, SAMU], []],
} as const satisfies Readonly<Record<string, readonly unknown[]>>;

type Field = keyof typeof POOLS;
const FIELDS = Object.keys(POOLS) as Field[];

/** Of each field the place of its value in its pool. */
export type Draw = Readonly<Record<Field, number>>;

export function draw(next: () => number): Draw {
  return Object.fromEntries(FIELDS.map((field) => [field, Math.floor(next() * POOLS[field].length)])) as Draw;
}

/** The plainest draw that still fails, found by making one field after another plain. */
export function shrink(failing: Draw, fails: (draw: Draw) => boolean): Draw {
  let least = failing;
  for (const field of FIELDS) {
    for (let place = 0; place < least[field]; place++) {
      const plainer = { ...least, [field]: place };
      if (!fails(plainer)) continue;
      least = plainer;
      break;
    }
  }
  return least;
}

/** The situation and the document of a draw. */
export function caseOf(drawn: Draw): { situation: Situation; paper: Paper } {
  const value = <F extends Field>(field: F) => POOLS[field][drawn[field]] as (typeof POOLS)[F][number];
  const credential: Credential = value('credential');
  const structure = value('structure');
  const ins = value('ownRecord') ? INS : OTHER_INS;
  const there = value('record') !== 'absent';
  const person = ['card', 'vouched', 'token'].includes(credential);
  const caller: Caller = {
    credential,
    id: credential === 'patient' ? ins : credential === 'structure' ? (structure ?? HOSPITAL) : value('id'),
    structure:
      credential === 'structure' ? (structure ?? HOSPITAL) : credential === 'patient' ? undefined : structure,
    roles: person || credential === 'incoherent' ? value('roles') : [],
    purpose: credential === 'patient' ? 'normal' : value('purpose'),
    reason: value('reason'),
  };
  return {
    situation: {
      ask: value('ask'),
      caller,
      record: value('record'),
      patient: { ins: INS, key: PATIENT_KEY, minor: value('minor') },
      // A record that is not there says nothing.
      choices: there
        ? { brisDeGlace: value('brisDeGlace'), centre15: value('centre15'), maskAll: value('maskAll') }
        : { brisDeGlace: 'allowed', centre15: 'allowed', maskAll: false },
      authorised: there ? AUTHORISED[value('authorised')] : undefined,
      // Whom a patient blocks, and who opens an access, is a person.
      blocked: there && person && value('blocked'),
      opened: there && person ? value('opened') : 'never',
      operator: {
        matrix: value('matrix'),
        socialRoles: value('socialRoles'),
        regulation: value('regulation'),
        brisDeGlace: value('brisDeGlaceRule'),
        mask: value('mask'),
      },
    },
    paper: {
      patientKey: value('paperPatient'),
      type: value('type'),
      codes: value('codes'),
      status: value('status'),
      latest: value('latest'),
      depositor: value('depositor'),
      authors: value('authors'),
      institutions: value('institutions'),
    },
  };
}
