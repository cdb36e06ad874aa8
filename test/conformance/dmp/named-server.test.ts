import { expect } from 'chai';
import { scenarioLines } from '../../../conformance/dmp/lines.ts';
import { runDmp } from '../../../conformance/dmp/run.ts';
import { play } from '../../../conformance/dmp/scenario.ts';
import { SCENARIOS } from '../../../conformance/dmp/scenarios/index.ts';
import { namedWorld } from '../../../conformance/dmp/worlds/named-world.ts';
import type { World } from '../../../conformance/dmp/worlds/world.ts';
import { makePatientToken } from '../../../src/identity/sandbox/token-maker.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const INS = '294061411802778';
const CHARLOTTE = `${INS}^^^&1.2.250.1.213.1.4.10&ISO^NH`;

describe('given a server that is named, and a patient of it', function () {
  this.timeout(60_000);

  const worldOf = ({ url, data }: TestServer, patientTokens: readonly string[] = []) =>
    namedWorld({ target: url, pki: data, ca: undefined, patients: [CHARLOTTE], patientTokens });
  const playedBy = async (world: World, id: string) => {
    const scenario = SCENARIOS.find((one) => one.id === id);
    if (scenario === undefined) throw new Error(`no scenario ${id}`);
    const outcome = await play(scenario, world);
    return { outcome: outcome.outcome, told: scenarioLines(outcome).slice(1).join('\n') };
  };
  const PASSED = { outcome: 'passed', told: '' };

  describe('with the settings as they come', () => {
    let server: TestServer;
    let world: World;
    before(async () => {
      server = await startTestServer();
      world = await worldOf(server);
    });
    after(async () => {
      await world.close();
      await server.close();
    });

    for (const id of ['oppositions', 'blocking', 'closed', 'bris-de-glace']) {
      it(`then ${id} is played with tokens of the sandbox, a second time too`, async () => {
        expect(await playedBy(world, id)).to.deep.equal(PASSED);
        expect(await playedBy(world, id)).to.deep.equal(PASSED);
      });
    }

    for (const id of ['TD1.3b', 'TD1.4']) {
      it(`then ${id} is skipped, and the setting named that it needs`, async () => {
        const { outcome, told } = await playedBy(world, id);
        expect(outcome).to.equal('skipped');
        expect(told).to.include('CARNET_RECORD_ADMINISTRATION');
      });
    }

    it('then what a patient decides is played with the token that is given, which may be no other', async () => {
      const token = await makePatientToken(server.pki, { ins: INS });
      for (const [given, expected] of [
        [token, 'passed'],
        ['none', 'skipped'],
      ] as const) {
        const other = await worldOf(server, [given]);
        const { outcome, told } = await playedBy(other, 'blocking').finally(() => other.close());
        expect(outcome).to.equal(expected);
        if (outcome === 'skipped') expect(told).to.include('HTTP 401').and.include('--patient-token');
      }
    });

    it('then bris de glace is skipped where no access is opened and a reason does not do, and the setting named', async () => {
      const { pki } = world;
      const unknown: World = {
        ...world,
        pki: { ...pki, tokenIssuer: { ...pki.tokenIssuer, keyId: 'other' } },
      };
      const { outcome, told } = await playedBy(unknown, 'bris-de-glace');
      expect(outcome).to.equal('skipped');
      expect(told).to.include('HTTP 401').and.include('CARNET_BRIS_DE_GLACE');
    });
  });

  it('then with the settings on, TD1.3b, TD1.4 and bris de glace by the reason alone are played', async () => {
    const server = await startTestServer({
      CARNET_RECORD_ADMINISTRATION: 'true',
      CARNET_BRIS_DE_GLACE: 'reason',
    });
    const world = await worldOf(server);
    try {
      for (const id of ['TD1.3b', 'TD1.4', 'bris-de-glace', 'TD1.4'])
        expect(await playedBy(world, id), id).to.deep.equal(PASSED);
    } finally {
      await world.close();
      await server.close();
    }
  });

  it('then a token for some of the patients only does not start', async () => {
    const said: string[] = [];
    const target = ['--target', 'https://localhost:1', '--pki', '.', '--patient', CHARLOTTE];
    const tokens = ['--patient-token', 'a', '--patient-token', 'b'];
    expect(await runDmp([...target, ...tokens], (line) => said.push(line))).to.equal(2);
    expect(said.join('\n')).to.include('--patient-token is given for each --patient');
  });
});
