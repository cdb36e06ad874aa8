import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { startWorld, type World } from '../fhir/test-world.ts';

const ABSENT = '12345678-0000-4000-8000-000000000000';
const LARGE = 'é'.repeat(200_000);

describe('given one document by its logical id', () => {
  let world: World;
  let note: DocumentEntry;
  let large: DocumentEntry;
  let masked: DocumentEntry;
  const id = ({ entryUuid }: DocumentEntry) => entryUuid.slice('urn:uuid:'.length);

  before(async () => {
    world = await startWorld();
    await world.authorise('medecin');
    note = await world.register({}, '<note>é</note>');
    large = await world.register({}, LARGE);
    masked = await world.register({
      confidentialityCodes: [
        code('N', '2.16.840.1.113883.5.25'),
        code('MASQUE_PS', '1.2.250.1.213.1.1.4.13'),
      ],
    });
  });
  after(() => world.close());

  it('then the content is what was deposited, in its own media type', async () => {
    const response = await world.get(`Binary/${id(note)}`, 'medecin');
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('text/xml');
    expect(await response.text()).to.equal('<note>é</note>');
  });

  it('then large content comes whole', async () => {
    const response = await world.get(`Binary/${id(large)}`, 'medecin');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(createHash('sha1').update(bytes).digest('hex')).to.equal(large.hash);
    expect(response.headers.get('content-length')).to.equal(String(large.size));
  });

  it('then a browser is kept from running it', async () => {
    const { headers } = await world.get(`Binary/${id(note)}`, 'medecin');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('content-security-policy')).to.include('sandbox');
  });

  it('then who asks for FHIR JSON gets a Binary resource', async () => {
    const response = await world.get(`Binary/${id(note)}`, 'medecin', { accept: 'application/fhir+json' });
    expect(await response.json()).to.deep.equal({
      resourceType: 'Binary',
      id: id(note),
      contentType: 'text/xml',
      data: Buffer.from('<note>é</note>').toString('base64'),
    });
  });

  it('then who accepts another media type only is told so', async () => {
    const response = await world.get(`Binary/${id(note)}`, 'medecin', { accept: 'application/pdf' });
    expect(response.status).to.equal(406);
  });

  it('then the DocumentReference is read with its version as entity tag', async () => {
    const response = await world.get(`DocumentReference/${id(note)}`, 'medecin');
    expect(response.headers.get('etag')).to.equal('W/"1"');
    const resource = (await response.json()) as { id: string; content: { attachment: { url: string } }[] };
    expect(resource.id).to.equal(id(note));
    expect(resource.content[0]?.attachment.url).to.equal(`${world.base}/Binary/${id(note)}`);
  });

  it('then the trace names the document', async () => {
    await world.get(`Binary/${id(note)}`, 'medecin');
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.deep.include({ type: 'ITI-68', granted: true, documents: [note.uniqueId] });
  });

  for (const type of ['Binary', 'DocumentReference']) {
    it(`then a ${type} that is hidden answers byte for byte as one that is absent, or never could be`, async () => {
      const answers = await Promise.all(
        [id(masked), ABSENT, 'nonsense'].map(async (one) => {
          const response = await world.get(`${type}/${one}`, 'medecin', { 'x-request-id': 'same' });
          const headers = [...response.headers].filter(([name]) => name !== 'date');
          return { status: response.status, headers, body: await response.text() };
        }),
      );
      expect(answers[0]?.status).to.equal(404);
      expect(answers[1]).to.deep.equal(answers[0]);
      expect(answers[2]).to.deep.equal(answers[0]);
    });

    it(`then a ${type} is hidden in the same words from a profession without a group`, async () => {
      const read = async (one: string) => (await world.get(`${type}/${one}`, 'medecinTravail')).text();
      expect(await read(id(note))).to.equal(await read(ABSENT));
    });

    it(`then a ${type} is hidden in the same words from who has no authorisation`, async () => {
      const read = async (one: string) => (await world.get(`${type}/${one}`, 'infirmier')).text();
      expect(await read(id(note))).to.equal(await read(ABSENT));
    });
  }

  it('then a refused read is in the trace of the patient', async () => {
    await world.get(`Binary/${id(note)}`, 'medecinTravail');
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ITI-68', granted: false });
  });
});
