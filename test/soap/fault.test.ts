import { expect } from 'chai';
import { type RefusalCode, refusals, refuse, refuseAll } from '../../src/errors.ts';
import { faultBody, faultStatus, writeEnvelope } from '../../src/soap/fault.ts';
import { SOAP_12 } from '../../src/soap/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, text, type XmlElement } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';

const CODES = Object.keys(refusals) as RefusalCode[];

function fault(refusal: ReturnType<typeof refuse>): XmlElement {
  const header = { action: 'a', messageId: 'm', relatesTo: 'r' };
  return parseXml(writeEnvelope(header, faultBody(refusal)).text);
}

function all(root: XmlElement, local: string): XmlElement[] {
  return [...descendants(root)].filter((node) => node.local === local);
}

describe('given a refusal', () => {
  it('then every code of the table makes a fault of SOAP 1.2, whose prefixes are declared', () => {
    for (const code of CODES) {
      const [value, subcode] = all(fault(refuse(code, 'secret')), 'Value');
      expect(value?.namespace, code).to.equal(SOAP_12);
      expect(text(value), code).to.equal(`soap:${refusals[code].soap.code}`);
      expect(text(subcode), code).to.equal(`f:${refusals[code].soap.subcode}`);
      const official = refusals[code].soap.subcode.startsWith('DMP');
      expect(subcode?.declarations.get('f'), code).to.equal(official ? 'urn:dmp:fault' : 'urn:carnet:fault');
    }
  });

  it('then the reason is French, public, and without the detail', () => {
    const root = fault(refuse('ActionNotSupported', 'secret', { about: 'urn:<&>' }));
    const [reason] = all(root, 'Text');
    expect(attribute(reason, 'xml:lang')).to.equal('fr');
    expect(text(reason)).to.equal("L'action demandée n'est pas servie à cette adresse. (urn:<&>)");
  });

  it('then several faults are told together, the first giving the code, each text once', () => {
    const several = refuseAll([
      { code: 'MalformedRequest', detail: '1' },
      { code: 'AccessDenied', detail: '2' },
      { code: 'AccessDenied', detail: '3' },
    ])!;
    expect(text(all(fault(several), 'Value')[1])).to.equal('f:MalformedRequest');
    expect(text(all(fault(several), 'Text')[0])).to.equal(
      "La requête n'est pas conforme. L'accès demandé n'est pas autorisé.",
    );
  });

  const statuses: [RefusalCode, number][] = [
    ['MalformedEnvelope', 400],
    ['CertificateMissing', 400],
    ['AccessDenied', 400],
    ['Internal', 500],
    ['HeaderNotUnderstood', 500],
    ['MethodNotAllowed', 405],
    ['BodyTooLarge', 413],
    ['UnsupportedMediaType', 415],
    ['Busy', 503],
  ];
  for (const [code, status] of statuses) {
    it(`then ${code} has the status ${status}`, () => {
      expect(faultStatus(refuse(code, ''))).to.equal(status);
    });
  }
});

describe('given an answer', () => {
  it('then its header relates to the request, escaped, and nothing in it must be understood', () => {
    const header = { action: 'urn:a', messageId: 'urn:uuid:1', relatesTo: '<&>' };
    const root = parseXml(writeEnvelope(header, xml`<a/>`).text);
    expect(text(all(root, 'RelatesTo')[0])).to.equal('<&>');
    expect([...descendants(root)].some((node) => node.attributes.length > 0)).to.equal(false);
  });

  it('then without a MessageID it relates to nothing', () => {
    const root = parseXml(
      writeEnvelope({ action: 'a', messageId: 'm', relatesTo: undefined }, xml`<a/>`).text,
    );
    expect(all(root, 'RelatesTo')).to.deep.equal([]);
  });
});
