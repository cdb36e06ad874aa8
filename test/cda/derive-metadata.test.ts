import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { type Derivation, deriveMetadata } from '../../src/cda/derive-metadata.ts';
import { readCdaHeader } from '../../src/cda/read-header.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { hasValidKey, INS_PRODUCTION } from '../../src/model/ins.ts';
import { isDtm } from '../../src/model/instant.ts';
import { isDocumentUniqueId } from '../../src/model/oid.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { CERTIFICATE, edited, NOTE, pieces, without } from '../support/cda-builder.ts';
import { expectOneFault, faultsOf, told } from '../support/faults.ts';
import { realCda } from '../support/real-cda.ts';

const domain = loadAffinityDomain('dmp', { exportDui: true });
const ON = new Date('2026-11-22T00:00:00Z');

async function derived(
  document: string | Buffer,
  more: Partial<Derivation> = {},
): Promise<SubmittedDocumentEntry | Refusal> {
  const header = await readCdaHeader(pieces(document, 65_536).source);
  if (isRefusal(header)) throw new Error(header.refused[0].detail);
  const bytes = Buffer.from(document);
  const content = { sha1: createHash('sha1').update(bytes).digest('hex'), size: bytes.length };
  return deriveMetadata(header, { domain, content, on: ON, ...more });
}

async function entry(document: string, more: Partial<Derivation> = {}): Promise<SubmittedDocumentEntry> {
  const found = await derived(document, more);
  if (isRefusal(found)) throw new Error(told(found).join('; '));
  return found;
}

describe('given a vaccination note by a professional', () => {
  it('then every attribute is derived from the header', async () => {
    const found = await entry(NOTE);
    expect(found).to.deep.include({
      mimeType: 'text/xml',
      uniqueId: '1.2.250.1.999.2.1.3.1.1',
      patientId: '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH',
      sourcePatientId: '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH',
      legalAuthenticator: '810000000037^CARON^Inès^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
      languageCode: 'fr-FR',
      creationTime: '20251118093000',
      serviceStartTime: '20251118092000',
      hash: createHash('sha1').update(NOTE).digest('hex'),
      size: Buffer.byteLength(NOTE),
      referenceIds: [],
    });
    expect(found).not.to.have.property('serviceStopTime');
    expect(found.title).to.deep.equal([
      { value: 'Note de vaccination contre la grippe saisonnière', language: 'fr-FR', charset: 'UTF-8' },
    ]);
    expect(found.sourcePatientInfo).to.deep.equal([
      'PID-5|LEMOINE^CHARLOTTE^^^^^L',
      'PID-5|LEMOINE^CHARLOTTE^^^^^D',
      'PID-7|19940612',
      'PID-8|F',
      'PID-11|^^^^^^BDL^^14118',
    ]);
    expect(found.authors).to.deep.equal([
      {
        person: '810000000037^CARON^Inès^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
        institutions: ['PHARMACIE DU MARCHE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000043'],
        roles: [],
        specialties: ["G15_21/A^Pharmacien titulaire d'officine^1.2.250.1.213.1.1.4.5"],
        telecommunications: [],
      },
    ]);
  });

  it('then its codes come from the header and from the association tables', async () => {
    const found = await entry(NOTE);
    expect(found.typeCode?.code).to.equal('87273-9');
    expect(found.classCode).to.deep.include({ code: '52', system: '1.2.250.1.213.1.1.4.1' });
    expect(found.formatCode?.code).to.equal('urn:asip:ci-sis:vac-note:2021');
    expect(found.healthcareFacilityTypeCode?.code).to.equal('SA33');
    expect(found.practiceSettingCode?.code).to.equal('AMBULATOIRE');
    expect(found.confidentialityCodes.map(({ code }) => code)).to.deep.equal(['N']);
  });

  it('then the visibility that is asked for is added, and the document is not touched', async () => {
    const found = await entry(NOTE, { visibility: ['MASQUE_PS', 'INVISIBLE_PATIENT'] });
    expect(found.confidentialityCodes.map(({ code, system }) => `${system}|${code}`)).to.deep.equal([
      '2.16.840.1.113883.5.25|N',
      '1.2.250.1.213.1.1.4.13|MASQUE_PS',
      '1.2.250.1.213.1.1.4.13|INVISIBLE_PATIENT',
    ]);
    expect(found.hash).to.equal((await entry(NOTE)).hash);
  });

  it('then a role, several authors, a local patient id, an order and an end are told', async () => {
    const author = /<author typeCode="AUT">[\s\S]*?<\/author>/.exec(NOTE)![0];
    const found = await entry(
      edited(
        NOTE,
        {
          from: author,
          to: `${author}${author.replace('<assignedAuthor', '<functionCode code="PCP" displayName="Médecin traitant" codeSystem="2.16.840.1.113883.5.88"/><assignedAuthor')}`,
        },
        { from: '<addr>', to: '<id root="1.2.250.1.999.7" extension="IPP-1"/><addr>' },
        {
          from: '<documentationOf>',
          to: '<inFulfillmentOf><order><id root="1.2.250.1.999.6" extension="O1"/></order></inFulfillmentOf><documentationOf>',
        },
        {
          from: '<low value="20251118102000+0100"/>',
          to: '<low value="20251118102000+0100"/><high value="20251118104000+0100"/>',
        },
      ),
    );
    expect(found.authors.map(({ roles }) => roles)).to.deep.equal([[], ['Médecin traitant']]);
    expect(found.sourcePatientId).to.equal('IPP-1^^^&1.2.250.1.999.7&ISO^PI');
    expect(found.referenceIds).to.deep.equal(['O1^^^&1.2.250.1.999.6&ISO^urn:ihe:iti:xds:2013:order']);
    expect(found.serviceStopTime).to.equal('20251118094000');
  });

  it('then a used name, a man and a precision of a minute stay what they are', async () => {
    const found = await entry(
      edited(
        NOTE,
        { from: '<family qualifier="CL">LEMOINE', to: '<family qualifier="CL">DURAND' },
        { from: 'code="F" displayName="Féminin"', to: 'code="M" displayName="Masculin"' },
        {
          from: '<effectiveTime value="20251118103000+0100"/>',
          to: '<effectiveTime value="202511181030+0100"/>',
        },
      ),
    );
    expect(found.sourcePatientInfo).to.include.members(['PID-5|DURAND^CHARLOTTE^^^^^D', 'PID-8|M']);
    expect(found.creationTime).to.equal('202511180930');
  });

  it('then separators of HL7 v2 inside a name do not split it', async () => {
    const found = await entry(
      edited(NOTE, { from: '<name>PHARMACIE DU MARCHE', to: '<name>CARON &amp; FILS ^', every: true }),
    );
    expect(found.authors[0]?.institutions[0]).to.equal(
      'CARON \\T\\ FILS \\S\\^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000043',
    );
  });

  it('then an event code that the domain does not know is left out', async () => {
    const codes = (document: string) =>
      entry(document, {
        domain: {
          ...domain,
          check: (attribute, code, on) =>
            attribute === 'eventCodeList' && code.code === 'X1'
              ? 'unknown'
              : domain.check(attribute, code, on),
        },
      }).then(({ eventCodes }) => eventCodes.map(({ code }) => code));
    const service = { from: '<serviceEvent classCode="ACT">\n      <code code="87273-9"' };
    expect(
      await codes(edited(NOTE, { ...service, to: `${service.from.replace('87273-9', 'X1')}` })),
    ).to.deep.equal([]);
    expect(await codes(NOTE)).to.deep.equal(['87273-9']);
  });
});

describe('given a document by a device, and by a patient', () => {
  it('then the device is author and legal authenticator, as a system', async () => {
    const found = await entry(CERTIFICATE);
    const software = '3140000019/DUI^DUI ESAT LES POMMIERS^1.0^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI';
    expect(found.authors[0]?.person).to.equal(software);
    expect(found.legalAuthenticator).to.equal(software);
    expect(found.formatCode?.code).to.equal('urn:ihe:iti:xds-sd:pdf:2008');
    expect(found.practiceSettingCode?.code).to.equal('ESSMS');
  });

  it('then a patient has an INS and no institution', async () => {
    const found = await entry(
      edited(NOTE, {
        from: '<id root="1.2.250.1.71.4.2.1" extension="810000000037"/>',
        to: '<id root="1.2.250.1.213.1.4.10" extension="294061411802778"/>',
        every: true,
      }),
    );
    const patient = '294061411802778^CARON^Inès^^^^^^&1.2.250.1.213.1.4.10&ISO^D^^^NH';
    expect(found.authors[0]).to.deep.include({ person: patient, institutions: [] });
    expect(found.legalAuthenticator).to.equal(patient);
  });

  it('then a professional with an id that a structure gave is told so', async () => {
    const found = await entry(edited(NOTE, { from: '810000000037', to: '3140000027/77', every: true }));
    expect(found.legalAuthenticator).to.match(/^3140000027\/77\^.*\^EI$/);
  });
});

describe('given a document that carries its stylesheet', () => {
  it('then its media type is the one of a stylesheet', async () => {
    const inside = NOTE.slice(NOTE.indexOf('<ClinicalDocument'));
    const found = await entry(
      `<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${inside}</xsl:stylesheet>`,
    );
    expect(found.mimeType).to.equal('application/xslt+xml');
  });
});

describe('given a header at fault', () => {
  const cases: readonly (readonly [attribute: string, document: string])[] = [
    ['legalAuthenticator', without(NOTE, 'legalAuthenticator')],
    ['serviceStartTime', without(NOTE, 'low')],
    ['title', without(NOTE, 'title')],
    [
      'uniqueId',
      edited(NOTE, { from: '<id root="1.2.250.1.999.2.1.3.1.1"/>', to: '<id root="not-an-oid"/>' }),
    ],
    ['typeCode', edited(NOTE, { from: '<code code="87273-9"', to: '<code nullFlavor="UNK" x="87273-9"' })],
    ['creationTime', edited(NOTE, { from: '"20251118103000+0100"', to: '"20251318103000+0100"' })],
    ['confidentialityCode', without(NOTE, 'confidentialityCode')],
    ['languageCode', without(NOTE, 'languageCode')],
    ['patientId', edited(NOTE, { from: 'root="1.2.250.1.213.1.4.10"', to: 'root="1.2.3.4"' })],
    ['patientId', edited(NOTE, { from: '294061411802778', to: '294061411802779' })],
    ['healthcareFacilityTypeCode', without(NOTE, 'componentOf')],
    ['practiceSettingCode', without(NOTE, 'standardIndustryClassCode')],
    ['author', without(NOTE, 'author')],
    ['component', `${NOTE.slice(0, NOTE.indexOf('<component>'))}</ClinicalDocument>`],
    ['formatCode', without(NOTE, 'templateId').replaceAll(/<templateId root="1\.[^>]*\/>/g, '')],
  ];
  for (const [attribute, document] of cases) {
    it(`then ${attribute} is named`, async () => {
      expectOneFault(await derived(document), 'InvalidDocumentContent', `(${attribute})`);
    });
  }

  it('then a code that the domain does not know is named', async () => {
    const document = edited(NOTE, { from: 'code="SA33"', to: 'code="SA99"' });
    expectOneFault(await derived(document), 'XDSRegistryMetadataError', '(healthcareFacilityTypeCode)');
  });

  it('then a type that the domain does not know is named', async () => {
    const document = edited(NOTE, {
      from: '<code code="87273-9" displayName',
      to: '<code code="1-1" displayName',
    });
    const names = faultsOf(await derived(document)).map(({ code, about }) => `${code} ${about}`);
    expect(names).to.deep.equal(['XDSRegistryMetadataError typeCode']);
  });

  it('then all faults are told together', async () => {
    const document = without(without(without(NOTE, 'legalAuthenticator'), 'title'), 'low');
    const named = faultsOf(await derived(document)).map(({ about }) => about);
    expect(named).to.have.members(['legalAuthenticator', 'title', 'serviceStartTime']);
  });
});

describe('given an INS with a wrong key', () => {
  const wrong = edited(NOTE, { from: '294061411802778', to: '294061411802779' });

  it('then the option of the sandbox lets a test INS through', async () => {
    expect((await entry(wrong, { anyTestKey: true })).patientId).to.match(/^294061411802779\^/);
  });

  it('then it lets no real INS through', async () => {
    const real = edited(wrong, { from: '1.2.250.1.213.1.4.10', to: '1.2.250.1.213.1.4.8' });
    expectOneFault(await derived(real, { anyTestKey: true }), 'InvalidDocumentContent', '(patientId)');
  });
});

describe('given a laboratory report without a known template', () => {
  it('then its format is the one of laboratory reports', async () => {
    const report = edited(
      NOTE,
      { from: '<code code="87273-9" displayName', to: '<code code="11502-2" displayName' },
      { from: '1.2.250.1.213.1.1.1.46', to: '1.2.250.1.213.1.1.1.9999' },
    );
    expect((await entry(report)).formatCode?.code).to.equal('urn:ihe:lab:xd-lab:2008');
  });
});

describe('given the official French documents', () => {
  it('then each gets the class, type and format that the tables give, or the fault of its header', async function () {
    for (const { name, bytes, facts } of realCda(this)) {
      const found = await derived(bytes, { anyTestKey: true });
      const [ins = ''] = (facts.patientINS ?? '').split(';');
      const [root = ''] = (facts.INSroot ?? '').split(';');
      if (INS_PRODUCTION.includes(root) && !hasValidKey(ins)) {
        expectOneFault(found, 'InvalidDocumentContent', '(patientId)');
        continue;
      }
      if (isRefusal(found)) throw new Error(`${name}: ${told(found).join('; ')}`);
      expect(
        [found.classCode?.code, found.typeCode?.code, found.formatCode?.code, found.title[0]?.value],
        name,
      ).to.deep.equal([facts.classCode, facts.typeCode, facts.formatCode_A11, facts.title]);
      expect(found.hash, name).to.equal(facts.sha1);
      expect(found.patientId, name).to.equal(`${ins}^^^&${root}&ISO^NH`);
      expect(found.practiceSettingCode?.code, name).to.equal(facts.practiceSetting);
      expect(isDocumentUniqueId(found.uniqueId), name).to.equal(true);
      for (const time of [found.creationTime, found.serviceStartTime, found.serviceStopTime]) {
        expect(time === undefined || isDtm(time), name).to.equal(true);
      }
      expect(found.authors, name).to.have.length((facts.authors ?? '').split(' ; ').length);
    }
  });
});
