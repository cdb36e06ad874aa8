import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corrections } from '../../../conformance/nist/plans/corrections.ts';
import { openPlanFiles, type PlanFiles } from '../../../conformance/nist/plans/plan-files.ts';

/** NIST's own test plans, where they are beside the project. */
export const SHARED_KIT = fileURLToPath(new URL('../../../../shared/data/xds/nist', import.meta.url));

export interface Kit {
  readonly folder: string;
  readonly files: PlanFiles;
  remove(): void;
}

/** A test kit of our own: the text of each file by its path below the folder of the tests. */
export function makeKit(texts: Readonly<Record<string, string>>): Kit {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-kit-'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${path}`, text);
  }
  return {
    folder,
    files: openPlanFiles(folder, corrections([])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function plan(...steps: string[]): string {
  return `\n<TestPlan><Test>t</Test>${steps.join('')}</TestPlan>`;
}

export function step(id: string, content: string, expected = 'Success'): string {
  return `<TestStep id="${id}"><ExpectedStatus>${expected}</ExpectedStatus>${content}</TestStep>`;
}
