import { expect } from 'chai';
import { readSubmitObjects } from '../../src/ebrim/read-submit-objects.ts';
import { isRefusal } from '../../src/errors.ts';
import { HAS_MEMBER, RPLC, SIGNS, type SubmittedObjects } from '../../src/model/submission.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants } from '../../src/xml/tree.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { expectOneFault } from '../support/faults.ts';

const AUTHOR = 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d';
const TYPE = 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983';
const SET_NODE = 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd';
const FOLDER_NODE = 'urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2';

const slot = (name: string, ...values: string[]) =>
  `<Slot name="${name}"><ValueList>${values.map((value) => `<Value>${value}</Value>`).join('')}</ValueList></Slot>`;

function request(list: string) {
  return parseXml(
    `<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><RegistryObjectList>${list}</RegistryObjectList></lcm:SubmitObjectsRequest>`,
  );
}

const TOLERATED = ['replacement-of-2010'] as const;

function read(
  list: string,
  tolerated: Parameters<typeof readSubmitObjects>[1] = TOLERATED,
): SubmittedObjects {
  const objects = readSubmitObjects(request(list), tolerated);
  return isRefusal(objects) ? expect.fail(objects.refused[0].detail) : objects;
}

const entryOf = (content: string) => read(`<ExtrinsicObject id="d">${content}</ExtrinsicObject>`).entries[0]!;

describe('given the official TD2.1 request', () => {
  let objects: SubmittedObjects;
  before(function () {
    const message = dmpSample(this, 'TD2.1-provide-request.mime').toString('utf8');
    const start = message.indexOf('<soap:Envelope');
    // The assertion of the sample is not the matter here, and holds a character that is no UTF-8.
    const envelope = message.slice(start, message.indexOf('</soap:Envelope>') + '</soap:Envelope>'.length);
    const body = [...descendants(parseXml(envelope))].find(({ local }) => local === 'SubmitObjectsRequest');
    const result = readSubmitObjects(body!, TOLERATED);
    objects = isRefusal(result) ? expect.fail(result.refused[0].detail) : result;
  });

  it('then lot, document and signature are there, tied together', () => {
    expect(objects.submissionSets.map(({ id }) => id)).to.deep.equal(['SubmissionSet01']);
    expect(objects.entries.map(({ id }) => id)).to.deep.equal(['DocumentME2', 'Signature01']);
    expect(objects.folders).to.deep.equal([]);
    expect(objects.associations.map(({ type, source, target }) => [type, source, target])).to.deep.equal([
      [HAS_MEMBER, 'SubmissionSet01', 'DocumentME2'],
      [HAS_MEMBER, 'SubmissionSet01', 'Signature01'],
      [SIGNS, 'Signature01', 'SubmissionSet01'],
    ]);
  });

  it('then every attribute of the document is in the model and none is left over', () => {
    const [entry] = objects.entries;
    const person = '899900063480^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    const named = (code: string, system: string, value: string) => ({
      code,
      system,
      names: [{ value, language: 'FR', charset: 'UTF8' }],
    });
    expect(entry).to.deep.equal({
      id: 'DocumentME2',
      objectType: 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1',
      mimeType: 'text/xml',
      uniqueId: '1.2.250.1.999.1.1.7898.3.1622814651504',
      patientId: '207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH^^20100907',
      sourcePatientId: '0456789999^^^&1.2.250.1.999.1.1.7898.2&ISO^PI',
      sourcePatientInfo: ['PID-5|patb-quatre^LAURENCE^^^^^L', 'PID-7|19070525', 'PID-8|F'],
      authors: [
        {
          person,
          institutions: ['CABINET DR LIBRE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499900063480001'],
          roles: [],
          specialties: ['G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5'],
          telecommunications: [],
        },
      ],
      legalAuthenticator: person,
      classCode: named('10', '1.2.250.1.213.1.1.4.1', 'Compte rendu'),
      typeCode: named('27899-4', '2.16.840.1.113883.6.1', "CR d'acte diagnostique (autre)"),
      formatCode: named(
        'urn:ihe:iti:xds-sd:text:2008',
        '1.3.6.1.4.1.19376.1.2.3',
        'Document à corps non structuré en texte brut',
      ),
      healthcareFacilityTypeCode: named('SA01', '1.2.250.1.71.4.2.4', 'Etablissement public de santé'),
      practiceSettingCode: named('ETABLISSEMENT', '1.2.250.1.213.1.1.4.9', 'Etablissement de santé'),
      confidentialityCodes: [named('N', '2.16.840.1.113883.5.25', 'Normal')],
      eventCodes: [],
      languageCode: 'fr-FR',
      creationTime: '20100319194535',
      serviceStartTime: '20100319183244',
      serviceStopTime: '20100319183344',
      title: [{ value: 'Document 1', language: 'FR', charset: 'UTF8' }],
      comments: [{ value: 'commentaire sur document', language: 'FR', charset: 'UTF8' }],
      uri: [],
      referenceIds: [],
      limitedMetadata: false,
      extras: { slots: [], classifications: [], identifiers: [] },
    });
  });

  it('then the three confidentialities of the signature are kept', () => {
    expect(objects.entries[1]?.confidentialityCodes.map(({ code }) => code)).to.deep.equal([
      'N',
      'MASQUE_PS',
      'INVISIBLE_PATIENT',
    ]);
  });
});

describe('given what partners do differently', () => {
  it('then an author without classifiedObject is read', () => {
    const [author] = entryOf(
      `<Classification classificationScheme="${AUTHOR}" id="c">${slot('authorPerson', 'x')}</Classification>`,
    ).authors;
    expect(author?.person).to.equal('x');
  });

  it('then classifications and identifiers beside their object are read', () => {
    const { entries } = read(
      `<ExtrinsicObject id="d"/><ExtrinsicObject id="other"/>
      <Classification classificationScheme="${TYPE}" classifiedObject="d" id="c" nodeRepresentation="T">${slot('codingScheme', '1.2')}</Classification>
      <ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" registryObject="d" id="e" value="1.2.3"/>`,
    );
    expect(entries[0]?.typeCode).to.deep.include({ code: 'T', system: '1.2' });
    expect(entries[0]?.uniqueId).to.equal('1.2.3');
    expect(entries[1]?.typeCode).to.equal(undefined);
  });

  it('then a package is what a classification beside it says', () => {
    const { submissionSets, folders } = read(
      `<RegistryPackage id="s"/><RegistryPackage id="f"><Classification id="n" classificationNode="${FOLDER_NODE}"/></RegistryPackage>
      <Classification id="c" classifiedObject="s" classificationNode="${SET_NODE}"/>`,
    );
    expect(submissionSets.map(({ id }) => id)).to.deep.equal(['s']);
    expect(folders.map(({ id }) => id)).to.deep.equal(['f']);
  });

  it('then ObjectRef elements are passed over', () => {
    expect(read('<ObjectRef id="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"/>').entries).to.deep.equal([]);
  });

  it('then the replacement of 2010 is that of 2007 in the DMP, and unknown elsewhere', () => {
    const year2010 = 'urn:ihe:iti:2010:AssociationType:RPLC';
    const association = `<Association id="a" associationType="${year2010}" sourceObject="d" targetObject="e"/>`;
    expect(read(association).associations[0]?.type).to.equal(RPLC);
    expect(read(association, []).associations[0]?.type).to.equal(year2010);
  });
});

describe('given what the model has no name for', () => {
  it('then slots, classifications and identifiers are kept as they are', () => {
    const { extras } = entryOf(
      `${slot('urn:example:x', ' a ', '')}<Classification id="c" classificationScheme="urn:example:s" nodeRepresentation="n">${slot('k', 'v')}</Classification><ExternalIdentifier id="e" identificationScheme="urn:example:i" value="v"/>`,
    );
    expect(extras).to.deep.equal({
      slots: [{ name: 'urn:example:x', values: [' a ', ''] }],
      classifications: [
        {
          scheme: 'urn:example:s',
          nodeRepresentation: 'n',
          slots: [{ name: 'k', values: ['v'] }],
          names: [],
        },
      ],
      identifiers: [{ scheme: 'urn:example:i', value: 'v', names: [] }],
    });
  });

  it('then a second value where one is allowed is kept apart, so that validation finds it', () => {
    const entry = entryOf(slot('creationTime', '2026', '2027'));
    expect(entry.creationTime).to.equal('2026');
    expect(entry.extras.slots).to.deep.equal([{ name: 'creationTime', values: ['2027'] }]);
  });

  it('then a size that is no whole number is kept apart', () => {
    const entry = entryOf(slot('size', '1e3'));
    expect(entry.size).to.equal(undefined);
    expect(entry.extras.slots).to.deep.equal([{ name: 'size', values: ['1e3'] }]);
  });
});

describe('given a message that cannot be read', () => {
  const refused = (list: string) => readSubmitObjects(request(list), TOLERATED);

  it('then one without its list is refused', () => {
    expectOneFault(readSubmitObjects(parseXml('<SubmitObjectsRequest/>'), TOLERATED), 'MalformedRequest');
  });

  it('then a package that is neither lot nor folder is refused', () => {
    expectOneFault(refused('<RegistryPackage id="p"/>'), 'XDSRegistryMetadataError', 'RegistryPackage');
  });

  it('then a package that is both is refused', () => {
    const both = [SET_NODE, FOLDER_NODE].map(
      (node) => `<Classification id="c" classificationNode="${node}"/>`,
    );
    expectOneFault(
      refused(`<RegistryPackage id="p">${both.join('')}</RegistryPackage>`),
      'XDSRegistryMetadataError',
      'RegistryPackage',
    );
  });

  it('then an object of another kind is refused, not lost', () => {
    expectOneFault(refused('<Person id="p"/>'), 'XDSRegistryMetadataError', 'Person');
  });

  const entries = (count: number) =>
    Array.from({ length: count }, (_, at) => `<ExtrinsicObject id="e${at}"/>`).join('');
  const entryOfElements = (count: number) =>
    `<ExtrinsicObject id="e">${'<Slot name="a"/>'.repeat(count - 1)}</ExtrinsicObject>`;

  it('then 1,000 objects are read, one more is refused', () => {
    expect(read(entries(1000)).entries).to.have.lengthOf(1000);
    expectOneFault(refused(entries(1001)), 'XDSRegistryMetadataError', 'RegistryObjectList');
  });

  it('then an object of 2,000 elements is read, of one more refused', () => {
    expect(read(entryOfElements(2000)).entries[0]?.extras.slots).to.have.lengthOf(1999);
    expectOneFault(refused(entryOfElements(2001)), 'XDSRegistryMetadataError', 'ExtrinsicObject');
  });
});
