import { expect } from 'chai';
import { depositHouse } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { type BuiltSubmission, CHARLOTTE, submission, withSet } from '../support/submission-builder.ts';

const lot = submission();

describe('given an INS that is not one', () => {
  const withInsOf = (value: string, authority: string): BuiltSubmission => {
    const patientId = `${value}^^^&${authority}&ISO^NH`;
    const entries = lot.objects.entries.map((entry) => ({ ...entry, patientId }));
    return withSet({ ...lot, objects: { ...lot.objects, entries } }, { patientId });
  };
  const refusedAs = async (
    built: BuiltSubmission,
    config: Parameters<typeof depositHouse>[0] = {},
  ): Promise<readonly string[]> => {
    const house = await depositHouse(config);
    try {
      return told(await house.deposit(built));
    } finally {
      await house.close();
    }
  };
  const PRODUCTION = '1.2.250.1.213.1.4.8';
  const wrongKey = `${CHARLOTTE.value.slice(0, 13)}01`;

  it('then a wrong key is refused once per object', async () => {
    const lines = await refusedAs(withInsOf(wrongKey, CHARLOTTE.authority));
    expect(lines).to.have.length(3);
    for (const line of lines) {
      expect(line).to.match(/^XDSRegistryMetadataError /);
      expect(line).to.include('clé du matricule INS erronée').and.include(wrongKey);
    }
  });

  it('then a number that is no matricule is refused', async () => {
    const [line] = await refusedAs(withInsOf('794061411802778', CHARLOTTE.authority));
    expect(line).to.include('matricule INS mal formé');
  });

  it('then an authority that the domain does not know is refused', async () => {
    const [line] = await refusedAs(withInsOf(CHARLOTTE.value, '1.2.3.4'));
    expect(line).to.include("autorité d'affectation non admise");
  });

  it('then production refuses a test INS', async () => {
    const config = { config: { mode: 'production' as const } };
    const [line] = await refusedAs(lot, config);
    expect(line).to.include("autorité d'affectation non admise").and.include(CHARLOTTE.authority);
  });

  it('then the setting lets a wrong key of a test INS in, and of no other', async () => {
    const config = { config: { testInsAnyKey: true } };
    const ofTest = await refusedAs(withInsOf(wrongKey, CHARLOTTE.authority), config);
    expect(ofTest.filter((line) => line.includes('matricule'))).to.deep.equal([]);
    const [line] = await refusedAs(withInsOf(wrongKey, PRODUCTION), config);
    expect(line).to.include('clé du matricule INS erronée');
  });
});
