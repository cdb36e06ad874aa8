import { z } from 'zod';
import { isOid } from '../model/oid.ts';
import { type DomainFolder, readProfile } from './profiles.ts';

const coded = z.strictObject({
  code: z.string().min(1),
  system: z.string().refine(isOid, 'is no OID'),
  display: z.string().min(1),
});

const schema = z.strictObject({
  sources: z.array(z.string()).min(1),
  audiences: z.array(z.string().min(1)).min(1),
  authnContexts: z.array(z.string().min(1)).min(1),
  roles: z.array(coded).min(1),
  purposes: z.array(coded).min(1),
});

/** What a domain takes of an X-User Assertion; all else is refused. */
export interface XuaRules {
  /** URIs of this service or of its affinity domain, one of which AudienceRestriction must name. */
  readonly audiences: readonly string[];
  /** URIs of AuthnContextClassRef: the ways of authentication that are strong enough. */
  readonly authnContexts: readonly string[];
  readonly roles: readonly { readonly code: string; readonly system: string }[];
  readonly purposes: readonly { readonly code: string; readonly system: string }[];
}

/**
 * Reads `xua.json` of a domain whose rule `assertionProfile` is `xua`.
 * @throws ProfileError when it is absent or has another shape.
 */
export function loadXuaRules(folder: DomainFolder): XuaRules {
  return readProfile(schema, folder, 'xua.json');
}
