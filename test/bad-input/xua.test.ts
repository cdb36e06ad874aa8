import type { AssertionKind } from '../../conformance/nist/transport/assertions.ts';
import { sandboxAssertions } from '../../conformance/nist/transport/sandbox-assertions.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { xuaDeposit } from '../support/xua-deposit.ts';
import { type BadInputHouse, badInputHouse, fault } from './bad-input-house.ts';

const PATIENT = `xua-1^^^&${IHE_RED}&ISO`;
const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
const PURPOSE = 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse';
const AUTHN = "AssertionAuthnContext L'authentification que décrit le jeton SAML n'est pas acceptée.";

/** The deposit of a new document, with an assertion or none. */
function deposit(house: BadInputHouse, assertion: string | undefined, patient = 'xua-1') {
  const request = xuaDeposit(assertion, patient);
  return () => house.send(request, 'hopital');
}

describe('given a server of the domain ihe with XUA on', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse({ CARNET_DOMAIN: 'ihe', CARNET_XUA: 'on' });
  });
  after(() => house.close());

  const assertion = (kind: AssertionKind) => sandboxAssertions(house.pki)(kind, PATIENT);

  const faulty: readonly (readonly [kind: AssertionKind, told: string, trace: string])[] = [
    [
      'expired',
      "AssertionExpired Le jeton SAML n'est pas en cours de validité. (NotOnOrAfter)",
      'AssertionExpired',
    ],
    [
      'notyetvalid',
      "AssertionExpired Le jeton SAML n'est pas en cours de validité. (NotBefore)",
      'AssertionExpired',
    ],
    ['invalidauthnstatement', `${AUTHN} (AuthnContextClassRef)`, 'AssertionAuthnContext'],
    ['secondauthncontext', `${AUTHN} (AuthnContextClassRef)`, 'AssertionAuthnContext'],
    [
      'secondpurposeofuse',
      `AssertionPurpose Le motif d'accès du jeton SAML est absent ou n'est pas accepté. (${PURPOSE})`,
      'AssertionPurpose',
    ],
    [
      'secondrole',
      `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`,
      'AssertionRole',
    ],
    [
      'unknownaudience',
      "AssertionAudience Le jeton SAML n'est pas destiné à ce service. (Audience)",
      'AssertionAudience',
    ],
    ['unsigned', "AssertionUnsigned Le jeton SAML n'est pas signé.", 'AssertionUnsigned'],
  ];
  for (const [kind, told, trace] of faulty) {
    it(`then a deposit with an assertion of kind ${kind} is refused`, () =>
      house.refuses(deposit(house, assertion(kind)), fault(told, `SOAP ${trace}`)));
  }

  it('then one without an assertion is refused', () =>
    house.refuses(
      deposit(house, undefined),
      fault('AssertionMissing Le jeton SAML est absent.', 'SOAP AssertionMissing'),
    ));

  it('then one with an assertion for another patient is refused', () =>
    house.refuses(
      deposit(house, assertion('valid'), 'xua-2'),
      fault(
        "AssertionPatient Le patient de la requête n'est pas celui du jeton présenté.",
        'ITI-41 AssertionPatient',
      ),
    ));

  for (const kind of ['valid', 'withauthzconsent'] as const) {
    it(`then one with an assertion of kind ${kind} is stored`, () =>
      house.stores(deposit(house, assertion(kind))));
  }
});

describe('given a server where an assertion of ITI-40 may be used once', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse({ CARNET_DOMAIN: 'ihe', CARNET_ASSERTION_ONCE: 'on' });
  });
  after(() => house.close());

  it('then its second use is refused', async () => {
    const once = sandboxAssertions(house.pki)('valid', PATIENT);
    await house.stores(deposit(house, once));
    await house.refuses(
      deposit(house, once),
      fault('AssertionReplayed Le jeton SAML a déjà été utilisé.', 'ITI-41 AssertionReplayed'),
    );
  });
});
