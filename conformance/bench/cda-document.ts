import { createHash } from 'node:crypto';
import { xml } from '../../src/xml/write.ts';
import type { BenchPatient } from './population.ts';
import { kindOf } from './sample-entry.ts';

const MIME_LINE = 76;

/** A document in two pieces: what is its own, and the body that it shares with all others of its size. */
export interface BenchDocument {
  readonly uniqueId: string;
  readonly head: Buffer;
  readonly body: Buffer;
  /** SHA-1, hexadecimal. */
  readonly sha1: string;
  readonly size: number;
}

/** The part after the header: base64 text that brings a document to about `bytes`. */
export function cdaBody(bytes: number): Buffer {
  const line = `${'QmVuY2gg'.repeat(MIME_LINE / 8)}\n`;
  const text = line.repeat(Math.max(1, Math.ceil(bytes / line.length)));
  return Buffer.from(`${text}</text></nonXMLBody></component></ClinicalDocument>`);
}

/** A level 1 CDA of the sandbox's `medecin-traitant`, with the header that the metadata of `sampleSubmission` agree with. */
export function cdaDocument(
  patient: BenchPatient,
  number: number,
  uniqueId: string,
  body: Buffer,
): BenchDocument {
  const { type } = kindOf(number);
  const author = xml`<id root="1.2.250.1.71.4.2.1" extension="810000000029"/><code code="G15_10/SM26" codeSystem="1.2.250.1.213.1.1.4.5" displayName="Médecin - Qualifié en Médecine Générale (SM)"/><assignedPerson><name><family>BELLAMY</family><given>Hugo</given></name></assignedPerson><representedOrganization><id root="1.2.250.1.71.4.2.2" extension="481000000002901"/><name>CABINET DU DR BELLAMY</name></representedOrganization>`;
  const head = Buffer.from(
    xml`<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="1.3.6.1.4.1.19376.1.2.20"/><id root="${uniqueId}"/><code code="${type.code}" codeSystem="${type.system}" displayName="${type.names[0]?.value}"/><title>Document de mesure ${number}</title><effectiveTime value="20260101120000+0100"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"/><languageCode code="fr-FR"/><recordTarget><patientRole><id root="${patient.authority}" extension="${patient.ins}"/><patient><name><family qualifier="BR">${patient.family}</family><given qualifier="BR">${patient.given}</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="${patient.birthDate.replaceAll('-', '')}"/></patient></patientRole></recordTarget><author><time value="20260101120000+0100"/><assignedAuthor>${author}</assignedAuthor></author><custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.250.1.71.4.2.2" extension="481000000002901"/><name>CABINET DU DR BELLAMY</name></representedCustodianOrganization></assignedCustodian></custodian><legalAuthenticator><time value="20260101120000+0100"/><signatureCode code="S"/><assignedEntity>${author}</assignedEntity></legalAuthenticator><component><nonXMLBody><text mediaType="application/pdf" representation="B64">`
      .text,
  );
  const sha1 = createHash('sha1').update(head).update(body).digest('hex');
  return { uniqueId, head, body, sha1, size: head.length + body.length };
}
