import type { PcfProfile } from './pcf-profiles.ts';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const reason = (code: string) => ({ system: `${TERMINOLOGY}/v3-ActReason`, code });
const confidentiality = (code: string) => ({ system: `${TERMINOLOGY}/v3-Confidentiality`, code });
const sensitivity = (code: string) => ({ system: `${TERMINOLOGY}/v3-ActCode`, code });
const recipient = (reference: string) => ({
  role: { coding: [{ system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'IRCP' }] },
  reference: { reference },
});
const about = (meaning: string, reference: string) => ({ meaning, reference: { reference } });

const POLICY = 'http://example.org/policies/basePrivacyConsentPolicy.txt';
const purpose = [reason('TREAT'), reason('HPAYMT'), reason('HOPERAT')];
const permit = { type: 'permit', purpose };
const normal = { ...permit, securityLabel: [confidentiality('N')] };
const year = { start: '2022-01-01', end: '2022-12-31' };
const observations = ['weight-2', 'weight', 'bloodPressure', 'bloodSugar', 'alcoholUse'];

export interface PcfExample {
  /** As the guide calls it, without `ex-`. */
  readonly name: string;
  readonly profile: PcfProfile;
  readonly policy: string;
  readonly provision: { readonly type: string; readonly [element: string]: unknown };
  /** The elements that keep it from being taken once it is about our patient and our policy; none where it is taken. */
  readonly refused: readonly string[];
}

type Case = readonly [
  name: string,
  profile: PcfProfile,
  provision: PcfExample['provision'],
  refused: readonly string[],
  policy?: string,
];

const CASES: readonly Case[] = [
  ['consent-basic-treat', 'Basic', permit, []],
  ['consent-basic-treat-infant', 'Basic', permit, []],
  ['consent-basic-ink', 'Basic', permit, []],
  ['consent-expired-treat', 'Basic', { ...permit, period: { end: '2022-12-31' } }, ['provision.period']],
  ['consent-basic-reject', 'Basic', { type: 'deny', purpose }, ['provision.type']],
  [
    'consent-basic-research',
    'Basic',
    { type: 'permit', purpose: [reason('HRESCH')] },
    ['provision.purpose'],
    'http://example.org/policies/researchPrivacyConsentPolicy.txt',
  ],
  [
    'consent-intermediate-timeframe',
    'Intermediate',
    { ...permit, dataPeriod: year },
    ['provision.dataPeriod'],
  ],
  [
    'consent-intermediate-not-timeframe',
    'Intermediate',
    { ...permit, provision: [{ type: 'deny', dataPeriod: year }] },
    ['provision.provision[0].dataPeriod'],
  ],
  [
    'consent-intermediate-authoredby',
    'Intermediate',
    { ...permit, data: [about('authoredby', 'Practitioner/ex-practitioner')] },
    ['provision.data'],
  ],
  [
    'consent-intermediate-not-authoredby',
    'Intermediate',
    { ...permit, provision: [{ type: 'deny', data: [about('authoredby', 'Practitioner/ex-practitioner')] }] },
    ['provision.provision[0].data'],
  ],
  [
    'consent-intermediate-encounter',
    'Intermediate',
    { ...permit, data: [about('related', 'Encounter/ex-encounter')] },
    ['provision.data'],
  ],
  [
    'consent-intermediate-not-encounter',
    'Intermediate',
    { ...permit, provision: [{ type: 'deny', data: [about('related', 'Encounter/ex-encounter')] }] },
    ['provision.provision[0].data'],
  ],
  [
    'consent-intermediate-data',
    'Intermediate',
    {
      ...permit,
      data: [
        about('instance', 'Encounter/ex-encounter'),
        ...observations.map((name) => about('instance', `Observation/ex-${name}`)),
      ],
    },
    ['provision.data'],
  ],
  [
    'consent-intermediate-not-data',
    'Intermediate',
    { ...permit, provision: [{ type: 'deny', data: [about('instance', 'Observation/ex-alcoholUse')] }] },
    ['provision.provision[0].data'],
  ],
  [
    'consent-intermediate-purpose',
    'Intermediate',
    {
      type: 'permit',
      purpose: [{ system: 'http://example.org/policies/purposeOfUse', code: 'FooBar' }],
      actor: [recipient('Organization/ex-org-researcher')],
    },
    ['provision.actor', 'provision.purpose'],
    'https://profiles.ihe.net/ITI/PCF/Policy-basic-normal',
  ],
  [
    'dissent-intermediate-break-glass',
    'Intermediate',
    {
      type: 'deny',
      provision: [
        { type: 'permit', purpose: [reason('BTG')], actor: [recipient('Group/ex-privilegedUsers')] },
      ],
    },
    ['provision.type'],
    'https://profiles.ihe.net/ITI/PCF/Policy-break-glass-only',
  ],
  ['consent-advanced-normal', 'Advanced', normal, ['provision.securityLabel']],
  [
    'consent-advanced-normal-restricted',
    'Advanced',
    { ...permit, securityLabel: [confidentiality('N'), confidentiality('R')] },
    ['provision.securityLabel'],
  ],
  [
    'consent-advanced-normal-not-restricted',
    'Advanced',
    { ...normal, provision: [{ type: 'deny', securityLabel: [confidentiality('R')] }] },
    ['provision.securityLabel'],
  ],
  ...(
    [
      ['restricted', [confidentiality('R')]],
      ['psy', [sensitivity('PSY')]],
      ['psy-or-sdv', [sensitivity('PSY'), sensitivity('SDV')]],
    ] as const
  ).map(
    ([what, securityLabel]): Case => [
      `consent-advanced-normal-focused-${what}`,
      'Advanced',
      {
        ...normal,
        provision: [{ type: 'permit', securityLabel, actor: [recipient('Practitioner/ex-practitioner')] }],
      },
      ['provision.securityLabel'],
    ],
  ),
  [
    'consent-advanced-normal-break-glass-restricted',
    'Advanced',
    {
      ...normal,
      provision: [
        {
          type: 'permit',
          purpose: [reason('BTG')],
          securityLabel: [confidentiality('R')],
          actor: [recipient('Group/ex-privilegedUsers')],
        },
      ],
    },
    ['provision.securityLabel'],
  ],
];

/**
 * What each example Consent of IHE ITI PCF 1.1.1 says (its codes and structure; source: github.com/IHE/ITI.PCF, commit 3fefea1
 * of 2024-10-21), with our verdict on it.
 */
export const PCF_EXAMPLES: readonly PcfExample[] = CASES.map(
  ([name, profile, provision, refused, policy = POLICY]) => ({ name, profile, provision, refused, policy }),
);

/** An example as a resource. @param patient the reference of the patient. */
export function exampleConsent({ name, policy, provision }: PcfExample, patient = 'Patient/ex-patient') {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: `${TERMINOLOGY}/consentscope`, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: patient },
    dateTime: '2022-06-13',
    performer: [{ reference: name.endsWith('-infant') ? 'Patient/ex-mother' : patient }],
    organization: [{ reference: 'Organization/ex-organization' }],
    sourceReference: { reference: 'DocumentReference/ex-documentreference' },
    policy: [{ uri: policy }],
    provision,
  };
}
