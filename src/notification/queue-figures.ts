import { Gauge, type Registry } from 'prom-client';
import type { Store } from '../store/store.ts';

/** Adds what the operator watches of the queue: how long it is, and how long its oldest notification has waited. */
export function queueFigures(
  registry: Registry,
  { notifications }: Pick<Store, 'notifications'>,
  now: () => Date = () => new Date(),
): void {
  new Gauge({
    name: 'carnet_notifications_waiting',
    help: 'Notifications that are not delivered yet',
    registers: [registry],
    async collect() {
      this.set((await notifications.queue()).waiting);
    },
  });
  new Gauge({
    name: 'carnet_notifications_oldest_seconds',
    help: 'How long the oldest notification that is not delivered has waited; 0 where none waits',
    registers: [registry],
    async collect() {
      const { oldest } = await notifications.queue();
      this.set(oldest === undefined ? 0 : (now().getTime() - Date.parse(oldest)) / 1000);
    },
  });
}
