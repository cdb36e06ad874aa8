import type { Socket } from 'node:net';
import { exchange, type Hl7v2Host, refuseUnread, type Sender } from './exchange.ts';
import { FrameReader, frame } from './frame-reader.ts';

export interface ConnectionLimits {
  /** Bytes of one message. */
  readonly largestMessage: number;
  /** Milliseconds in which a message that has begun must have come whole. */
  readonly messageTime: number;
  /** Milliseconds without a message after which a connection is closed. */
  readonly idleTime: number;
}

export interface Connection {
  /** Kept when the connection is over and the message in work has been answered. */
  readonly over: Promise<void>;
  /** Ends the connection, once the message in work has been answered. */
  stop(): void;
}

/**
 * Takes messages from a connection and answers them, one after another in their order: as long as one is worked on, nothing
 * more is read. What cannot be framed is refused, and the connection closed, since nobody can tell where the next one begins.
 * @param sender who sends, asked at each message; undefined ends the connection.
 */
export function serveConnection(
  host: Hl7v2Host,
  socket: Socket,
  sender: () => Sender | undefined,
  limits: ConnectionLimits,
): Connection {
  const state = { busy: false, stopping: false };
  const lost = (reason: string): void => host.log('info', 'connection lost', { face: 'hl7v2', reason });
  socket.setTimeout(limits.idleTime, () => socket.destroy());
  // What goes wrong ends the iteration below too.
  socket.on('error', (error) => lost(error.message));
  const over = takeMessages(host, socket, sender, limits, state)
    .catch((error: unknown) => lost(String(error)))
    .finally(() => socket.destroySoon());
  return {
    over,
    stop() {
      state.stopping = true;
      if (!state.busy) socket.destroy();
    },
  };
}

async function takeMessages(
  host: Hl7v2Host,
  socket: Socket,
  sender: () => Sender | undefined,
  limits: ConnectionLimits,
  state: { busy: boolean; readonly stopping: boolean },
): Promise<void> {
  const reader = new FrameReader(limits.largestMessage);
  let late: NodeJS.Timeout | undefined;
  try {
    // Reading by iteration is what holds a sender back. An answer is still on its way when the iteration ends.
    for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const { messages, fault } = reader.push(piece);
      if (messages.length > 0) clearTimeout(late);
      if (messages.length > 0) late = undefined;
      for (const message of messages) {
        const who = sender();
        if (who === undefined || state.stopping) return;
        state.busy = true;
        await send(socket, await exchange(host, message, who));
        state.busy = false;
      }
      if (state.stopping) return;
      if (fault !== undefined) {
        const who = sender();
        return who === undefined ? undefined : await send(socket, await refuseUnread(host, fault, who));
      }
      if (reader.open) late ??= setTimeout(() => socket.destroy(), limits.messageTime);
    }
    if (reader.open) host.log('info', 'connection lost', { face: 'hl7v2', reason: 'inside a message' });
  } finally {
    clearTimeout(late);
  }
}

/** Waits for a sender that does not read what it is answered; the time without a message ends that too. */
async function send(socket: Socket, answer: Buffer): Promise<void> {
  if (socket.destroyed || socket.write(frame(answer))) return;
  await new Promise<void>((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', () => resolve());
  });
}
