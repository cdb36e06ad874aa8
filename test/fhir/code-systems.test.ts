import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { codingScheme, systemUri } from '../../src/fhir/code-systems.ts';

const rows = readFileSync(new URL('../../profiles/fhir/code-systems.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));

describe('given a code system', () => {
  it('then LOINC has its URL', () => {
    expect(systemUri('2.16.840.1.113883.6.1')).to.equal('http://loinc.org');
  });

  it('then an OID that has no URL is a urn:oid', () => {
    expect(systemUri('1.2.250.1.213.2.5')).to.equal('urn:oid:1.2.250.1.213.2.5');
  });

  it('then urn:oid is read for a system that has a URL', () => {
    expect(codingScheme('urn:oid:2.16.840.1.113883.6.1')).to.equal('2.16.840.1.113883.6.1');
  });

  it('then every other URL of a system is read', () => {
    for (const [scheme = '', uri = ''] of rows) expect(codingScheme(uri), uri).to.equal(scheme);
  });

  it('then each system is written in one way', () => {
    const written = rows.filter(([, , use]) => use === 'both').map(([scheme]) => scheme);
    expect(new Set(written).size).to.equal(written.length);
    expect(rows.map(([, , use]) => use)).to.satisfy((uses: string[]) =>
      uses.every((use) => ['both', 'in'].includes(use)),
    );
  });

  it('then any codingScheme comes back as it was, and its system is a URI', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (scheme) => {
        const uri = systemUri(scheme);
        expect(codingScheme(uri)).to.equal(scheme);
        expect(uri).to.match(/^[a-z][a-z0-9+.-]*:./i);
      }),
    );
  });
});
