import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { holdToOneServer } from '../../src/app/one-server.ts';
import { explain } from '../../src/commands/explain.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';

function thrownBy(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('given an error that a person at the terminal can do something about', () => {
  it('then a domain that there is not is told with those that there are', () => {
    expect(explain(thrownBy(() => loadAffinityDomain('nowhere')))).to.equal(
      "no affinity domain 'nowhere' in profiles (there is: dmp, ihe)",
    );
  });

  it('then a data folder that another server holds is told with what to do', async () => {
    const data = await mkdtemp(join(tmpdir(), 'carnet-explain-'));
    const folder = { data, database: join(data, 'carnet.db') };
    const lock = holdToOneServer(folder);
    expect(explain(thrownBy(() => holdToOneServer(folder)))).to.equal(
      `Another server is running on ${data}; stop it first, or name another with --data.`,
    );
    lock.release();
    await rm(data, { recursive: true });
  });

  it('then a server with the certificate of another data folder is told', () => {
    const error = Object.assign(new Error(), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    expect(explain(error)).to.contain('--data');
  });

  it('then what is no such error keeps its stack', () => {
    expect(explain(new Error('a bug'))).to.equal(undefined);
    expect(explain('a bug')).to.equal(undefined);
  });
});
