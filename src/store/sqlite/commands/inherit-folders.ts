import { randomUUID } from 'node:crypto';
import { APPROVED, NO_EXTRAS } from '../../../model/document-entry.ts';
import { HAS_MEMBER, REPLACEMENTS, type RegisteredAssociation } from '../../../model/submission.ts';
import type { RegisterCommand } from '../../store.ts';
import type { Sql } from '../connection.ts';

/**
 * What a replacement takes over: it becomes a member of every Approved folder that the replaced document is a member of,
 * by an association that the submission set points at (ITI TF-2 3.42.4.1.3.3). Looked up when it is stored, so that a
 * membership that was made in between is not lost. A membership that the submission itself makes is not made twice.
 */
export function inheritedMemberships(sql: Sql, command: RegisterCommand): readonly RegisteredAssociation[] {
  const { associations, submissionSet } = command;
  const replacing = associations.filter(({ type }) => REPLACEMENTS.includes(type));
  if (replacing.length === 0) return [];
  const made = new Set(associations.map(({ source, target }) => `${source} ${target}`));
  const inherited: RegisteredAssociation[] = [];
  for (const { source: replacement, target: replaced } of replacing) {
    const folders = sql(
      `SELECT DISTINCT f.id FROM association AS m JOIN folder AS f ON f.id = m.source
       WHERE m.target = ? AND m.type = ? AND m.status = ? AND f.status = ? ORDER BY f.folder_key`,
    ).all(replaced, HAS_MEMBER, APPROVED, APPROVED) as { id: string }[];
    for (const { id: folder } of folders) {
      const membership = `${folder} ${replacement}`;
      if (made.has(membership)) continue;
      made.add(membership);
      const member = hasMember(folder, replacement);
      inherited.push(member, hasMember(submissionSet.id, member.id));
    }
  }
  return inherited;
}

export function hasMember(source: string, target: string): RegisteredAssociation {
  return {
    id: `urn:uuid:${randomUUID()}`,
    type: HAS_MEMBER,
    source,
    target,
    slots: [],
    extras: NO_EXTRAS,
    availabilityStatus: APPROVED,
  };
}
