import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isSigned, readHeads } from '../../src/audit/head.ts';
import { headPublicKey, openHeadFile } from '../../src/audit/head-file.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { collect, eventCommand, temporaryFolder } from '../store/sample.ts';

const head = (sequence: number) => ({ sequence, hash: 'a'.repeat(64), time: '2026-11-20T10:00:00.000Z' });

describe('given a file of heads', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'outside', 'heads.jsonl');
  });
  afterEach(() => folder.remove());
  const append = (...sequences: number[]): void => {
    const heads = openHeadFile(file);
    for (const sequence of sequences) heads.append(head(sequence));
    heads.close();
  };

  it('then heads come back in order, each with a signature that holds', async () => {
    append(1, 2);
    append(5);
    const all = await collect(readHeads(file));
    expect(all.map((line) => line?.sequence)).to.deep.equal([1, 2, 5]);
    expect(all.every((line) => line !== undefined && isSigned(line, headPublicKey(file)))).to.equal(true);
  });

  it('then only its owner may read the key', () => {
    append(1);
    expect(statSync(`${file}.key.pem`).mode & 0o777).to.equal(0o600);
  });

  it('then a key that is missing beside a file of heads is an error, and no new one is made', () => {
    append(1);
    rmSync(`${file}.key.pem`);
    expect(() => openHeadFile(file)).to.throw('is missing');
    expect(() => statSync(`${file}.key.pem`)).to.throw('ENOENT');
  });

  it('then half a line that a loss of power left is dropped, and what was whole stays', async () => {
    append(1, 2);
    appendFileSync(file, '{"sequence":3,"ha');
    const heads = openHeadFile(file);
    expect(heads.last).to.equal(2);
    heads.append(head(4));
    heads.close();
    expect((await collect(readHeads(file))).map((line) => line?.sequence)).to.deep.equal([1, 2, 4]);
  });

  it('then the last head is known again, however long the file is', () => {
    append(...Array.from({ length: 100 }, (_, at) => at + 1));
    const heads = openHeadFile(file);
    expect(heads.last).to.equal(100);
    heads.close();
  });

  it('then a line that is no head is told apart', async () => {
    append(1);
    appendFileSync(file, '{"sequence":"two"}\n');
    expect((await collect(readHeads(file))).map((line) => line?.sequence)).to.deep.equal([1, undefined]);
  });

  it('then a store writes no head when nothing is new', async () => {
    const database = join(folder.path, 'carnet.db');
    const open = () => openSqliteStore({ file: database, headFile: file });
    const first = await open();
    await first.write([eventCommand()]);
    await first.close();
    await (await open()).close();
    expect(readFileSync(file, 'utf8').trim().split('\n')).to.have.length(1);
  });
});
