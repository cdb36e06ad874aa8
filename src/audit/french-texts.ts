import { readFileSync } from 'node:fs';

/** What patients read, by code: `profiles/texts/<name>.fr.json`. */
export function texts(name: string): Readonly<Record<string, string>> {
  const file = new URL(`../../profiles/texts/${name}.fr.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
