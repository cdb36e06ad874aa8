/** `describe(` or `it(` and the literal after it. A title made from values keeps its `${…}` as written. */
const TITLE = /\b(describe|it)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** One test of a file: the title of its `it`, and of the last `describe` before it. */
export interface TestTitle {
  readonly title: string;
  readonly under: string;
}

/** The `it` calls in the source text of a test file, in order; calls with a computed title are not seen. */
export function testTitles(source: string): TestTitle[] {
  let under = '';
  const titles: TestTitle[] = [];
  for (const match of source.matchAll(TITLE)) {
    const text = (match[2] ?? match[3] ?? match[4] ?? '').replace(/\\(.)/g, '$1');
    if (match[1] === 'describe') under = text;
    else titles.push({ title: text, under });
  }
  return titles;
}

/** Whether a reference means this test: by its title, or as `describe > it` where one title stands twice. */
export function isMeant({ title, under }: TestTitle, reference: string): boolean {
  return reference === title || reference === `${under} > ${title}`;
}
