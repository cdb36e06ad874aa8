import { z } from 'zod';
import { isOid } from '../model/oid.ts';
import { type AffinityDomain, type CodedAttribute, TRANSACTIONS } from './affinity-domain.ts';
import { NO_ASSOCIATIONS, readAssociations } from './associations.ts';
import { domainNames, ProfileError, readProfile } from './profiles.ts';
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

const oid = z.string().refine(isOid, 'is no OID');

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  rules: z.strictObject({
    name: z.string(),
    assertion: z.enum(['required', 'optional']),
    recordsRequired: z.boolean(),
    patientAuthorities: z.array(oid),
    lotSignature: z.enum(['required', 'none']),
    classFollowsType: z.boolean(),
    cdaConsistency: z.boolean(),
    requiredEntryAttributes: z.array(z.string()),
    sameDocumentAgain: z.enum(['second-entry', 'same-answer']),
    transactions: z.array(z.enum(TRANSACTIONS)),
    repositoryUniqueId: oid,
    deviceOid: oid,
  }),
  /** Attributes that the domain binds to nothing; every other one has its file in `value-sets/`. */
  freeAttributes: z.array(z.enum(ATTRIBUTES)),
  /** Whether the domain has association tables, in `associations/`. */
  associations: z.boolean(),
});

/**
 * Reads the affinity domain of `profiles/<name>/`: rules, value sets and association tables.
 * @param settings what makes codes count that otherwise do not (EXPORT_DUI).
 * @throws ProfileError when there is no such domain or one of its files cannot be used.
 */
export function loadAffinityDomain(name: string, settings: DomainSettings = {}): AffinityDomain {
  const known = domainNames();
  if (!known.includes(name))
    throw new ProfileError(`no affinity domain '${name}' in profiles (there is: ${known.join(', ')})`);
  const { rules, freeAttributes, associations } = readProfile(schema, name, 'domain.json');
  if (rules.name !== name)
    throw new ProfileError(`profiles/${name}/domain.json: is of the domain ${rules.name}`);
  const bound = ATTRIBUTES.filter((attribute) => !freeAttributes.includes(attribute));
  const sets = new Map<CodedAttribute, ValueSet>(
    bound.map((attribute) => [attribute, readValueSet(name, attribute)]),
  );
  const tables = associations
    ? readAssociations(name, (attribute, system, code) => displayOf(sets.get(attribute), system, code))
    : NO_ASSOCIATIONS;
  return {
    rules,
    check(attribute, { code, system }, on) {
      const set = sets.get(attribute);
      if (set === undefined) return 'free';
      return checkCode(set, WITHOUT_SYSTEM.includes(attribute) ? '' : system, code, on, settings);
    },
    ...tables,
  };
}
