import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { PlanError } from '../plan-error.ts';
import type { Corrections } from './corrections.ts';

/** The files of the test plans, with the corrections already made. */
export interface PlanFiles {
  /** Ids of all tests. */
  tests(): string[];
  /** Text of `<test>/<section>/<file>`. @throws PlanError when it is not there. */
  text(test: string, section: string, file: string): string;
  /** Content of `<test>/<section>/<file>`, or else of `<test>/<file>`: plans name documents from either place. */
  bytes(test: string, section: string, file: string): Buffer;
  /** Lines of a list at the top of a test, trimmed, without empty ones; none when it has no such list. */
  lines(test: string, file: string): string[];
}

/** @param folder the `tests` folder of a test kit. */
export function openPlanFiles(folder: string, corrections: Corrections): PlanFiles {
  const read = (path: string): Buffer => {
    try {
      return readFileSync(`${folder}/${path}`);
    } catch {
      throw new PlanError(`${path} is missing`);
    }
  };
  return {
    tests: () =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    text: (test, section, file) => {
      const path = `${test}/${section}/${file}`;
      return corrections.apply(
        path,
        read(path)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      );
    },
    bytes: (test, section, file) => {
      const near = `${test}/${section}/${file}`;
      return read(existsSync(`${folder}/${near}`) ? near : `${test}/${file}`);
    },
    lines: (test, file) => {
      if (!existsSync(`${folder}/${test}/${file}`)) return [];
      const path = `${test}/${file}`;
      return corrections
        .apply(path, read(path).toString('utf8'))
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    },
  };
}
