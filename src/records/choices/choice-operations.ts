import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirInteraction, FhirRequest } from '../../fhir/interaction.ts';
import { atMostOne, one, readParameters } from '../../fhir/parameters.ts';
import { patientKeyOf } from '../../fhir/patient-parameter.ts';
import { textOf } from '../../fhir/shape.ts';
import type { Right } from '../../model/right.ts';
import type { Store } from '../../store/store.ts';
import { type ChoiceRequest, choiceTransaction, consentAnswer } from './choice-transaction.ts';
import type { ConsentOf } from './consent-resource.ts';
import { professionalShape } from './professional.ts';

type Change = ChoiceRequest['change'];

/** One operation on the Patient of a record: what it takes and what it makes of the choices. */
interface ChoiceOperation {
  /** The French verb of what is done, in the infinitive, without accents. */
  readonly name: string;
  readonly right: Right;
  readonly read: (body: FhirRequest['body']) => Change | Refusal;
}

const LONGEST_NAME = 200;
const professional = one('valueIdentifier', professionalShape);
const name = atMostOne('valueString', textOf(LONGEST_NAME));
/** The two modes of emergency access, by the codes of TRE_R248 that a VIHF has for them. */
const mode = one(
  'valueCode',
  z
    .enum(['bris_de_glace', 'centre_15'])
    .transform((code) => (code === 'centre_15' ? ('centre15' as const) : ('brisDeGlace' as const))),
);
/** Whether masked documents are shown in that mode too. */
const withMasked = atMostOne('valueBoolean', z.boolean());

const OPERATIONS: readonly ChoiceOperation[] = [
  {
    name: 'bloquer',
    right: 'record.block',
    read: (body) =>
      changeBy(
        readParameters(body, { professionnel: professional, nom: name }),
        (sent) => (before, since) => {
          const named = sent.nom === undefined ? {} : { name: sent.nom };
          const blocking = { professional: sent.professionnel, since, ...named };
          const known = before.blocked.some((one) => one.professional === blocking.professional);
          return known ? before : { ...before, blocked: [...before.blocked, blocking] };
        },
      ),
  },
  {
    name: 'debloquer',
    right: 'record.block',
    read: (body) =>
      changeBy(readParameters(body, { professionnel: professional }), (sent) => (before) => ({
        ...before,
        blocked: before.blocked.filter((one) => one.professional !== sent.professionnel),
      })),
  },
  {
    name: 'autoriser-urgence',
    right: 'record.choices',
    read: (body) =>
      changeBy(readParameters(body, { mode, 'avec-masques': withMasked }), (sent) => (before) => ({
        ...before,
        [sent.mode]: sent['avec-masques'] === true ? 'allowed-with-masked' : 'allowed',
      })),
  },
  {
    name: 'refuser-urgence',
    right: 'record.choices',
    read: (body) =>
      changeBy(readParameters(body, { mode }), (sent) => (before) => ({ ...before, [sent.mode]: 'opposed' })),
  },
  {
    name: 'masquer-tout',
    right: 'record.choices',
    read: (body) => changeBy(readParameters(body, {}), () => (before) => ({ ...before, maskAll: true })),
  },
  {
    name: 'demasquer-tout',
    right: 'record.choices',
    read: (body) => changeBy(readParameters(body, {}), () => (before) => ({ ...before, maskAll: false })),
  },
  {
    name: 'designer-medecin-traitant',
    right: 'record.choices',
    read: (body) =>
      changeBy(readParameters(body, { professionnel: professional, nom: name }), (sent) => (before) => {
        const one = { id: sent.professionnel, name: sent.nom ?? sent.professionnel };
        const known = before.medecinsTraitants.some(({ id }) => id === one.id);
        return known ? before : { ...before, medecinsTraitants: [...before.medecinsTraitants, one] };
      }),
  },
  {
    name: 'revoquer-medecin-traitant',
    right: 'record.choices',
    read: (body) =>
      changeBy(readParameters(body, { professionnel: professional }), (sent) => (before) => ({
        ...before,
        medecinsTraitants: before.medecinsTraitants.filter(({ id }) => id !== sent.professionnel),
      })),
  },
];

function changeBy<T>(read: T | Refusal, change: (parameters: T) => Change): Change | Refusal {
  return isRefusal(read) ? read : change(read);
}

/**
 * The operations by which patients decide about the own record, `POST Patient/[id]/$bloquer` and so on; the médecin
 * traitant blocks and unblocks in the patient's name (PDT-INF-527). Each answers the patient's Consent as it is then. What
 * is so already stays so, and is no error.
 * @returns refusals: ResourceInvalid, ResourceIncomplete, NotFound for whoever may not.
 */
export function choiceOperations(
  store: Pick<Store, 'choices' | 'records'>,
): FhirInteraction<ChoiceRequest, ConsentOf>[] {
  return OPERATIONS.map((operation) => ({
    resourceType: 'Patient',
    interaction: 'operation',
    operation: { name: operation.name, on: 'instance' },
    read: ({ id, body }) => {
      const patientKey = patientKeyOf(id ?? '');
      if (patientKey === undefined) return refuse('NotFound', 'no patient of that logical id');
      const change = operation.read(body);
      return isRefusal(change) ? change : { patientKey, change };
    },
    transaction: choiceTransaction(operation.right, store),
    write: (consent, { base }) => consentAnswer(consent, base),
  }));
}
