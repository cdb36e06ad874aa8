import { patientLogicalId } from '../../src/fhir/patient-parameter.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { PurposeOfUse } from '../../src/model/subject.ts';
import { isConflict, type WriteCommand } from '../../src/store/store.ts';
import type { Hunt } from './leaks-channels.ts';
import { type Cause, hiddenDocument, type Person, visibleDocument } from './leaks-documents.ts';
import type { LeakHouse } from './leaks-house.ts';

/** What the patient has decided, or what has become of the record, in both servers alike. */
export interface Circumstance {
  readonly name: string;
  /** What makes it so, for one record and one professional. */
  readonly commands?: (patientKey: number, professional: string) => readonly WriteCommand[];
  readonly purpose?: PurposeOfUse;
  readonly medecinTraitant?: true;
  readonly unauthorised?: true;
  /** The patient is one, whose legal representatives read the record. */
  readonly minor?: true;
  /** Whether other documents of the record are seen in it, or only those that the caller wrote. */
  readonly sees: boolean | 'own';
  readonly causes: readonly Cause[];
}

const AT = '2026-11-01T10:00:00.000Z';
const NEVER = '2099-01-01T00:00:00.000Z';
/** Nothing of the record is for this caller: any document is a hidden one, and so are all of another patient. */
const NOTHING: readonly Cause[] = ['everything', 'signature', 'of-another-patient', 'deleted'];
/** Whatever the patient allows. */
const NEVER_SHOWN: readonly Cause[] = ['signature', 'of-another-patient', 'deleted'];
const KEPT_BACK: readonly Cause[] = [
  'masked',
  'restricted',
  'very-restricted',
  'signature',
  'of-another-patient',
  'deleted',
  'archived',
];

const choices = (patientKey: number, changed: object): WriteCommand[] => [
  { kind: 'set-choices', patientKey, choices: changed },
];
const opened = (patientKey: number, professional: string, until: string): WriteCommand => ({
  kind: 'open-access',
  patientKey,
  access: { professional, reason: 'Inconscient', openedAt: AT, until },
});

export const PLAIN: Circumstance = { name: 'nothing decided', sees: true, causes: KEPT_BACK };

/** Of a professional with a card. */
export const CIRCUMSTANCES: readonly Circumstance[] = [
  PLAIN,
  { name: 'no authorisation', unauthorised: true, sees: false, causes: NOTHING },
  {
    name: 'médecin traitant',
    medecinTraitant: true,
    sees: true,
    causes: ['signature', 'of-another-patient', 'deleted', 'archived'],
  },
  {
    name: 'all masked',
    commands: (key) => choices(key, { maskAll: true }),
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'all masked but the own',
    commands: (key) => choices(key, { maskAll: true }),
    sees: 'own',
    causes: NOTHING,
  },
  {
    name: 'blocked',
    commands: (key, professional) => [
      { kind: 'block', patientKey: key, blocking: { professional, since: AT } },
    ],
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'closed',
    commands: (key) => [{ kind: 'close-record', patientKey: key, at: AT }],
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'bris de glace opened',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [opened(key, professional, NEVER)],
    sees: true,
    causes: KEPT_BACK,
  },
  {
    name: 'bris de glace, masked allowed',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [
      opened(key, professional, NEVER),
      ...choices(key, { brisDeGlace: 'allowed-with-masked' }),
    ],
    sees: true,
    causes: NEVER_SHOWN,
  },
  {
    name: 'bris de glace by one who is blocked',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [
      opened(key, professional, NEVER),
      { kind: 'block', patientKey: key, blocking: { professional, since: AT } },
    ],
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'bris de glace over',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [opened(key, professional, '2026-11-01T11:00:00.000Z')],
    sees: false,
    causes: NOTHING,
  },
  { name: 'bris de glace not opened', purpose: 'bris_de_glace', sees: false, causes: NOTHING },
  {
    name: 'bris de glace opposed',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [
      opened(key, professional, NEVER),
      ...choices(key, { brisDeGlace: 'opposed' }),
    ],
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'bris de glace, all masked',
    purpose: 'bris_de_glace',
    commands: (key, professional) => [opened(key, professional, NEVER), ...choices(key, { maskAll: true })],
    sees: false,
    causes: NOTHING,
  },
  { name: 'centre 15', purpose: 'centre_15', sees: true, causes: KEPT_BACK },
  {
    name: 'centre 15, masked allowed',
    purpose: 'centre_15',
    commands: (key) => choices(key, { centre15: 'allowed-with-masked' }),
    sees: true,
    causes: NEVER_SHOWN,
  },
  {
    name: 'centre 15, all masked',
    purpose: 'centre_15',
    commands: (key) => choices(key, { maskAll: true }),
    sees: false,
    causes: NOTHING,
  },
  {
    name: 'centre 15 opposed',
    purpose: 'centre_15',
    commands: (key) => choices(key, { centre15: 'opposed' }),
    sees: false,
    causes: NOTHING,
  },
];

/** Of the patient. */
export const OF_PATIENT: readonly Circumstance[] = [
  {
    name: 'nothing decided',
    sees: true,
    causes: ['invisible-to-patient', 'nopat', 'signature', 'of-another-patient', 'deleted', 'archived'],
  },
  {
    name: 'a minor',
    minor: true,
    sees: true,
    causes: [
      'from-representatives',
      'invisible-to-patient',
      'nopat',
      'signature',
      'of-another-patient',
      'deleted',
    ],
  },
  {
    name: 'closed',
    commands: (key) => [{ kind: 'close-record', patientKey: key, at: AT }],
    sees: false,
    causes: NOTHING,
  },
];

/** Who looks, as far as a record speaks of it. */
export interface Looked {
  readonly id: string;
  readonly name: string;
}

/**
 * A record under a circumstance in both servers, and in the second one a document that the caller may not see.
 * @param author of that document; somebody unless said.
 */
export async function prepare(
  house: LeakHouse,
  who: Looked | undefined,
  circumstance: Circumstance,
  cause: Cause,
  author?: (ins: string) => Person,
): Promise<Hunt> {
  const traits = circumstance.minor === true ? { birthDate: '2014-03-28' } : {};
  const [ins, other] = [await house.patient(traits), await house.patient()];
  const own = circumstance.sees === 'own' ? who : undefined;
  const visible = circumstance.sees
    ? [visibleDocument(ins, '20260901', own), visibleDocument(ins, '20261001', own)]
    : [];
  for (const document of visible) await house.register(document, false);
  let patient = '';
  const hidden = hiddenDocument(ins, other, cause, author?.(ins));
  await house.register(hidden, true);
  for (const { store } of house.servers) {
    const record = await store.records.byIdentifier(ins, INS_NIR_TEST);
    const patientKey = record!.patient.key;
    patient = patientLogicalId(patientKey);
    const authorisation = {
      holder: who?.id ?? '',
      holderKind: 'professional' as const,
      name: who?.name ?? '',
      medecinTraitant: circumstance.medecinTraitant === true,
      since: AT,
    };
    const authorised = who !== undefined && circumstance.unauthorised === undefined;
    const unit: WriteCommand[] = [
      ...(authorised ? [{ kind: 'authorise' as const, patientKey, authorisation }] : []),
      ...(circumstance.commands?.(patientKey, who?.id ?? '') ?? []),
    ];
    const written = await store.write(unit);
    if (isConflict(written)) throw new Error(`${circumstance.name}: ${written.conflict}`);
  }
  return { ins, patient, hidden: hidden.entry, visible: visible[0]?.entry };
}

/** Takes back that somebody is authorised, so that the record stands in no list that is asked for after it. */
export async function forget(house: LeakHouse, { id }: Looked, ins: string): Promise<void> {
  for (const { store } of house.servers) {
    const record = await store.records.byIdentifier(ins, INS_NIR_TEST);
    await store.write([{ kind: 'withdraw', patientKey: record!.patient.key, holder: id }]);
  }
}
