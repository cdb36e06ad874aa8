import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Context } from 'mocha';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { matriculeKey } from '../../src/model/ins.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { type DocumentHouse, documentHouse, expectSuccess } from '../support/document-house.ts';
import { faultsOf } from '../support/faults.ts';
import { type RealCda, realCda } from '../support/real-cda.ts';
import { factsOfEntry, factsOfIndex, firstOf } from '../support/real-cda-facts.ts';

const SETTINGS = { CARNET_TEST_INS_ANY_KEY: 'true', CARNET_EXPORT_DUI: 'true' };

/** Each document that goes in as it is, and who deposits it. */
const SOUND: readonly (readonly [file: string, depositor: string])[] = [
  ['v2.41__CNAM-HR_2021.01.xml', 'assurance-maladie'],
  ['v2.41__CNAM-HR_2021.01_sans-info.xml', 'assurance-maladie'],
  ['v2.41__DOC_NON_STRUCTURE_CDA-R1.xml', 'medecin-traitant'],
  ['v2.41__VAC-NOTE_2021.01.xml', 'medecin-traitant'],
  ['v2.41__VAC_2021.01.xml', 'assurance-maladie'],
  ['v3.0__BIO-CR-BIO_2024.01_DEP-CCU-HPV-structure-CYTO-pdf.xml', 'hopital'],
  ['v3.0__BIO-CR-BIO_2024.01_DEP-CCU-tout-structure.xml', 'hopital'],
  ['v3.0__BIO-TROD_2024.01_Angine.xml', 'pharmacien'],
  ['v3.0__BIO-TROD_2024.01_COVID-19.xml', 'pharmacien'],
  ['v3.0__CNAM-HR_2021.01.xml', 'assurance-maladie'],
  ['v3.0__CNAM-HR_2021.01_sans-info.xml', 'assurance-maladie'],
  ['v3.0__CSE-CS24_2025.01.xml', 'medecin-traitant'],
  ['v3.0__DOC_NON_STRUCTURE_CDA-R2-N1.xml', 'secretaire'],
  ['v3.0__IMG_CR_IMG_2024.01.xml', 'medecin-traitant'],
  ['v3.0__IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml', 'medecin-traitant'],
  ['v3.0__IPS-FR_2024.01.xml', 'medecin-traitant'],
  ['v3.0__LDL-EES_2022.01.xml', 'medecin-traitant'],
  ['v3.0__LDL-SES_2022.01.xml', 'medecin-traitant'],
  ['v3.0__VAC-NOTE_2023.01.xml', 'medecin-traitant'],
  ['v3.0__VAC_2023.01.xml', 'assurance-maladie'],
  ['v3.0__VSM_1.4_2022.01.xml', 'medecin-traitant'],
  ['v3.0__eP-MED-DM_2022.01_PosoStruct.xml', 'medecin-traitant'],
];

/** Each document whose header is at fault: an INS under a production OID whose key is not that of its matricule. */
const FAULTY: readonly (readonly [file: string, depositor: string])[] = [
  ['v2.41__CSE-CS24_2021.01.xml', 'medecin-traitant'],
  ['v3.0__CSE-CS24_2024.01.xml', 'medecin-traitant'],
  ['dui__CDA_TDDUI_Exemple_v1.0.1.xml', 'esat'],
  ['dui__CDA_TDDUI_Exemple_v1.1.0.xml', 'esat'],
];

function documentOf(test: Context, file: string): RealCda {
  const found = realCda(test).find(({ name }) => name === file);
  if (found === undefined) throw new Error(`index.tsv does not know ${file}`);
  return found;
}

/** The same document with the key of its INS put right, and what the index would say of it. */
function keyPutRight({ name, bytes, facts }: RealCda): RealCda {
  const wrong = firstOf(facts.patientINS);
  const right = `${wrong.slice(0, 13)}${matriculeKey(wrong)}`;
  const changed = Buffer.from(bytes.toString('utf8').replaceAll(wrong, right), 'utf8');
  const sha1 = createHash('sha1').update(changed).digest('hex');
  return {
    name,
    bytes: changed,
    facts: { ...facts, patientINS: right, sha1, bytes: String(changed.length) },
  };
}

/** Deposits, and reads as a doctor who has declared herself authorised. */
async function travels(at: DocumentHouse, document: RealCda, depositor: string): Promise<string> {
  const patientId = await at.patientOf(document);
  const { uniqueId } = expectSuccess(await at.deposit(document, depositor));
  const expected = factsOfIndex(document);
  const doctor = at.as('medecin');
  expect((await doctor.setAuthorization(patientId)).status).to.equal('DMPOk');
  const parameters = { $XDSDocumentEntryTypeCode: [expected.typeCode.replace('|', '^^')] };
  const { objects } = await doctor.findDocuments(patientId, { parameters });
  const read = objects.map(factsOfEntry).filter(({ entry }) => entry.uniqueId === expected.uniqueId);
  expect(read).to.have.lengthOf(1);
  const { entry, ...found } = read[0]!;
  expect(found).to.deep.equal(expected);
  expect(entry.availabilityStatus).to.equal(APPROVED);
  const { documents } = await doctor.retrieve(patientId, [entry]);
  expect(documents.map((one) => [one.uniqueId, one.mimeType])).to.deep.equal([[uniqueId, 'text/xml']]);
  expect((await documents[0]!.content.bytes()).equals(document.bytes)).to.equal(true);
  return patientId;
}

describe('given the official French documents', function () {
  this.timeout(60_000);
  let at: DocumentHouse;
  before(async () => {
    at = await documentHouse(SETTINGS);
  });
  after(() => at.close());

  for (const [file, depositor] of SOUND) {
    it(`then ${file} travels from ${depositor} to a doctor, byte for byte`, async function () {
      await travels(at, documentOf(this, file), depositor);
    });
  }

  for (const [file, depositor] of FAULTY) {
    it(`then ${file} is refused for the key of its INS, and has no record to go to`, async function () {
      const document = documentOf(this, file);
      const faults = faultsOf(await at.deposit(document, depositor));
      const ins = firstOf(document.facts.patientINS);
      expect(faults).to.deep.equal([
        { code: 'InvalidDocumentContent', detail: `patientId: wrong key: ${ins}`, about: 'patientId' },
      ]);
      const opened = await at.patientOf(document).catch((error: Error) => error.message);
      expect(opened).to.contain('(--ins)');
    });
  }

  for (const [file, depositor] of FAULTY.slice(0, 2)) {
    it(`then ${file} travels once the key of its INS is right`, async function () {
      await travels(at, keyPutRight(documentOf(this, file)), depositor);
    });
  }

  it('then a test INS with a wrong key is refused by client and server without the setting', async function () {
    const document = documentOf(this, 'v3.0__CSE-CS24_2025.01.xml');
    const ins = firstOf(document.facts.patientINS);
    const strict = await documentHouse({});
    try {
      await strict.patientOf(document);
      const unsent = await strict.deposit(document, 'medecin-traitant', { anyTestKey: false });
      expect(faultsOf(unsent).map(({ detail }) => detail)).to.deep.equal([`patientId: wrong key: ${ins}`]);
      const sent = await strict.deposit(document, 'medecin-traitant');
      if (isRefusal(sent)) throw new Error('not sent');
      expect(sent.errors.map(({ code }) => code)).to.deep.equal(['XDSRegistryMetadataError']);
      expect(sent.errors[0]?.context).to.contain(`patientId ${ins}^^^&`);
    } finally {
      await strict.close();
    }
  });

  for (const file of ['v3.0__VAC-NOTE_2023.01.xml', 'v3.0__IPS-FR_2024.01.xml']) {
    it(`then ${file} comes back by FHIR too, byte for byte`, async function () {
      const document = documentOf(this, file);
      const { facts } = document;
      // Sent again by the same depositor, it is answered as the first time.
      expectSuccess(await at.deposit(document, 'medecin-traitant'));
      await at.as('medecin').setAuthorization(await at.patientOf(document));
      const fhir = at.doctorByFhir();
      const patient = `urn:oid:${facts.INSroot}|${facts.patientINS}`;
      const found = await fhir.get(
        `DocumentReference?patient.identifier=${patient}&status=current&type=http://loinc.org|${facts.typeCode}`,
      );
      const url: unknown = found.resource?.entry?.[0]?.resource?.content?.[0]?.attachment?.url;
      expect([found.status, found.resource?.total, typeof url]).to.deep.equal([200, 1, 'string']);
      const binary = await fhir.get(String(url), '*/*');
      expect([binary.status, binary.contentType]).to.deep.equal([200, 'text/xml']);
      expect(binary.bytes.equals(document.bytes)).to.equal(true);
    });
  }
});

describe('given an official export of a DUI whose INS key is right', function () {
  this.timeout(60_000);

  for (const [file, depositor] of FAULTY.slice(2)) {
    it(`then ${file} travels from the structure to the patient, and to no doctor`, async function () {
      const document = keyPutRight(documentOf(this, file));
      const at = await documentHouse(SETTINGS);
      try {
        const patientId = await at.patientOf(document);
        const { uniqueId } = expectSuccess(await at.deposit(document, depositor));

        const doctor = at.as('medecin');
        await doctor.setAuthorization(patientId);
        expect((await doctor.findDocuments(patientId)).objects).to.have.lengthOf(0);
        const { repositoryUniqueId } = loadAffinityDomain('dmp').rules;
        const retrieved = await doctor.retrieve(patientId, [{ repositoryUniqueId, uniqueId }]);
        expect(retrieved.errors.map(({ code }) => code)).to.deep.equal(['XDSDocumentUniqueIdError']);
        expect(retrieved.documents).to.have.lengthOf(0);

        const [ins, authority] = [firstOf(document.facts.patientINS), firstOf(document.facts.INSroot)];
        const patient = at.patientByFhir(ins, authority);
        const search = `DocumentReference?patient.identifier=urn:oid:${authority}|${ins}&status=current`;
        const found = await patient.get(search);
        const reference = found.resource?.entry?.[0]?.resource;
        const { classCode, typeCode, formatCode, title } = factsOfIndex(document);
        const [content] = reference?.content ?? [];
        expect(found.resource?.total).to.equal(1);
        expect([
          reference?.category?.[0]?.coding?.[0]?.code,
          reference?.type?.coding?.[0]?.code,
          content?.format?.code,
          content?.attachment?.title,
        ]).to.deep.equal([classCode.split('|')[0], typeCode.split('|')[0], formatCode, title]);
        const binary = await patient.get(content.attachment.url, '*/*');
        expect(binary.bytes.equals(document.bytes)).to.equal(true);
      } finally {
        await at.close();
      }
    });
  }

  it('then the second version, under the uniqueId of the first, is another document under a known id', async function () {
    const [first, second] = FAULTY.slice(2).map(([file]) => keyPutRight(documentOf(this, file)));
    const at = await documentHouse(SETTINGS);
    try {
      await at.patientOf(first!);
      const { uniqueId } = expectSuccess(await at.deposit(first!, 'esat'));
      const outcome = await at.deposit(second!, 'esat');
      if (isRefusal(outcome)) throw new Error('not sent');
      expect(outcome.uniqueId).to.equal(uniqueId);
      expect(outcome.errors.map(({ code }) => code)).to.deep.equal(['XDSNonIdenticalHash']);
    } finally {
      await at.close();
    }
  });

  it('then a server without the setting does not know its type', async function () {
    const document = keyPutRight(documentOf(this, FAULTY[2]![0]));
    const at = await documentHouse({ CARNET_TEST_INS_ANY_KEY: 'true' });
    try {
      await at.patientOf(document);
      const outcome = await at.deposit(document, 'esat');
      if (isRefusal(outcome)) throw new Error('not sent');
      expect(outcome.status).to.equal('Failure');
      expect(outcome.errors.map(({ code }) => code)).to.deep.equal(['XDSRegistryMetadataError']);
      expect(outcome.errors[0]?.context).to.contain('typeCode EXPORT_DUI');
    } finally {
      await at.close();
    }
  });
});
