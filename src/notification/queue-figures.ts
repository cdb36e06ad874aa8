import { Gauge, type Registry } from 'prom-client';
import type { Store } from '../store/store.ts';

/**
 * How long one look at the queue serves, in milliseconds: counting that of a campaign holds everybody up, and whoever reaches the
 * port may ask for figures.
 */
const SERVES = 10_000;

/** Adds what the operator watches of the queue: how long it is, and how long its oldest notification has waited. */
export function queueFigures(
  registry: Registry,
  { notifications }: Pick<Store, 'notifications'>,
  now: () => Date = () => new Date(),
): void {
  let seen: { readonly at: number; readonly queue: ReturnType<typeof notifications.queue> } | undefined;
  const queue = () => {
    const at = now().getTime();
    if (seen === undefined || Math.abs(at - seen.at) >= SERVES) seen = { at, queue: notifications.queue() };
    return seen.queue;
  };
  new Gauge({
    name: 'carnet_notifications_waiting',
    help: 'Notifications that are not delivered yet',
    registers: [registry],
    async collect() {
      this.set((await queue()).waiting);
    },
  });
  new Gauge({
    name: 'carnet_notifications_oldest_seconds',
    help: 'How long the oldest notification that is not delivered has waited; 0 where none waits',
    registers: [registry],
    async collect() {
      const { oldest } = await queue();
      this.set(oldest === undefined ? 0 : (now().getTime() - Date.parse(oldest)) / 1000);
    },
  });
}
