import type { Fault } from '../../errors.ts';
import { updateFault } from './preconditions.ts';
import type { ResolvedOperation } from './resolve.ts';

/**
 * What operations of one message do to one another (IHE Metadata Update 3.57.4.1.3). A logical object has one new version and one
 * change of status at most; both together are the new version with the new status. What is tied by a submitted association
 * stays as it is. Everything else is XDSMetadataUpdateError, at the later of the operations.
 */
export function combinationFaults(operations: readonly ResolvedOperation[]): Fault[] {
  const updated = new Set<string>();
  const changed = new Set<string>();
  const faults: Fault[] = [];
  const once = (seen: Set<string>, object: string, location: string) => {
    if (seen.has(object)) faults.push(updateFault(location, object));
    seen.add(object);
  };
  for (const operation of operations) {
    if (operation.kind === 'update-entry') once(updated, operation.previous.logicalId, operation.entry.id);
    if (operation.kind === 'update-folder') once(updated, operation.previous.logicalId, operation.folder.id);
    if (operation.kind === 'update-status') once(changed, logicalObject(operation), operation.by);
  }
  for (const operation of operations) {
    if (operation.kind !== 'submit-association') continue;
    const { id } = operation.association;
    for (const { version } of [operation.source, operation.end]) {
      if (updated.has(version.logicalId) || changed.has(version.logicalId)) {
        faults.push(updateFault(id, version.logicalId));
      }
    }
  }
  return faults;
}

/** Associations have no versions: each is a logical object of its own. */
export function logicalObject({ object }: Extract<ResolvedOperation, { kind: 'update-status' }>): string {
  return object.kind === 'association' ? object.version.id : object.version.logicalId;
}
