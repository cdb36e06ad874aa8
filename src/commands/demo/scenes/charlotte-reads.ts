import type { FhirClient } from '../../../client/fhir-client.ts';
import { CERTIFICATE, NOTE, type Stage } from '../stage.ts';
import { DECLARED_RISK } from './glass-is-broken.ts';

/** The patient reads with her own token: documents, vaccination, and the trace of every access above. */
export async function charlotteReads(stage: Stage): Promise<void> {
  const charlotte = stage.patient();
  const found = await charlotte.get(
    `DocumentReference?patient.identifier=${stage.patientToken}&status=current`,
  );
  const documents: {
    resource: { content: { attachment: { url: string } }[]; type: { coding: { code: string }[] } };
  }[] = found.resource?.entry ?? [];
  stage.expect('she sees both documents, and no signature', found.resource?.total === 2);
  for (const file of [NOTE, CERTIFICATE]) {
    const type = file === NOTE ? '87273-9' : 'CERT_DECL';
    const document = documents.find(({ resource }) => resource.type.coding.some(({ code }) => code === type));
    const binary = await charlotte.get(document?.resource.content[0]?.attachment.url ?? 'Binary/none', '*/*');
    stage.expect(`she reads ${type}, byte for byte`, binary.bytes.equals(await stage.document(file)));
  }
  const vaccinations = await charlotte.get(`Immunization?patient.identifier=${stage.patientToken}`);
  stage.expect('she sees her vaccination', vaccinations.resource?.total === 1);
  await trace(stage, charlotte);
}

interface AuditEvent {
  readonly recorded: string;
  readonly outcome: string;
  readonly outcomeDesc?: string;
  readonly agent: {
    readonly requestor: boolean;
    readonly name?: string;
    readonly who?: { readonly identifier?: { readonly value: string }; readonly display?: string };
  }[];
  readonly subtype?: { readonly code: string; readonly display?: string }[];
  readonly purposeOfEvent?: unknown;
}

async function trace(stage: Stage, charlotte: FhirClient): Promise<void> {
  const reply = await charlotte.get(`AuditEvent?patient.identifier=${stage.patientToken}&_count=200`);
  const events: AuditEvent[] = (reply.resource?.entry ?? []).map(
    ({ resource }: { resource: AuditEvent }) => resource,
  );
  stage.tell(`Her journal holds ${events.length} accesses; the last ones first:`);
  for (const event of events.slice(0, 60)) stage.tell(`  ${line(event)}`);
  for (const [who, granted] of [
    ['ESAT LES POMMIERS', true],
    ['ESAT LES POMMIERS', false],
    ['CARON', true],
    ['DUVAL', true],
    ['DUVAL', false],
    ['AUBERT', true],
    ['AUBERT', false],
    ['FAURE', true],
    ['HUET', false],
    ['KERVELLA', false],
    ['IMBERT', false],
    ['ESCOFFIER', true],
    ['ESCOFFIER', false],
    ['JOLY', true],
    ['JOLY', false],
  ] as const) {
    const seen = events.some(
      (event) => (event.outcome === '0') === granted && JSON.stringify(event.agent).includes(who),
    );
    stage.expect(`the journal names ${who}, ${granted ? 'granted' : 'refused'}`, seen);
  }
  const emergency = events.find((event) => event.subtype?.some(({ code }) => code === 'BRIS-DE-GLACE'));
  stage.expect(
    'the broken glass stands there with what was declared',
    JSON.stringify(emergency ?? {}).includes(DECLARED_RISK),
  );
  const whole = events.every(({ recorded, agent, outcome, outcomeDesc }) =>
    [recorded, outcome, outcomeDesc, agent[0]?.who].every((part) => part !== undefined),
  );
  stage.expect('each line says who, when, what came of it and why', events.length > 0 && whole);
}

function line(event: AuditEvent): string {
  const who = event.agent.find(({ requestor }) => requestor)?.who?.display ?? event.agent[0]?.who?.display;
  const what = event.subtype?.map(({ code, display }) => display ?? code).join(', ');
  return `${event.recorded}  ${event.outcome === '0' ? 'granted' : 'refused'}  ${who}  ${what ?? ''}  ${event.outcomeDesc ?? ''}`;
}
