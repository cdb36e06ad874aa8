import { expect } from 'chai';
import type { DistinguishedName } from '../../../src/identity/distinguished-name.ts';
import type { GeneralName } from '../../../src/identity/general-name.ts';
import { isWithin } from '../../../src/identity/path/subtree.ts';

const ip = (...octets: number[]): GeneralName => ({ form: 'ip', value: Buffer.from(octets) });
const directory = (...values: string[]): GeneralName => ({
  form: 'directory',
  value: values.map((value) => [{ oid: '2.5.4.11', value }]) satisfies DistinguishedName,
});
const v6 = (...groups: number[]) => groups.flatMap((group) => [group >> 8, group & 0xff]);

describe('given a name and the subtree of a name constraint', () => {
  const texts: readonly (readonly ['rfc822' | 'dns' | 'uri', string, string, boolean | undefined])[] = [
    ['rfc822', 'a@host.fr', 'a@host.fr', true],
    ['rfc822', 'a@HOST.fr', 'a@host.FR', true],
    ['rfc822', 'A@host.fr', 'a@host.fr', false],
    ['rfc822', 'b@host.fr', 'a@host.fr', false],
    ['rfc822', 'a@host.fr', 'host.fr', true],
    ['rfc822', 'a@below.host.fr', 'host.fr', false],
    ['rfc822', 'a@below.host.fr', '.host.fr', true],
    ['rfc822', 'a@host.fr', '.host.fr', false],
    ['rfc822', 'a@otherhost.fr', 'host.fr', false],
    ['rfc822', 'nobody', 'host.fr', undefined],
    ['dns', 'host.fr', 'host.fr', true],
    ['dns', 'a.b.HOST.fr', 'host.fr', true],
    ['dns', 'otherhost.fr', 'host.fr', false],
    ['dns', 'host.fr', 'a.host.fr', false],
    ['dns', 'a.host.fr', '.host.fr', true],
    ['dns', 'host.fr', '.host.fr', false],
    ['dns', 'anything', '', true],
    ['uri', 'https://host.fr/path', 'host.fr', true],
    ['uri', 'https://user@HOST.fr:8443/path?q#f', 'host.fr', true],
    ['uri', 'https://a.host.fr/', 'host.fr', false],
    ['uri', 'https://a.host.fr/', '.host.fr', true],
    ['uri', 'https://host.fr/', '.host.fr', false],
    ['uri', 'https://evil.fr/@host.fr', 'host.fr', false],
    ['uri', 'https://host.fr@evil.fr/', 'host.fr', false],
    ['uri', 'urn:oid:1.2.3', 'host.fr', undefined],
    ['uri', 'https://10.0.0.1/', '10.0.0.1', undefined],
    ['uri', 'https://[::1]/', 'host.fr', undefined],
    ['uri', 'https:///path', 'host.fr', undefined],
  ];
  for (const [form, name, base, expected] of texts) {
    it(`then ${form} ${name} in ${base || 'all'} is ${expected}`, () => {
      expect(isWithin({ form, value: name }, { form, value: base })).to.equal(expected);
    });
  }

  it('then an address lies in a network of its own version', () => {
    const network = ip(10, 1, 0, 0, 255, 255, 0, 0);
    expect(isWithin(ip(10, 1, 2, 3), network)).to.equal(true);
    expect(isWithin(ip(10, 2, 2, 3), network)).to.equal(false);
    const wide = ip(...v6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), ...v6(0xffff, 0xffff, 0, 0, 0, 0, 0, 0));
    expect(isWithin(ip(...v6(0x2001, 0xdb8, 1, 2, 3, 4, 5, 6)), wide)).to.equal(true);
    expect(isWithin(ip(...v6(0x2001, 0xdb9, 1, 2, 3, 4, 5, 6)), wide)).to.equal(false);
    expect(isWithin(ip(10, 1, 2, 3), wide)).to.equal(false);
    expect(isWithin(ip(10, 1, 2, 3), ip(10, 1, 0, 0))).to.equal(undefined);
  });

  it('then a directory name lies below the beginning of itself, whatever the case and the spaces', () => {
    const name = directory('Carnet', 'Hôpital', 'Service');
    expect(isWithin(name, directory('CARNET', '  hôpital '))).to.equal(true);
    expect(isWithin(name, name)).to.equal(true);
    expect(isWithin(name, directory())).to.equal(true);
    expect(isWithin(name, directory('Hôpital'))).to.equal(false);
    expect(isWithin(name, directory('Hôpital', 'Carnet'))).to.equal(false);
    expect(isWithin(directory('Carnet'), name)).to.equal(false);
  });

  it('then of other forms, or of two, nothing can be told', () => {
    const other: GeneralName = { form: 'other', tag: 0xa0, value: Buffer.from('x') };
    expect(isWithin(other, other)).to.equal(undefined);
    expect(isWithin({ form: 'dns', value: 'host.fr' }, { form: 'uri', value: 'host.fr' })).to.equal(
      undefined,
    );
  });
});
