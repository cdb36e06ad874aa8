import { expect } from 'chai';
import { isRefusal, refuse } from '../../src/errors.ts';
import { assertionVerifier } from '../../src/identity/saml/verified-assertion.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { readVihfClaims } from '../../src/identity/vihf/claims.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { told } from '../support/faults.ts';
import { NOW } from '../support/identity-house.ts';
import { sandboxPki } from '../support/pki.ts';

describe('given an assertion that was verified before', () => {
  it('then its claims are those of the first time, and its certificate is judged again', async () => {
    const assertion = parseXml(makeVihf(await sandboxPki(), { as: 'medecin', at: NOW }));
    const verify = assertionVerifier(readVihfClaims);
    const first = verify(assertion, () => undefined);
    const again = verify(assertion, () => undefined);
    expect(isRefusal(first)).to.equal(false);
    expect(again).to.equal(first);
    const withdrawn = verify(assertion, () => refuse('AssertionSigner', 'withdrawn since'));
    expect(told(withdrawn)).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté.",
    ]);
  });

  it('then one that was refused is not remembered as taken', async () => {
    const assertion = parseXml(makeVihf(await sandboxPki(), { as: 'medecin', at: NOW }));
    const verify = assertionVerifier(readVihfClaims);
    expect(isRefusal(verify(assertion, () => refuse('AssertionSigner', 'not now')))).to.equal(true);
    expect(isRefusal(verify(assertion, () => undefined))).to.equal(false);
  });
});
