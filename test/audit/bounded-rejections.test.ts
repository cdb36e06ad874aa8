import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { type BoundedRejections, boundedRejections } from '../../src/audit/bounded-rejections.ts';
import type { Rejection } from '../../src/audit/rejection.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { refuse } from '../../src/errors.ts';
import type { StoredEvent } from '../../src/model/event.ts';
import { callers } from '../fhir/callers.ts';
import { collect, type TemporaryStore, temporaryStore } from '../store/sample.ts';

const refusal = refuse('TokenInvalid', 'of a test');

describe('given attempts that are refused before anything began', () => {
  let store: TemporaryStore;
  let rejections: BoundedRejections;
  let logged = 0;
  beforeEach(async () => {
    store = await temporaryStore();
    logged = 0;
    rejections = boundedRejections({ store, log: () => void logged++ });
  });
  afterEach(async () => {
    await rejections.close();
    await store.remove();
  });

  const attempts = (times: number, more: Partial<Rejection> = {}) =>
    Promise.all(
      Array.from({ length: times }, (_, at) =>
        rejections.reject(refusal, {
          type: 'FHIR',
          from: '192.0.2.7',
          requestId: `attempt ${at}`,
          at: '2026-11-22T10:00:00.000Z',
          facts: {},
          ...more,
        }),
      ),
    );
  const traces = (): Promise<StoredEvent[]> => collect(store.events.all());

  it('then the first sixty of a minute leave a trace each, the others one together', async () => {
    await attempts(100);
    expect(await traces()).to.have.length(60);
    await rejections.gather();
    const all = await traces();
    expect(all).to.have.length(61);
    expect(all.at(-1)).to.include({ times: 40, reason: 'TokenInvalid', from: '192.0.2.7', granted: false });
    expect(logged).to.equal(61);
  });

  it('then the next minute begins anew', async () => {
    await attempts(61);
    await rejections.gather();
    await attempts(1);
    const all = await traces();
    expect(all.map(({ times }) => times).slice(-2)).to.deep.equal([1, undefined]);
  });

  it('then each kind and reason is counted apart', async () => {
    await attempts(60);
    await attempts(2);
    await attempts(3, { type: 'SOAP' });
    await rejections.reject(refuse('TokenExpired', 'too'), {
      type: 'FHIR',
      from: '192.0.2.7',
      requestId: 'expired',
      at: '2026-11-22T10:00:00.000Z',
      facts: {},
    });
    await rejections.gather();
    const counted = (await traces()).slice(60).map(({ type, reason, times }) => [type, reason, times]);
    expect(counted).to.deep.equal([
      ['FHIR', 'TokenInvalid', 2],
      ['SOAP', 'TokenInvalid', 3],
      ['FHIR', 'TokenExpired', 1],
    ]);
  });

  it('then another address is not held to it', async () => {
    await attempts(60);
    await attempts(1, { from: '192.0.2.8' });
    expect((await traces()).at(-1)).to.include({ from: '192.0.2.8' });
  });

  it('then another address of the same IPv6 network is held to it, and its own address stands in the trace', async () => {
    await attempts(59, { from: '2001:db8:0:1::1' });
    await attempts(3, { from: '2001:db8:0:1::2' });
    await attempts(1, { from: '2001:db8:0:2::2' });
    const all = await traces();
    expect(all.slice(59).map(({ from }) => from)).to.deep.equal(['2001:db8:0:1::2', '2001:db8:0:2::2']);
    await rejections.gather();
    expect((await traces()).at(-1)).to.include({ from: '2001:db8:0:1::2', times: 2 });
  });

  it('then a flood from many addresses stands under one', async () => {
    for (let at = 0; at < 20; at++) await attempts(60, { from: `192.0.2.${at}` });
    await attempts(5, { from: '198.51.100.1' });
    expect(await traces()).to.have.length(1000);
    await rejections.gather();
    const counted = (await traces()).slice(1000);
    expect(counted.map(({ from, times }) => [from, times])).to.deep.equal([['*', 205]]);
  });

  it('then whoever was recognised leaves a trace each time', async () => {
    await attempts(100, { subject: callers.medecin });
    expect(await traces()).to.have.length(100);
  });

  it('then what has been counted is written when the server stops, and the chain is whole', async () => {
    await attempts(70);
    await rejections.close();
    const all = await traces();
    expect(all.at(-1)).to.include({ times: 10 });
    const { publicKey } = generateKeyPairSync('ed25519');
    expect((await verifyChain(all, { heads: [], publicKey })).faults).to.deep.equal([]);
    const altered = all.map((event) => (event.times === undefined ? event : { ...event, times: 9 }));
    const { faults } = await verifyChain(altered, { heads: [], publicKey });
    expect(faults).to.deep.equal([{ sequence: all.length, fault: 'changed' }]);
  });
});
