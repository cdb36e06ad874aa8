import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { inclusiveCanonical } from '../../src/xml/inclusive-canonical.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants } from '../../src/xml/tree.ts';
import { type BadInputHouse, badInputHouse } from '../bad-input/bad-input-house.ts';
import type { Told } from '../bad-input/told.ts';
import { provideMessage, type SignedLot, signedLot } from '../support/lot-message.ts';
import { storeState } from '../support/store-state.ts';
import { CHARLOTTE, noteEntry, submission, vaccinationNote } from '../support/submission-builder.ts';
import { everywhere } from './assertion-moves.ts';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const SIGNED_INFO = /<SignedInfo>.*<\/SignedInfo>/s;
const MANIFEST = /<Manifest .*<\/Manifest>/s;
const MANIFEST_OBJECT = /<Object><Manifest .*<\/Manifest><\/Object>/s;
const AT_ONCE = 8;

/** What an attacker has: the signature of a lot, and one over nothing for the document that it wants to put in. */
interface Parts {
  readonly signature: string;
  readonly info: string;
  readonly manifest: string;
  /** The Manifest of the document that the attacker put in, under the signed Id. */
  readonly forged: string;
  /** SignedInfo over the forged Manifest: its digests are right, nobody signed it. */
  readonly forgedInfo: string;
}

/** The Manifest of one document instead of another. */
function forgedParts(signature: string, from: Buffer, to: Buffer): Parts {
  const [info] = SIGNED_INFO.exec(signature)!;
  const [manifest] = MANIFEST.exec(signature)!;
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
  const forged = manifest.replace(digest(from), digest(to));
  expect(forged).not.to.equal(manifest);
  const digestOf = (whole: string) => {
    const node = [...descendants(parseXml(whole))].find((each) => attribute(each, 'Id') === 'IHEManifest');
    return createHash('sha256').update(inclusiveCanonical(node!), 'utf8').digest('base64');
  };
  const forgedInfo = info.replace(digestOf(signature), digestOf(signature.replace(manifest, forged)));
  expect(forgedInfo).not.to.equal(info);
  return { signature, info, manifest, forged, forgedInfo };
}

const other = (forged: string) => forged.replace('"IHEManifest"', '"Other"');
const none = (forged: string) => forged.replace(' Id="IHEManifest"', '');
const inObject = (markup: string) => `<Object>${markup}</Object>`;
const swapped = ({ signature, manifest }: Parts, markup: string) => signature.replace(manifest, () => markup);
const added = ({ signature }: Parts, markup: string) =>
  signature.replace('</Signature>', () => `${markup}</Signature>`);
const inFront = ({ signature, info }: Parts, markup: string) =>
  signature.replace(info, () => `${markup}${info}`);
const withInfo = ({ signature, info }: Parts, markup: string) => signature.replace(info, () => markup);

const MOVES: readonly (readonly [name: string, move: (parts: Parts) => string])[] = [
  ['the forged Manifest in the place of the signed one', (p) => swapped(p, p.forged)],
  [
    'XSW1: the signed Manifest in an Object behind the forged one',
    (p) => added({ ...p, signature: swapped(p, p.forged) }, inObject(p.manifest)),
  ],
  [
    'XSW2: the signed Manifest before everything, the forged one in its place',
    (p) => inFront({ ...p, signature: swapped(p, p.forged) }, p.manifest),
  ],
  ['XSW3: the forged Manifest in an Object before the signed one', (p) => inFront(p, inObject(p.forged))],
  [
    'XSW4: the signed Manifest inside the forged one',
    (p) => swapped(p, p.forged.replace('</Manifest>', `${p.manifest}</Manifest>`)),
  ],
  [
    'XSW5: the forged Manifest under another Id before the signed one',
    (p) => inFront(p, inObject(other(p.forged))),
  ],
  [
    'XSW6: the signed Manifest under no Object, the forged one in its place under another Id',
    (p) => added({ ...p, signature: swapped(p, other(p.forged)) }, p.manifest),
  ],
  [
    'XSW7: the signed Manifest in Extensions of the forged one without an Id',
    (p) =>
      swapped(p, none(p.forged).replace('</Manifest>', `<Extensions>${p.manifest}</Extensions></Manifest>`)),
  ],
  [
    'XSW8: the signed Manifest in an Object inside the forged one',
    (p) => swapped(p, p.forged.replace('</Manifest>', `${inObject(p.manifest)}</Manifest>`)),
  ],
  ['the forged Manifest in the Object of the signed one', (p) => swapped(p, `${p.forged}${p.manifest}`)],
  [
    'the signed Manifest renamed into another namespace',
    (p) => swapped(p, `${p.manifest.replace('<Manifest ', '<Manifest xmlns="urn:x" ')}${p.forged}`),
  ],
  [
    'the signed Manifest under the Id as xml:id',
    (p) => swapped(p, `${p.manifest.replace(' Id=', ' xml:id=')}${p.forged}`),
  ],
  ['a signature inside a document of another kind', (p) => `<Envelope>${p.forged}${p.signature}</Envelope>`],
  [
    'the signature in an Object of a forged one',
    (p) =>
      `<Signature xmlns="${DSIG}">${p.forgedInfo}${inObject(p.forged)}${inObject(p.signature)}</Signature>`,
  ],
  ['the forged signature in an Object of the signed one', (p) => added(p, inObject(swapped(p, p.forged)))],
  [
    'a SignedInfo for the forged Manifest, that nobody signed',
    (p) => withInfo({ ...p, signature: swapped(p, p.forged) }, p.forgedInfo),
  ],
  [
    'two SignedInfo, the forged one first',
    (p) => withInfo({ ...p, signature: swapped(p, p.forged) }, `${p.forgedInfo}${p.info}`),
  ],
  [
    'two SignedInfo, the forged one last',
    (p) => withInfo({ ...p, signature: swapped(p, p.forged) }, `${p.info}${p.forgedInfo}`),
  ],
  [
    'the signed SignedInfo inside the forged one',
    (p) =>
      withInfo(
        { ...p, signature: swapped(p, p.forged) },
        p.forgedInfo.replace('</SignedInfo>', `${p.info}</SignedInfo>`),
      ),
  ],
  [
    'the signed SignedInfo in an Object',
    (p) =>
      added(
        { ...p, signature: withInfo({ ...p, signature: swapped(p, p.forged) }, p.forgedInfo) },
        inObject(p.info),
      ),
  ],
  [
    'the digest of the forged document beside the signed one',
    (p) => swapped(p, p.manifest.replace('</Manifest>', `${p.forged.slice(p.forged.indexOf('<Reference'))}`)),
  ],
  [
    'a DOCTYPE that declares the Id',
    (p) => `<!DOCTYPE Signature [<!ATTLIST Manifest Id ID #IMPLIED>]>${swapped(p, p.forged)}`,
  ],
];

describe('given the signature of a lot, and an attacker who puts another document under it', () => {
  let house: BadInputHouse;
  let lot: SignedLot;
  let parts: Parts;
  /** What the attacker put in. */
  let swappedNote: Buffer;

  before(async () => {
    house = await badInputHouse();
    lot = await signedLot(house.pki, submission(), 'pharmacien', 'bytes');
    const [note, signature] = lot.documents;
    swappedNote = vaccinationNote(noteEntry.uniqueId, { '<title>Note': '<title>Une autre note' });
    parts = forgedParts(signature!.bytes.toString('utf8'), note!.bytes, swappedNote);
  });
  after(() => house.close());

  const withSignature = (note: Buffer, signature: string): SignedLot => ({
    objects: lot.objects,
    documents: [
      { ...lot.documents[0]!, bytes: note },
      { ...lot.documents[1]!, bytes: Buffer.from(signature) },
    ],
  });
  const deposit = (sent: SignedLot): Promise<Told> =>
    house.sendSoap(
      provideMessage(sent, makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value })),
      'pharmacien',
    );
  const allRefused = async (signatures: readonly string[]) => {
    const state = storeState(house.server);
    for (let at = 0; at < signatures.length; at += AT_ONCE) {
      const some = signatures.slice(at, at + AT_ONCE);
      const answers = await Promise.all(some.map((each) => deposit(withSignature(swappedNote, each))));
      for (const [index, { status, told }] of answers.entries()) {
        expect(status).to.equal(200);
        expect(told, some[index]).not.to.deep.equal([]);
        for (const line of told) expect(line, some[index]).to.match(/^InvalidDocumentContent /);
      }
    }
    expect(storeState(house.server)).to.deep.equal(state);
  };

  it('then the signature as it was is refused for the other document', () =>
    house.refuses(() => deposit(withSignature(swappedNote, parts.signature)), {
      status: 200,
      told: [
        `InvalidDocumentContent Le contenu transmis n'est pas valide. (DigestValue ${noteEntry.uniqueId})`,
      ],
      trace: 'ITI-41 InvalidDocumentContent',
    }));

  for (const [name, move] of MOVES) {
    it(`then ${name} is refused`, () => allRefused([move(parts)]));
  }

  const wrappings: readonly (readonly [
    what: string,
    text: (p: Parts) => string,
    moved: (p: Parts) => string,
  ])[] = [
    ['the forged Manifest', (p) => p.signature, (p) => p.forged],
    ['the forged Manifest in an Object', (p) => p.signature, (p) => inObject(p.forged)],
    ['the forged Manifest under another Id', (p) => p.signature, (p) => inObject(other(p.forged))],
    ['the signed Manifest, the forged one in its place,', (p) => swapped(p, p.forged), (p) => p.manifest],
    [
      'the signed Manifest in its Object, the forged one in its place under another Id,',
      (p) => swapped(p, other(p.forged)),
      (p) => MANIFEST_OBJECT.exec(p.signature)![0],
    ],
    [
      'the forged SignedInfo, the forged Manifest in the place of the signed one,',
      (p) => swapped(p, p.forged),
      (p) => p.forgedInfo,
    ],
  ];
  for (const [what, text, moved] of wrappings) {
    it(`then ${what} is refused in every place of the signature`, async function () {
      this.timeout(300_000);
      const signatures = everywhere(text(parts), moved(parts));
      expect(signatures.length).to.be.above(60);
      await allRefused(signatures);
    });
  }

  it('then the untouched lot is stored', async () => {
    await house.stores(() => deposit(lot));
  });
});
