import { type Authorisation, type CallerStanding, type MedicalRecord, NO_STANDING } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { RecordChoiceReads } from '../store/record-choices.ts';
import type { Call } from './access.ts';
import { isRunning } from './access-mode.ts';

/**
 * What a record says of a caller. Of the authorisations the one that may count: its own, else that of the structure it acts
 * in. Whether it serves is for the decision to say. A patient and an usager have no standing.
 */
export async function standingOf(
  choices: Pick<RecordChoiceReads, 'standing'>,
  record: MedicalRecord | undefined,
  { kind, id, structure }: Subject,
): Promise<CallerStanding> {
  if (record === undefined || kind === 'patient' || kind === 'usager') return NO_STANDING;
  const caller = { id, ...(structure === undefined ? {} : { structure: structure.id }) };
  const { own, ofStructure, ...kept } = await choices.standing(record.patient.key, caller);
  const inPerson = kind === 'professional' ? 'professional' : 'structure';
  const authorisation = ofKind(own, inPerson) ?? ofKind(ofStructure, 'structure');
  return { ...kept, ...(authorisation === undefined ? {} : { authorisation }) };
}

function ofKind(
  held: Authorisation | undefined,
  kind: Authorisation['holderKind'],
): Authorisation | undefined {
  return held?.holderKind === kind ? held : undefined;
}

/**
 * A token of Pro Santé Connect that comes by bris de glace without a reason of its own comes for the one that was declared when
 * the access was opened (ruling 8), until that access is over; so its traces say it.
 */
export function withDeclaredReason(call: Call, { opened }: CallerStanding): Call {
  const { subject } = call;
  const { mode, purpose, reason } = subject;
  if (opened === undefined || reason !== undefined || !isRunning(opened, call.at)) return call;
  if (mode !== 'PRO_SANTE_CONNECT' || purpose !== 'bris_de_glace') return call;
  return { ...call, subject: { ...subject, reason: opened.reason } };
}
