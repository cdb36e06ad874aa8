import { createFhirClient, type FhirClient, type FhirReply } from '../../../src/client/fhir-client.ts';
import { archiveDocument, deleteDocument } from '../../../src/client/update.ts';
import { makeProfessionalToken } from '../../../src/identity/sandbox/token-maker.ts';
import { parseCx } from '../../../src/model/hl7v2.ts';
import type { Visibility } from '../../../src/model/visibility.ts';
import { deposited, updateBy, uuidOf } from '../documents.ts';
import type { World } from '../worlds/world.ts';
import { OTHER, TRAITANT, type Trial } from './observe.ts';
import type { Mark } from './tables.ts';

/** The structure on whose certificate the tokens come (RFC 8705). */
const THROUGH = 'hopital';
const IS_ARCHIVED = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';
const VISIBILITIES =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';

interface Caller {
  get(path: string): Promise<FhirReply>;
  patch(path: string, operations: readonly unknown[]): Promise<FhirReply>;
  close(): void;
}

/** A professional with a token of Pro Santé Connect, in normal mode, in régulation or in bris de glace. */
function callerOf({ origin, ca, pki }: World, slug: string, mode: 'n' | 'r' | 'b'): Caller {
  const claims = {
    ...(mode === 'r' ? { Acces_Regulation_Medicale: 'VRAI' } : {}),
    ...(mode === 'b' ? { Mode_Acces_Raison: 'Patient inconscient' } : {}),
  };
  const client: FhirClient = createFhirClient({
    origin,
    ca,
    credentials: pki.credentials(THROUGH, 'auth'),
    token: () => makeProfessionalToken(pki, { as: slug, client: THROUGH, claims }),
  });
  const headers: Record<string, string> = mode === 'b' ? { 'x-mode-acces': 'bris_de_glace' } : {};
  return {
    get: (path) => client.get(path, 'application/fhir+json', headers),
    patch: (path, operations) =>
      client.send('PATCH', path, operations, { ...headers, 'content-type': 'application/json-patch+json' }),
    close: () => client.close(),
  };
}

type Observe = (trial: Trial, caller: Caller) => Promise<Mark | string>;

const ofPatient = (patientId: string) => {
  const { value, authority } = parseCx(patientId);
  return `urn:oid:${authority}|${value}`;
};

/** What of a DocumentReference the cells need. */
interface Reference {
  readonly id: string;
  readonly securityLabel: readonly { readonly coding: readonly { readonly code: string }[] }[];
  readonly content: readonly [{ readonly attachment: { readonly url: string } }];
}

/** The present DocumentReference of a document, as the médecin traitant finds it, deprecated ones too. */
async function referenceOf({ world, patient }: Trial, uniqueId: string) {
  const traitant = callerOf(world, TRAITANT, 'n');
  try {
    const query = `patient.identifier=${ofPatient(patient)}&status=current,superseded&identifier=urn:oid:${uniqueId}`;
    const { resource } = await traitant.get(`DocumentReference?${query}`);
    const found = resource?.entry?.[0]?.resource;
    if (found === undefined) throw new Error(`no DocumentReference of ${uniqueId}`);
    return found as Reference;
  } finally {
    traitant.close();
  }
}

async function pair({ world, actor, patient }: Trial, visibility: readonly Visibility[] = []) {
  const other = await deposited(world, OTHER, patient, { visibility });
  const own = await deposited(world, actor.slug, patient, { visibility });
  return { other: other.uniqueId, own: own.uniqueId };
}

/** @param prepare what is done to the document of somebody else before it is read; its address is known from before. */
const reading =
  (
    visibility: readonly Visibility[] = [],
    prepare: (trial: Trial, uniqueId: string) => Promise<unknown> = async () => undefined,
  ): Observe =>
  async (trial, caller) => {
    const { own, other } = await pair(trial, visibility);
    const address = async (uniqueId: string) =>
      (await referenceOf(trial, uniqueId)).content[0].attachment.url;
    const [ofOther, ofOwn] = [await address(other), await address(own)];
    await prepare(trial, other);
    const reads = async (url: string) => (await caller.get(url)).status === 200;
    if (await reads(ofOther)) return 'y';
    const masked = visibility.includes('MASQUE_PS');
    if (masked && trial.actor.mode !== 'n') {
      const choice = trial.actor.mode === 'r' ? 'centre15' : 'brisDeGlace';
      await trial.world.deciding?.choose(trial.patient, { [choice]: 'allowed-with-masked' });
      return (await reads(ofOther)) ? 'p' : '-';
    }
    return masked && (await reads(ofOwn)) ? 'o' : '-';
  };

/** Whether a patch of the document of somebody else is taken, or only of the own one. */
const patching =
  (visibility: readonly Visibility[], operations: (reference: Reference) => readonly unknown[]): Observe =>
  async (trial, caller) => {
    const { own, other } = await pair(trial, visibility);
    const takes = async (uniqueId: string) => {
      const reference = await referenceOf(trial, uniqueId);
      const path = `DocumentReference/${reference.id}`;
      return (await caller.patch(path, operations(reference))).status === 200;
    };
    if (await takes(other)) return 'y';
    return (await takes(own)) ? 'o' : '-';
  };

const label = (code: Visibility) => ({ coding: [{ system: VISIBILITIES, code }] });

/** Takes a code of visibility off, wherever it stands. */
const without =
  (code: Visibility) =>
  ({ securityLabel }: Reference) => {
    const at = securityLabel.findIndex(({ coding }) => coding.some((one) => one.code === code));
    return [{ op: 'remove', path: `/securityLabel/${at}` }];
  };

/** What is tried for each row that has a FHIR face, with a token: table 606 (design 5.2). */
export const OBSERVED_OVER_FHIR: Readonly<Record<string, Observe>> = {
  'TD1.3a': async ({ patient }, caller) => {
    const { resource } = await caller.get(`Patient?identifier=${ofPatient(patient)}`);
    return resource?.total === 1 ? 'y' : '-';
  },
  'TD3.1 metadata': async (trial, caller) => {
    await deposited(trial.world, OTHER, trial.patient);
    const query = `patient.identifier=${ofPatient(trial.patient)}&status=current`;
    const { resource } = await caller.get(`DocumentReference?${query}`);
    return resource?.total === 1 ? 'y' : '-';
  },
  'TD3.2': reading(),
  'TD3.2 masked': reading(['MASQUE_PS']),
  'TD3.2 invisible': reading(['INVISIBLE_PATIENT']),
  'TD3.2 archived': reading([], async ({ world, patient }, uniqueId) => {
    const options = updateBy(world, OTHER, patient);
    await archiveDocument(options, await uuidOf(options, uniqueId));
  }),
  'TD3.2 deprecated': reading([], ({ world, patient }, uniqueId) =>
    deposited(world, OTHER, patient, { replaces: uniqueId }),
  ),
  'TD3.2 deleted': reading([], async ({ world, patient }, uniqueId) => {
    const options = updateBy(world, OTHER, patient);
    await deleteDocument(options, await uuidOf(options, uniqueId));
  }),
  'TD3.3a mask': patching([], () => [{ op: 'add', path: '/securityLabel/-', value: label('MASQUE_PS') }]),
  'TD3.3a unmask': patching(['MASQUE_PS'], without('MASQUE_PS')),
  'TD3.3b': patching(['INVISIBLE_PATIENT'], without('INVISIBLE_PATIENT')),
  'TD3.3d': patching([], () => [
    { op: 'replace', path: `/extension[url:${IS_ARCHIVED}]/valueBoolean`, value: true },
  ]),
  'TD3.3c': patching([], () => [{ op: 'replace', path: '/status', value: 'entered-in-error' }]),
};

/** Tries a row over FHIR. */
export async function observeOverFhir(row: string, trial: Trial): Promise<Mark | string> {
  const caller = callerOf(trial.world, trial.actor.slug, trial.actor.mode);
  try {
    return await OBSERVED_OVER_FHIR[row]!(trial, caller);
  } finally {
    caller.close();
  }
}
