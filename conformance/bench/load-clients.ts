import { startScript } from './child.ts';
import type { LoadAnswer, LoadCommand, LoadOrder } from './load.ts';
import type { LoadResult, Reply } from './load-generator.ts';

/** The clients of one scenario, in a process of their own, their requests made. */
export interface LoadClients {
  /** Sends one request and hands the answer over. @throws when the answer is not what the scenario expects. */
  sample(origin: string): Promise<Reply>;
  run(origin: string, seconds: number, warmUpSeconds: number): Promise<LoadResult>;
}

/** Starts clients, lets them be used, and ends them. */
export async function withClients<T>(
  order: LoadOrder,
  use: (clients: LoadClients) => Promise<T>,
): Promise<T> {
  const { scenario } = order;
  const child = startScript('load.ts');
  const ask = (command: LoadCommand): Promise<LoadAnswer> => {
    child.send(command);
    return child.next<LoadAnswer>();
  };
  try {
    child.send(order);
    await child.next<LoadAnswer>();
    return await use({
      async sample(origin) {
        const answer = await ask({ do: 'sample', origin });
        if (answer.kind !== 'sample') throw new Error(`${scenario}: no sample`);
        if (answer.fault !== undefined) throw new Error(`${scenario}: ${answer.fault}`);
        return answer.reply;
      },
      async run(origin, seconds, warmUpSeconds) {
        const answer = await ask({ do: 'run', origin, seconds, warmUpSeconds });
        if (answer.kind !== 'result') throw new Error(`${scenario}: no result`);
        return answer.result;
      },
    });
  } finally {
    await child.stop();
  }
}
