import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keepLists } from '../../../src/identity/revocation/keep-lists.ts';
import { createKnownLists } from '../../../src/identity/revocation/known-lists.ts';
import { revocationTarget } from '../../../src/identity/revocation/revocation.ts';
import { LARGEST_LIST } from '../../../src/identity/revocation/revocation-list.ts';
import { authority, make } from '../../support/made-certificates.ts';
import { entryOf, makeList, pemOf } from '../../support/made-lists.ts';

const HOUR = 3_600_000;

describe('given where an operator has revocation lists from', () => {
  const root = make({ name: 'Root', extensions: authority(0) });
  const lost = make({ name: 'Lost', issuer: root });
  const other = make({ name: 'Other', issuer: root });
  let folder: string;
  let fetched: string;
  let server: Server | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-crl-'));
    fetched = mkdtempSync(join(tmpdir(), 'carnet-fetched-'));
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    for (const one of [folder, fetched]) rmSync(one, { recursive: true, force: true });
  });

  const put = (name: string, list: Buffer) => writeFileSync(join(folder, name), list);
  const started = async (urls: readonly string[] = []) => {
    const log: string[] = [];
    const lists = createKnownLists({
      authorities: [root.certificate],
      mode: 'required',
      graceHours: 0,
      skewMinutes: 2,
    });
    const keeper = await keepLists(
      lists,
      { folder, urls, fetched, fetchMinutes: 60 },
      (level, message, facts) => log.push(`${level} ${message} ${Object.values(facts).join(' ')}`),
    );
    const verdict = ({ certificate } = lost) =>
      lists.faultOf(revocationTarget(certificate, root.certificate), () => false, new Date())?.fault ??
      'good';
    return { keeper, log, verdict };
  };
  const serve = async (answer: RequestListener): Promise<string> => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/root.crl`;
  };

  describe('given a folder', () => {
    it('then lists in DER and PEM are in use from the start', async () => {
      put('root.crl', makeList(root, { revoked: [entryOf(lost)] }));
      expect((await started()).verdict()).to.equal('revoked');
      put('root.crl', pemOf(makeList(root, { number: 2n })));
      expect((await started()).verdict()).to.equal('good');
    });

    it('then one that comes later is in use once the folder has been read again', async () => {
      const { keeper, verdict } = await started();
      expect(verdict()).to.equal('revocation-unknown');
      put('a.crl', makeList(root));
      expect(verdict()).to.equal('revocation-unknown');
      await keeper.read();
      expect(verdict()).to.equal('good');
      put('a.crl', makeList(root, { revoked: [entryOf(lost)], number: 2n }));
      await keeper.read();
      expect(verdict()).to.equal('revoked');
    });

    it('then the newest counts, whatever the files are called, and though it goes away', async () => {
      put('b-old.crl', makeList(root, { thisUpdate: new Date(Date.now() - 2 * HOUR), number: 9n }));
      put('a-new.crl', makeList(root, { revoked: [entryOf(lost)] }));
      const { keeper, verdict } = await started();
      expect(verdict()).to.equal('revoked');
      rmSync(join(folder, 'a-new.crl'));
      await keeper.read();
      expect(verdict()).to.equal('revoked');
    });

    it('then what is no list changes nothing, and is told by its file and why, once', async () => {
      put('root.crl', makeList(root, { revoked: [entryOf(lost)] }));
      const { keeper, verdict, log } = await started();
      put('garbage.crl', Buffer.from('garbage'));
      put('other.pem', Buffer.from(root.pem));
      put('notes.txt', Buffer.from('not looked at'));
      log.length = 0;
      for (let round = 0; round < 2; round++) await keeper.read();
      expect(log).to.deep.equal([
        `warn revocation list not used ${folder}/garbage.crl unusable: not a revocation list: truncated`,
        `warn revocation list not used ${folder}/other.pem unusable: PEM without exactly one X509 CRL`,
      ]);
      expect(verdict()).to.equal('revoked');
      expect(verdict(other)).to.equal('good');
    });

    it('then a file that cannot be read keeps no other from being in use', async () => {
      symlinkSync('a.crl', join(folder, 'a.crl'));
      put('b.crl', makeList(root));
      const { verdict, log } = await started();
      expect(verdict()).to.equal('good');
      expect(log[0]).to.equal(`warn revocation list not used ${folder}/a.crl unusable: ELOOP`);
    });

    it('then authorities without a list in time are told', async () => {
      expect((await started()).log).to.deep.equal(['warn no revocation list in time CN=Root']);
      put('root.crl', makeList(root, { nextUpdate: new Date(Date.now() - HOUR / 2) }));
      expect((await started()).log).to.include('warn no revocation list in time CN=Root');
    });

    it('then one that cannot be read stops the start, and later the lists in use stay', async () => {
      put('root.crl', makeList(root));
      const { keeper, verdict, log } = await started();
      rmSync(folder, { recursive: true });
      await keeper.read();
      expect(verdict()).to.equal('good');
      expect(log.at(-1)).to.match(/^error revocation lists not read .*ENOENT/);
      let failed: unknown;
      await started().catch((error: unknown) => {
        failed = error;
      });
      expect(failed).to.have.property('code', 'ENOENT');
    });
  });

  describe('given an address', () => {
    it('then its list is in use from the start, and again after a start without the network', async () => {
      const url = await serve((_, response) => response.end(makeList(root, { revoked: [entryOf(lost)] })));
      expect((await started([url])).verdict()).to.equal('revoked');
      server!.closeAllConnections();
      server!.close();
      const { verdict } = await started([url]);
      expect(verdict()).to.equal('revoked');
      expect(verdict(other)).to.equal('good');
    });

    const bad: readonly (readonly [string, RequestListener, RegExp])[] = [
      ['an error', (_, response) => response.writeHead(404).end('no'), /status 404/],
      ['no list', (_, response) => response.end('<html>'), /not a revocation list/],
      [
        'another place to look at',
        ({ url }, response) =>
          url === '/elsewhere'
            ? response.end(makeList(root))
            : response.writeHead(302, { location: '/elsewhere' }).end(),
        /redirect/,
      ],
      [
        'octets without end',
        (_, response) => {
          const block = Buffer.alloc(8 * 1024 ** 2);
          const more = () => {
            if (!response.destroyed) response.write(block, more);
          };
          more();
        },
        new RegExp(`more than ${LARGEST_LIST} octets`),
      ],
      ['a connection that breaks', (_, response) => response.destroy(), /not used/],
    ];
    for (const [what, answer, why] of bad) {
      it(`then what answers with ${what} leaves nothing, and the server starts`, async () => {
        const { verdict, log } = await started([await serve(answer)]);
        expect(verdict()).to.equal('revocation-unknown');
        expect(log[1])
          .to.match(why)
          .and.to.match(/^warn revocation list not used http/);
        expect(readdirSync(fetched)).to.deep.equal([]);
      });
    }
  });
});
