import { expect } from 'chai';
import { isRefusal, type RefusalCode } from '../../src/errors.ts';
import { createTrust } from '../../src/identity/certificate-path.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR, INS_NIR_DEMO } from '../../src/model/ins.ts';
import { told } from '../support/faults.ts';
import { assertionOf, CHARLOTTE_INS, envelopeWith, identityHouse, NOW } from '../support/identity-house.ts';

describe('given a production server', () => {
  it('then a VIHF of the sandbox is refused for its certificate', async () => {
    const house = await identityHouse();
    const strict = createTrust({ anchors: house.pki.anchors, testCertificates: false });
    const production = await identityHouse({
      config: { mode: 'production', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
      trust: strict,
      tokenIssuers: [],
    });
    const vihf = assertionOf(envelopeWith(makeVihf(house.pki, { as: 'medecin', at: NOW })));
    const refused = production.identity.fromAssertion(vihf, await house.peer('medecin'), NOW);
    expect(told(refused)).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
    ]);
  });

  const codes: readonly [string, RefusalCode | undefined][] = [
    [INS_NIR, undefined],
    ['1.2.250.1.213.1.4.10', 'AssertionClaim'],
    [INS_NIR_DEMO, 'AssertionClaim'],
  ];
  for (const [authority, code] of codes) {
    it(`then a patient of ${authority} is ${code === undefined ? 'taken' : 'refused'}`, async () => {
      // The certificates stay the sandbox's: only the rule on patients is looked at.
      const house = await identityHouse({
        config: { mode: 'production', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
        tokenIssuers: [],
      });
      const made = await house.make({ as: 'medecin', patient: CHARLOTTE_INS, authority });
      expect(isRefusal(made) ? made.refused[0].code : undefined).to.equal(code);
    });
  }
});
