import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { code } from '../../../src/model/code.ts';
import { APPROVED, type DocumentEntry, NO_EXTRAS } from '../../../src/model/document-entry.ts';
import type { ScopeFacts } from '../../../src/model/scope.ts';
import { HAS_MEMBER } from '../../../src/model/submission.ts';
import { isConflict, type RegisterCommand } from '../../../src/store/store.ts';
import {
  newPatient,
  registration,
  sampleEntry,
  scope,
  type TemporaryStore,
  temporaryStore,
} from '../sample.ts';

const N = code('N', '2.16.840.1.113883.5.25');
const MASKED = code('MASQUE_PS', '1.2.250.1.213.1.1.4.13');

/** A lot that holds one entry. */
function lotOf(
  patientKey: number,
  entry: DocumentEntry,
  changes: Partial<RegisterCommand> = {},
): RegisterCommand {
  const command = registration(patientKey, [entry], changes);
  const member = {
    id: `urn:uuid:${randomUUID()}`,
    type: HAS_MEMBER,
    source: command.submissionSet.id,
    target: entry.entryUuid,
    slots: [],
    extras: NO_EXTRAS,
    availabilityStatus: APPROVED,
  };
  return { ...command, associations: [member] };
}

describe('given an entry that has been masked by a new version', () => {
  let store: TemporaryStore;
  let patient: number;
  let lots: readonly RegisterCommand[];
  const first = sampleEntry({ confidentialityCodes: [N] });
  const entryUuid = `urn:uuid:${randomUUID()}`;
  const second = { ...first, id: entryUuid, entryUuid, version: 2, confidentialityCodes: [N, MASKED] };
  before(async () => {
    store = await temporaryStore();
    patient = await newPatient(store);
    lots = [
      lotOf(patient, first),
      lotOf(patient, second, {
        supersedes: [
          {
            kind: 'entry',
            id: entryUuid,
            previous: first.entryUuid,
            previousStatus: APPROVED,
            propagates: true,
            ebrim: '',
            fhir: '',
          },
        ],
      }),
    ];
    for (const lot of lots) expect(isConflict(await store.write([lot]))).to.equal(false);
  });
  after(() => store.remove());

  /** What a scope finds: entries however they are asked for, lots, associations. */
  async function seen(facts: Partial<ScopeFacts>) {
    const seer = scope({ patient, ...facts });
    const { entryUuid: former, uniqueId, logicalId } = first;
    const entries = new Set<string>();
    for (const criteria of [
      {},
      { entryUuids: [former, entryUuid] },
      { uniqueIds: [uniqueId] },
      { logicalIds: [logicalId] },
    ]) {
      const found = await store.documents.find(seer, criteria, 'ids');
      expect(await store.documents.count(seer, criteria)).to.equal(found.length);
      for (const one of found) entries.add(one.entryUuid);
    }
    const sets = await store.submissionSets.find(seer, {});
    const associations = await store.associations.find(seer, {});
    return {
      entries: [...entries],
      sets: sets.map(({ id }) => id),
      ends: associations.map(({ target }) => target),
    };
  }

  it('then a scope of the latest versions shows the new one alone, and the lots of both', async () => {
    expect(await seen({ latestOnly: true })).to.deep.equal({
      entries: [entryUuid],
      sets: lots.map(({ submissionSet }) => submissionSet.id),
      ends: [entryUuid],
    });
  });

  it('then one that hides masked documents too shows nothing of either', async () => {
    const hidden = { latestOnly: true, hiddenConfidentiality: ['MASQUE_PS'] } as const;
    expect(await seen(hidden)).to.deep.equal({ entries: [], sets: [], ends: [] });
  });

  it('then one of all versions shows the former one, mask or not', async () => {
    const { entries } = await seen({ hiddenConfidentiality: ['MASQUE_PS'] });
    expect(entries).to.deep.equal([first.entryUuid]);
  });
});
