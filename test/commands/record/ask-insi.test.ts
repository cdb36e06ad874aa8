import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type AskedIdentity, askInsi } from '../../../src/commands/record/ask-insi.ts';
import { identityOf } from '../../../src/commands/record/identity-options.ts';
import { UsageError } from '../../../src/commands/usage.ts';
import { type Config, readConfig } from '../../../src/config.ts';
import type { IdentityState } from '../../../src/model/identity.ts';
import { matriculeKey } from '../../../src/model/ins.ts';
import type { RecordToCreate } from '../../../src/records/create-record.ts';
import { type InsiSimulator, startInsiSimulator } from '../../support/insi-simulator.ts';

const FORMER = `1940614118027${matriculeKey('1940614118027')}`;
const asked = {
  ins: '294061411802778',
  authority: '1.2.250.1.213.1.4.10',
  family: 'Lemoine',
  givens: ['Charlotte'],
  birthDate: '1994-06-12',
  sex: 'F',
  activated: false,
} satisfies RecordToCreate;

async function usageFault(attempt: () => unknown): Promise<unknown> {
  try {
    return await attempt();
  } catch (error) {
    return error;
  }
}

describe('given a record that is made after INSi was asked', () => {
  let simulator: InsiSimulator;
  let config: Config;
  let folder: string;
  before(async () => {
    simulator = await startInsiSimulator([
      {
        ...asked,
        family: 'LEMOINE',
        givens: ['CHARLOTTE'],
        sex: 'F',
        birthPlace: '14118',
        former: [FORMER, '194061411802700'],
      },
    ]);
    folder = mkdtempSync(join(tmpdir(), 'carnet-insi-'));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    config = readConfig({
      CARNET_INSI_URL: simulator.url,
      CARNET_INSI_CERTIFICATE: file('certificate.pem', simulator.client.certificate),
      CARNET_INSI_KEY: file('key.pem', simulator.client.key),
      CARNET_INSI_CA: file('ca.pem', simulator.client.ca),
      CARNET_INSI_EMITTER: '1140000027',
      CARNET_INSI_AUTHORISATION: 'ABCDEF123456',
    });
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  const of = (status: IdentityState['status'], ...attributes: IdentityState['attributes']) => ({
    status,
    attributes,
  });

  it('then an identity whose papers were checked becomes qualified', async () => {
    const found = async (identity: IdentityState) =>
      (await askInsi({ ...asked, identity }, config)) as AskedIdentity;
    expect((await found(of('VALI'))).identity).to.deep.equal(of('QUAL'));
    expect((await found(of('PROV'))).identity).to.deep.equal(of('RECUP'));
  });

  it('then the INS that it has replaced are told, but for what is none', async () => {
    const { former } = (await askInsi(asked, config)) as AskedIdentity;
    expect(former).to.deep.equal([{ value: FORMER, authority: asked.authority }]);
  });

  it('then an INS that another has replaced stops it', async () => {
    const answer = await askInsi({ ...asked, ins: FORMER }, config);
    expect(answer).to.equal('The INS was that of this person; another has replaced it.');
  });

  it('then the INS of another person stops it', async () => {
    const answer = await askInsi({ ...asked, givens: ['Anne'] }, config);
    expect(answer).to.equal('The INS is not that of this person.');
  });

  it('then traits that the teleservice cannot be asked with, and one that is down, stop it', async () => {
    expect(await askInsi({ ...asked, sex: 'U' }, config)).to.contain('sex');
    simulator.instead = 'fault';
    expect(await askInsi(asked, config)).to.contain('ne répond pas');
    simulator.instead = undefined;
  });

  it('then nobody is asked about a doubtful identity, or without the settings', async () => {
    const before = simulator.asked.length;
    const doubtful = { ...asked, identity: of('PROV', 'douteux') };
    expect(await usageFault(() => askInsi(doubtful, config))).to.be.instanceOf(UsageError);
    expect(await usageFault(() => askInsi(asked, readConfig({})))).to.be.instanceOf(UsageError);
    expect(simulator.asked.length).to.equal(before);
  });

  it('then half of the settings stop the start, and name what is missing', () => {
    expect(() => readConfig({ CARNET_INSI_URL: 'https://insi.example' })).to.throw('CARNET_INSI_KEY');
    expect(() => readConfig({ CARNET_INSI_URL: 'http://insi.example' })).to.throw('CARNET_INSI_URL');
  });
});

describe('given the identity of whoever is to have a record', () => {
  it('then it is qualified unless said, and unknown words are refused', async () => {
    expect(identityOf({})).to.deep.equal({ status: 'QUAL', attributes: [] });
    const given = { 'identity-status': 'PROV', 'identity-attributes': 'douteux,homonyme' };
    expect(identityOf(given)).to.deep.equal({ status: 'PROV', attributes: ['douteux', 'homonyme'] });
    expect(await usageFault(() => identityOf({ 'identity-status': 'SURE' }))).to.be.instanceOf(UsageError);
    expect(await usageFault(() => identityOf({ 'identity-attributes': 'rare' }))).to.be.instanceOf(
      UsageError,
    );
  });
});
