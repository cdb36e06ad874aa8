import { expect } from 'chai';
import fc from 'fast-check';
import { LCM, RIM } from '../../src/ebrim/namespaces.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { readSubmitObjects } from '../../src/ebrim/read-submit-objects.ts';
import { writeDocumentEntry } from '../../src/ebrim/write-document-entry.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { type DocumentEntry, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type Markup, xml } from '../../src/xml/write.ts';
import { documentEntry } from '../support/arbitrary-entry.ts';
import { entryOf, folderOf, lotOf } from '../support/registry-lot.ts';
import { submission } from '../support/submission-builder.ts';
import { openSchema } from '../support/xds-schema.ts';

const inList = (content: Markup) =>
  xml`<rim:RegistryObjectList xmlns:rim="${RIM}">${content}</rim:RegistryObjectList>`.text;

function readBack(entry: DocumentEntry): DocumentEntry {
  const [object] = parseXml(inList(writeDocumentEntry(entry))).children;
  return readDocumentEntry(object as Parameters<typeof readDocumentEntry>[0]);
}

describe('given any DocumentEntry', () => {
  it('then reading what was written gives the same entry', () => {
    fc.assert(
      fc.property(documentEntry, (entry) => {
        expect(readBack(entry)).to.deep.equal(entry);
      }),
    );
  });

  it('then it is written the same each time', () => {
    const entry = fc.sample(documentEntry, 1)[0]!;
    expect(writeDocumentEntry(entry).text).to.equal(writeDocumentEntry(entry).text);
  });

  it('then what is written is valid by rim.xsd', async function () {
    const validate = await openSchema(this, 'rim.xsd');
    fc.assert(
      fc.property(documentEntry, (entry) => validate(inList(writeDocumentEntry(entry)))),
      { numRuns: 50 },
    );
  });
});

const filed = lotOf('lot', {
  entries: [entryOf('Document')],
  folders: [
    folderOf('Folder', {
      comments: [{ value: 'à relire' }],
      homeCommunityId: 'urn:oid:1.2.3',
      extras: { ...NO_EXTRAS, slots: [{ name: 'urn:example:shelf', values: ['3', 'b'] }] },
    }),
  ],
  members: [['Folder', 'Document']],
});

describe('given a whole submission', () => {
  it('then reading what was written gives the same objects', () => {
    const { objects } = submission();
    const request = parseXml(writeSubmitObjects(objects).text);
    expect(request.namespace).to.equal(LCM);
    expect(readSubmitObjects(request, [])).to.deep.equal(objects);
  });

  it('then folders and memberships are read as they were written', () => {
    expect(readSubmitObjects(parseXml(writeSubmitObjects(filed).text), [])).to.deep.equal(filed);
  });

  for (const prefix of ['ns3:', 'RIM_-.1:', '']) {
    it(`then it is read alike with the prefix "${prefix}"`, () => {
      const { objects } = submission();
      const declared = prefix === '' ? 'xmlns=' : `xmlns:${prefix.slice(0, -1)}=`;
      const written = writeSubmitObjects(objects).text;
      const odd = written.replaceAll(/(<\/?)rim:/g, `$1${prefix}`).replaceAll('xmlns:rim=', declared);
      expect(odd).not.to.contain('rim:Slot');
      expect(readSubmitObjects(parseXml(odd), [])).to.deep.equal(objects);
    });
  }

  it('then what is written is valid by lcm.xsd', async function () {
    const validate = await openSchema(this, 'lcm.xsd');
    validate(writeSubmitObjects(submission().objects).text);
  });
});
