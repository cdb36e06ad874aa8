import { randomUUID } from 'node:crypto';
import type Provider from 'oidc-provider';
import { refuse } from '../errors.ts';
import { networkOf } from '../model/network.ts';
import { mayTry, refused, type SignInHost } from './host.ts';
import { type Pages, pageHeaders, told } from './pages.ts';

/**
 * What the OIDC provider answers to anybody by keeping something: a login that begins, a sign-out that asks. What follows of
 * a login that has begun (`/auth/<uid>`) is not among it.
 */
const KEEPS: readonly string[] = ['/auth', '/session/end'];

/**
 * Counts by network who begins, before the provider keeps anything of it; each of both by itself, so that whoever has been let
 * in can leave. Beyond that a page says SignInCrowded (429).
 */
export function boundVisits(host: SignInHost, pages: Pages): Parameters<Provider['use']>[0] {
  return async (ctx, next) => {
    // As the provider finds its way: case and a slash at the end do not count.
    const place = ctx.path.toLowerCase().replace(/\/$/, '');
    if (!KEEPS.includes(place)) return next();
    const from = ctx.req.socket.remoteAddress ?? '';
    const visit = { from, requestId: randomUUID(), at: new Date().toISOString() };
    const key = `begun:${place}:${networkOf(from)}`;
    if (await mayTry(host, key, host.limits.perAddress, visit.at)) return next();
    const refusal = refuse('SignInCrowded', 'too many visits from a network');
    await refused(host, refusal, { type: 'SIGN-IN' }, visit);
    const { status, notice } = told(refusal);
    ctx.status = status;
    ctx.set({ ...pageHeaders() });
    ctx.body = pages.page('fault', { notice });
  };
}
