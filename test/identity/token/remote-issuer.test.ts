import { expect } from 'chai';
import { isRefusal } from '../../../src/errors.ts';
import { type RemoteIssuer, remoteIssuer } from '../../../src/identity/token/remote-issuer.ts';
import type { Log } from '../../../src/model/log.ts';
import { IssuerSimulator } from '../../support/issuer-simulator.ts';
import { until } from '../../support/until.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const HOUR = 3600;
const later = (seconds: number) => new Date(START + seconds * 1000);

describe('given an issuer whose keys have been known for more than an hour', () => {
  let issuer: IssuerSimulator;
  let remote: RemoteIssuer;
  let logged: string[];
  let old: string;
  let log: Log;
  beforeEach(async () => {
    issuer = await IssuerSimulator.start();
    logged = [];
    log = (level, message) => logged.push(`${level} ${message}`);
    remote = remoteIssuer({
      issuer: issuer.issuer,
      documents: ['openid-configuration'],
      tls: { ca: issuer.authority.cert },
      log: (...given) => log(...given),
    });
    old = issuer.keys[0]!.id;
    expect(await keys(old, 0)).to.deep.equal([old]);
  });
  afterEach(() => issuer.close());
  const keys = async (keyId: string, seconds: number) => {
    const found = await remote.keys(keyId, later(seconds));
    return isRefusal(found) ? found.refused[0].code : found.keys.map(({ kid }) => kid);
  };

  it('then they serve while it lets wait, and a key that is new waits for its answer', async () => {
    const release = issuer.hold();
    issuer.rotate('ES256');
    const fresh = issuer.keys[0]!.id;
    expect(await keys(old, 2 * HOUR)).to.deep.equal([old]);
    expect(await remote.endpoint('introspection', later(2 * HOUR))).to.equal(`${issuer.issuer}/introspect`);
    // Whoever had waited would have seen it given up.
    expect(logged).to.deep.equal([]);
    const waiting = keys(fresh, 2 * HOUR + 1);
    release();
    expect(await waiting).to.deep.equal([fresh]);
    expect(issuer.countOf('/certs')).to.equal(2);
  });

  it('then what keeps its answer away is in the log, and after a day nothing serves any more', async () => {
    issuer.answer = 'nothing';
    expect(await keys(old, 2 * HOUR)).to.deep.equal([old]);
    await until(() => logged.length > 0);
    expect(logged).to.deep.equal(['warn token issuer cannot be used']);
    expect(await keys(old, 24 * HOUR)).to.equal('TokenIssuerUnavailable');
  });

  it('then a bug that nobody waits for is in the log', async () => {
    log = (level, message) => {
      if (level === 'warn') throw new Error('bug');
      logged.push(`${level} ${message}`);
    };
    issuer.answer = 'nothing';
    expect(await keys(old, 2 * HOUR)).to.deep.equal([old]);
    await until(() => logged.length > 0);
    expect(logged).to.deep.equal(['error token issuer']);
  });
});
