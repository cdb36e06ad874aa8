import { expect } from 'chai';
import { NAME } from '../../src/identity/distinguished-name.ts';
import type { VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { CHARLOTTE_INS, type IdentityHouse, identityHouse } from '../support/identity-house.ts';
import { accepted as acceptedBy, G15, minutes, R01 } from './vihf-cases.ts';

describe('given a VIHF', () => {
  let house: IdentityHouse;

  before(async () => {
    house = await identityHouse();
  });

  const accepted = (...sent: readonly [VihfOptions, string?, Date?]) => acceptedBy(house, ...sent);

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
});
