import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { hasValidKey, INS_ALL, INS_PRODUCTION } from '../../model/ins.ts';
import type { AssignedId } from '../../store/patient-feed.ts';
import type { CertifiedIdentity, InsiAnswer, InsiClient } from './insi-client.ts';
import type { InsiTraits } from './insi-traits.ts';

/**
 * Asks for the INS of a person as SEL-MP-043 wants it: with the first given name, then with each of the others while nobody
 * is found; where several are, again with the place of birth. Whom the teleservice does not tell apart nobody does here:
 * there is no match on traits but its own.
 * @param production whether only INS of the real authorities count.
 * @returns InsiUnavailable, or InsiAnswerInvalid for an INS with a wrong key, of another authority, or of a person of
 * another sex or date of birth than was asked for.
 */
export async function findIns(
  client: InsiClient,
  traits: InsiTraits,
  { production }: { readonly production: boolean },
): Promise<InsiAnswer | Refusal> {
  const { family, givens, birthDate, sex, birthPlace } = traits;
  const ask = async (given: string): Promise<InsiAnswer | Refusal> => {
    const question = { family, given, birthDate, sex };
    const answer = await client.ask(question);
    if (isRefusal(answer) || answer.found !== 'several' || birthPlace === undefined) return answer;
    return client.ask({ ...question, birthPlace });
  };
  let last: InsiAnswer = { found: 'none' };
  for (const given of givens) {
    const answer = await ask(given);
    if (isRefusal(answer)) return answer;
    last = answer;
    if (last.found !== 'none') break;
  }
  if (last.found !== 'one') return last;
  const { identity } = last;
  const authorities = production ? INS_PRODUCTION : INS_ALL;
  const sound =
    authorities.includes(identity.ins.authority) &&
    hasValidKey(identity.ins.value) &&
    identity.birthDate === birthDate &&
    identity.sex === sex;
  return sound ? last : refuse('InsiAnswerInvalid', 'an INS that cannot be that of the person');
}

/**
 * Whether an INS is that of a person with these traits, as the teleservice has them now: the same matricule of the same
 * authority. One that the present INS has replaced is told apart.
 */
export async function verifyIns(
  client: InsiClient,
  ins: AssignedId,
  traits: InsiTraits,
  options: { readonly production: boolean },
): Promise<'same' | 'former' | 'another' | Refusal> {
  const found = await findIns(client, traits, options);
  if (isRefusal(found)) return found;
  if (found.found !== 'one') return 'another';
  return compareIns(ins, found.identity);
}

/** What an INS is to a person whom the teleservice has found. */
export function compareIns(
  ins: AssignedId,
  identity: Pick<CertifiedIdentity, 'ins' | 'former'>,
): 'same' | 'former' | 'another' {
  const isSame = (one: AssignedId) => one.value === ins.value && one.authority === ins.authority;
  if (isSame(identity.ins)) return 'same';
  return identity.former.some(isSame) ? 'former' : 'another';
}
