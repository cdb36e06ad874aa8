import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { immunization, immunizationId, immunizationPlace } from '../../src/vaccination/immunization.ts';
import type { Immunization } from '../../src/vaccination/immunization-resource.ts';
import { vaccinationsOf } from '../../src/vaccination/read-vaccinations.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type Edit, edited, NOTE, without } from '../support/cda-builder.ts';

const source = {
  entryUuid: 'urn:uuid:11111111-1111-4111-8111-111111111111',
  logicalId: 'urn:uuid:22222222-2222-4222-8222-222222222222',
  uniqueId: '1.2.250.1.999.2.1.3.1.1',
  patient: { value: '294061411802778', authority: '1.2.250.1.213.1.4.10' },
};

function written(document: string): Immunization {
  const reading = vaccinationsOf(parseXml(document));
  if (isRefusal(reading)) throw new Error(reading.refused[0].detail);
  return immunization(reading.vaccinations[0]!, source);
}

const changed = (...edits: readonly Edit[]) => written(edited(NOTE, ...edits));

describe('given a vaccination', () => {
  it('then the Immunization names the vaccine: speciality, class, presentation', () => {
    const { vaccineCode } = written(NOTE);
    expect(vaccineCode.coding?.map(({ system, code }) => `${system}|${code}`)).to.deep.equal([
      'https://smt.esante.gouv.fr/terminologie-bdpm|69675854',
      'https://smt.esante.gouv.fr/terminologie-atc|J07BB02',
      'https://smt.esante.gouv.fr/terminologie-cip_ucd|3400930306000',
    ]);
    expect(vaccineCode.text).to.match(/^VAXIGRIP /);
  });

  it('then it says when, which lot, where on the body, by which way and how much', () => {
    const found = written(NOTE);
    expect(found).to.deep.include({
      status: 'completed',
      occurrenceDateTime: '2025-11-18',
      recorded: '2025-11-18T09:25:00Z',
      lotNumber: 'X3A451V',
      doseQuantity: { value: 0.5, unit: 'mL', system: 'http://unitsofmeasure.org', code: 'mL' },
      primarySource: true,
      note: [{ text: 'Surveillance de quinze minutes sans incident' }],
    });
    expect(found.route?.coding?.[0]).to.include({
      system: 'https://smt.esante.gouv.fr/terminologie-standardterms',
      code: '20035000',
    });
    expect(found.site?.coding?.[0]).to.include({
      system: 'http://snomed.info/sct',
      code: '16217701000119102',
    });
  });

  it('then it says against what, by SNOMED CT and NUVA, and which dose of which series', () => {
    expect(written(NOTE).protocolApplied).to.deep.equal([
      {
        series: 'IMMUNIZ',
        targetDisease: [
          {
            coding: [
              { system: 'http://snomed.info/sct', code: '6142004', display: 'Influenza (disorder)' },
              {
                system: 'https://smt.esante.gouv.fr/terminologie-nuva',
                code: 'DIS015',
                display: 'Grippe saisonnière',
              },
            ],
            text: 'Grippe saisonnière',
          },
        ],
        doseNumberPositiveInt: 1,
      },
    ]);
  });

  it('then it says who gave it, for which structure, and to whom', () => {
    const found = written(NOTE);
    const actors = found.performer?.map(({ actor }) => actor);
    expect(actors?.map(({ type, display }) => `${type} ${display}`)).to.deep.equal([
      'Practitioner Inès CARON',
      'Organization PHARMACIE DU MARCHE',
    ]);
    expect(actors?.[0]?.identifier).to.deep.include({
      system: 'urn:oid:1.2.250.1.71.4.2.1',
      value: '810000000037',
    });
    expect(found.patient.identifier).to.deep.equal({
      system: 'urn:oid:1.2.250.1.213.1.4.10',
      value: '294061411802778',
    });
  });

  it('then it names the document that it was read in', () => {
    const found = written(NOTE);
    expect(found.meta.source).to.equal('urn:oid:1.2.250.1.999.2.1.3.1.1');
    expect(found.extension[0]?.valueReference?.reference).to.equal(
      'DocumentReference/11111111-1111-4111-8111-111111111111',
    );
    expect(found.identifier).to.deep.equal([
      { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0b6e9d55-2c7a-4c1d-8a54-6f1e0c9b7702' },
    ]);
  });

  it('then its id is made of what stays when metadata change, and says where to look', () => {
    const { id } = written(NOTE);
    expect(id).to.equal('22222222-2222-4222-8222-222222222222.0');
    expect(id).to.match(/^[A-Za-z0-9.-]{1,64}$/);
    expect(immunizationPlace(id)).to.deep.equal({ logicalId: source.logicalId, index: 0 });
    expect(immunizationPlace(immunizationId(source, 499))?.index).to.equal(499);
  });

  for (const id of [
    '',
    'x',
    '22222222-2222-4222-8222-222222222222',
    `${source.logicalId}.0`,
    '22222222-2222-4222-8222-222222222222.01',
    '22222222-2222-4222-8222-222222222222.99999',
  ]) {
    it(`then '${id}' is no id of one`, () => {
      expect(immunizationPlace(id)).to.equal(undefined);
    });
  }
});

describe('given what a vaccination leaves open', () => {
  const unknown = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  };

  it('then a year stays a year', () => {
    const found = changed({ from: '<effectiveTime value="20251118"/>', to: '<effectiveTime value="1975"/>' });
    expect(found.occurrenceDateTime).to.equal('1975');
  });

  it('then an unknown date is told as unknown', () => {
    const found = changed({
      from: '<effectiveTime value="20251118"/>',
      to: '<effectiveTime nullFlavor="UNK"/>',
    });
    expect(found).not.to.have.property('occurrenceDateTime');
    expect(found._occurrenceDateTime).to.deep.equal(unknown);
  });

  it('then an unknown rank is told as unknown, since the standard demands one', () => {
    const found = changed({ from: 'code="30973-2"', to: 'code="other"' });
    expect(found.protocolApplied?.[0]?._doseNumberPositiveInt).to.deep.equal(unknown);
    expect(found.protocolApplied?.[0]).not.to.have.property('doseNumberPositiveInt');
  });

  it('then a vaccine that nothing names is told as unknown', () => {
    const found = changed(
      { from: /<code code="69675854"[\s\S]*?<\/code>/, to: '<code nullFlavor="UNK"/>' },
      { from: '<name>VAXIGRIP</name>', to: '' },
      { from: '<text><reference value="#vaccin"/></text>', to: '' },
    );
    expect(found.vaccineCode).to.deep.equal(unknown);
  });

  it('then nobody who gave it is nobody, and what is told by another is no primary source', () => {
    // The first performer of the note is the one of its header.
    const found = written(
      without(
        edited(
          NOTE,
          { from: '<performer', to: '<headPerformer' },
          { from: '</performer>', to: '</headPerformer>' },
        ),
        'performer',
      ),
    );
    expect(found).not.to.have.property('performer');
    expect(found.primarySource).to.equal(false);
  });

  it('then a refusal is not done', () => {
    expect(changed({ from: 'negationInd="false"', to: 'negationInd="true"' }).status).to.equal('not-done');
  });

  it('then a reaction is an Observation inside', () => {
    const found = changed({
      from: '<entryRelationship typeCode="SUBJ">',
      to: '<entryRelationship typeCode="CAUS"><observation classCode="OBS" moodCode="EVN"><effectiveTime><low value="20251119"/></effectiveTime><value xsi:type="CD" code="R50.2" displayName="Fièvre" codeSystem="2.16.840.1.113883.6.3"/></observation></entryRelationship><entryRelationship typeCode="SUBJ">',
    });
    expect(found.reaction).to.deep.equal([{ date: '2025-11-19', detail: { reference: '#reaction-0' } }]);
    expect(found.contained?.[0]).to.deep.equal({
      resourceType: 'Observation',
      id: 'reaction-0',
      status: 'final',
      code: {
        coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'R50.2', display: 'Fièvre' }],
        text: 'Fièvre',
      },
    });
  });
});
