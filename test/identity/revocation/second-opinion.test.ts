import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createTrust } from '../../../src/identity/certificate-path.ts';
import { createKnownLists } from '../../../src/identity/revocation/known-lists.ts';
import { octets } from '../../../src/identity/sandbox/certificate-maker.ts';
import { authority, make } from '../../support/made-certificates.ts';
import { entryOf, makeList, needOpenssl, pemOf } from '../../support/made-lists.ts';

const HOUR = 3_600_000;

describe('given a card, and the revocation lists of its authority and of the root', () => {
  const root = make({ name: 'Root', extensions: authority(1) });
  const issuing = make({ name: 'Issuing', issuer: root, extensions: authority(0) });
  const card = make({ name: 'Card', issuer: issuing });
  const impostor = make({ name: 'Issuing', issuer: root, extensions: authority(0) });

  function opensslTakes(lists: readonly Buffer[]): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-openssl-'));
    try {
      const files = { root: root.pem, issuing: issuing.pem, card: card.pem };
      for (const [name, pem] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), pem);
      writeFileSync(join(folder, 'lists.pem'), Buffer.concat(lists.map(pemOf)));
      const given = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-CRLfile', 'lists.pem'];
      return (
        spawnSync('openssl', ['verify', '-crl_check_all', ...given, 'card.pem'], { cwd: folder }).status === 0
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async function carnetTakes(lists: readonly Buffer[]): Promise<boolean> {
    const authorities = [root.certificate, issuing.certificate];
    const revocation = createKnownLists({ authorities, mode: 'required', graceHours: 0, skewMinutes: 0 });
    for (const list of lists) await revocation.take(list, new Date());
    const trust = createTrust({ anchors: [root.pem, issuing.pem], testCertificates: true, revocation });
    return trust.check(card.certificate, new Date()) === undefined;
  }

  const ofRoot = makeList(root);
  const strange = { oid: '1.2.3.4', critical: true, value: octets('x') };
  const cases: readonly (readonly [string, readonly Buffer[], boolean])[] = [
    ['both good', [ofRoot, makeList(issuing)], true],
    ['another card revoked', [ofRoot, makeList(issuing, { revoked: [entryOf(impostor)] })], true],
    ['the card revoked', [ofRoot, makeList(issuing, { revoked: [entryOf(card)] })], false],
    ['its authority revoked', [makeList(root, { revoked: [entryOf(issuing)] }), makeList(issuing)], false],
    ['none of the authority', [ofRoot], false],
    ['none of the root', [makeList(issuing)], false],
    ['one that another key signed', [ofRoot, makeList(impostor)], false],
    [
      'one that has ended',
      [ofRoot, makeList(issuing, { nextUpdate: new Date(Date.now() - HOUR / 2) })],
      false,
    ],
    [
      'one from the future',
      [ofRoot, makeList(issuing, { thisUpdate: new Date(Date.now() + HOUR / 2) })],
      false,
    ],
    ['one with an unknown critical extension', [ofRoot, makeList(issuing, { extensions: [strange] })], false],
  ];
  for (const [what, lists, taken] of cases) {
    it(`then with ${what} OpenSSL and this server say the same`, async function () {
      needOpenssl(this);
      expect(await carnetTakes(lists)).to.equal(taken);
      expect(opensslTakes(lists)).to.equal(taken);
    });
  }
});
