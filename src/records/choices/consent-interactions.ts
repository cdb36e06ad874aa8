import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { FhirInteraction, FhirRequest } from '../../fhir/interaction.ts';
import { isJsonObject } from '../../fhir/json.ts';
import { patientKeyOf } from '../../fhir/patient-parameter.ts';
import { resourceOf } from '../../fhir/resource-body.ts';
import { pageOf, searchset } from '../../fhir/searchset.ts';
import type { Store } from '../../store/store.ts';
import { type ChoiceRequest, choiceTransaction, consentAnswer } from './choice-transaction.ts';
import { readConsent } from './consent-body.ts';
import { CONSENT_PARAMETERS, type ConsentSearch, readConsentSearch } from './consent-criteria.ts';
import { type ConsentOf, consentResource } from './consent-resource.ts';
import { choicesOf } from './patient-choices.ts';

type ChoiceStore = Pick<Store, 'choices' | 'records'>;

/** Read of the Consent of a record (PCF ITI-108). Whoever may not gets NotFound, as for one that is absent. */
export function consentRead(store: ChoiceStore): FhirInteraction<{ patientKey: number }, ConsentOf> {
  return {
    resourceType: 'Consent',
    interaction: 'read',
    read: ({ id }) => keyOf(id),
    transaction: {
      event: 'CONSENT',
      action: 'R',
      right: 'record.read-choices',
      record: ({ patientKey }) => ({ patientKey }),
      run: async (_request, { record }) =>
        record === undefined
          ? refuse('NotFound', 'hidden')
          : { answer: { record, choices: await choicesOf(record, store) }, documents: [] },
    },
    write: (consent, { base }) => consentAnswer(consent, base),
  };
}

/** Search of the Consent of one record (PCF ITI-108). A patient who names nobody asks for the own one. */
export function consentSearch(store: ChoiceStore): FhirInteraction<ConsentSearch, ConsentOf | undefined> {
  return {
    resourceType: 'Consent',
    interaction: 'search-type',
    searchParameters: CONSENT_PARAMETERS,
    read: readConsentSearch,
    transaction: {
      event: 'CONSENT',
      action: 'E',
      right: 'record.read-choices',
      record: ({ record }) => record,
      run: async ({ matches }, { record }) => {
        if (record === undefined) return { answer: undefined, documents: [] };
        const consent = { record, choices: await choicesOf(record, store) };
        const found = matches(consentResource(consent, ''));
        return { answer: found ? consent : undefined, documents: [] };
      },
    },
    write: (consent, request) => {
      const { base } = request;
      const { count, offset } = pageOf(request);
      const found = consent === undefined ? [] : [consentResource(consent, base)];
      const matches = (count === 0 ? [] : found.slice(offset)).map((resource) => ({
        fullUrl: `${base}/Consent/${resource.id}`,
        resource: JSON.stringify(resource),
      }));
      return { kind: 'json', text: searchset(request, 'Consent', found.length, matches) };
    },
  };
}

/**
 * Update of the Consent of a record (PCF ITI-108): the whole of what the patient decides, `If-Match` where the client names
 * the version that it has read. @returns refusals: ResourceInvalid, ResourceIncomplete, NotFound, PreconditionFailed.
 */
export function consentUpdate(store: ChoiceStore): FhirInteraction<ChoiceRequest, ConsentOf> {
  return {
    resourceType: 'Consent',
    interaction: 'update',
    read: (request) => {
      const key = keyOf(request.id);
      return isRefusal(key) ? key : changeOf(request, key.patientKey);
    },
    transaction: choiceTransaction('record.choices', store),
    write: (consent, { base }) => consentAnswer(consent, base),
  };
}

/**
 * Create of a Consent (PCF ITI-108), for clients that know no other: a record has one Consent from the beginning, so it says
 * the same as its update.
 */
export function consentCreate(store: ChoiceStore): FhirInteraction<ChoiceRequest, ConsentOf> {
  return {
    resourceType: 'Consent',
    interaction: 'create',
    read: (request) => {
      const { patient } = resourceOf(request);
      const reference = isJsonObject(patient) ? patient.reference : undefined;
      const id = typeof reference === 'string' ? reference.split('Patient/').at(-1) : undefined;
      const patientKey = id === undefined ? undefined : patientKeyOf(id);
      if (patientKey === undefined) {
        return refuse('ResourceInvalid', 'patient is no Patient of ours', { about: 'Consent.patient' });
      }
      return changeOf(request, patientKey);
    },
    transaction: choiceTransaction('record.choices', store),
    write: (consent, { base }) => {
      const answer = consentAnswer(consent, base);
      return { ...answer, status: 201, location: `${base}/Consent/${consentResource(consent, base).id}` };
    },
  };
}

function changeOf(request: FhirRequest, patientKey: number): ChoiceRequest | Refusal {
  const change = readConsent(resourceOf(request), patientKey);
  if (isRefusal(change)) return change;
  return { patientKey, change, ...(request.ifMatch === undefined ? {} : { ifMatch: request.ifMatch }) };
}

function keyOf(id: string | undefined): { patientKey: number } | Refusal {
  const patientKey = patientKeyOf(id ?? '');
  return patientKey === undefined ? refuse('NotFound', 'no Consent of that logical id') : { patientKey };
}
