import { type Code, codeKey } from '../model/code.ts';
import type { ScopeFacts } from '../model/scope.ts';
import { KEPT_FROM_PROFESSIONALS } from '../model/visibility.ts';

/** What a scope looks at in one document. */
export interface DocumentFacts {
  readonly patient: number;
  readonly type: Pick<Code, 'code' | 'system'>;
  /** Bare codes. */
  readonly confidentiality: readonly string[];
  /** Status URN. */
  readonly status: string;
  /** Whether it is the latest version of its logical object. */
  readonly latest: boolean;
  /** `Subject.id` of whoever deposited it. */
  readonly depositor: string;
  /** XCN.1 of every author. */
  readonly authorIds: readonly string[];
  /** XON.10 of every institution. */
  readonly institutionIds: readonly string[];
}

/**
 * The meaning of a Scope on one document; the store says the same in SQL.
 * Being an author or the depositor sets aside what is kept from professionals, where the scope says so the type, and nothing
 * else: neither the status, nor another code.
 */
export function isVisible(scope: ScopeFacts, document: DocumentFacts): boolean {
  if (scope.patient !== 'any' && scope.patient !== document.patient) return false;
  if (scope.latestOnly === true && !document.latest) return false;
  if (scope.hiddenStatuses.includes(document.status)) return false;
  const own = isOwn(scope, document);
  const ofType = scope.types === 'all' || scope.types.includes(codeKey(document.type));
  if (!ofType && !(own && scope.ownOfAnyType === true)) return false;
  if (scope.onlyOwn === true && !own) return false;
  return !document.confidentiality.some(
    (code) => scope.hiddenConfidentiality.includes(code) && !(own && KEPT_FROM_PROFESSIONALS.includes(code)),
  );
}

function isOwn({ own }: ScopeFacts, document: DocumentFacts): boolean {
  if (own === undefined) return false;
  const asAuthor = own.authorId !== undefined && document.authorIds.includes(own.authorId);
  const asDepositor = own.depositorId !== undefined && document.depositor === own.depositorId;
  return (
    asAuthor ||
    asDepositor ||
    (own.institutionId !== undefined && document.institutionIds.includes(own.institutionId))
  );
}
