/** `import … from`, `export … from`, bare `import`, `import(…)` and `require(…)`; statements begin a line, so prose in comments is not read. */
const STATEMENT = /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const CALL = /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every module that a source text imports, types included, as written. */
export function importsOf(source: string): string[] {
  return [STATEMENT, BARE, CALL].flatMap((pattern) =>
    [...source.matchAll(pattern)].map((match) => match[1] as string),
  );
}

/** The path that a relative import of a file of `src` leads to, from the root of the project. */
export function resolveImport(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1);
}
