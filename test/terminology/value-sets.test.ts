import { expect } from 'chai';
import type { CodedAttribute } from '../../src/terminology/affinity-domain.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { valueSetSchema } from '../../src/terminology/value-set.ts';
import { separatedRows, sharedText } from '../support/shared-data.ts';

const LOINC = '2.16.840.1.113883.6.1';
const A05 = '1.2.250.1.213.1.1.4.12';
const A06 = '1.2.250.1.213.1.1.4.2.282';
const A11 = '1.3.6.1.4.1.19376.1.2.3';
const NOW = new Date('2026-11-22T10:00:00Z');
const dmp = loadAffinityDomain('dmp');
const ihe = loadAffinityDomain('ihe');

/** The code systems of the NOS, by the last part of the address that FHIR gives them. */
const SYSTEMS: Record<string, string> = {
  'TRE-A00-ProducteurDocNonPS': '1.2.250.1.213.1.1.4.6',
  'TRE-A03-ClasseDocument': '1.2.250.1.213.1.1.4.1',
  'TRE-A05-TypeDocComplementaire': A05,
  'TRE-A06-FormatCodeComplementaire': A06,
  'TRE-A07-StatutVisibiliteDocument': '1.2.250.1.213.1.1.4.13',
  'TRE-A10-NomenclatureURN': 'URN',
  'TRE-A11-IheFormatCode': A11,
  'TRE-A12-NomenclatureASTM': 'ASTM',
  'TRE-R02-SecteurActivite': '1.2.250.1.71.4.2.4',
  'TRE-R209-TypeActivite': '1.2.250.1.213.2.2',
  'TRE-R276-FormeActivite': '1.2.250.1.213.1.6.1.128',
  'v3-Confidentiality': '2.16.840.1.113883.5.25',
  'loinc.org': LOINC,
  dcmuid: '1.2.840.10008.2.6.1',
};

interface Row {
  readonly system: string;
  readonly code: string;
}

function systemOf(address: string): string {
  const name = address.split('/').at(-1) ?? '';
  const system = SYSTEMS[name];
  if (system === undefined) throw new Error(`no OID for ${address}`);
  return system;
}

function fhirRows(text: string): Row[] {
  const include: { system: string; concept: { code: string }[] }[] = JSON.parse(text).compose.include;
  return include.flatMap(({ system, concept }) =>
    concept.map(({ code }) => ({ system: systemOf(system), code })),
  );
}

function fshRows(text: string): Row[] {
  return [...text.matchAll(/^\* \$([\w-]+)#(\S+)/gm)].map(([, system = '', code = '']) => ({
    system: systemOf(system),
    code,
  }));
}

function svsRows(text: string): Row[] {
  return [...text.matchAll(/<Concept\s[^>]*>/g)].map(([element]) => ({
    system: /codeSystem="([^"]*)"/.exec(element)?.[1] ?? '',
    code: /code="([^"]*)"/.exec(element)?.[1] ?? '',
  }));
}

describe('given the value sets of the domain dmp', () => {
  const sources: readonly (readonly [CodedAttribute, string, (text: string) => Row[], number])[] = [
    ['classCode', 'JDV_J57-ClassCode-DMP.json', fhirRows, 12],
    ['typeCode', 'JDV_J66-TypeCode-DMP.json', fhirRows, 102],
    ['formatCode', 'JDV_J60_FormatCode_DMP.fsh', fshRows, 58],
    ['confidentialityCode', 'JDV_J58-ConfidentialityCode-DMP.json', fhirRows, 6],
    ['confidentialityCode', 'JDV_J08_XdsConfidentialityCode_CISIS.xml', svsRows, 6],
    ['healthcareFacilityTypeCode', 'JDV_J02_XdsHealthcareFacilityTypeCode_CISIS.xml', svsRows, 1],
    ['healthcareFacilityTypeCode', 'JDV_J61_HealthcareFacilityTypeCode_DMP.fsh', fshRows, 1],
    ['practiceSettingCode', 'JDV_J04_XdsPracticeSettingCode_CISIS.xml', svsRows, 12],
    ['contentTypeCode', 'JDV_J59_ContentTypeCode_DMP.fsh', fshRows, 101],
  ];
  for (const [attribute, file, read, atLeast] of sources) {
    it(`then every code of ${file} is valid for ${attribute}`, function () {
      const rows = read(sharedText(this, `terminology/jdv/${file}`));
      expect(rows.length).to.be.at.least(atLeast);
      const refused = rows.filter((row) => dmp.check(attribute, row, NOW) !== 'valid');
      expect(refused).to.deep.equal([]);
    });
  }

  it('then every type of the habilitation matrix is valid', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation.csv'), ',');
    const types = rows.filter(({ typeCode }) => typeCode !== '*PROCEDURE_DICOM*');
    for (const { typeCode = '', codeSystem = '' } of types)
      expect(dmp.check('typeCode', { code: typeCode, system: codeSystem }, NOW), typeCode).to.equal('valid');
  });

  it('then the types of JDV_J07 that neither J66 nor the matrix has are unknown', function () {
    const rows = separatedRows(sharedText(this, 'habilitation/matrice-habilitation-default-deny.csv'), ',');
    for (const { typeCode = '', codeSystem = '' } of rows.filter(({ typeCode }) => typeCode !== 'E1762'))
      expect(dmp.check('typeCode', { code: typeCode, system: codeSystem }, NOW), typeCode).to.equal(
        'unknown',
      );
  });

  it('then every type that TRE_A04 has ended is expired since that day', function () {
    const text = sharedText(this, 'terminology/jdv/TRE_A04-LoincTypeDocument.xml');
    const ended = [...text.matchAll(/<Concept code="([^"]+)"[^>]* dateFin="([0-9]{8})/g)];
    expect(ended).to.have.lengthOf(13);
    for (const [, code = '', day = ''] of ended) {
      const end = new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
      const type = { code, system: LOINC };
      expect(dmp.check('typeCode', type, end), code).to.equal('expired');
      expect(dmp.check('typeCode', type, new Date(end.getTime() - 1)), code).to.equal('valid');
    }
  });

  for (const [attribute, code, system, verdict] of [
    ['typeCode', '87273-9', LOINC, 'valid'],
    ['typeCode', '27899-4', LOINC, 'expired'],
    ['typeCode', '11526-1', LOINC, 'expired'],
    ['typeCode', '87273-9', A05, 'unknown'],
    ['typeCode', 'E1762', 'ASTM', 'valid'],
    ['typeCode', 'EXPORT_DUI', A05, 'unknown'],
    ['typeCode', '99999-9', LOINC, 'unknown'],
    ['classCode', '52', '1.2.250.1.213.1.1.4.1', 'valid'],
    ['classCode', '99', '1.2.250.1.213.1.1.4.1', 'unknown'],
    ['classCode', 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', 'URN', 'valid'],
    ['formatCode', 'urn:asip:ci-sis:export-dui:2023', A06, 'valid'],
    ['formatCode', 'urn:ihe:iti:xds-sd:pdf:2008', A11, 'valid'],
    ['formatCode', 'http://www.w3.org/2000/09/xmldsig#', 'URN', 'valid'],
    ['formatCode', 'urn:ihe:iti:dsg:enveloping:2014', A11, 'valid'],
    ['formatCode', '1.2.840.10008.5.1.4.1.1.88.59', '1.2.840.10008.2.6.1', 'valid'],
    ['confidentialityCode', 'SENSIBLE', '1.2.250.1.213.1.1.4.13', 'unknown'],
    ['healthcareFacilityTypeCode', 'SA16', '1.2.250.1.71.4.2.4', 'valid'],
    ['contentTypeCode', '04', '1.2.250.1.213.2.2', 'valid'],
    ['eventCodeList', 'Z13.9', '2.16.840.1.113883.6.3', 'free'],
    ['eventCodeList', '1.2.840.10065.1.12.1.14', '1.2.840.10065.1.12', 'free'],
    ['eventCodeList', 'Z13.9', '1.2.3', 'unknown'],
    ['folderCodeList', 'x', '1.2.3', 'free'],
    ['languageCode', 'fr-FR', '', 'valid'],
    ['languageCode', 'fr-FR', 'urn:ietf:bcp:47', 'valid'],
    ['languageCode', 'klingon', '', 'unknown'],
    ['mimeType', 'text/xml', '', 'valid'],
    ['mimeType', 'application/pdf', '', 'unknown'],
  ] as const) {
    it(`then ${attribute} ${system}|${code} is ${verdict}`, () => {
      expect(dmp.check(attribute, { code, system }, NOW)).to.equal(verdict);
    });
  }

  it('then a code that is not yet in its set is unknown', () => {
    const type = { code: '11369-6', system: LOINC };
    expect(dmp.check('typeCode', type, new Date('2019-10-24T23:59:59Z'))).to.equal('unknown');
    expect(dmp.check('typeCode', type, new Date('2019-10-25T00:00:00Z'))).to.equal('valid');
  });

  it('then EXPORT_DUI is valid where the setting says so', () => {
    const domain = loadAffinityDomain('dmp', { exportDui: true });
    expect(domain.check('typeCode', { code: 'EXPORT_DUI', system: A05 }, NOW)).to.equal('valid');
  });
});

describe('given the value sets of the domain ihe', () => {
  it('then every code of the NIST code set is valid for its attribute', function () {
    const text = sharedText(this, 'xds/nist/environment/codes.xml');
    const refused: string[] = [];
    let codes = 0;
    for (const [, name = '', body = ''] of text.matchAll(
      /<CodeType name="(\w+)"[^>]*>([\s\S]*?)<\/CodeType>/g,
    )) {
      if (name === 'associationDocumentation') continue;
      for (const [element] of body.matchAll(/<Code\s[^>]*>/g)) {
        const system = /codingScheme="([^"]*)"/.exec(element)?.[1] ?? '';
        const code = (/code="([^"]*)"/.exec(element)?.[1] ?? '').replaceAll('&amp;', '&');
        codes += 1;
        if (ihe.check(name as CodedAttribute, { code, system }, NOW) !== 'valid')
          refused.push(`${name} ${code}`);
      }
    }
    expect(codes).to.equal(608);
    expect(refused).to.deep.equal([]);
  });

  for (const [attribute, code, system, verdict] of [
    ['classCode', 'DEMO-Summary', '1.3.6.1.4.1.21367.100.1', 'valid'],
    ['classCode', '10', '1.2.250.1.213.1.1.4.1', 'unknown'],
    ['languageCode', 'en-us', '', 'free'],
    ['mimeType', 'text/plain', '', 'valid'],
  ] as const) {
    it(`then ${attribute} ${system}|${code} is ${verdict}`, () => {
      expect(ihe.check(attribute, { code, system }, NOW)).to.equal(verdict);
    });
  }
});

describe('given a file of a value set', () => {
  const good = {
    attribute: 'typeCode',
    sources: ['somewhere'],
    systems: [{ system: '1.2.3', codes: [['a', 'A', { until: '2026-01-01' }]] }],
  };
  for (const [name, file] of [
    ['of another attribute', { ...good, attribute: 'classCode' }],
    ['without source', { ...good, sources: [] }],
    [
      'that names a code twice',
      {
        ...good,
        systems: [
          {
            system: '1.2.3',
            codes: [
              ['a', 'A'],
              ['a', 'B'],
            ],
          },
        ],
      },
    ],
    ['that names a system twice', { ...good, systems: [...good.systems, ...good.systems] }],
    [
      'with a day that does not exist',
      { ...good, systems: [{ system: '1.2.3', codes: [['a', 'A', { until: '2026-02-30' }]] }] },
    ],
    ['with an unknown key', { ...good, system: '1.2.3' }],
    [
      'with a setting that does not exist',
      { ...good, systems: [{ system: '1.2.3', codes: [['a', 'A', { setting: 'other' }]] }] },
    ],
  ] as const) {
    it(`then one ${name} is refused`, () => {
      expect(valueSetSchema('typeCode').safeParse(good).success).to.equal(true);
      expect(valueSetSchema('typeCode').safeParse(file).success).to.equal(false);
    });
  }
});
