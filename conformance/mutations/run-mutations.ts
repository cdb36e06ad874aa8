import fc from 'fast-check';
import { contentOf } from '../../src/client/content.ts';
import { provideRequest } from '../../src/client/dmp-requests.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { storedMarkup } from '../../src/xml/write.ts';
import type { SchemaFindings } from '../nist/evaluation/schema.ts';
import type { Identifiers } from '../nist/messages/identifiers.ts';
import { serialize } from '../nist/messages/serialize.ts';
import { provideAndRegisterDocumentSet } from '../nist/transactions/iti-41-provide-and-register-document-set.ts';
import { registerDocumentSet } from '../nist/transactions/iti-42-register-document-set.ts';
import type { TransactionKind } from '../nist/transactions/transaction-kind.ts';
import type { PatientFeed } from '../nist/transport/patient-feed.ts';
import type { Target } from '../nist/transport/target.ts';
import { DAMAGES, sameContent } from './damages.ts';
import type { PlanSubmission } from './plan-submissions.ts';
import { documentIds, type Prepared, prepare } from './prepare.ts';
import { newStanding, type Standing, standingSubmission } from './standing.ts';
import type { StoreWatch } from './store-digest.ts';
import type { Damaged } from './tally.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** What a run has: the server, its store seen from outside, and where its choices come from. */
export interface MutationContext {
  readonly target: Target;
  readonly watch: StoreWatch;
  readonly schemas: SchemaFindings;
  readonly identifiers: Identifiers;
  readonly feed: PatientFeed;
  /** repositoryUniqueId of the server's repository. */
  readonly repository: string;
  readonly seed: number;
  /** How often each submission is damaged; each time in the next of the ten ways. */
  readonly runs: number;
}

const LONGEST_CHANGE = 300;
const WAYS = Object.entries(DAMAGES);
/** What is said to be damaged when a submission is sent as the plans have it. */
export const UNDAMAGED = 'nothing';

async function send(
  { kind, message }: Prepared,
  documents: readonly string[],
  { target, schemas }: MutationContext,
): Promise<Verdict> {
  const provided = kind === provideAndRegisterDocumentSet;
  const parts = documents.map((id, at) => ({
    id,
    contentId: `document${at + 1}@conformance`,
    mimeType: 'text/plain',
    ...contentOf(Buffer.from(`document ${at + 1}`)),
  }));
  const text = serialize(message);
  const reply = await target.call({
    actor: kind.actor,
    action: kind.action,
    body: provided ? provideRequest(storedMarkup(text), parts).text : text,
    ...(provided ? { attachments: parts } : {}),
  });
  return verdictOf(kind, provided, reply, schemas);
}

async function makeStand(patientId: string, context: MutationContext): Promise<Standing> {
  const standing = newStanding(patientId, context.identifiers);
  const body = standingSubmission(standing, context.repository, context.identifiers);
  const { actor, action } = registerDocumentSet;
  const reply = await context.target.call({ actor, action, body });
  const { accepted, said } = await verdictOf(registerDocumentSet, false, reply, context.schemas);
  if (!accepted) throw new Error(`what submissions refer to could not be registered: ${said}`);
  return standing;
}

/** The submission damaged in the way of this turn or, where it has no such place, in the next way that finds one. */
function damage(
  message: XmlElement,
  turn: number,
  standing: Standing,
  seed: number,
): { readonly damage: string; readonly message: XmlElement } {
  const [draw] = fc.sample(fc.gen(), { numRuns: 1, seed });
  for (let step = 0; step < WAYS.length; step++) {
    const [name, way] = WAYS[(turn + step) % WAYS.length]!;
    const damaged = way(message, { draw: draw!, standing });
    if (damaged !== undefined && !sameContent(message, damaged)) return { damage: name, message: damaged };
  }
  return { damage: UNDAMAGED, message };
}

/**
 * Damages each submission in the ways of its turns, and sends it as it is once before.
 * @param each hears of every answer as it comes.
 */
export async function runMutations(
  submissions: readonly PlanSubmission[],
  context: MutationContext,
  each: (damaged: Damaged) => void,
): Promise<void> {
  const { identifiers, feed, watch, runs, seed } = context;
  for (const [number, submission] of submissions.entries()) {
    const patientId = identifiers.patientId();
    await feed(patientId);
    let standing = await makeStand(patientId, context);
    let before = watch.digest(patientId);
    for (let turn = -1; turn < runs; turn++) {
      const prepared = prepare(submission.message, standing, identifiers);
      const done =
        turn < 0
          ? { damage: UNDAMAGED, message: prepared.message }
          : damage(prepared.message, turn, standing, seed + number * 1000 + turn);
      const documents = documentIds(prepared.message);
      const verdict = await send({ ...prepared, message: done.message }, documents, context).catch(noAnswer);
      const findings = [...verdict.findings];
      if (verdict.accepted) {
        // What was accepted may have replaced what stood.
        standing = await makeStand(patientId, context);
        before = watch.digest(patientId);
      } else {
        const after = watch.digest(patientId);
        if (after !== before) findings.push('it was refused, and the store is not what it was');
        before = after;
      }
      each({
        submission: submission.name,
        damage: done.damage,
        transaction: transactionOf(prepared.kind),
        change: changeBetween(serialize(prepared.message), serialize(done.message)),
        said: verdict.said,
        errors: verdict.errors,
        findings,
      });
    }
  }
}

/** Where two texts differ, with a little before it. */
function changeBetween(left: string, right: string): string {
  if (left === right) return '';
  let from = 0;
  while (left[from] === right[from]) from++;
  let end = 0;
  const most = Math.min(left.length, right.length) - from;
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end++;
  const shown = (text: string) => {
    const part = text.slice(Math.max(0, from - 60), text.length - end);
    return part.length > LONGEST_CHANGE ? `${part.slice(0, LONGEST_CHANGE)}…` : part;
  };
  return `${shown(left)} -> ${shown(right)}`;
}

function transactionOf({ instruction }: TransactionKind): string {
  return instruction.replace(/Transaction$/, '');
}

/** A server that gives no answer, or one that is no SOAP. */
function noAnswer(error: unknown): Verdict {
  const said = `no answer: ${error instanceof Error ? error.message : String(error)}`;
  return { said, errors: said, accepted: false, findings: [said] };
}
