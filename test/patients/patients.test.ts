import { expect } from 'chai';
import { DEFAULT_CHOICES, type MedicalRecord } from '../../src/model/record.ts';
import { patientResource } from '../../src/patients/patient-resource.ts';
import { startWorld, type World } from '../fhir/test-world.ts';

const FR_CORE = 'https://hl7.fr/ig/fhir/core';
const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';
const record: MedicalRecord = {
  patient: {
    key: 7,
    family: 'LEMOINE',
    usualFamily: 'DURAND',
    givens: ['CHARLOTTE', 'JEANNE'],
    birthDate: '1994-06-12',
    sex: 'F',
    birthPlace: '14118',
  },
  identifiers: [
    { value: '294061411802778', authority: '1.2.250.1.213.1.4.8', current: true },
    { value: '194061411802778', authority: '1.2.250.1.213.1.4.8', current: false },
    { value: '294061411802779', authority: '1.2.250.1.213.1.4.9', current: true },
  ],
  status: 'open',
  activated: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  choices: DEFAULT_CHOICES,
};

describe('given the Patient of a record', () => {
  it('then the logical id is not the INS', () => {
    expect(patientResource(record).id).to.equal('p7');
  });

  it('then a present INS is official, a former one old, an INS-NIA temporary', () => {
    const identifiers = patientResource(record).identifier;
    expect(identifiers.map(({ use }) => use)).to.deep.equal(['official', 'old', 'temp']);
    expect(identifiers[0]).to.deep.equal({
      use: 'official',
      type: { coding: [{ system: `${FR_CORE}/CodeSystem/fr-core-cs-v2-0203`, code: 'INS-NIR' }] },
      system: 'urn:oid:1.2.250.1.213.1.4.8',
      value: '294061411802778',
    });
  });

  it('then the five traits are there, the first names as fr-core has them', () => {
    const { name, gender, birthDate, extension } = patientResource(record);
    expect(name[0]?.family).to.equal('LEMOINE');
    expect(name[0]?.given).to.deep.equal(['CHARLOTTE']);
    expect(name[0]?.extension?.[0]?.valueString).to.equal('CHARLOTTE JEANNE');
    expect(name[1]).to.deep.equal({ use: 'usual', family: 'DURAND', given: ['CHARLOTTE'] });
    expect([gender, birthDate]).to.deep.equal(['female', '1994-06-12']);
    expect(extension[1]?.valueAddress?.extension?.[0]?.valueCoding?.code).to.equal('14118');
  });

  it('then a date of birth that had to be completed is told whole, and marked', () => {
    const url = `${FR_CORE}/StructureDefinition/fr-core-patient-birthdate-update-indicator`;
    const completed = { ...record.patient, birthDate: '1950-12-31', birthDateSupplied: true } as const;
    const { birthDate, extension } = patientResource({ ...record, patient: completed });
    expect(birthDate).to.equal('1950-12-31');
    expect(extension.filter((one) => one.url === url)).to.deep.equal([{ url, valueBoolean: true }]);
    expect(patientResource(record).extension.some((one) => one.url === url)).to.equal(false);
  });

  it('then a closed record is inactive', () => {
    expect(patientResource({ ...record, status: 'closed' }).active).to.equal(false);
  });
});

interface Bundle {
  readonly total: number;
  readonly entry?: readonly { readonly fullUrl: string; readonly resource: { readonly id: string } }[];
}

describe('given ITI-78 by INS', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());
  const search = (
    query: Record<string, string>,
    as: 'medecin' | 'charlotte' | 'psychomotricien' = 'medecin',
  ) => world.get(`Patient?${new URLSearchParams(query)}`, as);

  it('then the one patient is found, without an authorisation', async () => {
    const bundle = (await (await search({ identifier: INS })).json()) as Bundle;
    expect(bundle.total).to.equal(1);
    expect(bundle.entry?.[0]?.fullUrl).to.equal(`${world.base}/Patient/p${world.charlotte}`);
  });

  it('then an INS without a record finds nobody', async () => {
    const response = await search({ identifier: 'urn:oid:1.2.250.1.213.1.4.10|194061411802778' });
    expect(response.status).to.equal(200);
    expect(((await response.json()) as Bundle).total).to.equal(0);
  });

  it('then the same matricule of another authority finds nobody', async () => {
    const response = await search({ identifier: 'urn:oid:1.2.250.1.213.1.4.8|294061411802778' });
    expect(((await response.json()) as Bundle).total).to.equal(0);
  });

  it('then nobody is found by traits', async () => {
    const response = await search({ family: 'LEMOINE', birthdate: '1994-06-12' });
    expect(response.status).to.equal(400);
  });

  it('then a patient reads herself by logical id', async () => {
    const response = await world.get(`Patient/p${world.charlotte}`, 'charlotte');
    expect(((await response.json()) as { birthDate: string }).birthDate).to.equal('1994-06-12');
  });

  it('then an absent patient and another form of id are the same to a patient', async () => {
    const read = async (id: string) => {
      const response = await world.get(`Patient/${id}`, 'charlotte');
      return [response.status, await response.text()];
    };
    expect(await read('p999999')).to.deep.equal(await read('294061411802778'));
    expect((await read('p999999'))[0]).to.equal(404);
  });
});
