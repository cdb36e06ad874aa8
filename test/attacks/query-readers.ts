import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { readConfig } from '../../src/config.ts';
import type { Authorisation } from '../../src/model/record.ts';
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
  readonly hidden: readonly Face[] | 'everything';
  /** The faces whose every object is asked for alone: those that nobody before is kept from in the same way. */
  readonly alone: readonly Face[];
}

const FROM_ALL = ['signature', 'deleted', 'ofAnother'] as const;
const FROM_PROFESSIONALS = ['export', ...FROM_ALL] as const;
const MASKED = ['masked', 'maskedByOne', 'offline', 'onDemand'] as const;

const medecin = professional(ROLES.medecin);

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
    hidden: [...FROM_PROFESSIONALS, 'masked', 'offline', 'onDemand'],
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
    subject: { ...medecin, structure: SAMU, purpose: 'centre_15' },
    authorisation: undefined,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [],
  },
  {
    name: 'a physician in an emergency',
    subject: { ...medecin, purpose: 'bris_de_glace', reason: 'Patient inconscient' },
    authorisation: undefined,
    hidden: [...FROM_PROFESSIONALS, ...MASKED],
    alone: [],
  },
  {
    name: 'the patient',
    subject: patient,
    authorisation: undefined,
    hidden: ['invisible', ...FROM_ALL],
    alone: ['invisible', ...FROM_ALL],
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
];

/** The faces that are left to a reader. */
export function seenBy({ hidden }: Reader): readonly Face[] {
  return hidden === 'everything' ? [] : faces.filter((face) => !hidden.includes(face));
}
