import { NOTE, type Stage } from '../stage.ts';

/** TD0.3 with the card, then FHIR with an e-CPS token bound to the hospital's TLS certificate. */
export async function doctorReads(stage: Stage): Promise<void> {
  const doctor = stage.fhir('medecin', 'hopital');
  const find = `DocumentReference?patient.identifier=${stage.patientToken}&status=current`;
  const before = await doctor.get(find);
  stage.expect(`without a declaration he is refused (HTTP ${before.status})`, before.status === 403);
  const declared = await stage.dmp('medecin').setAuthorization(stage.patientId);
  stage.expect(`TD0.3 AJOUT with his CPS (${declared.status})`, declared.status === 'DMPOk');

  const patients = await doctor.get(`Patient?identifier=${stage.patientToken}`);
  const patient = patients.resource?.entry?.[0]?.resource;
  stage.expect(
    `Patient by INS (${patient?.name?.[0]?.family})`,
    patients.resource?.total === 1 && patient?.gender === 'female',
  );

  const narrow = `${find}&type=http://loinc.org|87273-9&period=ge2020-01-01`;
  const found = await doctor.get(narrow);
  const document = found.resource?.entry?.[0]?.resource;
  stage.expect(
    'DocumentReference by patient.identifier, type, status and period',
    found.resource?.total === 1,
  );
  const none = await doctor.get(`${find}&type=http://loinc.org|11488-4`);
  stage.expect('another type finds nothing', none.resource?.total === 0);

  const url = document?.content?.[0]?.attachment?.url ?? '';
  const binary = await doctor.get(url, '*/*');
  stage.expect(
    `Binary is the note, as ${binary.contentType}`,
    binary.bytes.equals(await stage.document(NOTE)),
  );

  const searched = await doctor.get(`Immunization?patient.identifier=${stage.patientToken}`);
  const vaccination = searched.resource?.entry?.[0]?.resource;
  stage.tell(
    `${vaccination?.vaccineCode?.text ?? ''}, ${vaccination?.occurrenceDateTime}, lot ${vaccination?.lotNumber}, ` +
      `against ${vaccination?.protocolApplied?.[0]?.targetDisease?.[0]?.text ?? ''}`,
  );
  const systems = (vaccination?.vaccineCode?.coding ?? [])
    .map(({ system }: { system: string }) => system)
    .join(' ');
  stage.expect('Immunization with vaccine (CIS and ATC)', /bdpm/.test(systems) && /atc/.test(systems));
  stage.expect(
    'with date, lot, route, site, performer and disease',
    [
      vaccination?.occurrenceDateTime,
      vaccination?.lotNumber,
      vaccination?.route,
      vaccination?.site,
      vaccination?.performer?.[0],
      vaccination?.protocolApplied?.[0]?.targetDisease?.[0],
    ].every((part) => part !== undefined),
  );
}
