import type { Certificate } from '../certificate.ts';
import { ANY_POLICY, policyExtensionsOf } from './policy-extensions.ts';
import {
  constrainedPolicies,
  INITIAL_POLICIES,
  mapPolicies,
  nextLevel,
  type PolicyLevel,
} from './policy-tree.ts';

/** What a user of certificates asks of policies (RFC 5280 6.1.1 c to g). */
export interface PolicyInputs {
  /** anyPolicy where none is asked for. */
  readonly wanted: ReadonlySet<string>;
  readonly explicitPolicy: boolean;
  readonly inhibitMapping: boolean;
  readonly inhibitAny: boolean;
}

/** No policy is asked for, and those of authorities count for themselves. */
export const ANY_POLICY_WANTED: PolicyInputs = {
  wanted: new Set([ANY_POLICY]),
  explicitPolicy: false,
  inhibitMapping: false,
  inhibitAny: false,
};

const least = (left: number, right: number | undefined) =>
  right === undefined ? left : Math.min(left, right);

/** The policies of a path while it is walked from the root down: the state of RFC 5280 6.1.2 that speaks of them. */
export class PolicyState {
  private readonly inputs: PolicyInputs;
  private level: PolicyLevel = INITIAL_POLICIES;
  private explicit: number;
  private mapping: number;
  private any: number;

  /** @param length certificates of the path, the root not counted. */
  constructor(length: number, inputs: PolicyInputs) {
    this.inputs = inputs;
    this.explicit = inputs.explicitPolicy ? 0 : length + 1;
    this.mapping = inputs.inhibitMapping ? 0 : length + 1;
    this.any = inputs.inhibitAny ? 0 : length + 1;
  }

  /** Takes in an authority below the root (6.1.3 d to f, 6.1.4 a, b, h, i, j). @returns why the path ends here. Throws DerError. */
  addAuthority(certificate: Certificate, selfIssued: boolean): string | undefined {
    const { policies, mappings, requireExplicit, inhibitMapping, inhibitAny } =
      policyExtensionsOf(certificate);
    this.level = nextLevel(this.level, policies, this.any > 0 || selfIssued);
    if (this.explicit === 0 && this.level.size === 0) return `no policy up to ${certificate.subjectText}`;
    if (mappings.flat().includes(ANY_POLICY)) return `${certificate.subjectText} maps anyPolicy`;
    this.level = mapPolicies(this.level, mappings, this.mapping > 0);
    const step = selfIssued ? 0 : 1;
    this.explicit = least(Math.max(0, this.explicit - step), requireExplicit);
    this.mapping = least(Math.max(0, this.mapping - step), inhibitMapping);
    this.any = least(Math.max(0, this.any - step), inhibitAny);
    return undefined;
  }

  /**
   * Takes in the last certificate (6.1.3 d to f, 6.1.5 a, b, g). Throws DerError.
   * @returns the policies of the user's under which the path holds, or why it does not.
   */
  addLast(certificate: Certificate): ReadonlySet<string> | string {
    const { policies, requireExplicit } = policyExtensionsOf(certificate);
    this.level = nextLevel(this.level, policies, this.any > 0);
    const demanded = this.explicit <= 1 || requireExplicit === 0;
    if (this.explicit === 0 && this.level.size === 0) return `no policy up to ${certificate.subjectText}`;
    const held = constrainedPolicies(this.level, this.inputs.wanted);
    return demanded && held.size === 0
      ? `no policy that is asked for up to ${certificate.subjectText}`
      : held;
  }
}
