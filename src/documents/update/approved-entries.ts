import { APPROVED } from '../../model/document-entry.ts';
import { updateFault } from './preconditions.ts';
import type { UpdatePolicy } from './update.ts';

/**
 * ITI-57 of the IHE: a new version is made of an Approved entry only; otherwise XDSMetadataUpdateError. A restricted update takes
 * the latest version whatever its status (CP-ITI-1190).
 */
export const approvedEntries: UpdatePolicy = (operation) =>
  operation.kind === 'update-entry' && operation.previous.availabilityStatus !== APPROVED
    ? [updateFault(operation.entry.id, operation.previous.availabilityStatus)]
    : [];
