import { existsSync, readFileSync } from 'node:fs';
import { verifyRequirements } from './verify.ts';

/** `npm run requirements`: checks `requirements.tsv`, says how many rules a test proves, fails on a broken reference. */
const root = new URL('../../', import.meta.url);

const { problems, counts } = verifyRequirements(
  readFileSync(new URL('../requirements.tsv', import.meta.url), 'utf8'),
  (file) => {
    const url = new URL(file, root);
    return url.href.startsWith(root.href) && existsSync(url) ? readFileSync(url, 'utf8') : undefined;
  },
);

for (const problem of problems) console.error(problem);
for (const { level, held, total } of counts) {
  if (level === 'INFO')
    console.log(`INFO    ${String(total).padStart(3)} rows that ask nothing of the server`);
  else console.log(`${level.padEnd(7)} ${String(held).padStart(3)} of ${total} hold`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
