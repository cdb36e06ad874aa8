import { mkdir } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import type { Log } from '../../model/log.ts';
import { readAuthorities } from '../certificate-path.ts';
import { keepLists, type ListKeeper } from './keep-lists.ts';
import { createKnownLists } from './known-lists.ts';
import { createKnownAnswers } from './ocsp/known-answers.ts';
import { NO_REVOCATION, type Revocation, revocationTarget } from './revocation.ts';
import { withAnswers } from './with-answers.ts';

/** What a server knows of revoked certificates, and what keeps it fresh. */
export interface ServerRevocation extends ListKeeper {
  readonly revocation: Revocation;
}

/**
 * The revocation of a server, its lists read once. OCSP responders are asked when certificates are shown.
 * @param anchors PEM of the pinned authorities: only their lists are used.
 * @throws when an anchor is no authority or a folder cannot be read: the server must not start.
 */
export async function serverRevocation(
  config: Pick<Config, 'revocation' | 'clockSkewMinutes' | 'mode'>,
  anchors: readonly string[],
  log: Log,
): Promise<ServerRevocation> {
  const { mode, graceHours, ocsp, ...sources } = config.revocation;
  if (config.mode === 'production' && mode !== 'required') log('warn', 'revocation not demanded', { mode });
  if (mode === 'off') {
    const nothing = async () => {};
    return { revocation: NO_REVOCATION, read: nothing, watch: () => ({ close: nothing }) };
  }
  if (config.mode === 'sandbox' && sources.folder !== undefined) {
    await mkdir(sources.folder, { recursive: true });
  }
  const skewMinutes = config.clockSkewMinutes;
  const lists = createKnownLists({ authorities: readAuthorities(anchors), mode, graceHours, skewMinutes });
  const keeper = await keepLists(lists, sources, log);
  if (ocsp === undefined) return { revocation: lists, ...keeper };
  const answers = createKnownAnswers({
    ...ocsp,
    skewMinutes,
    log,
    responderFault: (responder, issuer, at) =>
      lists.faultOf(revocationTarget(responder, issuer), () => false, at)?.detail,
  });
  return { revocation: withAnswers(lists, answers), ...keeper };
}
