import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import type { RegistryAnswer } from '../../src/client/dmp-answers.ts';
import type { SandboxClient } from '../../src/client/sandbox-client.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { RPLC } from '../../src/model/submission.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { type SignedLot, signedLot } from '../support/lot-message.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';
import {
  namesOf,
  PATIENT_ID,
  submission,
  vaccinationNote,
  withAssociation,
} from '../support/submission-builder.ts';

const TIMES = 20;

describe('given a server of the DMP that takes each assertion once', function () {
  this.timeout(60_000);
  let server: ClientServer;
  let pharmacist: SandboxClient;

  beforeEach(async () => {
    server = await clientServer({ CARNET_ASSERTION_ONCE: 'true' });
    pharmacist = server.as('pharmacien');
  });
  afterEach(() => server.close());

  const provide = ({ objects, documents }: SignedLot): Promise<RegistryAnswer> =>
    pharmacist.provide(
      PATIENT_ID,
      writeSubmitObjects(objects),
      documents.map(({ id, bytes }) => ({ id, mimeType: 'text/xml', ...contentOf(bytes) })),
    );
  /** What each of several deposits, sent together, is answered. */
  const answers = async (lots: readonly SignedLot[]): Promise<string[]> =>
    (await Promise.all(lots.map(provide))).map(({ status, errors }) =>
      [status, ...errors.map(({ code }) => code)].join(' '),
    );
  const depositTraces = (after: number) =>
    tracesAfter(server, after)
      .filter(({ type }) => type === 'ITI-41')
      .map(({ granted, reason }) => `${granted} ${reason}`)
      .sort();
  const stored = async (uniqueId: string) =>
    (await server.store.documents.find(EVERYTHING, { uniqueIds: [uniqueId] }, 'ids')).map(
      ({ entryUuid, availabilityStatus }) => ({ entryUuid, availabilityStatus }),
    );
  const rows = (table: string) => storeState(server).tables[table]?.rows;

  it('then the same lot, sent many times together, is stored once and answered each time', async () => {
    const names = namesOf(1);
    const lot = await signedLot(server.pki, submission(names));
    const before = lastTrace(server);
    expect(await answers(Array(TIMES).fill(lot))).to.deep.equal(Array(TIMES).fill('Success'));
    expect(await stored(names.note)).to.have.length(1);
    expect([rows('submission_set'), rows('document_entry')]).to.deep.equal([1, 2]);
    expect(storeState(server).blobs).to.have.length(2);
    expect(depositTraces(before)).to.deep.equal(Array(TIMES).fill('true functional-right'));
    expect(rows('used_assertion')).to.equal(TIMES);
  });

  it('then the same document in lots made anew is stored once and answered each time', async () => {
    const { note } = namesOf(1);
    const lots = await Promise.all(
      Array.from({ length: TIMES }, (_, at) =>
        signedLot(server.pki, submission({ ...namesOf(at + 2), note })),
      ),
    );
    expect(await answers(lots)).to.deep.equal(Array(TIMES).fill('Success'));
    expect([rows('submission_set'), rows('document_entry')]).to.deep.equal([1, 2]);
    expect(storeState(server).blobs).to.have.length(2);
  });

  it('then of different documents under one uniqueId exactly one is taken', async () => {
    const { note } = namesOf(1);
    const lots = await Promise.all(
      Array.from({ length: TIMES }, (_, at) =>
        signedLot(server.pki, {
          ...submission({ ...namesOf(at + 2), note }),
          documents: [
            {
              id: 'Document01',
              bytes: vaccinationNote(note, { '<structuredBody/>': `<!-- ${at} --><structuredBody/>` }),
            },
          ],
        }),
      ),
    );
    const before = lastTrace(server);
    expect((await answers(lots)).sort()).to.deep.equal([
      ...Array(TIMES - 1).fill('Failure XDSNonIdenticalHash'),
      'Success',
    ]);
    expect([rows('submission_set'), rows('document_entry')]).to.deep.equal([1, 2]);
    expect(storeState(server).blobs).to.have.length(2);
    expect(depositTraces(before)).to.deep.equal([
      ...Array(TIMES - 1).fill('false XDSNonIdenticalHash'),
      'true functional-right',
    ]);
  });

  it('then the same replacement, sent many times together, replaces once and is answered each time', async () => {
    const [old, next] = [namesOf(1), namesOf(2)];
    expect(await answers([await signedLot(server.pki, submission(old))])).to.deep.equal(['Success']);
    const [target] = await stored(old.note);
    const related = `<relatedDocument typeCode="RPLC"><parentDocument><id root="${old.note}"/></parentDocument></relatedDocument><component>`;
    const replacement = await signedLot(server.pki, {
      ...withAssociation(submission(next), RPLC, target!.entryUuid),
      documents: [{ id: 'Document01', bytes: vaccinationNote(next.note, { '<component>': related }) }],
    });
    expect(await answers(Array(TIMES).fill(replacement))).to.deep.equal(Array(TIMES).fill('Success'));
    const statuses = [await stored(old.note), await stored(next.note)].map((entries) =>
      entries.map(({ availabilityStatus }) => availabilityStatus),
    );
    expect(statuses).to.deep.equal([[DEPRECATED], [APPROVED]]);
    expect(storeState(server).blobs).to.have.length(4);
  });
});
