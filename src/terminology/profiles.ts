import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

/** A file of `profiles/` that cannot be used; `message` names it and says what is wrong. It stops the start. */
export class ProfileError extends Error {}

/** The same folder from `src/terminology` and from `dist/terminology`. */
const ROOT = new URL('../../profiles/', import.meta.url);

/** The path of a file or folder of `profiles/`. */
export function profilePath(...segments: string[]): string {
  return fileURLToPath(new URL(segments.map(encodeURIComponent).join('/'), ROOT));
}

/** Names of the folders of `profiles/` that are affinity domains, in order. */
export function domainNames(): string[] {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map((entry) => entry.name)
    .filter((name) => readdirSync(profilePath(name)).includes('domain.json'))
    .sort();
}

/**
 * Reads a data file and checks its shape.
 * @throws ProfileError when it is absent, is not JSON or has another shape.
 */
export function readProfile<T>(schema: z.ZodType<T>, ...segments: string[]): T {
  const name = ['profiles', ...segments].join('/');
  const parsed = schema.safeParse(readJson(name, profilePath(...segments)));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim());
  throw new ProfileError(`${name}: ${faults.join('; ')}`);
}

function readJson(name: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ProfileError(`${name}: ${(error as Error).message}`);
  }
}
