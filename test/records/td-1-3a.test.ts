import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { administrativeData } from '../../src/records/td-1-3a-administrative-data.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { text } from '../../src/xml/tree.ts';
import { callers } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import { all, existenceRequest, values } from './messages.ts';

const transaction = administrativeData({ rules: { deviceOid: '1.2.250.1.213.4.1.1.1' } });
const REASON = ['TEST_EXST', 'CNSLT_DATA'] as const;
const ABSENT = '194061411802799';
const medecin: Subject = { ...callers.medecin, mode: 'DIRECTE' };
const hopital: Subject = { ...medecin, kind: 'structure', mode: 'INDIRECTE', id: '1140000027', roles: [] };

describe('given TD1.3a, the administrative data of a record', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const ask = async (
    subject: Subject = medecin,
    changes: readonly (readonly [string, string])[] = [REASON],
  ) => {
    const request = await transaction.read(existenceRequest(changes), {} as Attachments);
    if (isRefusal(request)) throw new Error(JSON.stringify(request));
    const call = { subject, from: '::1', requestId: 'test', at: '2026-10-02T10:00:00.000Z' };
    const answer = await world.execute(transaction.transaction, request, call);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return parseXml(transaction.write(answer).body.text);
  };
  const last = async () => {
    let found: unknown;
    for await (const event of world.store.events.all()) found = event;
    return found;
  };
  /** An answer without what every answer has of its own. */
  const bare = (answer: Awaited<ReturnType<typeof ask>>) =>
    values(answer, 'queryResponseCode', 'code').concat(all(answer, 'subject').map(text));

  it('then a professional and a structure read them, authorised or not', async () => {
    for (const subject of [medecin, hopital]) {
      const answer = await ask(subject);
      expect(values(answer, 'queryResponseCode', 'code')).to.deep.equal(['OK']);
      expect(values(answer, 'reasonCode', 'code')).to.deep.equal(['CNSLT_DATA']);
      expect(values(all(answer, 'patient')[0]!, 'id', 'extension')).to.deep.equal([CHARLOTTE.value]);
      expect(all(answer, 'given').map(text)).to.deep.equal(['CHARLOTTE', 'JEANNE']);
      expect(all(answer, 'family').map(text)).to.deep.equal(['LEMOINE']);
      expect(values(answer, 'birthTime', 'value')).to.deep.equal(['19940612']);
    }
  });

  it('then it says nothing of authorisations, which TD0.2 does', async () => {
    expect(all(await ask(), 'attentionLine')).to.deep.equal([]);
  });

  it('then it is traced for the patient under its own name', async () => {
    await ask();
    expect(await last()).to.include({
      type: 'TD1.3a',
      action: 'E',
      granted: true,
      reason: 'functional-right',
      patientKey: world.charlotte,
    });
  });

  it('then a closed record is answered as an absent one', async () => {
    await world.write({
      kind: 'create-record',
      patient: { family: 'CLOS', givens: ['JEAN'], birthDate: '1950-01-01', sex: 'M' },
      identifiers: [{ value: '150017505601209', authority: CHARLOTTE.authority }],
      activated: false,
      at: '2026-10-01T00:00:00.000Z',
    });
    const closed = (await world.store.records.byIdentifier('150017505601209', CHARLOTTE.authority))!;
    await world.write({
      kind: 'close-record',
      patientKey: closed.patient.key,
      at: '2026-10-01T01:00:00.000Z',
    });
    const answers = [];
    for (const ins of ['150017505601209', ABSENT]) {
      answers.push(bare(await ask(medecin, [REASON, [CHARLOTTE.value, ins]])));
    }
    expect(answers).to.deep.equal([['NF'], ['NF']]);
  });

  it('then the message of TD0.2 is not for it, and another reason is refused', async () => {
    expect(transaction.serves?.(existenceRequest())).to.equal(false);
    expect(transaction.serves?.(existenceRequest([REASON]))).to.equal(true);
    expect(transaction.serves?.(existenceRequest([REASON, ['1.2.250.1.213.1.1.4.11', '1.2.3']]))).to.equal(
      false,
    );
    const read = await transaction.read(existenceRequest([['TEST_EXST', 'FERM']]), {} as Attachments);
    expect(isRefusal(read) && read.refused[0]).to.include({ code: 'MalformedRequest', about: 'reasonCode' });
  });
});
