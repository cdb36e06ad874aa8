import { expect } from 'chai';
import { matrixInForce } from '../../src/commands/matrix-in-force.ts';
import { readConfig } from '../../src/config.ts';

const NOW = '2026-11-22T10:00:00.000Z';

describe('given who starts a server', () => {
  for (const [settings, at, told] of [
    [{}, NOW, ['2025-09, in force since 2025-09-17']],
    [{}, '2023-01-01T00:00:00.000Z', ['2022-07, in force since 2022-07-01; 2025-09 from 2025-09-17']],
    [{}, '2021-01-01T00:00:00.000Z', ['none; 2022-07 from 2022-07-01']],
    [{ CARNET_MATRIX: '2022-07' }, NOW, ['2022-07, named by CARNET_MATRIX']],
    [{ CARNET_DOMAIN: 'ihe' }, NOW, []],
  ] as const) {
    it(`then with ${JSON.stringify(settings)} at ${at} the matrix is told as ${told.join() || 'nothing'}`, () => {
      expect(matrixInForce(readConfig(settings), at)).to.deep.equal(told);
    });
  }
});
