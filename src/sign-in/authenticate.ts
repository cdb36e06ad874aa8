import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { networkOf } from '../model/network.ts';
import { triesKey } from '../store/counted-tries.ts';
import type { PatientAccount, SentCode } from '../store/credentials.ts';
import { isConflict, type WriteCommand } from '../store/store.ts';
import { isOutgrown } from './account-rules.ts';
import { mayTry, NOBODY, refused, type SignInHost, traceOf, type Visit } from './host.ts';
import { CODE_MINUTES, codeDigest, freshCode, sameDigest } from './one-time-code.ts';
import { inTurn, isPassword } from './password.ts';

const MINUTE = 60_000;

/** Identifiers that are nobody's are counted too: what was typed, a password perhaps, stays out of the store. */
function triesOf(identifier: string): string {
  return triesKey('identifier', identifier);
}

/** How a person is told a one-time code. */
export interface Addressee {
  readonly email: string;
  readonly family: string;
  readonly given: string;
}

/** A fresh code under a key, and the mail that tells it, in one unit. */
export function sendCode(
  { codes }: Pick<SignInHost, 'codes'>,
  key: string,
  of: SentCode['of'],
  { email, family, given }: Addressee,
  at: string,
): readonly WriteCommand[] {
  const code = freshCode();
  const until = new Date(Date.parse(at) + CODE_MINUTES * MINUTE).toISOString();
  return [
    { kind: 'send-code', key, code: { digest: codeDigest(codes, key, code), of, until } },
    {
      kind: 'notify',
      notification: {
        recipient: { family, given, email },
        message: { kind: 'account-code', code, minutes: CODE_MINUTES },
      },
      at,
    },
  ];
}

/**
 * First step of each login: identifier and password (AU-02). When they are right, a code goes to the account's address.
 * @param key what the login is known by until the code comes.
 * @returns SignInFailed, the same for an identifier that is nobody's, a wrong password, an account that was made for a child who has
 * grown up and too many tries, after the same work; Busy, before the identifier is looked at.
 */
export async function givePassword(
  host: SignInHost,
  {
    key,
    identifier,
    password,
  }: { readonly key: string; readonly identifier: string; readonly password: string },
  visit: Visit,
): Promise<Refusal | undefined> {
  const { store, limits } = host;
  const name = identifier.trim().toLowerCase();
  const no = (detail: string) => refused(host, refuse('SignInFailed', detail), { type: 'SIGN-IN' }, visit);
  if (!(await mayTry(host, `address:${networkOf(visit.from)}`, limits.perAddress, visit.at))) {
    return no('too many tries from an address');
  }
  const judged = await inTurn(async () => {
    // Not in her journal: it would grow for as long as somebody goes on.
    if (!(await mayTry(host, triesOf(name), limits.perAccount, visit.at))) return 'too many tries';
    const account = await store.credentials.accountByIdentifier(name);
    return { account, right: await isPassword(password, account?.password) };
  });
  if (judged === 'too many tries') return no('too many tries of an identifier');
  if (isRefusal(judged)) return refused(host, judged, { type: 'SIGN-IN' }, visit);
  const { account, right } = judged;
  // An identifier that is nobody's costs the same reads and the same commit.
  const record = await store.records.byKey(account?.patientKey ?? NOBODY);
  const outgrown =
    account !== undefined && record !== undefined && isOutgrown(account, record.patient, visit.at);
  if (!right || account === undefined || record === undefined || outgrown) {
    const refusal = refuse('SignInFailed', 'identifier or password');
    return refused(host, refusal, { type: 'SIGN-IN', ...keyOf(account), costsCommit: true }, visit);
  }
  const { family, givens } = record.patient;
  const addressee = { email: account.email, family, given: givens[0] ?? '' };
  await store.write(sendCode(host, key, { account: account.id }, addressee, visit.at));
  return undefined;
}

/**
 * Second step: the one-time code (AU-02).
 * @param key as in the first step.
 * @returns the account that has signed in, or SignInCode.
 */
export async function giveCode(
  host: SignInHost,
  { key, code }: { readonly key: string; readonly code: string },
  visit: Visit,
): Promise<PatientAccount | Refusal> {
  const { store } = host;
  const sent = await store.credentials.code(key, visit.at);
  const account =
    sent !== undefined && 'account' in sent.of
      ? await store.credentials.accountById(sent.of.account)
      : undefined;
  const no = (refusal: Refusal) => refused(host, refusal, { type: 'SIGN-IN', ...keyOf(account) }, visit);
  const judged = await judgeCode(host, { key, sent, code }, visit);
  if (isRefusal(judged)) return no(judged);
  const record = account === undefined ? undefined : await store.records.byKey(account.patientKey);
  if (account === undefined || record === undefined) return no(refuse('SignInCode', 'no account'));
  const written = await store.write([
    { kind: 'use-code', key, digest: judged.digest },
    { kind: 'forget-tries', key: triesOf(account.identifier) },
    { kind: 'forget-tries', key: `code:${account.id}` },
    traceOf({ type: 'SIGN-IN', granted: true, reason: 'own-record' }, record, visit),
  ]);
  return isConflict(written) ? no(refuse('SignInCode', 'used in between')) : account;
}

/**
 * Judges a code; whoever takes it uses it up.
 * @param sent what stands under the key. @param code as it was typed.
 * @returns what was sent, or SignInCode.
 */
export async function judgeCode(
  host: SignInHost,
  { key, sent, code }: { readonly key: string; readonly sent: SentCode | undefined; readonly code: string },
  visit: Visit,
): Promise<SentCode | Refusal> {
  const { codes, limits } = host;
  if (sent === undefined) return refuse('SignInCode', 'no code was sent, or it has ended');
  // Counted by account, so that a new login brings no new tries.
  const of = 'account' in sent.of ? sent.of.account : key;
  if (!(await mayTry(host, `code:${of}`, limits.perAccount, visit.at))) {
    return refuse('SignInCode', 'too many codes');
  }
  return sameDigest(sent.digest, codeDigest(codes, key, code.replace(/\s/g, '')))
    ? sent
    : refuse('SignInCode', 'another code');
}

function keyOf(account: PatientAccount | undefined): { readonly patientKey?: number } {
  return account === undefined ? {} : { patientKey: account.patientKey };
}
