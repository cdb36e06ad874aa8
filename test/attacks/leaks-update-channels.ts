import { statusObjects } from '../../src/documents/update/update-objects.ts';
import { APPROVED, ARCHIVED, DELETED, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, SUBMIT_ASSOCIATION } from '../../src/model/submission.ts';
import { type Hunt, type SoapChannel, update } from './leaks-channels.ts';
import { surroundingsOf } from './leaks-surroundings.ts';

function tying(name: string, type: string, ends: (hunt: Hunt) => readonly [source: string, target: string]) {
  return update(name, (hunt, set) => {
    const [source, target] = ends(hunt);
    const asks = { id: 'Submit01', type: SUBMIT_ASSOCIATION, source: set.id, target: 'Tie01' };
    const tie = { id: 'Tie01', type, source, target };
    const associations = [asks, tie].map((one) => ({ ...one, slots: [], extras: NO_EXTRAS }));
    return { submissionSets: [set], entries: [], folders: [], associations };
  });
}

const visibleUuid = ({ visible }: Hunt) =>
  visible?.entryUuid ?? 'urn:uuid:00000000-0000-4000-8000-000000000404';

/** Updates that name what stands around a document rather than the document. */
export const updateChannels: readonly SoapChannel[] = [
  ...(['set', 'folder'] as const).map((around) =>
    update(`of the status of its ${around}`, ({ hidden }, set) =>
      statusObjects(set, surroundingsOf(hidden)[around].id, APPROVED, ARCHIVED),
    ),
  ),
  ...(['inSet', 'inFolder'] as const).map((tie) =>
    update(`of the status of what ties it, ${tie}`, ({ hidden }, set) =>
      statusObjects(set, surroundingsOf(hidden)[tie], APPROVED, DELETED),
    ),
  ),
  tying('that appends a visible one to it', APND, (hunt) => [visibleUuid(hunt), hunt.hidden.entryUuid]),
  tying('that puts a visible one into its folder', HAS_MEMBER, (hunt) => [
    surroundingsOf(hunt.hidden).folder.id,
    visibleUuid(hunt),
  ]),
];
