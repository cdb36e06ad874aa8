import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPROVED } from '../../src/model/document-entry.ts';
import type { DomainRules } from '../../src/terminology/affinity-domain.ts';
import { profilePath } from '../../src/terminology/profiles.ts';

/** The authority that assigns the patient ids of the invented region, and the system of its own codes. */
export const REGION = { authority: '1.2.250.1.999.7.1', codes: '1.2.250.1.999.7.2', name: 'region' };

const CONFIDENTIALITY = '2.16.840.1.113883.5.25';

/** What a region may write: patients of its own, VIHF of its own platform, its own types, nobody's quirks. */
const RULES: DomainRules = {
  name: REGION.name,
  assertion: 'required',
  assertionProfile: 'vihf',
  assertionResource: 'urn:region',
  recordsRequired: true,
  habilitation: 'open',
  patientFeed: 'none',
  patientAuthorities: [REGION.authority],
  lotSignature: 'none',
  documentsRequired: true,
  folders: false,
  relationships: 'any-document',
  classFollowsType: false,
  cdaConsistency: false,
  confidentiality: { exactlyOneOf: CONFIDENTIALITY, atMost: 2 },
  requiredEntryAttributes: ['comments'],
  requiredSubmissionSetAttributes: ['title'],
  sameDocumentAgain: 'second-entry',
  searchWithoutPatient: 'refused',
  statuses: { known: [APPROVED], byDefault: [] },
  statusChanges: [],
  tolerates: [],
  transactions: ['ITI-18', 'ITI-41', 'ITI-43'],
  addresses: { '/partage/xds': ['registry', 'repository'] },
  responseActions: {},
  repositoryUniqueId: '1.2.250.1.999.7.3',
  deviceOid: '1.2.250.1.999.7.4',
};

const SOURCES = ['made for the tests'];

/** Codes of the region; every other attribute is free. */
const VALUE_SETS: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  typeCode: [[REGION.codes, ['PLAN-TERRITORIAL']]],
  confidentialityCode: [
    [CONFIDENTIALITY, ['N', 'R']],
    [REGION.codes, ['RESERVE']],
  ],
};

const FREE = [
  'classCode',
  'formatCode',
  'healthcareFacilityTypeCode',
  'practiceSettingCode',
  'eventCodeList',
  'contentTypeCode',
  'folderCodeList',
  'languageCode',
  'mimeType',
];

const fileName = (attribute: string) =>
  `${attribute.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}.json`;

/**
 * Writes a third affinity domain, as a regional operator would, into a folder outside the project.
 * @param changes of its rules. @param more other parts of `domain.json`.
 * @returns the folder for CARNET_PROFILES.
 */
export function writeRegionalDomain(changes: object = {}, more: object = {}): string {
  const profiles = mkdtempSync(join(tmpdir(), 'carnet-profiles-'));
  const rules = { ...RULES, ...changes };
  const folder = join(profiles, rules.name);
  mkdirSync(join(folder, 'value-sets'), { recursive: true });
  const domain = { sources: SOURCES, rules, freeAttributes: FREE, associations: false, ...more };
  writeFileSync(join(folder, 'domain.json'), JSON.stringify(domain));
  for (const [attribute, systems] of Object.entries(VALUE_SETS)) {
    const file = {
      attribute,
      sources: SOURCES,
      systems: systems.map(([system, codes]) => ({ system, codes: codes.map((code) => [code, code]) })),
    };
    writeFileSync(join(folder, 'value-sets', fileName(attribute)), JSON.stringify(file));
  }
  return profiles;
}

/** Gives the region a habilitation matrix of its own: the tables of the DMP, with one more type for one group. */
export function withMatrix(profiles: string, group: number): string {
  const folder = join(profiles, REGION.name);
  for (const part of ['habilitation', 'rights']) {
    cpSync(profilePath('dmp', part), join(folder, part), { recursive: true });
  }
  const matrix = {
    sources: SOURCES,
    version: '2026-11',
    effectiveFrom: '2026-11-01',
    systems: [{ system: REGION.codes, types: [['PLAN-TERRITORIAL', String(group), 'Plan du territoire']] }],
  };
  writeFileSync(join(folder, 'habilitation', 'matrix-2026-11.json'), JSON.stringify(matrix));
  return profiles;
}
