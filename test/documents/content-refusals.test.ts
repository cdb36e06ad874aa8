import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import type { Subject } from '../../src/model/subject.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { expectOneFault, told } from '../support/faults.ts';
import {
  type BuiltSubmission,
  noteEntry,
  PATIENT_ID,
  PHARMACIST,
  submission,
  vaccinationNote,
  withNote,
  withSet,
} from '../support/submission-builder.ts';

const lot = submission();
const withContent = (changes: Record<string, string>): BuiltSubmission => ({
  ...lot,
  documents: [{ id: 'Document01', bytes: vaccinationNote(noteEntry.uniqueId, changes) }],
});

const ESAT: Subject = {
  kind: 'structure',
  mode: 'INDIRECTE',
  id: '1140000019',
  name: 'ESAT LES POMMIERS',
  structure: { id: '1140000019' },
  roles: [],
  purpose: 'normal',
  patientId: PATIENT_ID,
  secretConnection: false,
  evidence: { id: '_assertion', issuer: 'OU=1140000019' },
};

describe('given a lot whose documents are at fault', () => {
  let house: DepositHouse;
  before(async () => {
    house = await depositHouse();
  });
  after(() => house.close());
  afterEach(async () => {
    expect(await house.holdings()).to.deep.equal({ entries: 0, contents: 0 });
  });

  it('then an entry without its document is told', async () => {
    const signature = (await house.receive(lot)).documents[1]!;
    const bytes = await signature.content.bytes();
    await signature.content.discard();
    const answer = await house.deposit({ ...lot, documents: [{ id: 'Signature01', bytes }] });
    expectOneFault(answer, 'XDSMissingDocument', 'Document01');
  });

  it('then a document without its entry is told', async () => {
    const documents = [...lot.documents, { id: 'Document02', bytes: Buffer.from('x') }];
    expectOneFault(await house.deposit({ ...lot, documents }), 'XDSMissingDocumentMetadata', 'Document02');
  });

  it('then two documents of one id are a document too many', async () => {
    const documents = [...lot.documents, ...lot.documents];
    expectOneFault(await house.deposit({ ...lot, documents }), 'XDSMissingDocumentMetadata', 'Document01');
  });

  it('then a wrong hash is told', async () => {
    const hash = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
    expectOneFault(await house.deposit(withNote(lot, { hash })), 'XDSRepositoryMetadataError', 'hash', hash);
  });

  it('then a wrong size is told', async () => {
    expectOneFault(await house.deposit(withNote(lot, { size: 7 })), 'XDSRepositoryMetadataError', 'size 7');
  });

  for (const [what, changes, ...words] of [
    ['of another patient', { '294061411802778': '207058575627097' }, 'patientId'],
    ['with another id', { [noteEntry.uniqueId]: '1.2.250.1.999.9' }, 'uniqueId'],
    ['of another type', { '87273-9': '11369-6' }, 'typeCode'],
    [
      'that is no CDA',
      { ClinicalDocument: 'Clinical', '</ClinicalDocument>': '</Clinical>' },
      'ClinicalDocument',
    ],
    ['with a DOCTYPE', { '<ClinicalDocument': '<!DOCTYPE x><ClinicalDocument' }, 'DOCTYPE'],
  ] as [string, Record<string, string>, ...string[]][]) {
    it(`then a document ${what} is refused for its content`, async () => {
      const lines = told(await house.deposit(withContent(changes)));
      const ofContent = lines.filter((line) => line.startsWith('InvalidDocumentContent '));
      expect(ofContent.some((line) => words.every((word) => line.includes(word)))).to.equal(true);
      expect(ofContent).to.deep.equal(lines);
    });
  }

  it('then a lot without its signature is refused', async () => {
    const entries = lot.objects.entries.slice(0, 1);
    const associations = lot.objects.associations.slice(0, 1);
    const answer = await house.deposit({ ...lot, objects: { ...lot.objects, entries, associations } });
    expectOneFault(answer, 'XDSRegistryMetadataError', 'E1762', 'un et un seul');
  });

  it('then a document that was altered after the signature is refused', async () => {
    const received = await house.receive(lot);
    const signature = await received.documents[1]!.content.bytes();
    await Promise.all(received.documents.map(({ content }) => content.discard()));
    const altered = vaccinationNote(noteEntry.uniqueId, { '<title>Note': '<title>Une note' });
    const answer = await house.deposit({
      ...lot,
      documents: [
        { id: 'Document01', bytes: altered },
        { id: 'Signature01', bytes: signature },
      ],
    });
    expectOneFault(answer, 'InvalidDocumentContent', noteEntry.uniqueId);
  });

  it('then a signature of more than a mebibyte is refused unread', async () => {
    const bytes = Buffer.alloc(1024 * 1024 + 1, ' ');
    const documents = [...lot.documents, { id: 'Signature01', bytes }];
    expectOneFault(await house.deposit({ ...lot, documents }), 'InvalidDocumentContent', 'trop longue');
  });

  it('then a lot signed by another card is refused', async () => {
    expectOneFault(
      await house.deposit(lot, PHARMACIST, 'medecin'),
      'InvalidDocumentContent',
      "n'est pas l'utilisateur authentifié",
    );
  });

  it('then a lot signed by the structure of its author is refused', async () => {
    expectOneFault(await house.deposit(lot, PHARMACIST, 'pharmacie'), 'InvalidDocumentContent', 'signataire');
  });

  it('then a lot by another author is refused', async () => {
    const [author] = noteEntry.authors;
    const person = '810000000011^AUBERT^Claire^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS';
    expectOneFault(
      await house.deposit(withSet(lot, { authors: [{ ...author!, person }] })),
      'XDSRegistryMetadataError',
      'SubmissionSet.author',
    );
  });

  it('then a structure may not deposit the lot of another structure, nor with the signature of a card', async () => {
    const lines = told(await house.deposit(lot, ESAT));
    expect(lines.map((line) => line.split(' ')[0])).to.deep.equal([
      'XDSRegistryMetadataError',
      'InvalidDocumentContent',
    ]);
  });
});

describe('given a lot that is right in a way of its own', () => {
  const depositAlone = async (
    built: BuiltSubmission,
    subject?: Subject,
    signer?: string,
  ): Promise<readonly string[]> => {
    const house = await depositHouse();
    try {
      return told(await house.deposit(built, subject, signer));
    } finally {
      await house.close();
    }
  };

  it('then a document id that differs in case is taken, as in the official sample', async () => {
    const documents = [{ ...lot.documents[0]!, id: 'document01' }];
    const objects = { ...lot.objects };
    const house = await depositHouse();
    try {
      const { documents: signed } = await house.receive(lot);
      const signature = await signed[1]!.content.bytes();
      const answer = await house.deposit({
        objects,
        documents: [...documents, { id: 'Signature01', bytes: signature }],
      });
      expect(told(answer)).to.deep.equal([]);
    } finally {
      await house.close();
    }
  });

  it('then a structure deposits its own lot with its own signature', async () => {
    const institutions = ['ESAT LES POMMIERS^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000019'];
    const authors = [{ institutions, roles: [], specialties: [], telecommunications: [] }];
    expect(await depositAlone(withSet(lot, { authors }), ESAT, 'esat')).to.deep.equal([]);
  });

  it('then a hash in capitals and the right size are taken', async () => {
    const { createHash } = await import('node:crypto');
    const bytes = vaccinationNote();
    const hash = createHash('sha1').update(bytes).digest('hex').toUpperCase();
    expect(await depositAlone(withNote(lot, { hash, size: bytes.length }))).to.deep.equal([]);
  });

  it('then CX.7 in the patient id of an entry is no other patient', async () => {
    expect(await depositAlone(withNote(lot, { patientId: `${PATIENT_ID}^^20100907` }))).to.deep.equal([]);
  });

  it('then visibility codes stand beside the base code', async () => {
    const masked = code('MASQUE_PS', '1.2.250.1.213.1.1.4.13');
    const confidentialityCodes = [...noteEntry.confidentialityCodes, masked];
    expect(await depositAlone(withNote(lot, { confidentialityCodes }))).to.deep.equal([]);
  });
});
