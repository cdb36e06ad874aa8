import { type Code, code } from '../../src/model/code.ts';
import {
  type Authorisation,
  DEFAULT_CHOICES,
  type MedicalRecord,
  type OpenedAccess,
} from '../../src/model/record.ts';
import type { Subject } from '../../src/model/subject.ts';

/** Nomenclatures that roles come from (facts of rights and identity, 1.2). */
export const SYSTEMS = {
  G15: '1.2.250.1.71.1.2.7',
  G16: '1.2.250.1.71.1.2.8',
  R01: '1.2.250.1.71.4.2.5',
  R06: '1.2.250.1.71.4.2.6',
  R21: '1.2.250.1.213.1.6.1.17',
  R22: '1.2.250.1.213.1.6.1.19',
  R85: '1.2.250.1.213.1.6.1.107',
  R94: '1.2.250.1.213.1.6.1.4',
  R95: '1.2.250.1.213.1.6.1.109',
  R291: '1.2.250.1.213.1.6.1.140',
  A00: '1.2.250.1.213.1.1.4.6',
} as const;

interface Person {
  readonly slug?: string;
  readonly profession?: string;
  readonly professionSystem?: string;
  readonly speciality?: string;
  readonly section?: string;
  readonly activityKind?: string;
}

/** The roles of a person of `fixtures/people.json`. */
export function rolesOf(person: Person): Code[] {
  return [
    code(person.profession ?? '', person.professionSystem ?? SYSTEMS.G15),
    ...(person.speciality === undefined ? [] : [code(person.speciality, SYSTEMS.R01)]),
    ...(person.section === undefined ? [] : [code(person.section, SYSTEMS.R06)]),
    ...(person.activityKind === undefined ? [] : [code(person.activityKind, SYSTEMS.R22)]),
  ];
}

export const ROLES = {
  medecin: [code('10', SYSTEMS.G15), code('SM54', SYSTEMS.R01)],
  medecinTravail: [code('10', SYSTEMS.G15), code('SM25', SYSTEMS.R01)],
  infirmier: [code('60', SYSTEMS.G15)],
  kinesitherapeute: [code('70', SYSTEMS.G15)],
  psychomotricien: [code('96', SYSTEMS.G15)],
  technicien: [code('86', SYSTEMS.G15)],
  educateur: [code('51', SYSTEMS.R94), code('GENR10', SYSTEMS.R22)],
  inconnu: [code('999', SYSTEMS.G15)],
} as const;

export const PATIENT_KEY = 7;
export const INS = { value: '294061411802778', authority: '1.2.250.1.213.1.4.10' };
export const PATIENT_CX = `${INS.value}^^^&${INS.authority}&ISO^NH`;
export const HOSPITAL = { id: '1140000027', name: 'CENTRE HOSPITALIER DES TILLEULS' };
export const SAMU = { id: '1140000035', name: 'SAMU 14' };

export const record: MedicalRecord = {
  patient: { key: PATIENT_KEY, family: 'LEMOINE', givens: ['CHARLOTTE'], birthDate: '1994-06-12', sex: 'F' },
  identifiers: [{ ...INS, current: true }],
  status: 'open',
  activated: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  choices: DEFAULT_CHOICES,
};

const PROFESSIONAL_ID = '810000000011';

export function professional(roles: readonly Code[], more: Partial<Subject> = {}): Subject {
  return {
    kind: 'professional',
    mode: 'DIRECTE',
    id: PROFESSIONAL_ID,
    name: 'AUBERT Claire',
    structure: HOSPITAL,
    roles,
    purpose: 'normal',
    patientId: PATIENT_CX,
    secretConnection: false,
    evidence: { id: '_1', issuer: 'CN=810000000011' },
    ...more,
  };
}

export const medecin = professional(ROLES.medecin);

export const structure = professional([], {
  kind: 'structure',
  mode: 'INDIRECTE',
  id: HOSPITAL.id,
  name: HOSPITAL.name,
});

export const staff = professional([], { kind: 'staff', id: '3140000027/0001', name: 'LEROUX Zoé' });

/** Leaves the structure out. */
export function alone({ structure: _none, ...subject }: Subject): Subject {
  return subject;
}

export const patient = alone(
  professional([], { kind: 'patient', mode: 'PATIENT', id: INS.value, name: 'LEMOINE Charlotte' }),
);

/** The modes of emergency as `medecin` asks for them. */
export const centre15 = { purpose: 'centre_15', structure: SAMU } as const;
export const glace = { purpose: 'bris_de_glace', reason: 'Inconscient' } as const;

/** An access that `medecin` opened by bris de glace, and that is open when tests ask. */
export const opened: OpenedAccess = {
  professional: PROFESSIONAL_ID,
  reason: glace.reason,
  openedAt: '2026-11-22T08:00:00.000Z',
  until: '2026-11-22T16:00:00.000Z',
};

export function authorised(more: Partial<Authorisation> = {}): Authorisation {
  return {
    holder: PROFESSIONAL_ID,
    holderKind: 'professional',
    name: 'AUBERT Claire',
    medecinTraitant: false,
    since: '2026-02-01T00:00:00.000Z',
    ...more,
  };
}
