import { parseXml, XmlError } from '../../src/xml/parse.ts';
import { random } from '../random.ts';
import { faultOf, type Judgement, judge } from './judge.ts';
import { type Dice, MUTATIONS } from './mutations.ts';
import type { AttackedWorld } from './world.ts';
import { xmldsigjsVerifies } from './xmldsigjs.ts';
import { xmlsecVerifies } from './xmlsec.ts';

export interface AttackOptions {
  readonly mutants: number;
  readonly seed: number;
  /** The other verifiers are asked about each mutant whose signature holds for us, and about one in so many of the others. */
  readonly everyNth: number;
  /** Whether xmlsec1 is there to be asked. */
  readonly xmlsec: boolean;
}

/** Something that must not be. */
export interface Finding {
  readonly mutation: string;
  readonly fault: string;
  readonly assertion: string;
}

export interface AttackReport {
  readonly mutants: number;
  readonly accepted: number;
  readonly findings: readonly Finding[];
  /** Mutants whose signature another verifier takes and ours does not, by verifier and our reason. */
  readonly stricter: ReadonlyMap<string, number>;
  /** How many mutants the other verifiers were asked about. */
  readonly asked: number;
  /** How often each mutation was made, and taken. */
  readonly made: ReadonlyMap<string, { readonly times: number; readonly accepted: number }>;
}

/**
 * Changes a sound assertion in random ways and shows each mutant to the server's judgement, xmldsigjs and xmlsec1.
 * @returns what must not be: a mutant that is taken though it says something else or lets somebody else act, one that reads
 * the same and is refused, and one whose signature holds for us and not for both of the others.
 */
export async function attack(world: AttackedWorld, options: AttackOptions): Promise<AttackReport> {
  const { assertion, identity, peer, at } = world;
  const next = random(options.seed);
  const dice: Dice = {
    below: (count) => Math.floor(next() * count),
    pick: (list) => list[Math.floor(next() * list.length)],
    other: world.other,
  };
  const original = judge(assertion, identity, peer, at);
  const findings: Finding[] = soundFindings(world);
  const stricter = new Map<string, number>();
  const made = new Map<string, { times: number; accepted: number }>();
  let mutants = 0;
  let accepted = 0;
  let asked = 0;
  while (mutants < options.mutants) {
    const mutation = dice.pick(MUTATIONS)!;
    const mutant = mutation.mutate(assertion, dice);
    if (mutant === undefined || mutant === assertion) continue;
    mutants += 1;
    const judgement = judge(mutant, identity, peer, at);
    const count = made.get(mutation.name) ?? { times: 0, accepted: 0 };
    made.set(mutation.name, count);
    count.times += 1;
    if (judgement.subject !== undefined) {
      accepted += 1;
      count.accepted += 1;
    }
    const found = (fault: string) => findings.push({ mutation: mutation.name, fault, assertion: mutant });
    const fault = faultOf(judgement, original);
    if (fault !== undefined) found(fault);

    // What is not well-formed for us xmldsigjs would mend and tell the terminal about.
    const worthAsking = judgement.signature || mutants % options.everyNth === 0;
    const others: Record<string, boolean> = {};
    if (worthAsking && judgement.whole !== undefined)
      others.xmldsigjs = await takes(() => xmldsigjsVerifies(mutant, world.certificate));
    // Ours has the assertion inside a message, where text may stand beside it; xmlsec1 has the file alone.
    if (worthAsking && options.xmlsec && (!judgement.signature || isDocument(mutant)))
      others.xmlsec1 = await takes(async () => xmlsecVerifies(mutant, world.certificate));
    if (worthAsking) asked += 1;
    for (const difference of differences(judgement, others))
      if (judgement.signature) found(difference);
      else stricter.set(difference, (stricter.get(difference) ?? 0) + 1);
  }
  return { mutants, accepted, findings, stricter, asked, made };
}

function isDocument(text: string): boolean {
  try {
    parseXml(text);
    return true;
  } catch (error) {
    if (error instanceof XmlError) return false;
    throw error;
  }
}

function differences(
  { signature, why }: Judgement,
  others: Readonly<Record<string, boolean>>,
): readonly string[] {
  const differing = Object.entries(others).filter(([, verdict]) => verdict !== signature);
  return differing.map(([name, verdict]) =>
    verdict
      ? `${name} takes the signature; ours: ${why}`
      : `${name} does not take the signature that ours does`,
  );
}

/** What an assertion that nobody has changed must be: taken. */
function soundFindings({ sound, identity, at }: AttackedWorld): Finding[] {
  return sound.flatMap(({ name, assertion, peer }) => {
    const { subject, why } = judge(assertion, identity, peer, at);
    return subject === undefined ? [{ mutation: `none: ${name}`, fault: `refused: ${why}`, assertion }] : [];
  });
}

/** A verifier that throws does not take it. */
async function takes(verdict: () => Promise<boolean>): Promise<boolean> {
  try {
    return await verdict();
  } catch {
    return false;
  }
}
