import { randomUUID } from 'node:crypto';
import type { EnrolmentSettings } from '../../config/enrolment.ts';
import type { InsuredPerson } from '../../model/enrolment.ts';
import type { EventType } from '../../model/event.ts';
import type { InsuredPage } from '../../store/enrolment.ts';
import { type Conflict, isConflict, type Store, type WriteCommand } from '../../store/store.ts';
import { patientOf } from './parameters.ts';
import { makeKeptCode, sendCode } from './send-code.ts';
import { tellGuardians } from './tell-guardians.ts';

export interface CampaignHost {
  readonly store: Pick<Store, 'enrolment' | 'write' | 'removal'>;
  readonly settings: EnrolmentSettings;
  /** Deletes the content that no entry refers to any more. */
  readonly deleteLeftContent: () => Promise<void>;
  /** No further person is taken up once it is aborted. */
  readonly stop?: AbortSignal;
}

/** What a round has done, in persons. */
export interface CampaignRound {
  readonly notified: number;
  readonly created: number;
  readonly erased: number;
}

/** Persons who are taken up at once: their units share commits. */
const BATCH = 100;

/**
 * One round of what is due at an instant: invitations to everybody whom the campaign has not reached (LC-01, LC-30), records of
 * those whose opposition period has ended and who have done nothing (LC-06, LC-07, LC-17), documents that are to be deleted
 * (LC-13). What is due stands in the store, and each person's unit says what it expects to find there: after a crash, or
 * beside other servers, nobody is told twice and nothing is left out.
 * @param at ISO 8601 UTC.
 */
export async function campaignRound(host: CampaignHost, at: string): Promise<CampaignRound> {
  const { enrolment } = host.store;
  const started = await enrolment.campaignStarted();
  const running = started !== undefined && started <= at;
  const notified = running
    ? await everybody(
        host,
        (page) => enrolment.eligible(page),
        (person) => invitation(host, person, at),
      )
    : 0;
  const created = await everybody(
    host,
    (page) => enrolment.periodEnded(at, page),
    (person) => creation(host, person, at),
  );
  return { notified, created, erased: await eraseDue(host, at) };
}

async function invitation({ settings }: CampaignHost, person: InsuredPerson, at: string) {
  const made = await makeKeptCode();
  return [
    ...sendCode(person, 'enrolment-invitation', made, { expected: 'eligible', at, settings }),
    ...tellGuardians(person, 'enrolment-invitation', { at, settings }),
    trace('ENROLMENT-notify', person, at),
  ];
}

/**
 * She who opposes in between is no longer `notified`, and the unit is refused as a whole. A record that she had before is found
 * again with everything in it (LC-18), unless she has closed it: that stays as she wanted it, and nothing is told.
 */
async function creation({ settings }: CampaignHost, person: InsuredPerson, at: string) {
  const made = await makeKeptCode();
  const enrol: WriteCommand = {
    kind: 'enrol',
    key: person.key,
    expected: 'notified',
    activated: false,
    at,
  };
  const expected = person.record?.state ?? 'created';
  const told =
    expected === 'closed'
      ? []
      : [
          ...sendCode(person, 'enrolment-created', made, { expected, at, settings }),
          ...tellGuardians(person, 'enrolment-created', { at, settings }),
        ];
  return [enrol, ...told, trace('ENROLMENT-create', person, at)];
}

/** Takes up page after page. @returns for how many the unit was written; those that others took up are not counted. */
async function everybody(
  { store, stop }: CampaignHost,
  pageOf: (page: InsuredPage) => Promise<readonly InsuredPerson[]>,
  unitOf: (person: InsuredPerson) => Promise<readonly WriteCommand[]>,
): Promise<number> {
  let done = 0;
  for (let after = 0; stop?.aborted !== true; ) {
    const page = await pageOf({ after, limit: BATCH });
    const written = await Promise.all(page.map(async (person) => store.write(await unitOf(person))));
    for (const receipt of written) {
      if (!isConflict(receipt)) done += 1;
      else expectChanged(receipt);
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.key;
  }
  return done;
}

async function eraseDue({ store, stop, deleteLeftContent }: CampaignHost, at: string): Promise<number> {
  let erased = 0;
  for (const patientKey of await store.enrolment.erasuresDue(at, BATCH)) {
    if (stop?.aborted === true) break;
    const ids = await store.enrolment.filedIds(patientKey);
    const written = await store.write([
      { kind: 'end-erasure', patientKey },
      { kind: 'remove-objects', ids },
      { kind: 'record-event', event: { ...eventOf('RECORD-erase', at), action: 'D', patientKey } },
    ]);
    // Something was filed or taken back in between, or another server was faster: the next round looks again.
    if (isConflict(written)) continue;
    erased += 1;
  }
  if (erased > 0) await deleteLeftContent();
  return erased;
}

function trace(type: EventType, person: InsuredPerson, at: string): WriteCommand {
  return { kind: 'record-event', event: { ...eventOf(type, at), action: 'C', ...patientOf(person) } };
}

function eventOf(type: EventType, at: string) {
  return {
    type,
    at,
    granted: true,
    reason: 'scheduler',
    from: 'localhost',
    requestId: randomUUID(),
    documents: [],
  } as const;
}

function expectChanged({ conflict }: Conflict): void {
  if (conflict !== 'enrolment-changed') throw new Error(`unexpected conflict: ${conflict}`);
}
