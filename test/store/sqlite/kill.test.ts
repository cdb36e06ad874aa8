import { join } from 'node:path';
import { expect } from 'chai';
import { readHeads } from '../../../src/audit/head.ts';
import { headPublicKey } from '../../../src/audit/head-file.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { INS_NIR_TEST } from '../../../src/model/ins.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { linesUntilKilled } from '../../support/until-killed.ts';
import { collect, temporaryFolder } from '../sample.ts';

const PROGRAM = new URL('./write-until-killed.ts', import.meta.url);

describe('given a process that writes and is killed', () => {
  it('then all that it acknowledged is there, whole, and the chain of events holds', async function () {
    this.timeout(60_000);
    const folder = await temporaryFolder();
    const file = join(folder.path, 'carnet.db');
    const headFile = join(folder.path, 'heads.jsonl');
    const acknowledged: string[] = [];
    for (const [round, after] of [40, 300, 1200].entries()) {
      acknowledged.push(...(await linesUntilKilled(PROGRAM, [file, headFile, String(round)], after)));
    }

    const store = await openSqliteStore({ file, headFile });
    const events = await collect(store.events.all());
    const records = await Promise.all(
      acknowledged.map((value) => store.records.byIdentifier(value, INS_NIR_TEST)),
    );
    const traced = new Set(events.map(({ requestId }) => requestId));
    await store.close();
    const report = await verifyChain(events, {
      heads: readHeads(headFile),
      publicKey: headPublicKey(headFile),
    });
    await folder.remove();

    expect(acknowledged.length).to.be.greaterThan(1500);
    expect(acknowledged.filter((_, at) => records[at] === undefined)).to.deep.equal([]);
    expect(acknowledged.filter((value) => !traced.has(value))).to.deep.equal([]);
    expect(report.faults).to.deep.equal([]);
    expect(report.heads).to.be.greaterThan(0);
  });
});
