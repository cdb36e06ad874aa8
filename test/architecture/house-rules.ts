import { ACTORS, floorOf, roomOf } from './floors.ts';
import { importsOf, resolveImport } from './imports.ts';

export interface SourceFile {
  /** From the root of the project: `src/registry/find.ts`. */
  readonly path: string;
  readonly text: string;
}

const LONGEST = 300;
const SQL_DRIVERS = ['better-sqlite3', 'node:sqlite', 'pg', 'postgres', 'sqlite3', 'knex', 'kysely'];
const WEB_FRAMEWORKS = ['express'];
const XML_PARSERS = ['saxes'];
/** A second parser for what the first has read is how signatures are got around. */
const FOREIGN_PARSERS = ['@xmldom/xmldom', 'xmldom', 'fast-xml-parser', 'libxml2-wasm', 'xml2js', 'sax'];
const EMPTY_WORDS = [
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'manager',
  'managers',
  'service',
  'services',
];
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.ts$/;

/** What a file imports that its place in the house forbids. */
export function importFaults(file: SourceFile): string[] {
  const room = roomOf(file.path);
  if (floorOf(room) < 0) return [`${file.path}: '${room}' is no room of the house`];
  return importsOf(file.text).flatMap((specifier) => {
    const fault = specifier.startsWith('.') ? roomFault(file.path, specifier) : packageFault(room, specifier);
    return fault === undefined ? [] : [`${file.path}: ${fault}`];
  });
}

function roomFault(path: string, specifier: string): string | undefined {
  const target = resolveImport(path, specifier);
  if (!target.startsWith('src/')) return `imports ${target}, outside src`;
  const from = roomOf(path);
  const to = roomOf(target);
  if (floorOf(to) < 0) return `imports '${to}', which is no room of the house`;
  if (floorOf(to) < floorOf(from)) return `${from} imports ${to}, which is above it`;
  if (from !== to && ACTORS.includes(from) && ACTORS.includes(to)) return `actor ${from} imports actor ${to}`;
  return undefined;
}

function packageFault(room: string, specifier: string): string | undefined {
  const of = (packages: readonly string[]) =>
    packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  if (of(WEB_FRAMEWORKS) && ACTORS.includes(room)) return `actor ${room} imports ${specifier}`;
  if (of(SQL_DRIVERS) && room !== 'store') return `${specifier} outside store`;
  if (of(XML_PARSERS) && room !== 'xml') return `${specifier} outside xml`;
  if (of(FOREIGN_PARSERS)) return `${specifier} is a second XML parser`;
  return undefined;
}

/** What is wrong with the name or the length of a file. */
export function fileFaults(file: SourceFile): string[] {
  const faults: string[] = [];
  const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
  if (lines > LONGEST) faults.push(`${file.path}: ${lines} lines, more than ${LONGEST}`);
  const segments = file.path.split('/');
  if (!KEBAB.test(segments.at(-1) ?? '')) faults.push(`${file.path}: not kebab-case`);
  const words = segments.flatMap((segment) => segment.split(/[-.]/));
  const empty = words.find((word) => EMPTY_WORDS.includes(word));
  if (empty !== undefined) faults.push(`${file.path}: '${empty}' says nothing`);
  return faults;
}
