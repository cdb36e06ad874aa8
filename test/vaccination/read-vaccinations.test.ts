import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { productCode } from '../../src/vaccination/product-codes.ts';
import { readVaccinations, vaccinationsOf } from '../../src/vaccination/read-vaccinations.ts';
import {
  ATC,
  CIP,
  CIS,
  type Vaccination,
  type VaccinationReading,
} from '../../src/vaccination/vaccination.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { CERTIFICATE, type Edit, edited, entryOf, NOTE, without } from '../support/cda-builder.ts';
import { expectOneFault } from '../support/faults.ts';
import { realCda } from '../support/real-cda.ts';

function read(document: string | Buffer): VaccinationReading {
  const reading = vaccinationsOf(parseXml(document));
  if (isRefusal(reading)) throw new Error(reading.refused[0].detail);
  return reading;
}

/** The one vaccination of the note, with something else in it. */
function vaccination(...edits: readonly Edit[]): Vaccination {
  const { vaccinations } = read(edited(NOTE, ...edits));
  expect(vaccinations).to.have.length(1);
  return vaccinations[0]!;
}

describe('given a vaccination note', () => {
  it('then every field of its entry is read', () => {
    const { performer, author, ...found } = vaccination();
    const name =
      'VAXIGRIP suspension injectable en seringue préremplie. Vaccin grippal trivalent (inactivé, à virion fragmenté)';
    expect({
      ...found,
      products: found.products.map(({ code, system }) => `${system}|${code}`),
    }).to.deep.equal({
      index: 0,
      ids: [{ root: '0B6E9D55-2C7A-4C1D-8A54-6F1E0C9B7702' }],
      status: 'completed',
      act: {
        code: 'IMMUNIZ',
        system: '2.16.840.1.113883.5.4',
        names: [{ value: 'Vaccination sans autre précision' }],
      },
      date: '20251118',
      products: [`${CIS}|69675854`, `${ATC}|J07BB02`, `${CIP}|3400930306000`],
      productName: name,
      lot: 'X3A451V',
      route: {
        code: '20035000',
        system: '0.4.0.127.0.16.1.1.2.1',
        names: [{ value: 'Voie intramusculaire' }],
      },
      site: {
        code: '16217701000119102',
        system: '2.16.840.1.113883.6.96',
        names: [{ value: 'Deltoïde gauche' }],
      },
      dose: { value: 0.5, unit: 'mL' },
      rank: 1,
      reactions: [],
      comment: 'Surveillance de quinze minutes sans incident',
    });
    expect(performer?.ids[0]?.extension).to.equal('810000000037');
    expect(performer?.organization?.name).to.equal('PHARMACIE DU MARCHE');
    expect(author?.time).to.equal('20251118102500+0100');
  });

  it('then the date is the one of the entry, not of the document', () => {
    const { date } = vaccination({
      from: '<effectiveTime value="20251118"/>',
      to: '<effectiveTime value="20241003"/>',
    });
    expect(date).to.equal('20241003');
  });

  for (const [name, written, date] of [
    ['a year', 'value="1975"', '1975'],
    ['a day', 'value="20241003"', '20241003'],
    ['a time with its zone', 'value="20251118094914+0100"', '20251118084914'],
    ['not available', 'nullFlavor="NAV"', undefined],
    ['not applicable', 'nullFlavor="NA"', undefined],
    ['no date at all', 'value="soon"', undefined],
  ] as const) {
    it(`then a date that is ${name} stays as precise as it is`, () => {
      const found = vaccination({
        from: '<effectiveTime value="20251118"/>',
        to: `<effectiveTime ${written}/>`,
      });
      expect(found.date).to.equal(date);
    });
  }

  it('then a reaction is read, with its code, text and date', () => {
    const { reactions } = vaccination({
      from: '<entryRelationship typeCode="SUBJ">',
      to: `<entryRelationship typeCode="CAUS"><observation classCode="OBS" moodCode="EVN"><text><reference value="#commentaire"/></text>
        <effectiveTime><low value="20251119"/></effectiveTime><value xsi:type="CD" code="R50.2" displayName="Fièvre" codeSystem="2.16.840.1.113883.6.3"/></observation></entryRelationship><entryRelationship typeCode="SUBJ">`,
    });
    expect(reactions).to.deep.equal([
      {
        code: { code: 'R50.2', system: '2.16.840.1.113883.6.3', names: [{ value: 'Fièvre' }] },
        text: 'Surveillance de quinze minutes sans incident',
        date: '20251119',
      },
    ]);
  });

  it('then a manufacturer is read', () => {
    const found = vaccination({
      from: '</manufacturedMaterial>',
      to: '</manufacturedMaterial><manufacturerOrganization><name>SANOFI</name></manufacturerOrganization>',
    });
    expect(found.manufacturer).to.equal('SANOFI');
  });
});

describe('given what real documents do', () => {
  it('then several entries of one id are several vaccinations', () => {
    const entry = entryOf(NOTE);
    const { vaccinations } = read(edited(NOTE, { from: entry, to: `${entry}${entry}` }));
    expect(vaccinations.map(({ index }) => index)).to.deep.equal([0, 1]);
    expect(vaccinations[0]!.ids).to.deep.equal(vaccinations[1]!.ids);
  });

  it('then a reference without its # still finds the text', () => {
    const { comment } = vaccination({ from: 'value="#commentaire"', to: 'value="commentaire"' });
    expect(comment).to.equal('Surveillance de quinze minutes sans incident');
  });

  it('then words of its own go before a reference', () => {
    const { comment } = vaccination({
      from: '<reference value="#commentaire"/>',
      to: '<reference value="#commentaire"/>Autre',
    });
    expect(comment).to.equal('Autre');
  });

  for (const [name, system] of [
    ['the second OID of presentations', '1.2.250.1.213.2.3.3'],
    ['the OID of the health insurance', '1.2.250.1.215.200.1.1.1'],
    ['the OID of specialities', CIS],
  ] as const) {
    it(`then a presentation under ${name} is a presentation`, () => {
      const { products } = vaccination({ from: `codeSystem="${CIP}"`, to: `codeSystem="${system}"` });
      expect(productCode(products, CIP)).to.equal('3400930306000');
      expect(productCode(products, CIS)).to.equal('69675854');
    });
  }

  it('then a product that only has an ATC class is known by it', () => {
    const { products, productName } = vaccination(
      {
        from: /<code code="69675854" displayName="[^"]*" codeSystem="[^"]*">/,
        to: '<code nullFlavor="UNK">',
      },
      { from: /<translation code="3400930306000"[^>]*>/, to: '' },
      { from: 'codeSystem="2.16.840.1.113883.6.73"', to: 'codeSystem="1.2.250.1.215.200.1.2.2"' },
    );
    expect(products.map(({ code, system }) => `${system}|${code}`)).to.deep.equal([`${ATC}|J07BB02`]);
    expect(productName).to.equal('VAXIGRIP');
  });

  it('then a product without any code is known by the words of the entry', () => {
    const { products, productName } = vaccination(
      { from: /<code code="69675854"[\s\S]*?<\/code>/, to: '<code nullFlavor="UNK"/>' },
      { from: '<name>VAXIGRIP</name>', to: '<name nullFlavor="UNK"/>' },
      { from: '<text><reference value="#vaccin"/></text>', to: '<text>Vaccin contre la grippe</text>' },
    );
    expect(products).to.deep.equal([]);
    expect(productName).to.equal('Vaccin contre la grippe');
  });

  it('then an old vocabulary keeps its own system', () => {
    const { products } = vaccination(
      { from: `code="69675854"`, to: 'code="MED-207"' },
      {
        from: `codeSystem="${CIS}"`,
        to: 'codeSystem="1.2.250.1.213.1.1.4.322"',
      },
    );
    expect(products.at(-1)).to.deep.include({ code: 'MED-207', system: '1.2.250.1.213.1.1.4.322' });
  });

  it('then a vaccination that was not given is not done', () => {
    expect(vaccination({ from: 'negationInd="false"', to: 'negationInd="true"' }).status).to.equal(
      'not-done',
    );
  });

  for (const [written, status] of [
    ['nullified', 'entered-in-error'],
    ['active', 'not-done'],
    ['aborted', 'not-done'],
  ] as const) {
    it(`then one that is ${written} is ${status}`, () => {
      const found = vaccination({
        from: '<statusCode code="completed"/>\n              <effectiveTime',
        to: `<statusCode code="${written}"/><effectiveTime`,
      });
      expect(found.status).to.equal(status);
    });
  }

  it('then a statement that there is none is no vaccination', () => {
    const reading = read(
      edited(NOTE, {
        from: '<code code="IMMUNIZ" displayName="Vaccination sans autre précision" codeSystem="2.16.840.1.113883.5.4"/>',
        to: '<code code="no-known-immunizations" codeSystem="2.16.840.1.113883.5.1150.1"/>',
      }),
    );
    expect(reading.vaccinations).to.deep.equal([]);
    expect(reading.absences.map(({ code }) => code)).to.deep.equal(['no-known-immunizations']);
  });

  it('then the older statement by a product of that name is none either', () => {
    const reading = read(
      edited(
        NOTE,
        { from: 'code="69675854"', to: 'code="02276797"' },
        { from: `codeSystem="${CIS}"`, to: 'codeSystem="1.2.250.1.213.2.63"' },
      ),
    );
    expect(reading.vaccinations).to.deep.equal([]);
    expect(reading.absences).to.have.length(1);
  });

  it('then a vaccine that is only planned is no vaccination', () => {
    expect(
      read(edited(NOTE, { from: 'classCode="SBADM" moodCode="EVN"', to: 'classCode="SBADM" moodCode="INT"' }))
        .vaccinations,
    ).to.deep.equal([]);
  });

  it('then a lot that is unknown, a rank and a dose that are no numbers are absent', () => {
    const found = vaccination(
      { from: '<lotNumberText>X3A451V</lotNumberText>', to: '<lotNumberText nullFlavor="UNK"/>' },
      { from: '<value xsi:type="INT" value="1"/>', to: '<value xsi:type="INT" value="first"/>' },
      { from: '<doseQuantity value="0.5"', to: '<doseQuantity value="half"' },
    );
    expect(found).not.to.have.any.keys('lot', 'rank', 'dose');
  });
});

describe('given a document without vaccinations', () => {
  it('then a PDF in a CDA has none', () => {
    expect(read(CERTIFICATE)).to.deep.equal({ vaccinations: [], absences: [] });
  });

  for (const [name, document] of [
    ['that is cut short', NOTE.slice(0, -40)],
    ['with a DOCTYPE', edited(NOTE, { from: '<ClinicalDocument', to: '<!DOCTYPE x><ClinicalDocument' })],
    ['that is no XML', '%PDF-1.4'],
    [
      'with more vaccinations than a life',
      edited(NOTE, { from: entryOf(NOTE), to: entryOf(without(NOTE, 'performer')).repeat(501) }),
    ],
  ] as const) {
    it(`then one ${name} is refused`, async () => {
      expectOneFault(await readVaccinations(Buffer.from(document)), 'InvalidDocumentContent');
    });
  }
});

describe('given the official French documents', () => {
  it('then as many vaccinations are found as there are entries', async function () {
    for (const { name, bytes, facts } of realCda(this)) {
      const { vaccinations, absences } = read(bytes);
      expect(vaccinations.length + absences.length, name).to.equal(Number(facts.nbFRVaccination));
    }
  });

  it('then the vaccination note and history say what they say', async function () {
    const documents = new Map(realCda(this).map(({ name, bytes }) => [name, bytes]));
    const [note] = read(documents.get('v3.0__VAC-NOTE_2023.01.xml')!).vaccinations;
    expect(note).to.deep.include({ date: '20090928', lot: '4456672', rank: 2, status: 'completed' });
    expect(note?.reactions[0]?.code?.code).to.equal('R50.2');
    const history = read(documents.get('v3.0__VAC_2023.01.xml')!).vaccinations;
    expect(history.map(({ date, lot }) => `${date} ${lot}`).slice(0, 3)).to.deep.equal([
      '1975 235421176',
      '20090928084914 4456668',
      '20090928084914 4456672',
    ]);
  });
});
