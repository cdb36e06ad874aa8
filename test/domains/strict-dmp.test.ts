import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Context } from 'mocha';
import { profilePath } from '../../src/terminology/profiles.ts';
import { descendants, text } from '../../src/xml/tree.ts';
import { type ProvideDesk, provideDesk, registryResponse } from '../support/provide-desk.ts';
import { resigned } from '../support/resigned-lot.ts';
import {
  cleanProvide,
  DOCTOR,
  type ProvideMessage,
  withBody,
  withoutQuirks,
  withQuirk,
} from '../support/td-2-1.ts';

/** The profile of the DMP under another name, as an operator would copy it, with no quirk tolerated. */
function strictProfiles(): string {
  const profiles = mkdtempSync(join(tmpdir(), 'carnet-strict-'));
  cpSync(profilePath('dmp'), join(profiles, 'strict'), { recursive: true });
  const file = join(profiles, 'strict', 'domain.json');
  const domain = JSON.parse(readFileSync(file, 'utf8'));
  domain.rules = { ...domain.rules, name: 'strict', tolerates: [] };
  writeFileSync(file, JSON.stringify(domain));
  return profiles;
}

const RPLC_2010 =
  '<Association associationType="urn:ihe:iti:2010:AssociationType:RPLC" id="assoc4" sourceObject="DocumentME2" targetObject="urn:uuid:a0000000-0000-4000-8000-000000000001"/>';

describe('given the rules of the DMP under another name, which tolerate nothing', function () {
  this.timeout(60_000);
  const profiles = strictProfiles();
  let desk: ProvideDesk;
  before(async () => {
    desk = await provideDesk({ CARNET_PROFILES: profiles, CARNET_DOMAIN: 'strict' });
  });
  after(async () => {
    await desk.close();
    rmSync(profiles, { recursive: true, force: true });
  });

  const plain = async (test: Context, replaces?: Parameters<typeof cleanProvide>[2]) => {
    const lot = await cleanProvide(test, desk.server, replaces);
    return { ...lot, message: withoutQuirks(lot.message) };
  };

  it('then a TD2.1 request without a quirk is taken', async function () {
    const { message, document } = await plain(this);
    expect(registryResponse(await desk.send(message))).to.deep.equal({ status: 'Success', errors: [] });
    expect(await desk.found(document)).to.have.lengthOf(1);
  });

  const quirks: readonly (readonly [
    quirk: string,
    put: (message: ProvideMessage) => ProvideMessage,
    codes: readonly string[],
  ])[] = [
    ['a SOAP 1.1 envelope in a SOAP 1.2 part', (message) => withQuirk(message, 'envelope'), ['SoapVersion']],
    [
      'a Document whose id differs from its entry in case',
      (message) => withQuirk(message, 'idCase'),
      ['XDSMissingDocument', 'XDSMissingDocumentMetadata'],
    ],
    [
      'SHA-1 in the signature of the lot',
      (message) => ({
        ...message,
        signature: withBody(message.signature, (body) =>
          resigned(body, 'sha1', desk.server.pki.signingKey(DOCTOR)),
        ),
      }),
      ['InvalidDocumentContent'],
    ],
    [
      'the RPLC of 2010',
      (message) => ({
        ...message,
        envelope: withBody(message.envelope, (body) =>
          body.replace('</RegistryObjectList>', `${RPLC_2010}</RegistryObjectList>`),
        ),
      }),
      ['XDSRegistryMetadataError'],
    ],
  ];
  for (const [quirk, put, codes] of quirks) {
    it(`then ${quirk} is refused, and nothing is stored`, async function () {
      const before = await desk.holdings();
      const { message } = await plain(this);
      const reply = await desk.send(put(message));
      const told = [
        ...registryResponse(reply).errors.map(({ code }) => code),
        ...[...descendants(reply.root)]
          .filter(({ local }) => local === 'Subcode')
          .map((node) => text(node).trim().replace(/^.*:/, '')),
      ];
      expect([...new Set(told)]).to.deep.equal(codes);
      expect(await desk.holdings()).to.deep.equal(before);
    });
  }
});

describe('given the rules of the DMP', function () {
  this.timeout(60_000);
  let desk: ProvideDesk;
  before(async () => {
    desk = await provideDesk();
  });
  after(() => desk.close());

  it('then SHA-1 in the signature of the lot is tolerated', async function () {
    const { message, document } = await cleanProvide(this, desk.server);
    const signature = withBody(message.signature, (body) =>
      resigned(body, 'sha1', desk.server.pki.signingKey(DOCTOR)),
    );
    const reply = await desk.send({ ...message, signature });
    expect(registryResponse(reply)).to.deep.equal({ status: 'Success', errors: [] });
    expect(await desk.found(document)).to.have.lengthOf(1);
  });
});
