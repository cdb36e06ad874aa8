import { expect } from 'chai';
import { Client, Message } from 'node-hl7-client';
import { isRefusal } from '../../src/errors.ts';
import { components, field, readMessage, repetitions, segment } from '../../src/hl7v2/message.ts';
import { adt, type FeedHouse, feedHouse, mergeOf, red } from '../support/feed-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';

describe('given node-hl7-client before the identity feed', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse({ CARNET_PATIENTS: 'fed' });
  });
  after(() => house.close());

  /** Sends messages as the library does, one after another over one connection; the acknowledgement of each, as it reads it. */
  async function send(over: 'plain' | 'tls', ...texts: readonly string[]): Promise<string[]> {
    const { pki, hl7Port, hl7PlainPort } = house.server;
    const { certificate, key } = pki.credentials('hopital', 'auth');
    const tls =
      over === 'tls' ? { tls: { ca: pki.ca, cert: certificate, key, servername: 'localhost' } } : {};
    const client = new Client({ host: '127.0.0.1', ...tls });
    const read: string[] = [];
    const waiting: (() => void)[] = [];
    const connection = client.createConnection(
      { port: (over === 'tls' ? hl7Port : hl7PlainPort) ?? 0 },
      async (answer) => {
        const message = answer.getMessage();
        const at = (path: string) => String(message.get(path));
        read.push(`${at('MSH.9.1')} ${at('MSA.1')} ${at('MSA.2')}`);
        waiting.shift()?.();
      },
    );
    for (const text of texts) {
      const answered = new Promise<void>((resolve) => waiting.push(resolve));
      await connection.sendMessage(new Message({ text }));
      await answered;
    }
    await connection.close();
    return read;
  }

  const idOf = (text: string) => text.split('|')[9];

  for (const over of ['plain', 'tls'] as const) {
    it(`then it is answered over ${over}, in words that it understands`, async () => {
      const messages = [
        adt('A04', red(`old-${over}`)),
        adt('A01', red(`new-${over}`)),
        mergeOf(red(`old-${over}`), red(`new-${over}`)),
        adt('A08', red(`old-${over}`)),
      ];
      expect(await send(over, ...messages)).to.deep.equal(
        ['AA', 'AA', 'AA', 'AE'].map((code, at) => `ACK ${code} ${idOf(messages[at]!)}`),
      );
      const { records } = house.server.store;
      expect(await records.byIdentifier(`new-${over}`, IHE_RED)).to.not.equal(undefined);
      expect(await records.byIdentifier(`old-${over}`, IHE_RED)).to.equal(undefined);
    });
  }

  it('then it reads a message as we do', () => {
    const text = adt('A04', `1^^^&1.2&ISO~2^^^X&1.3&ISO`, {
      segments: { PID: 'PID|||1^^^&1.2&ISO||D\\T\\Arc^Zo\\S\\e^L|||F' },
    });
    const theirs = new Message({ text });
    const ours = readMessage(text);
    if (isRefusal(ours)) return expect.fail('not read');
    const pid = segment(ours, 'PID');
    for (const number of [3, 5, 8]) {
      const [first = ''] = repetitions(field(pid, number), ours.separators);
      const parts = components(first, ours.separators);
      for (const [at, [value]] of parts.entries()) {
        if (value === '') continue;
        expect(String(theirs.get(`PID.${number}.${at + 1}`)), `PID-${number}.${at + 1}`).to.equal(value);
      }
    }
  });
});
