import { expect } from 'chai';
import { isRefusal, type RefusalCode } from '../../src/errors.ts';
import { createTrust } from '../../src/identity/certificate-path.ts';
import { NAME } from '../../src/identity/distinguished-name.ts';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { INS_NIR, INS_NIR_DEMO } from '../../src/model/ins.ts';
import { told } from '../support/faults.ts';
import {
  assertionOf,
  CHARLOTTE_INS,
  envelopeWith,
  type IdentityHouse,
  identityHouse,
  NOW,
} from '../support/identity-house.ts';

const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
const G15 = '1.2.250.1.71.1.2.7';
const R01 = '1.2.250.1.71.4.2.5';
const R22 = '1.2.250.1.213.1.6.1.19';
const R85 = '1.2.250.1.213.1.6.1.107';

function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * 60_000);
}

describe('given a VIHF', () => {
  let house: IdentityHouse;

  before(async () => {
    house = await identityHouse();
  });

  const accepted = async (options: VihfOptions, presentedBy?: string, at?: Date) => {
    const subject = await house.make(options, presentedBy, at);
    if (isRefusal(subject)) throw new Error(told(subject).join(' '));
    return subject;
  };

  describe('of a CPS in DIRECTE', () => {
    it('then the professional acts, with all that the VIHF says', async () => {
      const subject = await accepted({
        as: 'medecin',
        patient: CHARLOTTE_INS,
        secret: true,
        overrides: { id: '_one' },
      });
      expect(subject).to.deep.equal({
        kind: 'professional',
        mode: 'DIRECTE',
        id: '810000000011',
        name: 'AUBERT Claire',
        structure: { id: '1140000027' },
        sector: { code: 'SA01', system: '1.2.250.1.71.4.2.4', names: [] },
        roles: [
          { code: '10', system: G15, names: [{ value: 'Médecin' }] },
          { code: 'SM54', system: R01, names: [{ value: 'Médecine Générale (SM)' }] },
        ],
        purpose: 'normal',
        patientId: `${CHARLOTTE_INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`,
        secretConnection: true,
        software: { id: '1', name: 'Carnet', version: '1' },
        evidence: { id: '_one', issuer: 'CN=810000000011+SN=AUBERT+GN=Claire,title=Médecin,C=FR' },
      });
    });

    it('then every professional of the sandbox is taken with the roles of its own', async () => {
      for (const { slug, kind } of house.pki.identities) {
        if (kind === 'professional')
          expect((await accepted({ as: slug })).kind, slug).to.equal('professional');
      }
    });

    it('then it may be shown again within its window, also where it was remembered', async () => {
      const options = { as: 'infirmier', overrides: { id: '_again' } };
      expect((await accepted(options)).id).to.equal((await accepted(options, 'infirmier', minutes(30))).id);
    });

    it('then VIHF_Version 4.0, Authentification_Mode in the other case and an emergency with its reason pass', async () => {
      const subject = await accepted({
        as: 'medecin',
        purpose: 'bris_de_glace',
        reason: 'inconscient',
        overrides: {
          attributes: {
            VIHF_Version: '4.0',
            Authentification_mode: undefined,
            Authentification_Mode: 'DIRECTE',
          },
        },
      });
      expect([subject.purpose, subject.reason]).to.deep.equal(['bris_de_glace', 'inconscient']);
    });

    it('then the issuer may be written in either direction and with values in hexadecimal', async () => {
      const { subject } = house.pki.identity('medecin');
      const hex = (text: string) => {
        const bytes = Buffer.from(text);
        return `#0c${bytes.length.toString(16).padStart(2, '0')}${bytes.toString('hex')}`;
      };
      const issuer = `C=FR, T=Médecin, OID.2.5.4.42=${hex('Claire')} + CN=810000000011 + 2.5.4.4=${hex('AUBERT')}`;
      expect(subject.at(-1)?.some(({ oid }) => oid === NAME.surname)).to.equal(true);
      expect((await accepted({ as: 'medecin', overrides: { issuer } })).id).to.equal('810000000011');
    });
  });

  it('of a CPE then the staff acts, for its structure', async () => {
    const subject = await accepted({ as: 'secretaire' });
    expect([subject.kind, subject.id, subject.structure?.id]).to.deep.equal([
      'staff',
      '3140000027/0001',
      '1140000027',
    ]);
  });

  it('of a structure in INDIRECTE then the structure acts, under the name of its certificate', async () => {
    const subject = await accepted({ as: 'esat', patient: CHARLOTTE_INS });
    expect([subject.kind, subject.mode, subject.id, subject.name]).to.deep.equal([
      'structure',
      'INDIRECTE',
      '1140000019',
      'ESAT LES POMMIERS',
    ]);
    expect(subject.roles.map(({ code }) => code)).to.deep.equal(['AUTOMATE']);
  });

  it('of a professional in INDIRECTE_RENFORCEE then the professional acts, in the structure that signed', async () => {
    const subject = await accepted(
      { as: 'medecin', mode: 'INDIRECTE_RENFORCEE', structure: 'hopital' },
      'hopital',
    );
    expect(subject).to.deep.include({
      kind: 'professional',
      mode: 'INDIRECTE_RENFORCEE',
      id: '810000000011',
      name: 'AUBERT Claire',
      structure: { id: '1140000027', name: 'CENTRE HOSPITALIER DES TILLEULS' },
    });
  });

  describe('at fault', () => {
    interface Case {
      readonly fault: string;
      readonly options: VihfOptions;
      readonly presentedBy?: string;
      readonly at?: Date;
      readonly told: string;
    }
    const medecin = (overrides: NonNullable<VihfOptions['overrides']>, more: Partial<VihfOptions> = {}) => ({
      as: 'medecin',
      overrides,
      ...more,
    });
    const attribute = (name: string, value: string | undefined) => medecin({ attributes: { [name]: value } });
    const roles = (...list: [string, string][]) =>
      medecin({ roles: list.map(([code, system]) => ({ code, system })) });
    const expired = "AssertionExpired Le jeton SAML n'est pas en cours de validité.";
    const notBound = 'AssertionNotBound Le jeton SAML ne correspond pas au certificat client présenté.';
    const signer = "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté.";
    const claim = "AssertionClaim Une information du jeton SAML est absente ou n'est pas valide.";
    const role = `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`;

    const cases: readonly Case[] = [
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
      { fault: 'no role', options: roles(), told: role },
      { fault: 'three roles', options: roles(['10', G15], ['SM54', R01], ['SM54', R01]), told: role },
      { fault: 'a médecin without savoir-faire', options: roles(['10', G15]), told: role },
      {
        fault: 'a savoir-faire that the card has not',
        options: roles(['10', G15], ['SM26', R01]),
        told: role,
      },
      { fault: 'a profession that the card has not', options: roles(['60', G15]), told: role },
      { fault: 'an unknown code of a known table', options: roles(['11', G15], ['SM54', R01]), told: role },
      {
        fault: 'a table that no role comes from',
        options: roles(['10', '1.2.3'], ['SM54', R01]),
        told: role,
      },
      {
        fault: 'a savoir-faire where the profession stands',
        options: roles(['SM54', R01], ['SM54', R01]),
        told: role,
      },
      {
        fault: 'a pharmacien without section',
        options: { as: 'pharmacien', overrides: { roles: [{ code: '21', system: G15 }] } },
        told: role,
      },
      {
        fault: 'a profession claimed by a card without one',
        options: { as: 'educateur', overrides: { roles: [{ code: '60', system: G15 }] } },
        told: role,
      },
      {
        fault: 'a profession claimed by a CPE',
        options: { as: 'secretaire', overrides: { roles: [{ code: '60', system: G15 }] } },
        told: role,
      },
      {
        fault: 'an activity kind that stands for no profession',
        options: { as: 'educateur', overrides: { roles: [{ code: 'GENR01', system: R22 }] } },
        told: role,
      },
      {
        fault: 'no sector',
        options: attribute('Secteur_Activite', undefined),
        told: `${claim} (Secteur_Activite)`,
      },
      {
        fault: 'a sector without its table',
        options: attribute('Secteur_Activite', 'SA01'),
        told: `${claim} (Secteur_Activite)`,
      },
      {
        fault: 'bris de glace without a reason',
        options: { as: 'medecin', purpose: 'bris_de_glace' },
        told: `${claim} (Mode_Acces_Raison)`,
      },
      {
        fault: 'another resource',
        options: attribute('Ressource_URN', 'urn:ROR'),
        told: `${claim} (Ressource_URN)`,
      },
      {
        fault: 'no resource',
        options: attribute('Ressource_URN', undefined),
        told: `${claim} (Ressource_URN)`,
      },
      {
        fault: 'a patient without an authority',
        options: { as: 'medecin', patient: `${CHARLOTTE_INS}^^^` },
        told: `${claim} (urn:oasis:names:tc:xacml:2.0:resource:resource-id)`,
      },
      {
        fault: 'a patient of another authority',
        options: { as: 'medecin', patient: `${CHARLOTTE_INS}^^^&1.2.3&ISO^PI` },
        told: `${claim} (urn:oasis:names:tc:xacml:2.0:resource:resource-id)`,
      },
      {
        fault: 'another restriction',
        options: attribute(
          'urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code',
          'MASQUE_PS',
        ),
        told: `${claim} (urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code)`,
      },
      { fault: 'no software name', options: attribute('LPS_Nom', undefined), told: `${claim} (LPS_Nom)` },
      {
        fault: 'no software version',
        options: attribute('LPS_Version', ' '),
        told: `${claim} (LPS_Version)`,
      },
      {
        fault: 'no software approval',
        options: attribute('LPS_ID_HOMOLOGATION_DMP', undefined),
        told: `${claim} (LPS_ID_HOMOLOGATION_DMP)`,
      },
      {
        fault: 'nobody named in INDIRECTE',
        options: {
          as: 'esat',
          overrides: { attributes: { 'urn:oasis:names:tc:xspa:1.0:subject:subject-id': undefined } },
        },
        told: `${claim} (urn:oasis:names:tc:xspa:1.0:subject:subject-id)`,
      },
    ];
    for (const { fault, options, presentedBy, at, told: expected } of cases) {
      it(`then ${fault} is refused in words that a caller may read`, async () => {
        expect(told(await house.make(options, presentedBy, at))).to.deep.equal([expected]);
      });
    }

    it('then a purpose that is not one of the three is refused', async () => {
      const made = await house.make({ as: 'medecin', purpose: 'recherche' as never });
      expect(told(made)).to.deep.equal([`${claim} (urn:oasis:names:tc:xspa:1.0:subject:purposeofuse)`]);
    });

    it('then an activity kind of groups 14 to 19 or a role of TRE_R85 passes where it may stand', async () => {
      for (const list of [
        [{ code: 'GENR08', system: R22 }],
        [
          { code: '99', system: '1.2.250.1.213.1.6.1.140' },
          { code: '300', system: R85 },
        ],
      ]) {
        const subject = await accepted({ as: 'educateur', overrides: { roles: list } });
        expect(subject.roles[0]?.code).to.equal(list[0]?.code);
      }
    });

    it('then one that was taken is refused once its window is over', async () => {
      const options = { as: 'sage-femme', overrides: { id: '_window' } };
      await accepted(options);
      expect(told(await house.make(options, 'sage-femme', minutes(63)))).to.deep.equal([
        `${expired} (IssueInstant)`,
      ]);
    });

    it('then one that was taken is refused from another TLS identity', async () => {
      const options = { as: 'dentiste', overrides: { id: '_other' } };
      await accepted(options);
      expect(told(await house.make(options, 'medecin'))).to.deep.equal([`${notBound} (X509Certificate)`]);
    });
  });
});

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
