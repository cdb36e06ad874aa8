import { randomUUID } from 'node:crypto';
import { type Fault, isRefusal, type Refusal, refuse, refuseAll } from '../errors.ts';
import { ticketDigest } from '../identity/account-ticket.ts';
import { activationSource, contactsInForce } from '../model/contacts-in-force.ts';
import { networkOf } from '../model/network.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { PendingAccount } from '../store/credentials.ts';
import { isConflict } from '../store/store.ts';
import { type Reach, readIdentifier, readReach, refusePassword } from './account-rules.ts';
import { judgeCode, sendCode } from './authenticate.ts';
import { mayTry, refused, type SignInHost, traceOf, type Visit } from './host.ts';
import { hashPassword, inTurn } from './password.ts';

/** What a patient chooses, as it was typed. */
export interface ChosenAccount {
  readonly ticket: string;
  readonly identifier: string;
  readonly password: string;
  readonly email: string;
  readonly mobile: string;
}

/**
 * First step: the ticket. Shows how the patient can be reached as far as it is known, to be kept or changed (AU-05).
 * @returns SignInTicket.
 */
export async function showTicket(
  host: SignInHost,
  ticket: string,
  visit: Visit,
): Promise<Partial<Reach> | Refusal> {
  const holder = await holderOf(host, ticket, visit);
  if (isRefusal(holder)) return holder;
  const { key: patientKey } = holder.patient;
  const contacts = await host.store.notifications.contacts({ patientKey });
  const known = contactsInForce(contacts, { ...holder, activated: true }, visit.at);
  const email = known.find((contact) => contact.email !== undefined)?.email;
  const mobile = known.find((contact) => contact.mobile !== undefined)?.mobile;
  return { ...(email === undefined ? {} : { email }), ...(mobile === undefined ? {} : { mobile }) };
}

/**
 * Second step: identifier (AU-03), password (AU-04) and address (AU-05), to which a code goes.
 * @returns SignInTicket, Busy before anything that was typed is judged, or all of AccountIdentifier, AccountIdentifierTaken,
 * AccountPassword and AccountContact that apply.
 */
export async function chooseAccount(
  host: SignInHost,
  chosen: ChosenAccount,
  visit: Visit,
): Promise<Refusal | undefined> {
  const { store } = host;
  const holder = await holderOf(host, chosen.ticket, visit);
  if (isRefusal(holder)) return holder;
  const pending = await inTurn(() => judgeChoice(host, chosen, holder));
  if (isRefusal(pending)) return pending;
  const { family, givens } = holder.patient;
  const addressee = { email: pending.email, family, given: givens[0] ?? '' };
  await store.write(sendCode(host, keyOf(chosen.ticket), { pending }, addressee, visit.at));
  return undefined;
}

async function judgeChoice(
  host: SignInHost,
  chosen: ChosenAccount,
  holder: MedicalRecord,
): Promise<PendingAccount | Refusal> {
  const identifier = readIdentifier(chosen.identifier);
  const reach = readReach(chosen.email, chosen.mobile);
  const weak = refusePassword(chosen.password);
  const taken =
    isRefusal(identifier) || !(await isTaken(host, identifier, holder))
      ? undefined
      : refuse('AccountIdentifierTaken', 'of another patient');
  const faults = [identifier, taken, weak, reach].flatMap((one): readonly Fault[] =>
    isRefusal(one) ? one.refused : [],
  );
  const refusal = refuseAll(faults);
  if (refusal !== undefined) return refusal;
  if (isRefusal(identifier)) return identifier;
  if (isRefusal(reach)) return reach;
  return { identifier, password: await hashPassword(chosen.password), ...reach };
}

/**
 * Third step: the code that was sent to the address, which proves it (AU-05). Makes the account; one that the patient had is
 * gone then, with every token that can be renewed by it.
 * @returns SignInTicket, SignInCode, AccountIdentifierTaken.
 */
export async function confirmAccount(
  host: SignInHost,
  { ticket, code }: { readonly ticket: string; readonly code: string },
  visit: Visit,
): Promise<Refusal | undefined> {
  const { store } = host;
  const holder = await holderOf(host, ticket, visit);
  if (isRefusal(holder)) return holder;
  const { key: patientKey } = holder.patient;
  const no = (refusal: Refusal) => refused(host, refusal, { type: 'ACCOUNT', patientKey }, visit);
  const sent = await store.credentials.code(keyOf(ticket), visit.at);
  const judged = await judgeCode(host, { key: keyOf(ticket), sent, code }, visit);
  if (isRefusal(judged)) return no(judged);
  if (!('pending' in judged.of)) return no(refuse('SignInCode', 'of no account that is being made'));
  const { pending } = judged.of;
  const { at } = visit;
  const written = await store.write([
    { kind: 'use-code', key: keyOf(ticket), digest: judged.digest },
    { kind: 'use-ticket', digest: ticketDigest(ticket), at },
    { kind: 'create-account', account: { id: randomUUID(), patientKey, ...pending, createdAt: at } },
    {
      kind: 'keep-contact',
      contact: {
        of: { patientKey },
        source: activationSource(holder.patient, at),
        email: pending.email,
        ...(pending.mobile === undefined ? {} : { mobile: pending.mobile }),
        emailVerified: true,
      },
    },
    traceOf({ type: 'ACCOUNT', granted: true, reason: 'own-record' }, holder, visit),
  ]);
  if (!isConflict(written)) return undefined;
  const taken = written.conflict === 'identifier-taken';
  return no(refuse(taken ? 'AccountIdentifierTaken' : 'SignInTicket', written.conflict));
}

function keyOf(ticket: string): string {
  return `ticket:${ticketDigest(ticket)}`;
}

async function holderOf(host: SignInHost, ticket: string, visit: Visit): Promise<MedicalRecord | Refusal> {
  const { store, limits } = host;
  const known = (await mayTry(host, `address:${networkOf(visit.from)}`, limits.perAddress, visit.at))
    ? await store.credentials.ticket(ticketDigest(ticket), visit.at)
    : undefined;
  const record = known === undefined ? undefined : await store.records.byKey(known.patientKey);
  return record ?? refused(host, refuse('SignInTicket', 'no such ticket'), { type: 'ACCOUNT' }, visit);
}

async function isTaken(
  { store }: SignInHost,
  identifier: string,
  { patient }: MedicalRecord,
): Promise<boolean> {
  const account = await store.credentials.accountByIdentifier(identifier);
  return account !== undefined && account.patientKey !== patient.key;
}
