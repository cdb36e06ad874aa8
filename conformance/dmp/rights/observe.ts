import type { RegistryAnswer } from '../../../src/client/dmp-answers.ts';
import {
  archiveDocument,
  changeVisibility,
  deleteDocument,
  type UpdateOptions,
} from '../../../src/client/update.ts';
import type { Visibility } from '../../../src/model/visibility.ts';
import { deposited, entryOf, found, read, send, updateBy, uuidOf } from '../documents.ts';
import type { World } from '../worlds/world.ts';
import type { Actor } from './actors.ts';
import type { Mark } from './tables.ts';

/** A record of its own for one cell, and who tries something on it. */
export interface Trial {
  readonly world: World;
  readonly actor: Actor;
  readonly patient: string;
}

/** Tries what a row is about, and tells what the cell must have said; something else where the answer is neither yes nor no. */
export type Observe = (trial: Trial) => Promise<Mark | string>;

const DENIED = 'DMPAccessDeniedByRightsService';
/** Whose documents are those of others, and who reads what the server holds. */
export const OTHER = 'pharmacien';
export const TRAITANT = 'medecin-traitant';

function yesOrNo(code: string, ...good: readonly string[]): Mark | string {
  if (good.includes(code)) return 'y';
  return code === DENIED ? '-' : code;
}

/** Whether the record lists a holder among those who are authorised. */
async function isListed({ world, patient }: Trial, holder: string): Promise<boolean> {
  const { listed } = await world.by(OTHER).authorisations(patient, 'ACTIVE');
  return listed.some(({ nationalId }) => nationalId === holder);
}

const declare: Observe = async (trial) => {
  const { actor, patient } = trial;
  const { status } = await actor.client.setAuthorization(patient);
  if (status !== 'DMPOk') return yesOrNo(status);
  if (await isListed(trial, actor.id)) return 'y';
  return (await isListed(trial, actor.structure)) ? 's' : 'nobody is authorised';
};

const withdraw: Observe = async (trial) => {
  const { actor, patient } = trial;
  const { status } = await actor.client.setAuthorization(patient, { action: 'SUPPRESSION' });
  if (status !== 'DMPOk') return yesOrNo(status);
  return (await isListed(trial, actor.id)) ? 'still authorised' : 'y';
};

const list: Observe = async ({ actor: { client, forStructure }, patient }) => {
  const all = await client.patientList();
  const dateType = 'LASTAUTORIZATION' as const;
  const since = await client.patientList({ startDate: '20200101000000', dateType });
  if (all.status === DENIED && since.status === 'DMPOk') return 'd';
  if (all.status !== 'DMPOk') return yesOrNo(all.status);
  const ofPatient = all.listed.some(({ nationalId }) => nationalId === patient.split('^')[0]);
  return forStructure && ofPatient ? 's' : 'y';
};

/** TD2.1 and TD2.2 are one message: that of staff is a TD2.2, that of everybody else a TD2.1. */
const deposit =
  (row: 'TD2.1' | 'TD2.2'): Observe =>
  async ({ world, actor, patient }) => {
    const { slug, client, forStructure } = actor;
    const sent = await send(world, slug, patient, { client });
    if (sent.status !== 'Success') return yesOrNo(sent.errors[0]?.code ?? sent.status);
    if ((row === 'TD2.2') !== (slug === 'secretaire')) return '-';
    if (!forStructure) return 'y';
    const software = world.by(slug === 'secretaire' ? 'hopital' : slug);
    const { objects } = await software.getDocuments(patient, [sent.uniqueId]);
    return objects.length === 1 ? 's' : 'not of the structure';
  };

/** A document of somebody else, and one of the actor's own. */
async function pair({ world, actor, patient }: Trial, visibility: readonly Visibility[] = []) {
  const other = await deposited(world, OTHER, patient, { visibility });
  const own = await deposited(world, actor.slug, patient, { visibility });
  return { other: other.uniqueId, own: own.uniqueId };
}

const search: Observe = async (trial) => {
  const { other } = await pair(trial);
  const ids = await found(trial.world, trial.actor.client, trial.patient);
  return typeof ids === 'string' ? yesOrNo(ids) : ids.includes(other) ? 'y' : '-';
};

const reference: Observe = async (trial) => {
  const { client, forStructure } = trial.actor;
  const { own, other } = await pair(trial);
  const finds = async (uniqueId: string) =>
    (await client.getDocuments(trial.patient, [uniqueId])).objects.length === 1;
  if (await finds(other)) return 'y';
  return (await finds(own)) ? (forStructure ? 'l' : 'o') : '-';
};

async function reads({ world, actor, patient }: Trial, uniqueId: string): Promise<boolean> {
  return (await read(world, actor.client, patient, uniqueId)) !== undefined;
}

/** @param prepare what is done to the document of somebody else before. */
const reading =
  (
    visibility: readonly Visibility[] = [],
    prepare: (trial: Trial, uniqueId: string) => Promise<unknown> = async () => undefined,
  ): Observe =>
  async (trial) => {
    const { own, other } = await pair(trial, visibility);
    await prepare(trial, other);
    if (await reads(trial, other)) return 'y';
    const masked = visibility.includes('MASQUE_PS');
    if (masked && trial.actor.mode !== 'n') {
      const choice = trial.actor.mode === 'r' ? 'centre15' : 'brisDeGlace';
      await trial.world.deciding?.choose(trial.patient, { [choice]: 'allowed-with-masked' });
      return (await reads(trial, other)) ? 'p' : '-';
    }
    return masked && (await reads(trial, own)) ? 'o' : '-';
  };

const archived = reading([], async ({ world, patient }, uniqueId) => {
  const options = updateBy(world, OTHER, patient);
  await archiveDocument(options, await uuidOf(options, uniqueId));
});
const deprecated = reading([], ({ world, patient }, uniqueId) =>
  deposited(world, OTHER, patient, { replaces: uniqueId }),
);
const deleted = reading([], async ({ world, patient }, uniqueId) => {
  const options = updateBy(world, OTHER, patient);
  await deleteDocument(options, await uuidOf(options, uniqueId));
});

/** Whether an update of the document of somebody else is taken, or only of the own one. */
const updating =
  (
    visibility: readonly Visibility[],
    update: (options: UpdateOptions, uniqueId: string, reader: UpdateOptions) => Promise<RegistryAnswer>,
  ): Observe =>
  async (trial) => {
    const { world, actor, patient } = trial;
    const { own, other } = await pair(trial, visibility);
    const options = { ...updateBy(world, actor.slug, patient, actor.client), pki: actor.pki };
    const reader = updateBy(world, TRAITANT, patient);
    const takes = async (uniqueId: string) => (await update(options, uniqueId, reader)).status === 'Success';
    if (await takes(other)) return 'y';
    return (await takes(own)) ? (actor.forStructure ? 's' : 'o') : '-';
  };

const toVisibility =
  (wish: Partial<Record<Visibility, boolean>>): Parameters<typeof updating>[1] =>
  async (options, uniqueId, reader) =>
    changeVisibility(options, await entryOf(reader, uniqueId), wish);

/** What is tried for each row. TD0.9 and TD0.10 are web accesses: no message of SOAP asks for them. */
export const OBSERVED: Readonly<Record<string, Observe>> = {
  'TD0.2': async ({ actor, patient }) => {
    const { reply, code } = await actor.client.existence(patient);
    return yesOrNo(reply.fault?.subcode ?? code, 'OK');
  },
  'TD0.3 declare': declare,
  'TD0.3 withdraw': withdraw,
  'TD0.3 withdraw MT': async ({ actor, patient }) => {
    const asked = { action: 'SUPPRESSION', medecinTraitant: true } as const;
    return yesOrNo((await actor.client.setAuthorization(patient, asked)).status, 'DMPOk');
  },
  'TD0.4': list,
  'TD0.5': async ({ actor }) =>
    yesOrNo((await actor.client.searchPatients({ family: 'ESSAI' })).code, 'OK', 'NF'),
  'TD1.3a': async ({ actor, patient }) => {
    const { reply, code } = await actor.client.administrativeData(patient);
    return yesOrNo(reply.fault?.subcode ?? code, 'OK');
  },
  'TD1.6': async ({ actor, patient }) =>
    yesOrNo((await actor.client.authorisations(patient)).status, 'DMPOk'),
  'TD2.1': deposit('TD2.1'),
  'TD2.2': deposit('TD2.2'),
  'TD3.1 metadata': search,
  'TD3.1 reference': reference,
  'TD3.2': reading(),
  'TD3.2 masked': reading(['MASQUE_PS']),
  'TD3.2 invisible': reading(['INVISIBLE_PATIENT']),
  'TD3.2 archived': archived,
  'TD3.2 deprecated': deprecated,
  'TD3.2 deleted': deleted,
  'TD3.3a mask': updating([], toVisibility({ MASQUE_PS: true })),
  'TD3.3a unmask': updating(['MASQUE_PS'], toVisibility({ MASQUE_PS: false })),
  'TD3.3b': updating(['INVISIBLE_PATIENT'], toVisibility({ INVISIBLE_PATIENT: false })),
  'TD3.3c': updating([], async (options, uniqueId, reader) =>
    deleteDocument(options, await uuidOf(reader, uniqueId)),
  ),
  'TD3.3d': updating([], async (options, uniqueId, reader) =>
    archiveDocument(options, await uuidOf(reader, uniqueId)),
  ),
};
