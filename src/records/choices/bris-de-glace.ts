import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirInteraction, FhirRequest } from '../../fhir/interaction.ts';
import { atMostOne, one, readParameters } from '../../fhir/parameters.ts';
import { patientLogicalId } from '../../fhir/patient-parameter.ts';
import { textOf } from '../../fhir/shape.ts';
import { foldName } from '../../model/folded-name.ts';
import { formatCx } from '../../model/hl7v2.ts';
import type { OpenedAccess, Patient } from '../../model/record.ts';
import { triesKey } from '../../store/counted-tries.ts';
import type { WriteCommand } from '../../store/store.ts';

const LONGEST_NAME = 200;
const LONGEST_REASON = 1000;
const HOUR = 3_600_000;

/** What a professional declares. Any of the four may be missing: then the access is refused as for a wrong one. */
interface Declaration {
  /** CX. */
  readonly patientId: string;
  readonly family?: string | undefined;
  readonly given?: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string | undefined;
  readonly reason?: string | undefined;
}

interface Opened {
  readonly patientKey: number;
  readonly until: string;
}

export interface BrisDeGlaceOptions {
  /** How long the access lasts. */
  readonly hours: number;
  /** How often one professional may try for one patient within the window, before it has to wait for the window's end. */
  readonly attempts: number;
  readonly attemptWindowMinutes: number;
}

const identifier = z
  .strictObject({
    use: z.string().optional(),
    type: z.looseObject({}).optional(),
    system: z.string().regex(/^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/),
    value: z.string().regex(/^[0-9AB]{15}$/),
  })
  .transform(({ system, value }) => formatCx(value, system.slice('urn:oid:'.length), 'NH'));

/**
 * `POST Patient/$bris-de-glace` (ruling 8; rules PAT-07, PAT-10 to PAT-12): a professional declares that the state of a
 * patient is an immediate risk and opens a timed access to the record, which the same professional then uses with the
 * purpose bris_de_glace. The INS says whose record it is, since nobody is found by traits alone; birth name, first name and
 * date of birth confirm it, and the reason is the declaration that the traces show. Attempts are counted, since the INS alone leaves
 * few dates of birth to guess: in the unit of the trace, so that a refusal costs one unit whatever it is for, and first in
 * it, so that beyond the limit not even the right declaration opens anything. One that opens the access begins the count anew.
 * @returns an interaction that answers Parameters with the patient and the end of the access; refusals: ResourceInvalid and
 * ResourceIncomplete for what is no such request; AccessDenied, and always the same, when a trait or the reason is missing or
 * wrong, after too many attempts, when the patient opposes this mode and when the patient blocks the caller.
 */
export function brisDeGlace({
  hours,
  attempts,
  attemptWindowMinutes: windowMinutes,
}: BrisDeGlaceOptions): FhirInteraction<Declaration, Opened> {
  return {
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name: 'bris-de-glace', on: 'type' },
    read: readDeclaration,
    transaction: {
      event: 'BRIS-DE-GLACE',
      action: 'E',
      right: 'record.open-access',
      record: ({ patientId }) => ({ patientId }),
      about: ({ reason }) => ({
        declared: { purpose: 'bris_de_glace', ...(reason === undefined ? {} : { reason }) },
      }),
      run: async (declaration, { record, call }) => {
        const { reason } = declaration;
        if (record === undefined) return refuse('AccessDenied', 'no record');
        const patientKey = record.patient.key;
        const key = triesKey('bris-de-glace', `${patientKey}|${call.subject.id}`);
        const count: WriteCommand = {
          kind: 'count-try',
          limit: { key, most: attempts, windowMinutes },
          at: call.at,
        };
        if (reason === undefined || !isAbout(declaration, record.patient)) {
          return {
            ...refuse('AccessDenied', 'declaration missing or not of the patient'),
            writes: [count],
          };
        }
        const access: OpenedAccess = {
          professional: call.subject.id,
          reason,
          openedAt: call.at,
          until: new Date(Date.parse(call.at) + hours * HOUR).toISOString(),
        };
        return {
          answer: { patientKey, until: access.until },
          documents: [],
          writes: [count, { kind: 'open-access', patientKey, access }, { kind: 'forget-tries', key }],
          onConflict: async ({ conflict }): Promise<Refusal> => refuse('AccessDenied', conflict),
        };
      },
    },
    write: ({ patientKey, until }, { base }) => ({
      kind: 'json',
      text: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'patient',
            valueReference: { reference: `${base}/Patient/${patientLogicalId(patientKey)}` },
          },
          { name: 'fin', valueInstant: until },
        ],
      }),
    }),
  };
}

function readDeclaration({ body }: FhirRequest): Declaration | Refusal {
  const name = atMostOne('valueString', textOf(LONGEST_NAME));
  const read = readParameters(body, {
    patient: one('valueIdentifier', identifier),
    nom: name,
    prenom: name,
    'date-naissance': atMostOne('valueDate', z.iso.date()),
    motif: atMostOne('valueString', textOf(LONGEST_REASON)),
  });
  if (isRefusal(read)) return read;
  const { patient: patientId, nom: family, prenom: given, 'date-naissance': birthDate, motif: reason } = read;
  return { patientId, family, given, birthDate, reason };
}

/**
 * Whether the three traits are those of the patient, written as the INSi compares them: without regard to case, accents,
 * hyphens and apostrophes. The name may be that of birth or the one in use, the first name the first alone or all of them.
 */
function isAbout({ family, given, birthDate }: Declaration, patient: Patient): boolean {
  const same = (said: string | undefined, known: string | undefined) =>
    said !== undefined && known !== undefined && foldName(said) !== '' && foldName(said) === foldName(known);
  const named = same(family, patient.family) || same(family, patient.usualFamily);
  const firstNamed = same(given, patient.givens[0]) || same(given, patient.givens.join(' '));
  return named && firstNamed && birthDate === patient.birthDate;
}
