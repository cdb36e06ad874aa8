import { expect } from 'chai';
import { told } from '../support/faults.ts';
import { type IdentityHouse, identityHouse } from '../support/identity-house.ts';
import {
  accepted,
  attribute,
  itRefusesEach,
  medecin,
  minutes,
  SENTENCES,
  type VihfFault,
} from './vihf-cases.ts';

const { expired, notBound, signer, claim } = SENTENCES;

/** Who signed, when, for whom, and who shows it. */
const CASES: readonly VihfFault[] = [
  {
    fault: 'no signature',
    options: medecin({ unsigned: true }),
    told: "AssertionUnsigned Le jeton SAML n'est pas signé.",
  },
  {
    fault: 'the authentication key',
    options: medecin({ keyPair: 'auth' }),
    told: `${signer} (X509Certificate)`,
  },
  {
    fault: 'the AUTH_CLI key of a structure',
    options: { as: 'esat', overrides: { keyPair: 'auth' } },
    told: `${signer} (X509Certificate)`,
  },
  {
    fault: 'DIRECTE signed by a structure',
    options: { as: 'hopital', mode: 'DIRECTE' },
    told: `${signer} (X509Certificate)`,
  },
  {
    fault: 'INDIRECTE signed by a card',
    options: attribute('Authentification_mode', 'INDIRECTE'),
    told: `${signer} (X509Certificate)`,
  },
  {
    fault: 'another issuer',
    options: medecin({ issuer: 'CN=810000000029+SN=BELLAMY+GN=Hugo,title=Médecin,C=FR' }),
    told: `${signer} (Issuer)`,
  },
  {
    fault: 'an issuer that is no name',
    options: medecin({ issuer: 'AUBERT Claire' }),
    told: `${signer} (Issuer)`,
  },
  {
    fault: 'issued longer ago than the window',
    options: { as: 'medecin' },
    at: minutes(63),
    told: `${expired} (IssueInstant)`,
  },
  {
    fault: 'issued in the future',
    options: { as: 'medecin' },
    at: minutes(-3),
    told: `${expired} (IssueInstant)`,
  },
  {
    fault: 'authenticated longer ago than the window',
    options: medecin({ authnInstant: minutes(-63) }),
    told: `${expired} (AuthnInstant)`,
  },
  {
    fault: 'conditions that have ended',
    options: medecin({ conditions: { notOnOrAfter: minutes(-3) } }),
    told: `${expired} (Conditions)`,
  },
  {
    fault: 'conditions that have not begun',
    options: medecin({ conditions: { notBefore: minutes(3) } }),
    told: `${expired} (Conditions)`,
  },
  {
    fault: 'VIHF_Version 2.0',
    options: attribute('VIHF_Version', '2.0'),
    told: `${claim} (VIHF_Version)`,
  },
  {
    fault: 'no VIHF_Version',
    options: attribute('VIHF_Version', undefined),
    told: `${claim} (VIHF_Version)`,
  },
  {
    fault: 'an unknown mode',
    options: attribute('Authentification_mode', 'DELEGUEE'),
    told: `${claim} (Authentification_Mode)`,
  },
  {
    fault: 'NameID of another professional',
    options: medecin({ nameId: '810000000029' }),
    told: `${claim} (NameID)`,
  },
  {
    fault: 'no Identifiant_Structure',
    options: attribute('Identifiant_Structure', undefined),
    told: `${claim} (Identifiant_Structure)`,
  },
  {
    fault: 'Identifiant_Structure of another structure',
    options: { as: 'esat', overrides: { attributes: { Identifiant_Structure: '1140000027' } } },
    told: `${claim} (Identifiant_Structure)`,
  },
  {
    fault: 'the card of somebody else on the TLS side',
    options: { as: 'medecin' },
    presentedBy: 'medecin-traitant',
    told: `${notBound} (X509Certificate)`,
  },
  {
    fault: 'a structure on the TLS side of a card',
    options: { as: 'medecin' },
    presentedBy: 'hopital',
    told: `${notBound} (X509Certificate)`,
  },
  {
    fault: 'another structure on the TLS side',
    options: { as: 'esat' },
    presentedBy: 'hopital',
    told: `${notBound} (X509Certificate)`,
  },
  {
    fault: 'a card on the TLS side of AIR',
    options: { as: 'medecin', mode: 'INDIRECTE_RENFORCEE' },
    presentedBy: 'medecin',
    told: `${notBound} (X509Certificate)`,
  },
];

describe('given a VIHF whose signer, time or holder is at fault', () => {
  itRefusesEach(CASES);

  let house: IdentityHouse;
  before(async () => {
    house = await identityHouse();
  });

  it('then one that was taken is refused once its window is over', async () => {
    const options = { as: 'sage-femme', overrides: { id: '_window' } };
    await accepted(house, options);
    expect(told(await house.make(options, 'sage-femme', minutes(63)))).to.deep.equal([
      `${expired} (IssueInstant)`,
    ]);
  });

  it('then one that was taken is refused from another TLS identity', async () => {
    const options = { as: 'dentiste', overrides: { id: '_other' } };
    await accepted(house, options);
    expect(told(await house.make(options, 'medecin'))).to.deep.equal([`${notBound} (X509Certificate)`]);
  });
});
