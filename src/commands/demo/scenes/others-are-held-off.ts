import { randomUUID } from 'node:crypto';
import type { FhirReply } from '../../../client/fhir-client.ts';
import { readDocumentEntry } from '../../../ebrim/read-document-entry.ts';
import { NOTE, type Stage } from '../stage.ts';

/** Group 7 of the matrix reads the note; group 10, an educator and an occupational doctor do not know that it is there. */
export async function othersAreHeldOff(stage: Stage): Promise<void> {
  const uniqueId = stage.deposited.get(NOTE) ?? '';
  const place = await physiotherapist(stage, uniqueId);
  const binary = await binaryOf(stage);

  await heldOff(stage, { slug: 'psychomotricien', who: 'The psychomotor therapist', uniqueId, ...place });
  await heldOff(stage, { slug: 'educateur', who: 'The educator', uniqueId, ...place });
  await heldOff(stage, { slug: 'medecin-travail', who: 'The occupational doctor', uniqueId, ...place });
  await heldOffFhir(stage, 'psychomotricien', 'hopital', binary);
  await heldOffFhir(stage, 'educateur', 'esat', binary);
  await heldOffFhir(stage, 'medecin-travail', 'hopital', binary);
}

async function physiotherapist(stage: Stage, uniqueId: string): Promise<{ repositoryUniqueId: string }> {
  const kinesitherapeute = stage.dmp('kinesitherapeute');
  await kinesitherapeute.setAuthorization(stage.patientId);
  const found = await kinesitherapeute.findDocuments(stage.patientId);
  stage.expect('The physiotherapist (group 7) finds the note', found.objects.length === 1);
  const repositoryUniqueId =
    found.objects[0] === undefined ? '' : readDocumentEntry(found.objects[0]).repositoryUniqueId;
  const read = await kinesitherapeute.retrieve(stage.patientId, [{ repositoryUniqueId, uniqueId }]);
  stage.expect('and reads it', read.status === 'Success' && read.documents.length === 1);
  return { repositoryUniqueId };
}

/** Where the doctor of scene 4 read the note: what somebody else might have learnt. */
async function binaryOf(stage: Stage): Promise<string> {
  const reply = await stage
    .fhir('medecin', 'hopital')
    .get(`DocumentReference?patient.identifier=${stage.patientToken}&status=current`);
  return reply.resource?.entry?.[0]?.resource?.content?.[0]?.attachment?.url ?? '';
}

interface HeldOff {
  readonly slug: string;
  readonly who: string;
  readonly uniqueId: string;
  readonly repositoryUniqueId: string;
}

async function heldOff(stage: Stage, { slug, who, uniqueId, repositoryUniqueId }: HeldOff): Promise<void> {
  const client = stage.dmp(slug);
  const declared = await client.setAuthorization(stage.patientId);
  stage.tell(`${who} declares an authorisation: ${declared.status}`);
  const found = await client.findDocuments(stage.patientId);
  stage.expect(`${who} finds nothing by SOAP`, found.status === 'Success' && found.objects.length === 0);
  const known = await client.retrieve(stage.patientId, [{ repositoryUniqueId, uniqueId }]);
  const unknown = await client.retrieve(stage.patientId, [
    { repositoryUniqueId, uniqueId: '1.2.250.1.999.9.9' },
  ]);
  const told = (answer: typeof known) =>
    JSON.stringify(answer.errors).replaceAll(uniqueId, '1.2.250.1.999.9.9');
  stage.expect(
    `and the known uniqueId answers as an unknown one (${known.errors[0]?.code})`,
    known.errors[0]?.code === 'XDSDocumentUniqueIdError' &&
      known.documents.length === 0 &&
      told(known) === told(unknown),
  );
}

async function heldOffFhir(stage: Stage, slug: string, structure: string, binary: string): Promise<void> {
  const client = stage.fhir(slug, structure);
  const found = await client.get(`DocumentReference?patient.identifier=${stage.patientToken}&status=current`);
  const immunizations = await client.get(`Immunization?patient.identifier=${stage.patientToken}`);
  stage.expect(
    `${slug}: both FHIR searches are empty`,
    found.resource?.total === 0 && immunizations.resource?.total === 0,
  );
  const known = await client.get(binary, '*/*');
  const unknown = await client.get(`Binary/${randomUUID()}`, '*/*');
  stage.expect(
    `${slug}: the known Binary answers as an unknown one (HTTP ${known.status})`,
    sameRefusal(known, unknown),
  );
}

function sameRefusal(known: FhirReply, unknown: FhirReply): boolean {
  return known.status === 404 && unknown.status === 404 && known.bytes.equals(unknown.bytes);
}
