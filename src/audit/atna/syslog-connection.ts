import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** An open connection to an audit record repository. */
export interface SyslogConnection {
  /** Resolves when the network has taken the frame; rejects once the connection is broken. */
  send(frame: Buffer): Promise<void>;
  /** Says that nothing more comes and waits for the other side to have read everything; rejects when that cannot be known. */
  finish(): Promise<void>;
  destroy(): void;
  /** Whether the connection still stands. */
  readonly open: boolean;
}

const PATIENCE_MS = 10_000;

/**
 * Opens syslog over TLS (RFC 5425): both sides show their certificate (ITI TF-2 3.19), the repository's must be of a known
 * authority and carry its name.
 * @throws Error when the repository cannot be reached or is not who it should be.
 */
export async function openSyslog(options: ConnectionOptions): Promise<SyslogConnection> {
  const socket = await connected(options);
  let broken: Error | undefined;
  socket.on('error', (error) => {
    broken = error;
  });
  socket.once('close', () => {
    broken ??= new Error('the connection is closed');
  });
  // A repository has nothing to say; what it says is read so that its end is seen.
  socket.resume();
  return {
    get open() {
      return broken === undefined;
    },
    send: (frame) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        const lost = () => reject(broken ?? new Error('the connection is closed'));
        socket.once('close', lost);
        socket.write(frame, (error) => {
          socket.off('close', lost);
          if (error) reject(error);
          else resolve();
        });
      }),
    finish: () =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        const timer = setTimeout(
          () => socket.destroy(new Error('the repository does not close')),
          PATIENCE_MS,
        );
        let ended = false;
        socket.once('end', () => {
          ended = true;
        });
        socket.once('close', (hadError) => {
          clearTimeout(timer);
          if (ended && !hadError) resolve();
          else reject(broken ?? new Error('the connection broke off'));
        });
        socket.end();
      }),
    destroy: () => {
      socket.destroy();
    },
  };
}

function connected(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, minVersion: 'TLSv1.2', rejectUnauthorized: true });
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), PATIENCE_MS);
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once('error', failed);
    socket.once('close', () => failed(new Error('the connection was refused')));
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.removeAllListeners('close');
      resolve(socket);
    });
  });
}
