import { z } from 'zod';
import { type Code, code, codeKey } from '../model/code.ts';
import type { AffinityDomain } from './affinity-domain.ts';
import { type DomainFolder, readProfile } from './profiles.ts';

const sources = z.array(z.string()).min(1);
const pairs = z.array(z.tuple([z.string().min(1), z.string().min(1)]));

const betweenCodes = z.strictObject({
  sources,
  maps: z.array(z.strictObject({ from: z.string(), to: z.string(), pairs })),
});

const toCodes = z.strictObject({
  sources,
  maps: z.array(z.strictObject({ to: z.string(), pairs })),
});

export type Associations = Pick<AffinityDomain, 'classOf' | 'formatOfTemplates' | 'formatOfMediaType'>;

/** What a domain without association tables answers. */
export const NO_ASSOCIATIONS: Associations = {
  classOf: () => undefined,
  formatOfTemplates: () => undefined,
  formatOfMediaType: () => undefined,
};

/** The display text of a target code, as the value sets have it. */
export type Display = (
  attribute: 'classCode' | 'formatCode',
  system: string,
  code: string,
) => string | undefined;

/**
 * Reads the tables of `associations/` of a domain: type to class (ASS_X04), template to format (ASS_A11), media
 * type to format (ASS_A12).
 * @throws ProfileError
 */
export function readAssociations(folder: DomainFolder, display: Display): Associations {
  const classes = new Map<string, Code>();
  for (const map of readProfile(betweenCodes, folder, 'associations', 'type-class.json').maps) {
    for (const [type, target] of map.pairs) {
      const named = code(target, map.to, display('classCode', map.to, target));
      classes.set(codeKey({ code: type, system: map.from }), named);
    }
  }
  const templates = formats(folder, 'template-format.json', display);
  const mediaTypes = formats(folder, 'media-type-format.json', display);
  return {
    classOf: (type) => classes.get(codeKey(type)),
    formatOfTemplates: (templateIds) => mostSpecific(templateIds, templates),
    formatOfMediaType: (mediaType) => mediaTypes.get(mediaType.split(';')[0]?.trim().toLowerCase() ?? ''),
  };
}

function formats(folder: DomainFolder, file: string, display: Display): ReadonlyMap<string, Code> {
  const { maps } = readProfile(toCodes, folder, 'associations', file);
  return new Map(
    maps.flatMap(({ to, pairs }) =>
      pairs.map(([key, target]) => [key, code(target, to, display('formatCode', to, target))] as const),
    ),
  );
}

/** The models of the French volets; a document also names the templates of IHE and HL7 that its volet derives from. */
const VOLETS = '1.2.250.1.213.1.1.1.';

/**
 * A volet comes before the profile that it derives from, and a deeper arc before a shorter one. Rows name roots only: the
 * extension of a templateId is the version of its model, which keeps the format.
 */
function mostSpecific(templateIds: readonly string[], rows: ReadonlyMap<string, Code>): Code | undefined {
  const rank = (root: string) => (root.startsWith(VOLETS) ? 1000 : 0) + root.split('.').length;
  const roots = templateIds
    .map((templateId) => templateId.split('#')[0] ?? '')
    .filter((root) => rows.has(root));
  const [best] = roots.sort((left, right) => rank(right) - rank(left));
  return best === undefined ? undefined : rows.get(best);
}
