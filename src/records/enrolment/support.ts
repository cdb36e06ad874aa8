import { randomUUID } from 'node:crypto';
import type { Store, WriteCommand } from '../../store/store.ts';
import { patientOf } from './parameters.ts';

/** What an agent of support does on the request of a person who called, and who the agent is (LC-29). */
export interface SupportRequest {
  readonly decision: 'oppose' | 'close';
  readonly ins: string;
  readonly authority: string;
  readonly agent: string;
  readonly reason: string;
}

/**
 * The unit of an opposition or a closing by support, with its trace in the patient's journal, which names the agent and the
 * reason. @returns undefined where there is no such person, or no record to close.
 */
export async function supportUnit(
  { enrolment, records }: Pick<Store, 'enrolment' | 'records'>,
  { decision, ins, authority, agent, reason }: SupportRequest,
  at: string,
): Promise<readonly WriteCommand[] | undefined> {
  const change = decision === 'oppose' ? await opposition() : await closing();
  if (change === undefined) return undefined;
  return [
    change,
    {
      kind: 'record-event',
      event: {
        type: decision === 'oppose' ? 'ENROLMENT-oppose' : 'RECORD-close',
        action: 'U',
        at,
        granted: true,
        reason: 'operator',
        subject: {
          kind: 'operator',
          mode: 'NONE',
          id: agent,
          name: agent,
          purpose: 'normal',
          reason,
          evidence: '',
        },
        from: 'localhost',
        requestId: randomUUID(),
        documents: [],
        ...patientOf({ ins, authority }),
      },
    },
  ];

  async function opposition(): Promise<WriteCommand | undefined> {
    const person = await enrolment.byIns(ins, authority);
    return person && { kind: 'oppose', key: person.key, expected: person.status, at };
  }
  async function closing(): Promise<WriteCommand | undefined> {
    const record = await records.byIdentifier(ins, authority);
    return record && { kind: 'close-record', patientKey: record.patient.key, at };
  }
}
