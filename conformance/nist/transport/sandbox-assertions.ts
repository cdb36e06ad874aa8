import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { makeVihf, type VihfOverrides } from '../../../src/identity/sandbox/vihf-maker.ts';
import { PlanError } from '../plan-error.ts';
import type { AssertionKind, AssertionMaker } from './assertions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function overridesOf(kind: AssertionKind, now: number): { at?: Date; overrides?: VihfOverrides } {
  switch (kind) {
    case 'valid':
    case 'withauthzconsent':
      return {};
    case 'expired': {
      const issued = new Date(now - 2 * DAY_MS);
      return {
        at: issued,
        overrides: { conditions: { notBefore: issued, notOnOrAfter: new Date(now - DAY_MS) } },
      };
    }
    case 'notyetvalid': {
      const later = new Date(now + DAY_MS);
      return { overrides: { conditions: { notBefore: later, notOnOrAfter: new Date(now + 2 * DAY_MS) } } };
    }
    case 'unsigned':
      return { overrides: { unsigned: true } };
    default:
      throw new PlanError(`the sandbox makes no assertion of kind ${kind}`);
  }
}

/** Assertions for a server of our own, signed with a card of its sandbox, `as` its slug. */
export function sandboxAssertions(pki: SandboxPki, as: string): AssertionMaker {
  return (kind, patientId) => makeVihf(pki, { as, patient: patientId, ...overridesOf(kind, Date.now()) });
}
