import { ensureSandboxPki } from '../../src/identity/sandbox/pki.ts';
import { agentFor, type LoadResult, type Reply, runLoad, send } from './load-generator.ts';
import { PREPARE } from './scenarios/index.ts';
import type { Ground, ScenarioName } from './scenarios/scenario.ts';

/** A process: the clients of one scenario. It makes its requests, says that it is ready, and fires when told to. */
export type LoadOrder = Omit<Ground, 'pki'> & { readonly scenario: ScenarioName; readonly data: string };

export type LoadCommand =
  /** Sends one request and hands the answer over, for the baseline to send again. */
  | { readonly do: 'sample'; readonly origin: string }
  | {
      readonly do: 'run';
      readonly origin: string;
      readonly seconds: number;
      readonly warmUpSeconds: number;
    };

export type LoadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sample'; readonly reply: Reply; readonly fault: string | undefined }
  | { readonly kind: 'result'; readonly result: LoadResult };

function answer(message: LoadAnswer): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit());
process.once('message', async (order: LoadOrder) => {
  const pki = await ensureSandboxPki(order.data);
  const plan = await PREPARE[order.scenario]({ ...order, pki });
  process.on('message', async (command: LoadCommand) => {
    if (command.do === 'run') {
      answer({ kind: 'result', result: await runLoad(plan, { ...command, clients: order.clients }) });
      return;
    }
    const agent = agentFor(plan.tls(0));
    const shot = plan.next(0);
    if (shot === undefined) throw new Error('no request to sample');
    const reply = await send(command.origin, agent, shot);
    agent.destroy();
    answer({ kind: 'sample', reply, fault: plan.fault(reply) });
  });
  answer({ kind: 'ready' });
});
