import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A sender of HL7 v2 that writes bytes as it is told, and keeps what comes back. */
export interface MllpSender {
  readonly socket: Socket;
  write(bytes: Buffer | string): void;
  /** The next message that comes back, without its frame; undefined when the connection ends before. */
  next(): Promise<string | undefined>;
  /** Writes one message in its frame and reads the answer. */
  ask(message: Buffer | string): Promise<string | undefined>;
  /** Kept when the server has ended the connection. */
  ended(): Promise<void>;
  close(): void;
}

const START = '\x0b';
const END = '\x1c\r';

export function framed(message: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(START), Buffer.from(message), Buffer.from(END)]);
}

/** @param encoding of what comes back. */
export function mllpSender(socket: Socket, encoding: 'utf8' | 'latin1' = 'utf8'): MllpSender {
  let received = '';
  let over = false;
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString(encoding);
    socket.emit('more');
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    over = true;
    socket.emit('more');
  });
  const sender: MllpSender = {
    socket,
    write: (bytes) => void socket.write(bytes),
    async next() {
      for (;;) {
        const end = received.indexOf(END);
        if (end >= 0) {
          const message = received.slice(received.indexOf(START) + 1, end);
          received = received.slice(end + END.length);
          return message;
        }
        if (over) return undefined;
        await once(socket, 'more');
      }
    },
    async ask(message) {
      sender.write(framed(message));
      return sender.next();
    },
    async ended() {
      while (!over) await once(socket, 'more');
    },
    close: () => void socket.destroy(),
  };
  return sender;
}

/** Connects without TLS to a port on loopback. */
export async function plainSender(port: number, encoding?: 'utf8' | 'latin1'): Promise<MllpSender> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return mllpSender(socket, encoding);
}

/** MSA-1 and, where there is an ERR, its location and condition: `AE PID^1^3 204`. */
export function outcomeOf(acknowledgement: string | undefined): string {
  if (acknowledgement === undefined) return 'no answer';
  const segments = acknowledgement.split('\r').map((line) => line.split('|'));
  const code = segments.find(([name]) => name === 'MSA')?.[1] ?? 'no MSA';
  const errors = segments.filter(([name]) => name === 'ERR').map(([, first = '']) => first);
  return [code, ...errors.map((error) => error.replace(/\^(\d+)&.*$/, ' $1'))].join(' ');
}

/** MSA-3: what a reader is told. */
export function sentenceOf(acknowledgement: string | undefined): string {
  const answer = (acknowledgement ?? '').split('\r').find((line) => line.startsWith('MSA'));
  return answer?.split('|')[3] ?? '';
}
