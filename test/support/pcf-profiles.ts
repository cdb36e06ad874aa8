/** One constraint of a profile on one element, counted in each element that it stands in. */
export interface ElementRule {
  /** Names from the resource down, joined by points; `source[x]` is an element of several types. */
  readonly path: string;
  readonly min?: number;
  readonly max?: number;
  /** A coding that a CodeableConcept must have among its own. */
  readonly coding?: { readonly system: string; readonly code: string };
  /** The codes of a required binding, or of the slices of a closed slicing. */
  readonly codes?: readonly string[];
}

const PROVISION = ['provision', 'provision.provision'];

/** Of FHIR R4 4.0.1 itself: what the profiles leave as it is and an example could break. */
const BASE: readonly ElementRule[] = [
  { path: 'status', codes: ['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error'] },
  ...PROVISION.flatMap((path): readonly ElementRule[] => [
    { path: `${path}.type`, max: 1, codes: ['permit', 'deny'] },
    { path: `${path}.period`, max: 1 },
    { path: `${path}.dataPeriod`, max: 1 },
    { path: `${path}.actor.role`, min: 1, max: 1 },
    { path: `${path}.actor.reference`, min: 1, max: 1 },
    { path: `${path}.data.reference`, min: 1, max: 1 },
    {
      path: `${path}.data.meaning`,
      min: 1,
      max: 1,
      codes: ['instance', 'related', 'dependents', 'authoredby'],
    },
  ]),
];

const EVERY_PROFILE: readonly ElementRule[] = [
  { path: 'status', min: 1, max: 1 },
  {
    path: 'scope',
    min: 1,
    max: 1,
    coding: { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
  },
  { path: 'category', min: 1 },
  { path: 'patient', min: 1, max: 1 },
  { path: 'dateTime', min: 1, max: 1 },
  { path: 'performer', min: 1 },
  { path: 'organization', min: 1 },
  { path: 'source[x]', min: 1, max: 1 },
  { path: 'policy.uri', min: 1, max: 1 },
  { path: 'verification', max: 0 },
  { path: 'provision', min: 1, max: 1 },
  { path: 'provision.type', min: 1, max: 1 },
  {
    path: 'provision.actor.role',
    coding: { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' },
  },
  { path: 'provision.action', max: 0 },
  { path: 'provision.class', max: 0 },
  { path: 'provision.code', max: 0 },
  { path: 'provision.provision.provision', max: 0 },
];

const SLICED_MEANINGS = ['instance', 'related', 'authoredby'];

/**
 * The constraints of the content profiles of IHE ITI PCF 1.1.1 on Consent, by the end of their canonical URL, with the bindings
 * that are required. Source: the differentials of the guide (github.com/IHE/ITI.PCF, commit 3fefea1 of 2024-10-21). That
 * Intermediate has no security label in a provision within the provision, its prose says and its differential does not.
 */
export const PCF_PROFILES = {
  Basic: [
    ...BASE,
    ...EVERY_PROFILE,
    { path: 'provision.securityLabel', max: 0 },
    { path: 'provision.dataPeriod', max: 0 },
    { path: 'provision.data', max: 0 },
    { path: 'provision.provision', max: 0 },
  ],
  Intermediate: [
    ...BASE,
    ...EVERY_PROFILE,
    { path: 'provision.securityLabel', max: 0 },
    { path: 'provision.provision.securityLabel', max: 0 },
    { path: 'provision.data.meaning', codes: SLICED_MEANINGS },
    { path: 'provision.provision.data.meaning', codes: SLICED_MEANINGS },
  ],
  Advanced: [...BASE, ...EVERY_PROFILE],
} as const satisfies Record<string, readonly ElementRule[]>;

export type PcfProfile = keyof typeof PCF_PROFILES;

/** What in a resource goes against the rules of a profile: a line for each, none where it conforms. */
export function faultsAgainst(rules: readonly ElementRule[], resource: object): string[] {
  return rules.flatMap((rule) => {
    const steps = rule.path.split('.');
    const last = steps.at(-1)!;
    const parents = steps
      .slice(0, -1)
      .reduce<readonly unknown[]>((found, step) => found.flatMap((one) => valuesOf(one, step)), [resource]);
    return parents.flatMap((parent) => faultsOf(rule, valuesOf(parent, last)));
  });
}

function faultsOf(
  { path, min = 0, max = Number.POSITIVE_INFINITY, coding, codes }: ElementRule,
  values: readonly unknown[],
) {
  const faults =
    values.length < min || values.length > max ? [`${path}: ${values.length} of ${min}..${max}`] : [];
  for (const value of values) {
    if (codes !== undefined && !codes.includes(String(value))) faults.push(`${path}: ${value}`);
    if (coding === undefined) continue;
    const own = valuesOf(value, 'coding') as readonly { system?: string; code?: string }[];
    if (!own.some(({ system, code }) => system === coding.system && code === coding.code))
      faults.push(`${path}: not ${coding.code}`);
  }
  return faults;
}

function valuesOf(parent: unknown, name: string): readonly unknown[] {
  const entries = Object.entries(parent as object);
  const found = name.endsWith('[x]')
    ? entries.filter(([key]) => new RegExp(`^${name.slice(0, -3)}[A-Z]`).test(key))
    : entries.filter(([key]) => key === name);
  return found.flatMap(([, value]) => value);
}
