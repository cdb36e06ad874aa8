import { once } from 'node:events';
import { expect } from 'chai';
import type { AnyHl7v2Transaction } from '../../src/hl7v2/hl7v2-transaction.ts';
import { type MllpListenerOptions, startMllpListener } from '../../src/hl7v2/listener.ts';
import { adt } from '../support/feed-house.ts';
import { framed, outcomeOf, plainSender } from '../support/mllp-sender.ts';
import { sandboxPki } from '../support/pki.ts';

/** Takes every admission; what becomes of it, the test says. */
const admission: AnyHl7v2Transaction = {
  type: 'ADT',
  events: ['A04'],
  read: () => ({}),
  transaction: {
    event: 'ITI-8',
    action: 'C',
    right: 'patient.feed',
    record: () => ({ patientIds: [] }),
    run: async () => ({ answer: null, documents: [] }),
  },
};

async function listen(changes: Partial<MllpListenerOptions>) {
  const { server, anchors } = await sandboxPki();
  return startMllpListener({
    transactions: [admission],
    execute: async () => null as never,
    reject: async () => {},
    log: () => {},
    identity: { ask: async () => {}, peer: () => undefined, fromNode: () => expect.fail('no TLS here') },
    host: 'localhost',
    plainPort: 0,
    tls: { key: server.key, cert: server.certificate, ca: anchors },
    ...changes,
  });
}

const message = () => adt('A04', '1');

describe('given a connection to the listener of HL7 v2', () => {
  it('then a message that has begun and does not end in time ends the connection', async () => {
    const listener = await listen({ limits: { messageTime: 10 } });
    const sender = await plainSender(listener.plainPort!);
    sender.write(framed(message()).subarray(0, -1));
    await sender.ended();
    expect(await sender.next()).to.equal(undefined);
    await listener.close();
  });

  it('then one on which nothing comes is ended', async () => {
    const listener = await listen({ limits: { idleTime: 10 } });
    const sender = await plainSender(listener.plainPort!);
    await sender.ended();
    await listener.close();
  });

  it('then one more than there may be is not served', async () => {
    const listener = await listen({ mostConnections: 1 });
    const first = await plainSender(listener.plainPort!);
    expect(outcomeOf(await first.ask(message()))).to.equal('AA');
    const second = await plainSender(listener.plainPort!);
    second.write(framed(message()));
    await second.ended();
    expect(await second.next()).to.equal(undefined);
    await listener.close();
  });

  it('then messages are worked on one after another, in their order', async () => {
    let working = 0;
    let most = 0;
    const execute = async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
      return null as never;
    };
    const listener = await listen({ execute });
    const sender = await plainSender(listener.plainPort!);
    const messages = Array.from({ length: 5 }, message);
    sender.write(Buffer.concat(messages.map(framed)));
    for (const sent of messages) expect(await sender.next()).to.include(`MSA|AA|${sent.split('|')[9]}`);
    expect(most).to.equal(1);
    await listener.close();
  });

  it('then an exception is AR, and the next message is served', async () => {
    let calls = 0;
    const execute = async () => {
      if (calls++ === 0) throw new Error('a bug');
      return null as never;
    };
    const logged: string[] = [];
    const listener = await listen({ execute, log: (_level, text) => logged.push(text) });
    const sender = await plainSender(listener.plainPort!);
    expect(outcomeOf(await sender.ask(message()))).to.equal('AR ^^ 207');
    expect(logged).to.deep.equal(['exception']);
    expect(outcomeOf(await sender.ask(message()))).to.equal('AA');
    await listener.close();
  });

  it('then a listener that closes lets the message in work be answered, and drops who has none', async () => {
    let finish = () => {};
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const execute = () =>
      new Promise<never>((resolve) => {
        finish = () => resolve(null as never);
        begun();
      });
    const listener = await listen({ execute });
    const working = await plainSender(listener.plainPort!);
    const idle = await plainSender(listener.plainPort!);
    working.write(Buffer.concat([framed(message()), framed(message())]));
    await started;
    const closed = listener.close();
    await idle.ended();
    finish();
    expect(outcomeOf(await working.next())).to.equal('AA');
    // The second message of the packet is not begun any more.
    expect(await working.next()).to.equal(undefined);
    await closed;
  });

  it('then a port that is taken is an error, and nothing is left listening', async () => {
    const first = await listen({});
    const failed = await listen({ port: 0, plainPort: first.plainPort }).then(
      () => 'listening',
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(failed).to.equal('EADDRINUSE');
    await first.close();
    const again = await plainSender(first.plainPort!).then(
      async (sender) => {
        await once(sender.socket, 'close');
        return 'connected';
      },
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(again).to.equal('ECONNREFUSED');
  });
});
