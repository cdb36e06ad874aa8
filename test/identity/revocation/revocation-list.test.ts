import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  LARGEST_LIST,
  type RevocationList,
  readRevocationList,
} from '../../../src/identity/revocation/revocation-list.ts';
import {
  type MadeExtension,
  octets,
  sequence,
  universal,
} from '../../../src/identity/sandbox/certificate-maker.ts';
import { authority, make } from '../../support/made-certificates.ts';
import { entryOf, makeList, needOpenssl, pemOf } from '../../support/made-lists.ts';

const ENUMERATED = 0x0a;
const BOOLEAN = 1;

describe('given a revocation list', () => {
  const root = make({ name: 'Root', extensions: authority(0) });
  const lost = make({ name: 'Lost', issuer: root });
  const extension = (oid: string, critical: boolean): MadeExtension => ({
    oid,
    critical,
    value: octets('x'),
  });
  const own = ({ revoked, issuerKey }: RevocationList) => revoked.get(issuerKey)!;
  const fault = async (list: Buffer) => {
    const read = await readRevocationList(list);
    return typeof read === 'string' ? read : 'none';
  };

  it('then it says who is revoked, since when and why, in DER and in PEM', async () => {
    const entry = entryOf(lost, 4);
    const list = makeList(root, { revoked: [entry], number: 0x80n });
    for (const file of [list, pemOf(list)]) {
      const read = await readRevocationList(file);
      if (typeof read === 'string') expect.fail(read);
      expect(read.issuer).to.deep.equal(root.certificate.subject);
      expect([...own(read).keys()]).to.deep.equal([lost.certificate.serial]);
      const found = own(read).get(lost.certificate.serial)!;
      expect(found.reason).to.equal(4);
      expect(found.date.getTime()).to.equal(Math.floor(entry.date.getTime() / 1000) * 1000);
      expect(read.number).to.equal(0x80n);
      expect(read.nextUpdate > read.thisUpdate).to.equal(true);
    }
  });

  it('then an empty one is a list too', async () => {
    const read = await readRevocationList(makeList(root));
    if (typeof read === 'string') expect.fail(read);
    expect(own(read).size).to.equal(0);
  });

  it('then a serial is told by its value, also a negative one', async () => {
    for (const serial of ['01', '7f', '0080', '00ff', 'ff', '00ff000000000000000000000000000000000001']) {
      const read = await readRevocationList(makeList(root, { revoked: [{ serial, date: new Date() }] }));
      if (typeof read === 'string') expect.fail(read);
      expect([...own(read).keys()]).to.deep.equal([serial]);
    }
  });

  it('then one of many thousand entries is read whole', async () => {
    const revoked = Array.from({ length: 5001 }, (_, at) => ({
      serial: (0x10000 + at).toString(16).padStart(6, '0'),
      date: new Date(),
    }));
    const read = await readRevocationList(makeList(root, { revoked }));
    if (typeof read === 'string') expect.fail(read);
    expect(own(read).size).to.equal(5001);
  });

  const indirect = universal(BOOLEAN, '\xff');
  indirect.tagClass = 0x80;
  indirect.type = 4;
  const cases: readonly (readonly [string, () => Buffer, string])[] = [
    [
      'a critical extension that nobody here understands',
      () => makeList(root, { extensions: [extension('1.2.3.4', true)] }),
      'critical extension 1.2.3.4',
    ],
    [
      'an entry with such an extension',
      () => makeList(root, { revoked: [{ ...entryOf(lost), extensions: [extension('1.2.3.4', true)] }] }),
      'critical extension 1.2.3.4 of an entry',
    ],
    [
      'a base that is no number',
      () => makeList(root, { extensions: [extension('2.5.29.27', true)] }),
      'integer',
    ],
    [
      'an entry of another issuer, though it is direct',
      () => makeList(root, { revoked: [{ ...entryOf(lost), extensions: [extension('2.5.29.29', true)] }] }),
      'an entry of a direct list names another issuer',
    ],
    [
      'an entry of an issuer that is no name',
      () =>
        makeList(root, {
          revoked: [{ ...entryOf(lost), extensions: [extension('2.5.29.29', true)] }],
          extensions: [{ oid: '2.5.29.28', critical: true, value: sequence(indirect) }],
        }),
      'not a revocation list',
    ],
    ['no end', () => makeList(root, { nextUpdate: undefined }), 'no nextUpdate'],
    ['another version', () => withVersion(makeList(root), 2), 'not of version 2'],
    ['octets after it', () => Buffer.concat([makeList(root), Buffer.from([0])]), 'octets after it'],
    ['a certificate in its place', () => lost.certificate.x509.raw, 'not of version 2'],
    ['garbage', () => Buffer.from('garbage'), 'not a revocation list'],
    ['nothing', () => Buffer.alloc(0), 'not a revocation list'],
    [
      'two of them in one file',
      () => Buffer.concat([pemOf(makeList(root)), pemOf(makeList(root))]),
      'exactly one',
    ],
    ['another thing in PEM', () => Buffer.from(root.pem), 'exactly one'],
    ['more octets than any list has', () => Buffer.alloc(LARGEST_LIST + 1), 'more than'],
  ];
  for (const [what, list, why] of cases) {
    it(`then one with ${what} is not used`, async () => {
      expect(await fault(list())).to.include(why);
    });
  }

  it('then a reason that is a whole list of reasons is none', async () => {
    const reasons = { oid: '2.5.29.21', value: universal(ENUMERATED, '\x01\x01') };
    const list = makeList(root, { revoked: [{ ...entryOf(lost, 0), extensions: [reasons] }] });
    expect(await fault(list)).to.include('reason');
  });

  it('then extensions that are not critical change nothing', async () => {
    const revoked = [{ ...entryOf(lost), extensions: [extension('1.2.3.4', false)] }];
    expect(await fault(makeList(root, { revoked, extensions: [extension('2.5.29.46', false)] }))).to.equal(
      'none',
    );
  });

  const whole = makeList(root, { revoked: [entryOf(lost)] });

  it('then cut off at any octet it is not one, and nothing is thrown', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (end) => {
        expect(await readRevocationList(whole.subarray(0, end))).to.be.a('string');
      }),
      { numRuns: whole.length },
    ));

  it('then with any octet altered nothing is thrown', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, octet) => {
        const altered = Buffer.from(whole);
        altered[at] = octet;
        await readRevocationList(altered);
      }),
      { numRuns: 1000 },
    ));

  it('then OpenSSL reads the same in those that the sandbox makes, and verifies them', function () {
    needOpenssl(this);
    const folder = mkdtempSync(join(tmpdir(), 'carnet-crl-'));
    try {
      writeFileSync(join(folder, 'list.crl'), whole);
      writeFileSync(join(folder, 'ca.pem'), root.pem);
      const options = ['crl', '-inform', 'DER', '-in', 'list.crl', '-CAfile', 'ca.pem', '-noout', '-text'];
      const { status, stdout, stderr } = spawnSync('openssl', options, { cwd: folder, encoding: 'utf8' });
      expect(status, stderr).to.equal(0);
      expect(stderr).to.include('verify OK');
      expect(stdout.toLowerCase()).to.include(`serial number: ${lost.certificate.serial}`);
      expect(stdout).to.include('Key Compromise').and.to.include('Version 2 (0x1)');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The version is the first INTEGER of the body. */
function withVersion(list: Buffer, version: number): Buffer {
  const altered = Buffer.from(list);
  altered[altered.indexOf(Buffer.from([2, 1, 1])) + 2] = version;
  return altered;
}
