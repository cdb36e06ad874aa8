import { expect } from 'chai';
import type { CdaHeader } from '../../src/cda/header.ts';
import { readCdaHeader } from '../../src/cda/read-header.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { CERTIFICATE, edited, NOTE, pieces, without } from '../support/cda-builder.ts';
import { expectOneFault } from '../support/faults.ts';
import { realCda } from '../support/real-cda.ts';

async function header(document: string | Buffer): Promise<CdaHeader> {
  const read = await readCdaHeader(pieces(document).source);
  if (isRefusal(read)) throw new Error(read.refused[0].detail);
  return read;
}

function refused(document: string | Buffer): Promise<CdaHeader | Refusal> {
  return readCdaHeader(pieces(document).source);
}

describe('given a vaccination note', () => {
  it('then its header says what it is', async () => {
    const read = await header(NOTE);
    expect(read.id).to.deep.equal({ root: '1.2.250.1.999.2.1.3.1.1' });
    expect(read.setId).to.deep.equal({ root: '1.2.250.1.999.2.1.3.1' });
    expect(read.versionNumber).to.equal(1);
    expect(read.code).to.deep.include({ code: '87273-9', system: '2.16.840.1.113883.6.1' });
    expect(read.title).to.equal('Note de vaccination contre la grippe saisonnière');
    expect(read.effectiveTime).to.equal('20251118103000+0100');
    expect(read.confidentiality?.code).to.equal('N');
    expect(read.language).to.equal('fr-FR');
    expect(read.templateIds).to.include('1.2.250.1.213.1.1.1.46#2023.01');
    expect(read.body).to.deep.equal({ kind: 'structured' });
    expect(read.selfPresenting).to.equal(false);
  });

  it('then its header says whose it is', async () => {
    const { patient } = await header(NOTE);
    expect(patient.ids).to.deep.equal([{ root: '1.2.250.1.213.1.4.10', extension: '294061411802778' }]);
    expect(patient.families).to.deep.equal([
      { value: 'LEMOINE', qualifier: 'BR' },
      { value: 'LEMOINE', qualifier: 'CL' },
    ]);
    expect(patient.givens[0]).to.deep.equal({ value: 'CHARLOTTE JEANNE' });
    expect(patient).to.include({ birthTime: '19940612', sex: 'F', birthCounty: '14118' });
  });

  it('then its header says who made it and where', async () => {
    const read = await header(NOTE);
    const [author] = read.authors;
    expect(author?.ids).to.deep.equal([{ root: '1.2.250.1.71.4.2.1', extension: '810000000037' }]);
    expect(author?.person).to.deep.equal({ family: 'CARON', given: 'Inès' });
    expect(author?.code?.code).to.equal('G15_21/A');
    expect(author?.organization?.name).to.equal('PHARMACIE DU MARCHE');
    expect(read.legalAuthenticator?.person?.family).to.equal('CARON');
    expect(read.custodian?.ids[0]?.extension).to.equal('1140000043');
    expect(read.serviceEvents[0]).to.include({ low: '20251118102000+0100' });
    expect(read.serviceEvents[0]?.performers[0]?.organization?.standardIndustryClass?.code).to.equal(
      'AMBULATOIRE',
    );
    expect(read.facilityType?.code).to.equal('SA33');
    expect(read.encounterClass).to.equal('AMB');
  });

  it('then a byte order mark changes nothing', async () => {
    expect(await header(`\ufeff${NOTE}`)).to.deep.equal(await header(NOTE));
  });

  it('then pieces of one byte change nothing', async () => {
    const read = await readCdaHeader(pieces(NOTE, 1).source);
    expect(read).to.deep.equal(await header(NOTE));
  });

  it('then a null flavour is an absence', async () => {
    const read = await header(
      edited(NOTE, {
        from: '<code code="SA33"',
        to: '<code nullFlavor="UNK" displayName="x"/><x code="SA33"',
      }),
    );
    expect(read.facilityType).to.equal(undefined);
  });
});

describe('given what a document is related to', () => {
  it('then replaced documents, orders and accession numbers are told', async () => {
    const read = await header(
      edited(NOTE, {
        from: '<documentationOf>',
        to: `<inFulfillmentOf><order><id root="1.2.3" extension="O1"/><accessionNumber root="1.2.4" extension="A1"/></order></inFulfillmentOf>
             <relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.5"/></parentDocument></relatedDocument><documentationOf>`,
      }),
    );
    expect(read.orders).to.deep.equal([{ root: '1.2.3', extension: 'O1' }]);
    expect(read.accessionNumbers).to.deep.equal([{ root: '1.2.4', extension: 'A1' }]);
    expect(read.relatedDocuments).to.deep.equal([{ type: 'RPLC', parents: [{ root: '1.2.5' }] }]);
  });
});

describe('given a body', () => {
  it('then one that is no XML tells its media type', async () => {
    const { body } = await header(CERTIFICATE);
    expect(body).to.deep.equal({ kind: 'unstructured', mediaType: 'application/pdf' });
  });

  it('then it is not read: the source is closed where the body begins', async () => {
    const large = edited(CERTIFICATE, { from: '      </text>', to: `${'A'.repeat(5_000_000)}</text>` });
    const document = pieces(large, 1000);
    expect(isRefusal(await readCdaHeader(document.source))).to.equal(false);
    expect(document.taken()).to.be.below(CERTIFICATE.length);
    expect(document.closed()).to.equal(true);
  });

  it('then what is wrong inside it is not judged here', async () => {
    const broken = edited(NOTE, { from: '<structuredBody>', to: '<structuredBody><not closed' });
    expect((await header(broken)).body.kind).to.equal('structured');
  });

  it('then a document without one says so', async () => {
    const read = await header(`${NOTE.slice(0, NOTE.indexOf('<component>'))}</ClinicalDocument>`);
    expect(read.body).to.deep.equal({ kind: 'none' });
  });
});

describe('given a document that carries its own stylesheet', () => {
  const carried = NOTE.slice(NOTE.indexOf('<ClinicalDocument'));
  const around = (content: string, root = 'xsl:stylesheet') =>
    `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#"?><${root} version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><data xmlns="urn:asip-sante:ci-sis">${content}</data></${root}>`;

  it('then the header is the one of the ClinicalDocument inside', async () => {
    const read = await header(around(carried));
    expect(read).to.deep.equal({ ...(await header(NOTE)), selfPresenting: true });
  });

  it('then one that is too deep inside is not looked for', async () => {
    expectOneFault(await refused(around(`<a><b>${carried}</b></a>`)), 'InvalidDocumentContent');
  });

  it('then any other element around it is no CDA', async () => {
    expectOneFault(await refused(around(carried, 'other')), 'InvalidDocumentContent', 'ClinicalDocument');
  });
});

describe('given what is no CDA document', () => {
  const cases: readonly (readonly [name: string, document: string | Buffer, about: string])[] = [
    ['a PDF', '%PDF-1.4 …', 'XML'],
    ['nothing at all', '', 'XML'],
    ['another XML document', '<note/>', 'ClinicalDocument'],
    [
      'a ClinicalDocument of another namespace',
      edited(NOTE, { from: 'xmlns="urn:hl7-org:v3"', to: 'xmlns="urn:hl7-org:v2"' }),
      'ClinicalDocument',
    ],
    ['a header cut short', NOTE.slice(0, 2000), 'XML'],
    ['a header with a tag that does not close', edited(NOTE, { from: '</patient>', to: '' }), 'XML'],
    [
      'a DOCTYPE',
      edited(NOTE, { from: '<ClinicalDocument', to: '<!DOCTYPE x><ClinicalDocument' }),
      'DOCTYPE',
    ],
    ['a title in ISO 8859-1', Buffer.from(NOTE, 'latin1'), 'UTF-8'],
    [
      'nested tags without end',
      edited(NOTE, { from: '<recordTarget>', to: `<recordTarget>${'<a>'.repeat(100_000)}` }),
      'XML: limites',
    ],
    [
      'a header that never comes to its body',
      edited(NOTE, { from: '<custodian', to: `<x>${'A'.repeat(17 * 1024 * 1024)}</x><custodian` }),
      'XML: limites',
    ],
  ];
  for (const [name, document, about] of cases) {
    it(`then ${name} is refused and the fault named`, async () => {
      const whole = pieces(document, 64 * 1024);
      expectOneFault(await readCdaHeader(whole.source), 'InvalidDocumentContent', `(${about})`);
      expect(whole.closed()).to.equal(true);
    });
  }

  it('then a source that fails is no fault of the document', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(NOTE.slice(0, 500));
      throw new Error('disk');
    }
    const error = await readCdaHeader(broken()).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error).with.property('message', 'disk');
  });

  it('then a document without legal authenticator has a header all the same', async () => {
    expect((await header(without(NOTE, 'legalAuthenticator'))).legalAuthenticator).to.equal(undefined);
  });
});

describe('given the official French documents', () => {
  it('then each header has the facts that are known of it', async function () {
    const documents = realCda(this);
    expect(documents).to.have.length(26);
    for (const { name, bytes, facts } of documents) {
      const read = await header(bytes);
      const authors = read.authors.map(({ ids, code }) => {
        const id = `${ids[0]?.root}|${ids[0]?.extension}`;
        return `${id}|${code?.code} ${code?.names[0]?.value}`;
      });
      const id = read.legalAuthenticator?.ids[0];
      const codes = read.serviceEvents.flatMap(({ code }) => code?.code ?? []);
      expect(
        {
          uniqueId: [read.id?.root, read.id?.extension].filter(Boolean).join('^'),
          typeCode: read.code?.code,
          typeCodeSystem: read.code?.system,
          title: read.title,
          effectiveTime: read.effectiveTime,
          confidentiality: read.confidentiality?.code,
          language: read.language,
          setId: read.setId?.root,
          version: String(read.versionNumber),
          patientBirth: read.patient.birthTime,
          authors: authors.join(' ; '),
          legalAuthenticator: `${id?.root}|${id?.extension}`,
          custodian: read.custodian?.ids[0]?.extension,
          serviceEventCode: codes.join(' '),
          serviceStart: read.serviceEvents[0]?.low ?? '',
          serviceStop: read.serviceEvents[0]?.high ?? '',
          healthcareFacilityType: read.facilityType?.code,
          relatedDocument: read.relatedDocuments.map(({ type }) => type).join(' '),
          nonXML_mediaType: read.body.mediaType ?? '',
          level: read.body.kind === 'structured' ? 'N3' : 'N1',
        },
        name,
      ).to.deep.equal(
        Object.fromEntries(
          [
            'uniqueId',
            'typeCode',
            'typeCodeSystem',
            'title',
            'effectiveTime',
            'confidentiality',
            'language',
            'setId',
            'version',
            'patientBirth',
            'authors',
            'legalAuthenticator',
            'custodian',
            'serviceEventCode',
            'serviceStart',
            'serviceStop',
            'healthcareFacilityType',
            'relatedDocument',
            'nonXML_mediaType',
            'level',
          ].map((fact) => [fact, facts[fact]]),
        ),
      );
      expect(read.patient.ids.map(({ extension }) => extension)).to.include(facts.patientINS?.split(';')[0]);
    }
  });
});
