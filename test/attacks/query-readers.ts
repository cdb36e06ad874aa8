import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { readConfig } from '../../src/config.ts';
import type { Authorisation, MedicalRecord, Patient, RecordChoices } from '../../src/model/record.ts';
import type { Subject } from '../../src/model/subject.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { authorised, patient, professional, ROLES, SAMU, staff, structure } from '../authorization/people.ts';
import { type Face, faces, MASKER } from './query-population.ts';

export const domain = loadAffinityDomain('dmp', { exportDui: true });
export const authorizer = createAuthorizer({
  config: readConfig({
    CARNET_REGULATION_STRUCTURES: [SAMU.id, professional([]).id].join(),
    CARNET_BRIS_DE_GLACE: 'reason',
  }),
  domain,
});

/** Somebody who asks, and what is hidden from it: some faces, or the whole record. */
export interface Reader {
  readonly name: string;
  readonly subject: Subject;
  readonly authorisation: Authorisation | undefined;
  /** What the patient has decided, or what has become of the record, where that is not what a new record has. */
  readonly record?: Partial<Pick<MedicalRecord, 'status'> & RecordChoices & Pick<Patient, 'birthDate'>>;
  /** The patient blocks the reader. */
  readonly blocked?: true;
  readonly hidden: readonly Face[] | 'everything';
  /** The faces whose every object is asked for alone: those that nobody before is kept from in the same way. */
  readonly alone: readonly Face[];
}

const FROM_ALL = ['signature', 'deleted', 'ofAnother'] as const;
const FROM_PROFESSIONALS = ['export', ...FROM_ALL] as const;
const MASKED = ['masked', 'maskedByOne', 'offline', 'onDemand', 'restricted', 'veryRestricted'] as const;

const medecin = professional(ROLES.medecin);

const regulator = { ...medecin, structure: SAMU, purpose: 'centre_15' } as const;
const emergency = { ...medecin, purpose: 'bris_de_glace', reason: 'Patient inconscient' } as const;
const own = authorised({ holder: medecin.id });

export const readers: readonly Reader[] = [
  {
    name: 'a physician',
    subject: medecin,
    authorisation: own,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [...FROM_PROFESSIONALS, ...MASKED],
  },
  {
    name: 'the médecin traitant',
    subject: medecin,
    authorisation: authorised({ medecinTraitant: true }),
    hidden: FROM_PROFESSIONALS,
    alone: ['deleted'],
  },
  {
    name: 'the author of a masked document',
    subject: { ...medecin, id: MASKER },
    authorisation: authorised({ holder: MASKER }),
    hidden: [...FROM_PROFESSIONALS, ...MASKED.filter((face) => face !== 'maskedByOne')],
    alone: ['masked'],
  },
  {
    name: 'a nurse',
    subject: professional(ROLES.infirmier),
    authorisation: own,
    hidden: ['consent', ...FROM_PROFESSIONALS, ...MASKED],
    alone: ['consent'],
  },
  {
    name: 'a psychomotor therapist',
    subject: professional(ROLES.psychomotricien),
    authorisation: own,
    hidden: ['note', 'consent', ...FROM_PROFESSIONALS, ...MASKED],
    alone: ['note'],
  },
  {
    name: 'a regulation centre',
    subject: regulator,
    authorisation: undefined,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [],
  },
  {
    name: 'a physician in an emergency',
    subject: emergency,
    authorisation: undefined,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [],
  },
  {
    name: 'the patient',
    subject: patient,
    authorisation: undefined,
    hidden: ['invisible', 'unannounced', ...FROM_ALL],
    alone: ['invisible', 'unannounced', ...FROM_ALL],
  },
  {
    name: 'the legal representatives of a minor',
    subject: patient,
    authorisation: undefined,
    record: { birthDate: '2014-06-12' },
    hidden: ['invisible', 'unannounced', 'fromRepresentatives', ...FROM_ALL],
    alone: ['fromRepresentatives'],
  },
  {
    name: 'the patient whose record is closed',
    subject: patient,
    authorisation: undefined,
    record: { status: 'closed' },
    hidden: 'everything',
    alone: [],
  },
  {
    name: 'an occupational physician',
    subject: professional(ROLES.medecinTravail),
    authorisation: own,
    hidden: 'everything',
    alone: ['note'],
  },
  {
    name: 'a structure',
    subject: structure,
    authorisation: undefined,
    hidden: 'everything',
    alone: ['note'],
  },
  {
    name: 'a clerk',
    subject: staff,
    authorisation: authorised({ holder: structure.id, holderKind: 'structure' }),
    hidden: 'everything',
    alone: [],
  },
  {
    name: 'a physician without authorisation',
    subject: medecin,
    authorisation: undefined,
    hidden: 'everything',
    alone: [],
  },
  ...(
    [
      ['whose patient masks everything', { record: { maskAll: true } }],
      ['whom the patient blocks', { blocked: true }],
      ['whose patient has closed the record', { record: { status: 'closed' } }],
    ] as const
  ).map(
    ([which, more]): Reader => ({
      name: `a physician ${which}`,
      subject: medecin,
      authorisation: own,
      ...more,
      hidden: 'everything',
      alone: ['note'],
    }),
  ),
  {
    name: 'a physician who claims a secret connection',
    subject: { ...medecin, secretConnection: true },
    authorisation: own,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [],
  },
  ...(
    [
      ['opposes it', { record: { centre15: 'opposed' } }],
      ['masks everything', { record: { maskAll: true } }],
      ['allows it and blocks the physician', { blocked: true }],
    ] as const
  ).map(
    ([which, more]): Reader => ({
      name: `a regulation centre whose patient ${which}`,
      subject: regulator,
      authorisation: undefined,
      ...more,
      hidden: 'everything',
      alone: [],
    }),
  ),
  {
    name: 'a regulation centre that the patient shows what is masked',
    subject: regulator,
    authorisation: undefined,
    record: { centre15: 'allowed-with-masked', maskAll: true },
    hidden: FROM_PROFESSIONALS,
    alone: [],
  },
  ...(
    [
      ['opposes it', { record: { brisDeGlace: 'opposed' } }],
      ['masks everything', { record: { maskAll: true } }],
      ['blocks the physician', { blocked: true }],
    ] as const
  ).map(
    ([which, more]): Reader => ({
      name: `a physician in an emergency whose patient ${which}`,
      subject: emergency,
      authorisation: own,
      ...more,
      hidden: 'everything',
      alone: [],
    }),
  ),
  {
    name: 'a physician in an emergency to whom the patient shows what is masked',
    subject: emergency,
    authorisation: undefined,
    record: { brisDeGlace: 'allowed-with-masked' },
    hidden: FROM_PROFESSIONALS,
    alone: [],
  },
];

/** The faces that are left to a reader. */
export function seenBy({ hidden }: Reader): readonly Face[] {
  return hidden === 'everything' ? [] : faces.filter((face) => !hidden.includes(face));
}
