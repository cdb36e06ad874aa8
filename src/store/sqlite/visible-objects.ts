import type { Scope } from '../../model/scope.ts';
import { HAS_MEMBER } from '../../model/submission.ts';
import { type Condition, scopeConditions } from './scope-sql.ts';

/**
 * The ids that a scope leaves visible, as tables of a WITH clause: `visible_entry`, `visible_set`, `visible_folder`,
 * `visible_member` (associations of a folder with a document, which submission sets point at).
 */
export interface VisibleObjects {
  readonly with: Condition;
  /** Whether the scope may hide documents of the patient: what holds documents is then seen through them alone. */
  readonly partial: boolean;
}

/** A scope that hides no document of the patient or patients that it is of. */
function hidesNothing(scope: Scope): boolean {
  const { types, hiddenConfidentiality, hiddenStatuses, onlyOwn, latestOnly } = scope;
  return (
    types === 'all' &&
    hiddenConfidentiality.length === 0 &&
    hiddenStatuses.length === 0 &&
    onlyOwn !== true &&
    latestOnly !== true
  );
}

/** What holds a visible document. Where former versions are not seen, what holds one of those holds the document. */
function holdersOf(holder: string, latestOnly: boolean): string {
  const held = latestOnly
    ? `JOIN document_entry AS c ON c.entry_uuid = v.id JOIN document_entry AS e ON e.logical_id = c.logical_id
     JOIN association AS m ON m.target = e.entry_uuid`
    : 'JOIN association AS m ON m.target = v.id';
  return `SELECT DISTINCT o.id FROM visible_entry AS v ${held} AND m.type = '${HAS_MEMBER}'
     JOIN ${holder} AS o ON o.id = m.source`;
}

/**
 * @returns `everything` when there is nothing to leave out, undefined when nothing is visible.
 */
export function visibleObjects(scope: Scope): VisibleObjects | 'everything' | undefined {
  const conditions = scopeConditions(scope);
  if (conditions === undefined) return undefined;
  const partial = !hidesNothing(scope);
  if (conditions.length === 0 && !partial) return 'everything';
  const entries = `SELECT d.entry_uuid AS id FROM document_entry AS d
    WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const ofPatient = (holder: string) => `SELECT o.id FROM ${holder} AS o WHERE o.patient_key = ?`;
  const held = (holder: string) =>
    partial ? holdersOf(holder, scope.latestOnly === true) : ofPatient(holder);
  const values = conditions.flatMap((condition) => condition.values);
  const patient = partial || scope.patient === 'any' ? [] : [scope.patient as number];
  return {
    partial,
    with: {
      sql: `WITH visible_entry(id) AS MATERIALIZED (${entries}),
        visible_set(id) AS MATERIALIZED (${held('submission_set')}),
        visible_folder(id) AS MATERIALIZED (${held('folder')}),
        visible_member(id) AS MATERIALIZED (SELECT m.id FROM visible_entry AS v
          JOIN association AS m ON m.target = v.id AND m.type = '${HAS_MEMBER}'
          WHERE m.source IN visible_folder)`,
      values: [...values, ...patient, ...patient],
    },
  };
}

/** Whether the object of an id is visible, whatever its kind. */
export function isVisible(id: string): string {
  return `(${id} IN visible_entry OR ${id} IN visible_set OR ${id} IN visible_folder OR ${id} IN visible_member)`;
}
