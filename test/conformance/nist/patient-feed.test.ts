import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { mllpFeed } from '../../../conformance/nist/transport/patient-feed.ts';

const PATIENT = 'P1^^^&1.3.6.1.4.1.21367.13.20.1000&ISO';

/** Feeds one patient to a receiver that answers so; resolves to what it received. */
async function feed(acknowledgement: string): Promise<string> {
  let received = '';
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      if (received.endsWith('\x1c\r')) socket.end(acknowledgement);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await mllpFeed(`127.0.0.1:${(server.address() as AddressInfo).port}`)(PATIENT);
    return received;
  } finally {
    server.close();
  }
}

const acknowledged = (code: string) => `\x0bMSH|^~\\&|R|T|C|C|2026||ACK^A04|1|P|2.3.1\rMSA|${code}|1\r\x1c\r`;

describe('given a registry that is fed with patients', () => {
  it('then a patient is sent in one framed ADT^A04', async () => {
    const received = await feed(acknowledged('AA'));
    expect(received).to.match(/^\x0bMSH\|[^\r]*\|ADT\^A04\^ADT_A01\|/);
    expect(received).to.include(`\rPID|||${PATIENT}||`);
    expect(received.endsWith('\r\x1c\r')).to.equal(true);
  });

  it('then a registry that does not accept the patient is an error', async () => {
    for (const answer of [acknowledged('AE'), acknowledged('AR'), '']) {
      const refused = await feed(answer).then(
        () => false,
        () => true,
      );
      expect(refused, answer).to.equal(true);
    }
  });
});
