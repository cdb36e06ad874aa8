import { randomUUID } from 'node:crypto';
import { APPROVED } from '../../../model/document-entry.ts';
import { HAS_MEMBER, type RegisteredAssociation } from '../../../model/submission.ts';
import type { Conflict, RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { type Tie, type TieEnd, tiesOf } from '../ties.ts';
import { hasMember } from './inherit-folders.ts';

/**
 * The copies of associations by which a new version takes the place of the one before (IHE Metadata Update 3.57.4.1.3):
 * memberships of folders, between what is Approved, and relationships. The submission set points at the membership that an
 * entry takes over, not at those of a folder. Looked up when it is stored, so that none that was made in between is lost.
 * @param patientKey whom the new versions are of.
 * @returns the copies, or a conflict when one would tie objects of two patients, or when both ends have a new version and only
 * one of them takes over.
 */
export function propagated(
  sql: Sql,
  { supersedes = [], submissionSet }: RegisterCommand,
  patientKey: number,
): readonly RegisteredAssociation[] | Conflict {
  const taking = supersedes.filter(({ propagates }) => propagates);
  if (taking.length === 0) return [];
  const next = new Map(supersedes.map((one) => [one.previous, one]));
  const copies: RegisteredAssociation[] = [];
  for (const tie of tiesOf(
    sql,
    taking.map(({ previous }) => previous),
  )) {
    if (tie.ends.some(({ id }) => next.get(id)?.propagates === false)) {
      return { conflict: 'propagation-differs', id: tie.id };
    }
    const others = tie.ends.filter(({ id }) => !next.has(id));
    if (!isTakenOver(tie, others, patientKey)) continue;
    if (others.some((end) => end.patientKey !== patientKey)) return { conflict: 'ties-patients', id: tie.id };
    const copy: RegisteredAssociation = {
      ...modelOf(sql, tie.id),
      id: `urn:uuid:${randomUUID()}`,
      source: next.get(tie.source)?.id ?? tie.source,
      target: next.get(tie.target)?.id ?? tie.target,
      availabilityStatus: APPROVED,
    };
    copies.push(copy);
    if (tie.type === HAS_MEMBER && next.has(tie.target)) copies.push(hasMember(submissionSet.id, copy.id));
  }
  return copies;
}

/** A relationship to what is not Approved, such as to what was replaced, stays, unless it has gone to another patient. */
function isTakenOver({ type }: Tie, others: readonly TieEnd[], patientKey: number): boolean {
  return others.every((end) => end.approved || (type !== HAS_MEMBER && end.patientKey === patientKey));
}

function modelOf(sql: Sql, id: string): RegisteredAssociation {
  const row = sql('SELECT model FROM association WHERE id = ?').get(id) as { model: string };
  return JSON.parse(row.model) as RegisteredAssociation;
}
