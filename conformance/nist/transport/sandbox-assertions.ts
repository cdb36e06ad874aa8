import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { makeXuaAssertion, type XuaOptions } from '../../../src/identity/sandbox/xua-maker.ts';
import type { AssertionKind, AssertionMaker } from './assertions.ts';

const HOUR_MS = 60 * 60 * 1000;
const SAML_CLASS = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';

/**
 * What each kind says otherwise than a valid one, as the token service of the IHE Connectathon has it (Gazelle, whose account
 * names the plans carry): `second…` is the second level of a property, which gives no access.
 */
const KINDS: Readonly<Record<AssertionKind, (now: number) => XuaOptions>> = {
  valid: () => ({}),
  withauthzconsent: () => ({ consent: '1.3.6.1.4.1.21367.2017.2.6.1' }),
  expired: (now) => ({
    at: new Date(now - 3 * HOUR_MS),
    notOnOrAfter: new Date(now - 2 * HOUR_MS),
  }),
  notyetvalid: (now) => ({
    notBefore: new Date(now + HOUR_MS),
    notOnOrAfter: new Date(now + 2 * HOUR_MS),
  }),
  invalidauthnstatement: () => ({ authnContext: `${SAML_CLASS}Invalid` }),
  secondauthncontext: () => ({ authnContext: `${SAML_CLASS}InternetProtocol` }),
  secondpurposeofuse: () => ({
    purposes: [{ code: 'PUBLICHEALTH', system: '2.16.840.1.113883.3.18.7.1', display: 'Public health' }],
  }),
  secondrole: () => ({
    roles: [
      {
        code: '224608005',
        system: '2.16.840.1.113883.6.96',
        display: 'Administrative healthcare staff',
      },
    ],
  }),
  unknownaudience: () => ({ audience: 'http://ihe.connectathon.XUA/X-ServiceProvider-Unknown' }),
  unsigned: () => ({ unsigned: true }),
};

/** Assertions of the token service of a sandbox, which the server under test must trust. */
export function sandboxAssertions(pki: Pick<SandboxPki, 'tokenService'>): AssertionMaker {
  return (kind, patientId) => makeXuaAssertion(pki, { patient: patientId, ...KINDS[kind](Date.now()) });
}
