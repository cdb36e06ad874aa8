import { expect } from 'chai';
import type { Context } from 'mocha';
import { archiveDocument } from '../../src/client/update.ts';
import { toDtm } from '../../src/model/instant.ts';
import { officialAnswer, officialMessage, outline, SOAP_TYPE } from '../support/official-message.ts';
import { postBytes } from '../support/raw-request.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';
import { type UpdateDesk, updateDesk } from '../support/update-desk.ts';

const REGISTRY = '/si-dmp-server/v2/services/registry';
const REQUEST = 'TD3.3c-delete-request.xml';
const AUTHOR = 'pharmacien';
/** What the sample says of itself, and a message of ours cannot say: patient, document, lot, author. */
const OFFICIAL = {
  ins: '207058575627097',
  target: 'urn:uuid:fe5287a2-ae6a-11eb-8f5d-0050569e422e',
  lot: '1.2.250.1.999.1.1.7898.3.20180518163612.3',
  person: '899900063480^MAX^LIBRE',
};

describe('given the official request to delete an archived document', function () {
  this.timeout(60_000);
  let desk: UpdateDesk;
  before(async () => {
    desk = await updateDesk();
    await desk.authorise(AUTHOR);
  });
  after(() => desk.close());

  async function archived(): Promise<{ readonly uniqueId: string; readonly uuid: string }> {
    const uniqueId = await desk.note(AUTHOR);
    const uuid = await desk.uuid(AUTHOR, uniqueId);
    await desk.takes(() => archiveDocument(desk.by(AUTHOR), uuid));
    return { uniqueId, uuid };
  }

  /** The sample with what must be this patient's, document's and author's own; every other character stays. */
  async function send(test: Context, changes: Readonly<Record<string, string>>) {
    const { server } = desk;
    const official = officialMessage(test, REQUEST, server, { as: AUTHOR, patient: PATIENT_ID });
    const message = Object.entries(changes).reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`nothing to replace: ${from}`);
      return text.replaceAll(from, to);
    }, official);
    return postBytes(server, AUTHOR, REGISTRY, SOAP_TYPE, Buffer.from(message, 'utf8'));
  }

  const hers = (uuid: string) => ({
    [OFFICIAL.ins]: CHARLOTTE.value,
    [OFFICIAL.target]: uuid,
    [OFFICIAL.lot]: `1.2.250.1.999.2.1.8.${toDtm(new Date())}`,
    [OFFICIAL.person]: '810000000037^CARON^Inès',
  });

  it('then it deletes the document, and is answered as the official answer shows', async function () {
    const { uniqueId, uuid } = await archived();
    const reply = await send(this, hers(uuid));
    const rules = { varying: ['MessageID', 'RelatesTo'] };
    expect(outline(reply.root, rules)).to.deep.equal(
      outline(officialAnswer(this, 'TD3.3c-delete-response.xml'), rules),
    );
    expect(await desk.finds('patient', uniqueId)).to.equal(false);
    expect(await desk.reads(AUTHOR, uniqueId)).to.equal(false);
  });

  it('then by its own author it is refused, whom the VIHF does not name, and the document stays', async function () {
    const { uniqueId, uuid } = await archived();
    const { [OFFICIAL.person]: _person, ...others } = hers(uuid);
    const reply = await send(this, others);
    expect(JSON.stringify(outline(reply.root, { varying: [] }))).to.include('SubmissionSet.author');
    expect(await desk.reads(AUTHOR, uniqueId)).to.equal(true);
  });
});
