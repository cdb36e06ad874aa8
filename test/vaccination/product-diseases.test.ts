import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import { diseasesOf } from '../../src/vaccination/product-diseases.ts';
import { ATC, CIP, CIS } from '../../src/vaccination/vaccination.ts';

const labels = (system: string, value: string) => diseasesOf([code(value, system)]).map(({ label }) => label);

describe('given a vaccine', () => {
  it('then its speciality says against what', () => {
    expect(labels(CIS, '69675854')).to.deep.equal(['Grippe saisonnière']);
    expect(labels(CIS, '60917345')).to.have.members(['Diphtérie', 'Tétanos', 'Poliomyélite']);
  });

  it('then its presentation does, when the speciality is not known', () => {
    expect(labels(CIP, '3400932857241')).to.deep.equal(['Tétanos']);
  });

  it('then its class does, and the group of its class only what all of the group share', () => {
    expect(labels(ATC, 'J07CA01')).to.have.members(['Diphtérie', 'Tétanos', 'Poliomyélite']);
    expect(labels(ATC, 'J07BM')).to.deep.equal(['Papillomavirus']);
    expect(labels(ATC, 'J07BM99')).to.deep.equal(['Papillomavirus']);
    expect(labels(ATC, 'J07CA')).to.deep.equal([]);
  });

  it('then the speciality goes before the class', () => {
    const products = [code('69675854', CIS), code('J07AM01', ATC)];
    expect(diseasesOf(products).map(({ label }) => label)).to.deep.equal(['Grippe saisonnière']);
  });

  it('then a product that is no vaccine is against nothing', () => {
    expect(labels(CIS, '00000000')).to.deep.equal([]);
    expect(labels(ATC, 'N02BE01')).to.deep.equal([]);
    expect(diseasesOf([])).to.deep.equal([]);
  });

  it('then a disease has its SNOMED CT code where there is one', () => {
    expect(diseasesOf([code('69675854', CIS)])[0]).to.deep.equal({
      nuva: 'DIS015',
      label: 'Grippe saisonnière',
      snomed: { code: '6142004', display: 'Influenza (disorder)' },
    });
  });
});

describe('given the tables of vaccines', () => {
  const rows = (name: string) =>
    readFileSync(new URL(`../../profiles/vaccination/${name}.tsv`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .slice(1)
      .map((line) => line.split('\t'));

  it('then every disease that a product names is described', () => {
    const known = new Set(rows('diseases').map(([nuva]) => nuva));
    const named = [...rows('products').map((row) => row[2]!), ...rows('atc').map((row) => row[1]!)];
    for (const list of named)
      for (const nuva of list.split(',')) expect(known.has(nuva), nuva).to.equal(true);
  });

  it('then no speciality stands twice', () => {
    const all = rows('products').map(([cis]) => cis);
    expect(new Set(all).size).to.equal(all.length);
  });
});
