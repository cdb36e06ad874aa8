import { code } from '../../src/model/code.ts';
import type { Subject } from '../../src/model/subject.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';

const G15 = '1.2.250.1.71.1.2.7';

function professional(id: string, name: string, profession: string, speciality?: string): Subject {
  return {
    kind: 'professional',
    mode: 'PRO_SANTE_CONNECT',
    id,
    name,
    structure: { id: '1140000027', name: 'CENTRE HOSPITALIER DES TILLEULS' },
    sector: code('SA01', '1.2.250.1.71.4.2.4'),
    roles: [
      code(profession, G15),
      ...(speciality === undefined ? [] : [code(speciality, '1.2.250.1.71.4.2.5')]),
    ],
    purpose: 'normal',
    secretConnection: false,
    evidence: { id: '', issuer: 'https://psc.test' },
  };
}

/** Who calls in the tests; the slug is the token. */
export const callers = {
  medecin: professional('810000000011', 'AUBERT Claire', '10', 'SM54'),
  pharmacien: { ...professional('810000000037', 'CARON Inès', '21'), mode: 'DIRECTE' } as Subject,
  infirmier: professional('810000000045', 'DUVAL Samir', '60'),
  medecinTravail: professional('810000000094', 'IMBERT Paule', '10', 'SM25'),
  psychomotricien: professional('810000000086', 'HUET Noé', '96'),
  medecinTraitant: professional('810000000029', 'BONNET Luc', '10', 'SM54'),
  charlotte: {
    kind: 'patient',
    mode: 'PATIENT',
    id: CHARLOTTE.value,
    name: 'LEMOINE CHARLOTTE',
    roles: [],
    purpose: 'normal',
    patientId: PATIENT_ID,
    secretConnection: false,
    evidence: { id: '', issuer: 'https://patients.test' },
  } as Subject,
};

/** What the holder of a CPE, and a professional of the social sector, have otherwise than a médecin of the same structure. */
export const SECRETAIRE = { kind: 'staff', id: '3140000027/0001', name: 'LEROUX Zoé', roles: [] } as const;
export const EDUCATEUR = {
  id: '810000000110',
  name: 'KERVELLA Anne',
  roles: [code('51', '1.2.250.1.213.1.6.1.4'), code('GENR10', '1.2.250.1.213.1.6.1.19')],
} as const;
