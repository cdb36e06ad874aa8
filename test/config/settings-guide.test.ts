import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readConfig, SETTING_NAMES } from '../../src/config.ts';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The rows of the guide that begin with a setting: its name, and what is so without it. */
const rows = [...text('profiles/settings.md').matchAll(/^\| `(CARNET_[A-Z0-9_]+)` \|.*\| ([^|]+) \|$/gm)].map(
  ([, name = '', otherwise = '']) => ({ name, otherwise }),
);

describe('given the guide of settings', () => {
  it('then it has one row for every setting of the code, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).to.deep.equal([...SETTING_NAMES].sort());
  });

  it('then every default that it names is that of the code', () => {
    const literal = rows.flatMap(({ name, otherwise }) => {
      const value = /^`([^`]+)`$/.exec(otherwise)?.[1];
      return value === undefined || value.includes('DIR/') ? [] : [{ name, value }];
    });
    expect(literal).to.have.length.above(30);
    for (const { name, value } of literal) {
      expect(readConfig({ [name]: value }), `${name}=${value}`).to.deep.equal(readConfig({}));
    }
  });

  for (const page of ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'profiles/README.md']) {
    it(`then ${page} names no setting that there is not`, () => {
      const named = text(page).match(/\bCARNET_[A-Z0-9_]*[A-Z0-9]\b(?!_)/g) ?? [];
      expect(named.filter((name) => !SETTING_NAMES.includes(name))).to.deep.equal([]);
    });
  }
});
