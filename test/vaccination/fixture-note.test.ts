import { expect } from 'chai';
import { hasValidKey, INS_NIR_TEST } from '../../src/model/ins.ts';
import { parseXml } from '../../src/xml/parse.ts';
import {
  attribute,
  descendants,
  element,
  elements,
  path,
  text,
  type XmlElement,
} from '../../src/xml/tree.ts';
import { CERTIFICATE, NOTE } from '../support/cda-builder.ts';

/** The rules of the volet VAC-NOTE 2023.01 (facts: CDA 3.2), by what each demands. */
describe('given the vaccination note of the sandbox', () => {
  const document = parseXml(NOTE);
  const all = (local: string, inside: XmlElement = document) =>
    [...descendants(inside)].filter((node) => node.local === local);
  const [entry] = all('substanceAdministration') as [XmlElement];
  const material = path(entry, 'consumable', 'manufacturedProduct', 'manufacturedMaterial');
  const product = element(material, 'code');
  const translations = elements(product!, 'translation').map((node) => attribute(node, 'codeSystem'));
  const templates = (node: XmlElement) => elements(node, 'templateId').map((one) => attribute(one, 'root'));
  const related = (type: string, local: string) =>
    elements(entry, 'entryRelationship')
      .filter((node) => attribute(node, 'typeCode') === type)
      .flatMap((node) => elements(node, local));

  it('then it declares the templates of the document, the section, the entry, the product and the rank', () => {
    expect(templates(document)).to.deep.equal([
      '2.16.840.1.113883.2.8.2.1',
      '1.2.250.1.213.1.1.1.1',
      '1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2',
      '1.2.250.1.213.1.1.1.46',
    ]);
    const [section] = all('section');
    expect(templates(section!)).to.include('1.2.250.1.213.1.1.2.147');
    expect(attribute(element(section, 'code'), 'code')).to.equal('11369-6');
    expect(templates(entry)).to.deep.equal([
      '2.16.840.1.113883.10.20.1.24',
      '1.3.6.1.4.1.19376.1.5.3.1.4.12',
      '1.2.250.1.213.1.1.3.45',
    ]);
    expect(templates(all('manufacturedProduct')[0]!)).to.include('1.2.250.1.213.1.1.3.43');
  });

  it('then it has one vaccination, given and done, of one id', () => {
    expect(all('entry')).to.have.length(1);
    expect(attribute(entry, 'negationInd')).to.equal('false');
    expect(attribute(element(entry, 'statusCode'), 'code')).to.equal('completed');
    expect(elements(entry, 'id')).to.have.length(1);
  });

  it('then its date is a day', () => {
    expect(attribute(element(entry, 'effectiveTime'), 'value')).to.match(/^[0-9]{8}$/);
  });

  it('then its product has a CIS, an ATC class, a name and a lot', () => {
    expect(attribute(product, 'codeSystem')).to.equal('1.2.250.1.213.2.3.1');
    expect(translations).to.include('2.16.840.1.113883.6.73');
    expect(text(element(material, 'name'))).not.to.equal('');
    expect(text(element(material, 'lotNumberText'))).not.to.equal('');
  });

  it('then its author has an id, a profession and a name', () => {
    const author = path(entry, 'author', 'assignedAuthor');
    expect(attribute(element(author, 'id'), 'extension')).to.equal('810000000037');
    expect(attribute(element(author, 'code'), 'code')).to.equal('G15_21/A');
    expect(text(path(author, 'assignedPerson', 'name', 'family'))).to.equal('CARON');
  });

  it('then it has at most one rank, a number that is known, one comment and one prescription', () => {
    const [rank, ...ranks] = related('SUBJ', 'observation');
    expect(ranks).to.deep.equal([]);
    expect(templates(rank!)).to.include('1.2.250.1.213.1.1.3.82');
    expect(attribute(element(rank, 'statusCode'), 'code')).to.equal('completed');
    expect(element(rank, 'value')?.attributes.find(({ name }) => name === 'xsi:type')?.value).to.equal('INT');
    expect(related('SUBJ', 'act')).to.have.length(1);
    expect(related('REFR', 'supply')).to.have.length(0);
  });

  it('then every code that people read has its words', () => {
    const coded = [
      ...all('routeCode'),
      ...all('approachSiteCode'),
      ...all('translation'),
      ...all('code', entry),
      ...[...all('assignedAuthor'), ...all('assignedEntity')].flatMap((node) => elements(node, 'code')),
    ];
    for (const node of coded) expect(attribute(node, 'displayName') ?? '', node.name).not.to.equal('');
  });

  it('then every reference of its entry leads to the narrative', () => {
    const ids = all('content').map((node) => attribute(node, 'ID'));
    for (const node of all('reference', entry)) {
      expect(ids).to.include(attribute(node, 'value')?.replace('#', ''));
    }
  });

  it('then its patient has a birth date and a test INS with the right key', () => {
    const role = path(document, 'recordTarget', 'patientRole');
    expect(attribute(path(role, 'patient', 'birthTime'), 'value')).to.equal('19940612');
    expect(attribute(element(role, 'id'), 'root')).to.equal(INS_NIR_TEST);
    expect(hasValidKey(attribute(element(role, 'id'), 'extension') ?? '')).to.equal(true);
  });
});

describe('given the certificate of the ESAT', () => {
  it('then it holds a PDF of one page, whole', () => {
    const document = parseXml(CERTIFICATE);
    const body = path(document, 'component', 'nonXMLBody', 'text');
    expect(attribute(body, 'representation')).to.equal('B64');
    const pdf = Buffer.from(text(body), 'base64').toString('latin1');
    expect(pdf)
      .to.match(/^%PDF-1\.4/)
      .and.match(/%%EOF\n$/);
    const table = Number(/startxref\n([0-9]+)/.exec(pdf)?.[1]);
    expect(pdf.slice(table, table + 4)).to.equal('xref');
    for (const [at, offset] of [...pdf.matchAll(/([0-9]{10}) 00000 n/g)].entries()) {
      expect(pdf.slice(Number(offset[1])).startsWith(`${at + 1} 0 obj`)).to.equal(true);
    }
  });
});
