import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/**
 * Runs a program of the tests and kills it once it has written so many lines, at a moment that it does not know.
 * @returns its whole lines: what it had acknowledged.
 */
export async function linesUntilKilled(
  program: URL,
  args: readonly string[],
  after: number,
): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('\n').length > after) child.kill('SIGKILL');
  });
  await once(child, 'close');
  expect(child.signalCode).to.equal('SIGKILL');
  return text.split('\n').slice(0, -1);
}
