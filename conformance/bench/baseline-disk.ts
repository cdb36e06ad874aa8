import { durableRows } from './durable-rows.ts';

/** A process: the bare cost of keeping a document. Each client writes and flushes the bytes and one row of a shared commit. */
export interface DiskOrder {
  readonly directory: string;
  readonly bytes: number;
  readonly clients: number;
  readonly seconds: number;
}

export interface DiskAnswer {
  readonly perSecond: number;
  readonly kept: number;
}

process.once('disconnect', () => process.exit());
process.on('message', (order: DiskOrder) => {
  void run(order).then((answer) => process.send?.(answer satisfies DiskAnswer));
});

async function run(order: DiskOrder): Promise<DiskAnswer> {
  const rows = durableRows(order.directory);
  const content = Buffer.alloc(order.bytes, 'x');
  const began = performance.now();
  const end = began + order.seconds * 1000;
  let kept = 0;
  const client = async (at: number): Promise<void> => {
    for (let number = 0; performance.now() < end; number++) {
      await rows.keep(`${at}-${number}`, content);
      kept++;
    }
  };
  await Promise.all(Array.from({ length: order.clients }, (_, at) => client(at)));
  rows.close();
  return { perSecond: kept / ((performance.now() - began) / 1000), kept };
}
