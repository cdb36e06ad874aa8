import { pino } from 'pino';
import type { Config } from './config.ts';
import type { Log } from './model/log.ts';

/** The server's log: one JSON line per fact on standard error, where the details of refusals stand and health data never does. */
export function createLog(level: Config['log']): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  return (at, message, facts) => logger[at](facts, message);
}
