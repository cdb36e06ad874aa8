import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { findDocumentReferences } from '../../src/mobile/iti-67-find-document-references.ts';
import type { CodeMatch } from '../../src/store/store.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import { uniqueIdOf } from '../support/registry-lot.ts';
import { updateOf } from '../support/registry-update.ts';
import { type UpdateWorld, updateWorld } from '../support/update-world.ts';

describe('given a document of which an update has made a new version', () => {
  let world: UpdateWorld;
  before(async () => {
    world = await updateWorld();
    expect(told(await world.desk.update(updateOf('update', { entries: [world.next()] })))).to.deep.equal([]);
  });
  after(() => world.desk.close());

  const found = async (identifiers: readonly CodeMatch[], narrow: boolean) => {
    const { store, record } = world.desk.house;
    const request = {
      record: { patientKey: record.patient.key },
      criteria: {},
      identifiers: identifiers.map((token) => [token]),
      narrowings: narrow ? [() => true] : [],
      page: { count: 50, offset: 0 },
    };
    const call = { subject: NODE, from: '127.0.0.1', requestId: 'test', at: new Date().toISOString() };
    const access = { call, record, authorisation: undefined, scope: EVERYTHING } as never;
    const outcome = await findDocumentReferences({ store }).transaction.run(request, access);
    return isRefusal(outcome) ? expect.fail(told(outcome).join()) : outcome.answer;
  };

  for (const [name, narrow] of [
    ['by the store', false],
    ['by what the store cannot say', true],
  ] as const) {
    it(`then a search of DocumentReference ${name} finds the new version alone`, async () => {
      const { total, entries } = await found([], narrow);
      const original = entries.filter(({ uniqueId }) => uniqueId === uniqueIdOf('Original'));
      expect(original.map(({ fhir }) => fhir.includes('Mis à jour'))).to.deep.equal([true]);
      expect(total).to.equal(3);
    });
  }

  it('then it is found by its uniqueId and by its logical id, once', async () => {
    for (const value of [`urn:oid:${uniqueIdOf('Original')}`, world.ids.Original]) {
      const { entries } = await found([{ system: 'urn:ietf:rfc:3986', code: value }], false);
      expect(
        entries.map(({ fhir }) => fhir.includes('Mis à jour')),
        value,
      ).to.deep.equal([true]);
    }
  });
});
