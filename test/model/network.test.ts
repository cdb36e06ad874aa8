import { expect } from 'chai';
import fc from 'fast-check';
import { networkOf } from '../../src/model/network.ts';

describe('given the address of a caller', () => {
  for (const [address, network] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['::ffff:c000:207', '::ffff:192.0.2.7'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001:9:8:7:6', '2001:db8:0:1::/64'],
    ['2001:db8:0:2::1', '2001:db8:0:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['1:2:3:4:5::', '1:2:3:4::/64'],
    ['::4:5:6:7:8', '0:0:0:4::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ] as const) {
    it(`then ${address || 'none'} is counted under ${network || 'nothing'}`, () => {
      expect(networkOf(address)).to.equal(network);
    });
  }

  it('then all addresses of a /64, and no others, are counted as one', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const four = fc.array(group, { minLength: 4, maxLength: 4 });
    // Global addresses, so that none is a mapped one.
    const prefix = four.map(([, ...rest]) => [0x2001, ...rest]);
    const written = (groups: readonly number[]) => groups.map((one) => one.toString(16)).join(':');
    fc.assert(
      fc.property(prefix, prefix, four, four, (one, other, low, lower) => {
        const network = networkOf(written([...one, ...low]));
        expect(networkOf(written([...one, ...lower]))).to.equal(network);
        expect(networkOf(written([...other, ...low])) === network).to.equal(written(one) === written(other));
      }),
    );
  });
});
