import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { createIdentity } from '../../src/identity/create-identity.ts';
import type { SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { sandboxTokenIssuers } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { makeXuaAssertion, type XuaOptions } from '../../src/identity/sandbox/xua-maker.ts';
import { tokenServices } from '../../src/identity/xua/trusted-signers.ts';
import type { Subject } from '../../src/model/subject.ts';
import { domainFolder } from '../../src/terminology/profiles.ts';
import { loadXuaRules } from '../../src/terminology/xua-rules.ts';
import { told } from '../support/faults.ts';
import { assertionOf, envelopeWith, NOW } from '../support/identity-house.ts';
import { sandboxPki } from '../support/pki.ts';

const IHE_RED = '1.3.6.1.4.1.21367.13.20.1000';
const SNOMED = '2.16.840.1.113883.6.96';
const NODE = { thumbprint: '', kind: 'structure', id: 'node', name: 'node', subjectDn: 'CN=node' } as const;
const [DOCTOR, CLERK] = [
  { code: '112247003', system: SNOMED, display: 'Medical doctor' },
  { code: '224608005', system: SNOMED, display: 'Administrative healthcare staff' },
];

function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * 60_000);
}

describe('given a domain whose assertions are those of ITI-40', () => {
  let pki: SandboxPki;
  let show: (assertion: string) => Subject | Refusal;

  before(async () => {
    pki = await sandboxPki();
    const identity = createIdentity({
      config: { mode: 'sandbox', assertionWindowMinutes: 60, clockSkewMinutes: 2 },
      trust: pki.trust,
      tokenIssuers: sandboxTokenIssuers(pki),
      rules: { assertion: 'optional', assertionResource: 'any', patientAuthorities: [IHE_RED] },
      xua: {
        accept: tokenServices([pki.tokenService.certificate], true),
        rules: loadXuaRules(domainFolder('ihe')),
      },
    });
    show = (assertion) => identity.fromAssertion(assertionOf(envelopeWith(assertion)), NODE, NOW);
  });

  const made = (options: XuaOptions = {}) => makeXuaAssertion(pki, { at: NOW, ...options });
  const refused = (assertion: string) => told(show(assertion) as Refusal);

  it('then its user acts, with all that the assertion says', () => {
    const subject = show(
      made({ id: '_one', user: 'jdoe', name: 'Doe Jane', patient: `7^^^&${IHE_RED}&ISO`, consent: '1.2.3' }),
    );
    expect(subject).to.deep.equal({
      kind: 'professional',
      mode: 'XUA',
      id: 'jdoe',
      name: 'Doe Jane',
      structure: { id: 'urn:oid:1.2.250.1.999.2.3.1', name: 'Carnet' },
      roles: [{ code: '112247003', system: SNOMED, names: [{ value: 'Medical doctor' }] }],
      purpose: 'normal',
      reason: 'Treatment',
      asserted: {
        userName: '<jdoe@urn:carnet:sandbox:token-service>',
        purpose: { code: 'TREATMENT', system: '2.16.840.1.113883.3.18.7.1' },
      },
      patientId: `7^^^&${IHE_RED}&ISO`,
      secretConnection: false,
      evidence: {
        id: '_one',
        issuer: 'CN=SANDBOX TOKEN SERVICE,O=CARNET,C=FR',
        until: minutes(30).toISOString(),
      },
    });
  });

  it('then the name that the service knows the user by goes before', () => {
    const signing = (text: string) => text.replace('<saml2:NameID', '<saml2:NameID SPProvidedID="JD"');
    expect(show(made({ user: 'jdoe', signing }))).to.have.nested.property(
      'asserted.userName',
      'JD<jdoe@urn:carnet:sandbox:token-service>',
    );
  });

  it('then one that was shown before is taken until it ends', () => {
    const assertion = made({ notOnOrAfter: minutes(5) });
    expect(isRefusal(show(assertion))).to.equal(false);
    expect(show(assertion)).to.deep.equal(show(assertion));
  });

  it('then two roles that the domain takes are taken', () => {
    const nurse = { code: '224535009', system: SNOMED, display: 'Registered nurse' };
    const subject = show(made({ roles: [DOCTOR!, nurse] })) as Subject;
    expect(subject.roles.map(({ code }) => code)).to.deep.equal(['112247003', '224535009']);
  });

  const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
  const PURPOSE = 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse';
  const PATIENT = 'urn:oasis:names:tc:xacml:2.0:resource:resource-id';
  const EXPIRED = "AssertionExpired Le jeton SAML n'est pas en cours de validité.";
  const AUTHN = "AssertionAuthnContext L'authentification que décrit le jeton SAML n'est pas acceptée.";
  const NO_ROLE = `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`;
  const NO_PURPOSE = `AssertionPurpose Le motif d'accès du jeton SAML est absent ou n'est pas accepté. (${PURPOSE})`;
  const CLAIM = "AssertionClaim Une information du jeton SAML est absente ou n'est pas valide.";
  const purpose = (code: string, system = '2.16.840.1.113883.3.18.7.1') => ({ code, system, display: code });
  const SAML_CLASS = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';

  const faults: readonly (readonly [what: string, options: XuaOptions, told: string])[] = [
    ['that has ended', { at: minutes(-40), notOnOrAfter: minutes(-5) }, `${EXPIRED} (NotOnOrAfter)`],
    ['whose time has not come', { notBefore: minutes(5) }, `${EXPIRED} (NotBefore)`],
    ['that will be issued', { at: minutes(5), notBefore: NOW }, `${EXPIRED} (IssueInstant)`],
    [
      'for somebody else',
      { audience: 'http://other' },
      "AssertionAudience Le jeton SAML n'est pas destiné à ce service. (Audience)",
    ],
    [
      'of a weak authentication',
      { authnContext: `${SAML_CLASS}InternetProtocol` },
      `${AUTHN} (AuthnContextClassRef)`,
    ],
    [
      'of an unknown authentication',
      { authnContext: `${SAML_CLASS}Invalid` },
      `${AUTHN} (AuthnContextClassRef)`,
    ],
    ['whose session has ended', { sessionNotOnOrAfter: minutes(-5) }, `${AUTHN} (AuthnStatement)`],
    [
      'that not everybody may bear',
      { confirmation: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' },
      `${CLAIM} (SubjectConfirmation)`,
    ],
    ['of a role without access', { roles: [CLERK!] }, NO_ROLE],
    ['of a role with access and one without', { roles: [DOCTOR!, CLERK!] }, NO_ROLE],
    ['of a known role in another system', { roles: [{ ...DOCTOR!, system: '1.2.3' }] }, NO_ROLE],
    ['without a role', { roles: [] }, NO_ROLE],
    ['for a purpose without access', { purposes: [purpose('PUBLICHEALTH')] }, NO_PURPOSE],
    ['for two purposes', { purposes: [purpose('TREATMENT'), purpose('EMERGENCY')] }, NO_PURPOSE],
    ['without a purpose', { purposes: [] }, NO_PURPOSE],
    ['for a patient of an unknown authority', { patient: '7^^^&1.2.3&ISO' }, `${CLAIM} (${PATIENT})`],
    ['that is not signed', { unsigned: true }, "AssertionUnsigned Le jeton SAML n'est pas signé."],
  ];
  for (const [what, options, expected] of faults) {
    it(`then one ${what} is refused`, () => expect(refused(made(options))).to.deep.equal([expected]));
  }

  it('then one that another certificate of the same authority signed is refused', () => {
    const signer = pki.credentials('hopital', 'sign');
    expect(refused(made({ signer }))).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
    ]);
  });

  it('then one that was changed after it was signed is refused', () => {
    expect(refused(made().replace('>conformance<', '>somebody<'))).to.deep.equal([
      "AssertionSignature La signature du jeton SAML n'est pas valide. (DigestValue)",
    ]);
  });

  it('then one beside another is refused', () => {
    expect(refused(`${made()}${made({ unsigned: true })}`)).to.deep.equal([
      "AssertionMalformed Le jeton SAML n'est pas conforme. (Assertion)",
    ]);
  });

  it('then a VIHF is refused', () => {
    expect(refused(makeVihf(pki, { as: 'medecin', at: NOW }))).to.deep.equal([
      "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
    ]);
  });

  const shapes: readonly (readonly [what: string, change: (text: string) => string, part: string])[] = [
    [
      'two contexts of authentication',
      (text) => text.replace(/<saml2:AuthnContext>.*<\/saml2:AuthnContext>/, '$&$&'),
      'AuthnContext',
    ],
    [
      'two statements of authentication',
      (text) => text.replace(/<saml2:AuthnStatement.*<\/saml2:AuthnStatement>/, '$&$&'),
      'AuthnStatement',
    ],
    [
      'no context of authentication',
      (text) => text.replace(/<saml2:AuthnContext>.*<\/saml2:AuthnContext>/, ''),
      'AuthnContext',
    ],
    ['no conditions', (text) => text.replace(/<saml2:Conditions.*<\/saml2:Conditions>/, ''), 'Conditions'],
    ['conditions without an end', (text) => text.replace(/ NotOnOrAfter="[^"]*"/, ''), 'Conditions'],
    [
      'a condition that nobody knows',
      (text) => text.replace('<saml2:AudienceRestriction>', '<saml2:Condition/>$&'),
      'Condition',
    ],
    ['an instant that is none', (text) => text.replace(/AuthnInstant="/, '$&soon '), 'AuthnInstant'],
    [
      'a role named twice',
      (text) => text.replace(/<saml2:Attribute Name="[^"]*subject:role".*?<\/saml2:Attribute>/, '$&$&'),
      'AttributeStatement',
    ],
    ['no user', (text) => text.replace('>conformance</saml2:NameID>', '></saml2:NameID>'), 'NameID'],
  ];
  for (const [what, change, part] of shapes) {
    it(`then one with ${what} is refused`, () => {
      const unsigned = made({ unsigned: true });
      const changed = change(unsigned);
      expect(changed).to.not.equal(unsigned);
      expect(refused(made({ signing: change }))).to.deep.equal([
        `AssertionMalformed Le jeton SAML n'est pas conforme. (${part})`,
      ]);
    });
  }

  it('then a server that may not trust what is made for tests does not start with the sandbox', () => {
    expect(() => tokenServices([pki.tokenService.certificate], false)).to.throw('made for tests');
    expect(() => tokenServices(['nothing'], false)).to.throw('not a certificate');
  });
});
