import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import type { Credentials } from '../../src/identity/sandbox/pki.ts';
import { adt, type FeedHouse, feedHouse, red } from '../support/feed-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { framed, mllpSender, outcomeOf, plainSender } from '../support/mllp-sender.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';
import { throwawayAuthority } from '../support/throwaway-certificates.ts';
import { until } from '../support/until.ts';

/** Of an authority that nobody here believes. */
function stranger(): Credentials {
  const { cert, key } = throwawayAuthority('Elsewhere').issue('elsewhere.example');
  return { certificate: cert, key };
}

describe('given the identity feed over TLS', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse({ CARNET_PATIENTS: 'fed' });
  });
  after(() => house.close());

  const open = async (as: Credentials | undefined): Promise<TLSSocket> => {
    const socket = connect({
      host: '127.0.0.1',
      port: house.server.hl7Port ?? 0,
      servername: 'localhost',
      ca: house.server.pki.ca,
      ...(as === undefined ? {} : { cert: as.certificate, key: as.key }),
    });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  };

  it('then a structure with its certificate is let in, and traced by it', async () => {
    const sender = mllpSender(await open(house.server.pki.credentials('hopital', 'auth')));
    expect(outcomeOf(await sender.ask(adt('A04', red('over-tls'))))).to.equal('AA');
    sender.close();
    const { store } = house.server;
    const record = await store.records.byIdentifier('over-tls', IHE_RED);
    const [event] = await store.events.ofPatient(record!.patient.key, { limit: 1, offset: 0 });
    expect(event).to.deep.include({ type: 'ITI-8', action: 'C', granted: true });
    expect(event?.subject).to.deep.include({ kind: 'node', mode: 'NONE' });
  });

  for (const [what, credentials] of [
    ['no certificate', () => undefined],
    ['a certificate of another authority', () => stranger()],
    ['a certificate for signatures', () => house.server.pki.credentials('hopital', 'sign')],
  ] as const) {
    it(`then whoever shows ${what} is disconnected, which leaves a trace, and tells nothing`, async () => {
      const before = storeState(house.server);
      const last = lastTrace(house.server);
      const sender = mllpSender(await open(credentials()));
      sender.write(framed(adt('A04', red('stranger'))));
      await sender.ended();
      expect(await sender.next()).to.equal(undefined);
      expect(storeState(house.server)).to.deep.equal(before);
      await until(() => lastTrace(house.server) !== last);
      expect(tracesAfter(house.server, last).map(({ type, granted }) => [type, granted])).to.deep.equal([
        ['TLS', false],
      ]);
    });
  }

  it('then a sender without TLS is not understood on that port', async () => {
    const before = storeState(house.server);
    const sender = await plainSender(house.server.hl7Port ?? 0);
    sender.write(framed(adt('A04', red('plain'))));
    await sender.ended();
    expect(storeState(house.server)).to.deep.equal(before);
  });
});
