import { expect } from 'chai';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { separatedRows, sharedText } from '../support/shared-data.ts';

const LOINC = '2.16.840.1.113883.6.1';
const A05 = '1.2.250.1.213.1.1.4.12';
const A06 = '1.2.250.1.213.1.1.4.2.282';
const A11 = '1.3.6.1.4.1.19376.1.2.3';
const NOW = new Date('2026-11-22T10:00:00Z');
const dmp = loadAffinityDomain('dmp');

describe('given the association tables of the domain dmp', () => {
  it('then each row of ASS_X04 gives its class', function () {
    const rows = separatedRows(sharedText(this, 'terminology/jdv/ASS_X04_type-to-class.tsv'), '\t');
    expect(rows).to.have.lengthOf(130);
    for (const { typeCode = '', typeCodeSystem = '', classCode } of rows)
      expect(dmp.classOf({ code: typeCode, system: typeCodeSystem })?.code, typeCode).to.equal(classCode);
  });

  it('then each row of ASS_X16 gives its class', function () {
    const text = sharedText(this, 'terminology/jdv/ASS-X16-CorrespondanceType-Classe-DMP.fsh');
    const rows = [
      ...text.matchAll(/\.code = #(\S+)\n\* group\[=\]\.element(?:\[=\])?\.target\.code = #(\S+)/g),
    ];
    expect(rows).to.have.lengthOf(103);
    for (const [, type = '', target] of rows) {
      const found = [LOINC, A05, 'ASTM'].map((system) => dmp.classOf({ code: type, system })?.code);
      expect(found, type).to.include(target);
    }
  });

  it('then each type that may be used has a class that may be used, with its French name', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation.csv'), ',');
    const types = rows.filter(({ typeCode }) => typeCode !== '*PROCEDURE_DICOM*');
    for (const { typeCode = '', codeSystem = '', classCode } of types) {
      const found = dmp.classOf({ code: typeCode, system: codeSystem });
      expect(found?.code, typeCode).to.equal(classCode);
      expect(found?.names[0]?.value, typeCode).to.be.a('string');
      expect(found && dmp.check('classCode', found, NOW)).to.equal('valid');
    }
  });

  it('then each row of ASS_A11 gives a format that may be used', function () {
    const rows = separatedRows(sharedText(this, 'terminology/jdv/ASS_A11_template-to-format.tsv'), '\t');
    const structured = rows.filter((row) => row['templateId[#ext]'] !== '1.3.6.1.4.1.19376.1.2.20');
    expect(structured).to.have.lengthOf(61);
    for (const row of structured) {
      const format = dmp.formatOfTemplates([row['templateId[#ext]'] ?? '']);
      expect(format).to.include({ code: row.formatCode, system: row.formatCodeSystem });
      expect(format && dmp.check('formatCode', format, NOW)).to.equal('valid');
    }
  });

  it('then each row of ASS_A12 gives a format that may be used', function () {
    const rows = separatedRows(sharedText(this, 'terminology/jdv/ASS_A12_mediatype-to-format.tsv'), '\t');
    expect(rows).to.have.lengthOf(5);
    for (const { mediaType = '', formatCode } of rows) {
      const format = dmp.formatOfMediaType(mediaType);
      expect(format?.code).to.equal(formatCode);
      expect(format && dmp.check('formatCode', format, NOW)).to.equal('valid');
    }
  });

  it('then each saved French document has the format of its volet', function () {
    const rows = separatedRows(sharedText(this, 'cda/index.tsv'), '\t').filter(
      ({ saved_as }) => saved_as !== '',
    );
    let formats = 0;
    for (const { saved_as, formatCode_A11, nonXML_mediaType } of rows) {
      if (nonXML_mediaType !== '') continue;
      const text = sharedText(this, `cda/${saved_as}`);
      const header = text.slice(0, text.search(/<(recordTarget|\w+:recordTarget)\b/));
      const templates = [...header.matchAll(/<templateId\s[^>]*>/g)].map(([element]) => {
        const extension = /extension="([^"]*)"/.exec(element)?.[1];
        return `${/root="([^"]*)"/.exec(element)?.[1]}${extension === undefined ? '' : `#${extension}`}`;
      });
      expect(dmp.formatOfTemplates(templates)?.code, saved_as).to.equal(formatCode_A11);
      formats += 1;
    }
    expect(formats).to.be.at.least(20);
  });

  it('then a volet comes before the profile that it derives from, in whatever order', () => {
    const templates = ['1.2.250.1.213.1.1.1.55#2024.01', '1.3.6.1.4.1.19376.1.3.3', '1.2.250.1.213.1.1.1.46'];
    expect(dmp.formatOfTemplates(templates.slice(1))?.code).to.equal('urn:asip:ci-sis:vac-note:2021');
    expect(dmp.formatOfTemplates([...templates.slice(1)].reverse())?.code).to.equal(
      'urn:asip:ci-sis:vac-note:2021',
    );
    expect(dmp.formatOfTemplates(templates.slice(0, 2))?.code).to.equal('urn:ihe:lab:xd-lab:2008');
  });

  it('then what no row names gives nothing', () => {
    expect(dmp.classOf({ code: '87273-9', system: A05 })).to.equal(undefined);
    expect(dmp.formatOfTemplates(['1.2.250.1.213.1.1.1.1', '2.16.840.1.113883.2.8.2.1'])).to.equal(undefined);
    expect(dmp.formatOfTemplates(['1.3.6.1.4.1.19376.1.2.20'])).to.equal(undefined);
    expect(dmp.formatOfTemplates([])).to.equal(undefined);
    expect(dmp.formatOfMediaType('application/zip')).to.equal(undefined);
  });

  it('then the spot rows hold', () => {
    expect(dmp.classOf({ code: '87273-9', system: LOINC })).to.deep.equal({
      code: '52',
      system: '1.2.250.1.213.1.1.4.1',
      names: [{ value: 'Certificat, déclaration' }],
    });
    expect(dmp.classOf({ code: 'E1762', system: 'ASTM' })?.system).to.equal('URN');
    expect(dmp.formatOfTemplates(['1.2.250.1.213.1.1.1.37#2023.01'])).to.include({
      code: 'urn:asip:ci-sis:vac:2019',
      system: A06,
    });
    expect(dmp.formatOfMediaType('Application/PDF; name=x')).to.include({
      code: 'urn:ihe:iti:xds-sd:pdf:2008',
      system: A11,
    });
  });
});

describe('given the domain ihe', () => {
  it('then it associates nothing', () => {
    const ihe = loadAffinityDomain('ihe');
    expect(ihe.classOf({ code: '87273-9', system: LOINC })).to.equal(undefined);
    expect(ihe.formatOfTemplates(['1.2.250.1.213.1.1.1.37'])).to.equal(undefined);
    expect(ihe.formatOfMediaType('application/pdf')).to.equal(undefined);
  });
});
