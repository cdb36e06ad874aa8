import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { provideMessage, type SignedLot, signedLot } from '../support/lot-message.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  namesOf,
  noteEntry,
  submission,
  vaccinationNote,
  withSet,
} from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure } from './bad-input-house.ts';

const DEEP = 100_000;
const lot = submission();
const NOTE_ID = noteEntry.uniqueId;

const inside = (...about: readonly string[]) =>
  about.map((one) => `InvalidDocumentContent Le contenu transmis n'est pas valide. (${one})`);
const metadata = (about: string) =>
  `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (${about})`;

const note = (changes: Readonly<Record<string, string>> = {}) => vaccinationNote(NOTE_ID, changes);

function withBytes(bytes: Buffer): BuiltSubmission {
  return { ...lot, documents: [{ id: 'Document01', bytes }] };
}

const nested = `${'<text>'.repeat(DEEP)}${'</text>'.repeat(DEEP)}`;

describe('given a lot by a pharmacist whose signature or content is at fault', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  const deposit = async (signed: SignedLot | Promise<SignedLot>) => {
    const vihf = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
    return house.sendSoap(provideMessage(await signed, vihf), 'pharmacien');
  };
  const refused = (signed: SignedLot | Promise<SignedLot>, ...told: readonly string[]) =>
    house.refuses(() => deposit(signed), failure(`ITI-41 ${told[0]!.split(' ')[0]}`, ...told));
  const signed = (built: BuiltSubmission, signer?: string) => signedLot(house.pki, built, signer);
  /** Signed as it is: what is not well formed has no canonical form. */
  const signedAsItIs = (built: BuiltSubmission) => signedLot(house.pki, built, 'pharmacien', 'bytes');

  it('then no signature is refused', () => {
    const entries = lot.objects.entries.slice(0, 1);
    const associations = lot.objects.associations.slice(0, 1);
    return refused(
      { ...lot, objects: { ...lot.objects, entries, associations } },
      metadata('typeCode E1762 : un et un seul est attendu'),
    );
  });

  it('then the signature of another person is refused', () =>
    refused(
      signed(lot, 'medecin'),
      ...inside("Signature : le signataire du lot n'est pas l'utilisateur authentifié"),
    ));

  it('then another person as author of the lot is refused', () => {
    const [author] = lot.objects.submissionSets[0]!.authors;
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    return refused(
      signed(withSet(lot, { authors: [{ ...author!, person }] })),
      metadata("SubmissionSet.author : l'auteur du lot n'est pas l'utilisateur authentifié"),
    );
  });

  it('then a document that was altered after the signature is refused', async () => {
    const { documents, objects } = await signed(lot);
    const bytes = note({ '<title>Note': '<title>Une note' });
    await refused(
      { objects, documents: [{ id: 'Document01', bytes }, documents[1]!] },
      ...inside(`DigestValue ${NOTE_ID}`),
    );
  });

  for (const [what, from, to, about] of [
    ['a signature value that was altered', /<SignatureValue>..../, '<SignatureValue>AAAA', 'SignatureValue'],
    ['a signature that is no XML', '<Signature ', '<Signature <', 'Signature'],
    ['a signature with a DOCTYPE', /^/, '<!DOCTYPE x>', 'Signature'],
    ['a signature without its manifest', /<Manifest.*<\/Manifest>/s, '', 'Manifest'],
  ] as const) {
    it(`then ${what} is refused`, async () => {
      const { documents, objects } = await signed(lot);
      const [first, { id, bytes }] = documents as [(typeof documents)[0], (typeof documents)[0]];
      const altered = Buffer.from(bytes.toString().replace(from, to));
      expect(altered.equals(bytes)).to.equal(false);
      await refused({ objects, documents: [first, { id, bytes: altered }] }, ...inside(about));
    });
  }

  it('then a note about another patient is refused', () =>
    refused(signed(withBytes(note({ [CHARLOTTE.value]: '207058575627097' }))), ...inside('patientId')));

  it('then a note whose id is not the uniqueId is refused', () =>
    refused(signed(withBytes(note({ [NOTE_ID]: '1.2.250.1.999.9' }))), ...inside('uniqueId')));

  it('then a note of another type is refused', () =>
    refused(signed(withBytes(note({ '87273-9': '11369-6' }))), ...inside('typeCode')));

  it('then a document that is no CDA is refused', () =>
    refused(signed(withBytes(Buffer.from('<note xmlns="urn:example"/>'))), ...inside('ClinicalDocument')));

  /** What is wrong before the body is told by whoever reads the header, and by whoever reads to the end. */
  const BAD_HEADERS: readonly (readonly [what: string, note: () => Buffer, about: string])[] = [
    [
      'with a DOCTYPE',
      () => note({ '<ClinicalDocument': '<!DOCTYPE ClinicalDocument [<!ENTITY e "x">]><ClinicalDocument' }),
      'DOCTYPE',
    ],
    [
      'that is not UTF-8',
      () => Buffer.from(note({ 'Note de vaccination"': 'Déjà lue"' }).toString('utf8'), 'latin1'),
      'UTF-8',
    ],
    ['that is cut short in its header', () => note().subarray(0, 400), 'XML'],
    ['with 100,000 nested tags in its header', () => note({ '<title>': `${nested}<title>` }), 'XML: limites'],
  ];
  for (const [what, bytes, about] of BAD_HEADERS) {
    it(`then a note ${what} is refused`, () =>
      refused(signedAsItIs(withBytes(bytes())), ...inside(about, `XML ${NOTE_ID}`)));
  }

  const BAD_BODIES: readonly (readonly [what: string, note: () => Buffer])[] = [
    ['that is cut short in its body', () => note().subarray(0, note().length - 30)],
    [
      'with 100,000 nested tags in its body',
      () => note({ '<structuredBody/>': `<structuredBody>${nested}</structuredBody>` }),
    ],
    [
      'with an entity that nobody declared in its body',
      () => note({ '<structuredBody/>': '<structuredBody>&e;</structuredBody>' }),
    ],
  ];
  for (const [what, bytes] of BAD_BODIES) {
    it(`then a note ${what} is refused, also when its bytes are signed as they are`, () =>
      refused(signedAsItIs(withBytes(bytes())), ...inside(`XML ${NOTE_ID}`)));

    it(`then a note ${what} is refused where its canonical form was to be signed`, async () => {
      const { documents, objects } = await signed(lot);
      const bad = { id: 'Document01', bytes: bytes() };
      await refused({ objects, documents: [bad, documents[1]!] }, ...inside(`Transform ${NOTE_ID}`));
    });
  }

  it('then the lot without a fault is stored, signed in canonical form or as it is', async () => {
    await house.stores(() => deposit(signed(lot)));
    await house.stores(() => deposit(signedAsItIs(submission(namesOf(2)))));
  });
});
