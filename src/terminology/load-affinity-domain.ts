import { z } from 'zod';
import type { AffinityDomain, CodedAttribute } from './affinity-domain.ts';
import { NO_ASSOCIATIONS, readAssociations } from './associations.ts';
import { incoherences, rulesSchema } from './domain-rules.ts';
import { domainFolder, ProfileError, readProfile } from './profiles.ts';
import { checkCode, type DomainSettings, displayOf, readValueSet, type ValueSet } from './value-set.ts';

const ATTRIBUTES = [
  'classCode',
  'typeCode',
  'formatCode',
  'confidentialityCode',
  'healthcareFacilityTypeCode',
  'practiceSettingCode',
  'eventCodeList',
  'contentTypeCode',
  'folderCodeList',
  'languageCode',
  'mimeType',
] as const satisfies readonly CodedAttribute[];

/** Attributes that the wire carries as a bare text, without a coding scheme. */
const WITHOUT_SYSTEM: readonly CodedAttribute[] = ['languageCode', 'mimeType'];

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  rules: rulesSchema,
  /** Attributes that the domain binds to nothing; every other one has its file in `value-sets/`. */
  freeAttributes: z.array(z.enum(ATTRIBUTES)),
  /** Whether the domain has association tables, in `associations/`. */
  associations: z.boolean(),
});

/**
 * Reads an affinity domain: rules, value sets and association tables.
 * @param settings what makes codes count that otherwise do not (EXPORT_DUI), and the operator's own folder of profiles.
 * @throws ProfileError when there is no such domain, one of its files cannot be used, or its rules cannot hold together.
 */
export function loadAffinityDomain(
  name: string,
  settings: DomainSettings & { readonly profiles?: string | undefined } = {},
): AffinityDomain {
  const folder = domainFolder(name, settings.profiles);
  const { rules, freeAttributes, associations } = readProfile(schema, folder, 'domain.json');
  const wrong = (what: string) => new ProfileError(`${folder.shown}/domain.json: ${what}`);
  if (rules.name !== name) throw wrong(`rules.name is ${rules.name}, and the folder ${name}`);
  const bound = ATTRIBUTES.filter((attribute) => !freeAttributes.includes(attribute));
  const sets = new Map<CodedAttribute, ValueSet>(
    bound.map((attribute) => [attribute, readValueSet(folder, attribute)]),
  );
  const confidentiality = sets.get('confidentialityCode');
  const faults = incoherences(rules, {
    associations,
    hasConfidentialityOf: (system) => confidentiality === undefined || confidentiality.has(system),
  });
  if (faults.length > 0) throw wrong(faults.join('; '));
  const tables = associations
    ? readAssociations(folder, (attribute, system, code) => displayOf(sets.get(attribute), system, code))
    : NO_ASSOCIATIONS;
  return {
    rules,
    folder,
    check(attribute, { code, system }, on) {
      const set = sets.get(attribute);
      if (set === undefined) return 'free';
      return checkCode(set, WITHOUT_SYSTEM.includes(attribute) ? '' : system, code, on, settings);
    },
    ...tables,
  };
}
