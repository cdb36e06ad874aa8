import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { ProfileError } from '../../src/terminology/profiles.ts';
import { sandboxPki } from '../support/pki.ts';
import { REGION, writeRegionalDomain } from '../support/regional-domain.ts';
import { startTestServer } from '../support/server.ts';

describe('given a domain whose transactions and addresses do not go together', function () {
  this.timeout(60_000);
  before(() => sandboxPki());

  const misplaced: readonly (readonly [what: string, changes: object, sentence: string])[] = [
    [
      'a transaction without an address',
      { addresses: { '/xds': ['registry'] } },
      'rules.transactions has ITI-41, which no address',
    ],
    [
      'an address where nothing is served',
      { addresses: { '/xds': ['registry', 'repository', 'patients'] } },
      'rules.addresses has /xds/patients, where none',
    ],
  ];
  for (const [what, changes, sentence] of misplaced) {
    it(`then ${what} stops the start`, async () => {
      const profiles = writeRegionalDomain(changes);
      const settings = { CARNET_PROFILES: profiles, CARNET_DOMAIN: REGION.name };
      const failure = await startTestServer(settings).catch((error: unknown) => error);
      await rm(profiles, { recursive: true });
      expect(failure).to.be.instanceOf(ProfileError).with.property('message').that.includes(sentence);
    });
  }
});
