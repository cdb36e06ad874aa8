import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PlanError } from '../plan-error.ts';

/** Where the parts of NIST's toolkit are. */
export interface Toolkit {
  readonly tests: string;
  /** Schemas of ebRIM 3.0 and XDS.b. */
  readonly schemas: string;
  /** The codes of its affinity domain. */
  readonly codes: string;
  /** The sourceId of every SubmissionSet. */
  readonly sourceId: string;
}

const BESIDE_THE_PROJECT = fileURLToPath(new URL('../../../../shared/data/xds/nist', import.meta.url));
/** The toolkit's own, where its folder names none. */
export const SOURCE_ID = '1.3.6.1.4.1.21367.4';

function firstThere(what: string, folder: string, places: readonly string[]): string {
  const found = places.map((place) => `${folder}/${place}`).find((path) => existsSync(path));
  if (found === undefined) throw new PlanError(`no ${what} in ${folder}: looked for ${places.join(', ')}`);
  return found;
}

/** The test kit beside the project, where there is one. */
export function toolkitBesideTheProject(): string | undefined {
  return existsSync(BESIDE_THE_PROJECT) ? BESIDE_THE_PROJECT : undefined;
}

/**
 * Finds the parts in a folder: the `toolkitx` folder of an installed toolkit, or one that holds `testkit`, `environment`
 * and, beside it, `xsd/nist-v3`.
 * @throws PlanError naming what is missing.
 */
export function openToolkit(folder: string): Toolkit {
  const source = ['sourceid.txt', 'xdstest/sourceid.txt']
    .map((place) => `${folder}/${place}`)
    .find((path) => existsSync(path));
  return {
    tests: firstThere('test plans', folder, ['testkit/tests', 'tests']),
    schemas: firstThere('schemas', folder, ['schema/v3', '../xsd/nist-v3', '../schema/v3']),
    codes: firstThere('codes', folder, [
      'environment/codes.xml',
      'environment/default/codes.xml',
      '../environment/default/codes.xml',
    ]),
    sourceId: source === undefined ? SOURCE_ID : readFileSync(source, 'utf8').trim(),
  };
}
