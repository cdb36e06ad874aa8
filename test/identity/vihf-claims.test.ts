import { expect } from 'chai';
import { told } from '../support/faults.ts';
import { CHARLOTTE_INS, identityHouse } from '../support/identity-house.ts';
import { attribute, itRefusesEach, SENTENCES, type VihfFault } from './vihf-cases.ts';

const { claim } = SENTENCES;

const CASES: readonly VihfFault[] = [
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
    options: attribute('urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code', 'MASQUE_PS'),
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

describe('given a VIHF of which a claim is at fault', () => {
  itRefusesEach(CASES);

  it('then a purpose that is not one of the three is refused', async () => {
    const house = await identityHouse();
    const made = await house.make({ as: 'medecin', purpose: 'recherche' as never });
    expect(told(made)).to.deep.equal([`${claim} (urn:oasis:names:tc:xspa:1.0:subject:purposeofuse)`]);
  });
});
