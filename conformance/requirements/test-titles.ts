/** `it(` and the literal after it. A title made from values keeps its `${…}` as written. */
const TITLE = /\bit\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** The titles of the `it` calls in the source text of a test file, in order; calls with a computed title are not seen. */
export function testTitles(source: string): string[] {
  return [...source.matchAll(TITLE)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'),
  );
}
