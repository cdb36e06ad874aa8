import { parseArgs } from 'node:util';
import { ensureSandboxPki } from '../../src/identity/sandbox/pki.ts';
import { startScript } from '../bench/child.ts';
import { HOSTILE_INPUTS, type HostileInput } from './inputs.ts';
import { hostileRequest, send } from './messages.ts';
import type { Started } from './server.ts';

const USAGE = `npm run conformance -- dos [--megabytes N] [--rounds N] [--only WORD]

  Sends a server of ours, in a process of its own, bodies that are made to be slow to read, and prints the longest block of its
  event loop for each, by megabyte. Of several rounds the shortest counts.

  --megabytes N  how large a body is (1)
  --rounds N     how often each is sent (5)
  --only WORD    inputs whose kind or name holds this word`;

const MEGABYTE = 1024 * 1024;
/** What one megabyte may cost (facts: style and safety B5, line 11). */
const MOST_MS = 100;
/** Below this nothing can be told by megabyte: a request costs as much by itself. */
const LEAST_MEGABYTES = 1;

/** What was measured of one input. */
export interface Measured {
  readonly input: HostileInput;
  readonly bytes: number;
  /** Of the server's answer; `ECONNRESET` and the like where it ended the connection. */
  readonly status: string;
  /** The shortest of the rounds' longest blocks, in milliseconds. */
  readonly block: number;
}

export function blockByMegabyte({ block, bytes }: Measured): number {
  return block / Math.max(LEAST_MEGABYTES, bytes / MEGABYTE);
}

function line(measured: Measured): string {
  const { input, bytes, status, block } = measured;
  const each = blockByMegabyte(measured);
  const name = `${input.kind}: ${input.name}`.padEnd(54);
  const size = (bytes / MEGABYTE).toFixed(2).padStart(6);
  return `${name} ${size} MB ${status.padStart(10)} ${block.toFixed(1).padStart(8)} ms ${each.toFixed(1).padStart(8)} ms/MB${each > MOST_MS ? '  TOO LONG' : ''}`;
}

function number(value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^[1-9][0-9]{0,2}$/.test(value)) throw new TypeError(`${value} is no number from 1 to 999`);
  return Number(value);
}

/** Sends every input and prints the block of each. @returns 1 when one is longer than it may be. */
export async function runDos(args: readonly string[], say: (line: string) => void): Promise<number> {
  const text = { type: 'string' } as const;
  let megabytes: number;
  let rounds: number;
  let only: string;
  try {
    const { values } = parseArgs({ args: [...args], options: { megabytes: text, rounds: text, only: text } });
    megabytes = number(values.megabytes, 1);
    rounds = number(values.rounds, 5);
    only = values.only ?? '';
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const child = startScript('../dos/server.ts');
  const measured: Measured[] = [];
  try {
    const { port, data } = await child.next<Started>();
    const pki = await ensureSandboxPki(data);
    const block = async (input: HostileInput) => {
      const hostile = await hostileRequest(pki, input, megabytes * MEGABYTE);
      child.send('begin');
      await child.next();
      const status = await send(pki, port, hostile);
      child.send('longest');
      return { bytes: hostile.body.length, status, block: await child.next<number>() };
    };
    const [first] = HOSTILE_INPUTS;
    if (first !== undefined) await block(first);
    for (const input of HOSTILE_INPUTS.filter(({ kind, name }) => `${kind}: ${name}`.includes(only))) {
      let best: Measured | undefined;
      for (let round = 0; round < rounds; round++) {
        const found = { input, ...(await block(input)) };
        if (best === undefined || found.block < best.block) best = found;
      }
      if (best === undefined) continue;
      measured.push(best);
      say(line(best));
    }
  } finally {
    if (child.process.connected) child.send('stop');
    await new Promise((resolve) => child.process.once('exit', resolve));
  }
  const longest = measured.reduce((most, one) => Math.max(most, blockByMegabyte(one)), 0);
  say(`\n${measured.length} inputs, longest block ${longest.toFixed(1)} ms per MB (at most ${MOST_MS})`);
  return longest > MOST_MS ? 1 : 0;
}
