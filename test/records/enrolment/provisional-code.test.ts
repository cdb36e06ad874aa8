import { expect } from 'chai';
import {
  CODE_ALPHABET,
  isKeptCode,
  keptCode,
  makeCode,
} from '../../../src/records/enrolment/provisional-code.ts';

describe('given provisional codes', () => {
  it('then each has twelve characters that nobody takes for others, and no two are alike', () => {
    const codes = Array.from({ length: 2_000 }, makeCode);
    for (const code of codes) expect(code).to.match(/^[2-9A-HJKMNP-Z]{12}$/);
    expect(new Set(codes).size).to.equal(codes.length);
    const seen = new Set(codes.flatMap((code) => [...code]));
    expect([...seen].sort().join('')).to.equal([...CODE_ALPHABET].sort().join(''));
  });

  it('then what is kept of one tells it to nobody, and is another each time', async () => {
    const code = makeCode();
    const [first, second] = [await keptCode(code), await keptCode(code)];
    expect(first.salt).not.to.equal(second.salt);
    expect(first.hash).not.to.equal(second.hash);
    expect(JSON.stringify([first, second])).not.to.include(code);
  });

  it('then only that code is it, and none is where nothing is kept', async () => {
    const code = makeCode();
    const kept = { ...(await keptCode(code)), expiresAt: '' };
    expect(await isKeptCode(code, kept)).to.equal(true);
    expect(await isKeptCode(` ${code.toLowerCase()}-`, kept)).to.equal(true);
    for (const other of [makeCode(), code.slice(1), `${code}2`, '', 'é']) {
      expect(await isKeptCode(other, kept)).to.equal(false);
    }
    expect(await isKeptCode(code, undefined)).to.equal(false);
  });
});
