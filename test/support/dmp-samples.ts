import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from 'mocha';

const folder = new URL('../../../shared/data/dmp-samples/', import.meta.url);

/** The bytes of an official DMP sample, or the test is skipped where the samples are not. */
export function dmpSample(test: Context, file: string): Buffer {
  const path = fileURLToPath(new URL(file, folder));
  if (!existsSync(path)) {
    console.log(`      skipped: no official DMP samples at ${fileURLToPath(folder)}`);
    test.skip();
  }
  return readFileSync(path);
}
