import { expect } from 'chai';
import { Registry } from 'prom-client';
import { queueFigures } from '../../src/notification/queue-figures.ts';
import { newPatient, type TemporaryStore, temporaryStore } from '../store/sample.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');

describe('given figures of the queue of notifications', () => {
  let store: TemporaryStore;
  beforeEach(async () => {
    store = await temporaryStore();
  });
  afterEach(() => store.remove());

  it('then the queue is counted once in ten seconds, however often they are asked for', async () => {
    const registry = new Registry();
    let time = START;
    queueFigures(registry, store, () => new Date(time));
    const patientKey = await newPatient(store);
    const queue = async () => {
      const notification = { recipient: { patientKey }, message: { kind: 'document-added' } } as const;
      await store.write([{ kind: 'notify', notification, at: new Date(START).toISOString() }]);
    };
    const figures = async () => {
      const text = await registry.metrics();
      return ['waiting', 'oldest_seconds'].map((name) =>
        Number(new RegExp(`^carnet_notifications_${name} (.+)$`, 'm').exec(text)?.[1]),
      );
    };
    await queue();
    expect(await figures()).to.deep.equal([1, 0]);
    await queue();
    time += 9_000;
    expect(await figures()).to.deep.equal([1, 9]);
    time += 1_000;
    expect(await figures()).to.deep.equal([2, 10]);
  });
});
