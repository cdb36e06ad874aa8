import { expect } from 'chai';
import type { Context } from 'mocha';
import type { FhirClient } from '../../src/client/fhir-client.ts';
import { isRefusal } from '../../src/errors.ts';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { attribute } from '../../src/xml/tree.ts';
import { type DocumentHouse, documentHouse, expectSuccess } from '../support/document-house.ts';
import { openRecord } from '../support/patient-record.ts';
import { realCda } from '../support/real-cda.ts';

const INS = { ins: '279035121518989', authority: '1.2.250.1.213.1.4.10' };
const NOTE = 'v3.0__VAC-NOTE_2023.01.xml';
const NOTE_AUTHOR = '801234567897';
const FIRST = '1.2.250.1.213.1.1.1.46.2023.1.1';
const SECOND = '1.2.250.1.213.1.1.1.46.2023.1.2';
const AUTHOR = 'medecin-traitant';
const OTHER = 'medecin';

function edited(text: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    const next = changed.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    if (next === changed) throw new Error(`nothing to replace: ${from}`);
    return next;
  }, text);
}

/** The note with another author in place of its own. */
function noteBy(test: Context, author: string): string {
  const note = realCda(test).find(({ name }) => name === NOTE);
  return author === NOTE_AUTHOR
    ? note!.bytes.toString('utf8')
    : edited(note!.bytes.toString('utf8'), [NOTE_AUTHOR, author]);
}

/** The next version of a note: an id of its own, the same set, and the name of what it replaces. */
function secondVersion(note: string): string {
  return edited(
    note,
    [`<id root="${FIRST}"/>`, `<id root="${SECOND}"/>`],
    [/<versionNumber value="1"\s*\/>/, '<versionNumber value="2"/>'],
    [
      '<componentOf>',
      `<relatedDocument typeCode="RPLC"><parentDocument><id root="${FIRST}"/></parentDocument></relatedDocument><componentOf>`,
    ],
  );
}

describe('given an official vaccination note and a second version of it', function () {
  this.timeout(60_000);
  let at: DocumentHouse;
  let patient: string;
  let fhir: FhirClient;

  beforeEach(async () => {
    at = await documentHouse();
    patient = await openRecord(at.server, INS);
    for (const slug of [AUTHOR, OTHER]) await at.as(slug).setAuthorization(patient);
    fhir = at.doctorByFhir();
  });
  afterEach(() => at.close());

  const deposit = (as: string, document: string, replaces?: string) =>
    at.deposit({ bytes: Buffer.from(document, 'utf8') }, as, { replaces });
  const authorId = () => at.server.pki.identity(AUTHOR).id;
  /** uniqueId to status, as another doctor finds them. */
  const statuses = async (): Promise<Record<string, string | undefined>> => {
    const found: Record<string, string | undefined> = {};
    for (const uniqueId of [FIRST, SECOND]) {
      const { objects } = await at.as(OTHER).getDocuments(patient, [uniqueId], 'LeafClass');
      if (objects.length > 0) found[uniqueId] = attribute(objects[0], 'status');
    }
    return found;
  };
  const references = async (status: string): Promise<{ id: string }[]> => {
    const found = await fhir.get(
      `DocumentReference?patient.identifier=urn:oid:${INS.authority}|${INS.ins}&status=${status}`,
    );
    expect(found.status).to.equal(200);
    return (found.resource.entry ?? []).map(({ resource }: { resource: unknown }) => resource);
  };

  it('then the first becomes Deprecated and superseded, the second Approved and current', async function () {
    const first = noteBy(this, authorId());
    expectSuccess(await deposit(AUTHOR, first));
    const [old] = await references('current');
    expectSuccess(await deposit(AUTHOR, secondVersion(first), FIRST));

    expect(await statuses()).to.deep.equal({ [FIRST]: DEPRECATED, [SECOND]: APPROVED });
    const { objects } = await at.as(OTHER).findDocuments(patient);
    expect(objects).to.have.lengthOf(1);
    expect((await references('superseded')).map(({ id }) => id)).to.deep.equal([old!.id]);
    const current = await references('current');
    expect(current).to.have.lengthOf(1);
    expect(current[0]!.id).not.to.equal(old!.id);
  });

  it('then both are still read, byte for byte', async function () {
    const first = noteBy(this, authorId());
    const second = secondVersion(first);
    expectSuccess(await deposit(AUTHOR, first));
    expectSuccess(await deposit(AUTHOR, second, FIRST));
    const { repositoryUniqueId } = loadAffinityDomain('dmp').rules;
    const asked = [FIRST, SECOND].map((uniqueId) => ({ repositoryUniqueId, uniqueId }));
    const { documents } = await at.as(OTHER).retrieve(patient, asked);
    const read = await Promise.all(documents.map(({ content }) => content.bytes()));
    expect(read.map((bytes) => bytes.toString('utf8'))).to.deep.equal([first, second]);
  });

  it('then the replacement that the header names is made without being asked for', async function () {
    const first = noteBy(this, authorId());
    expectSuccess(await deposit(AUTHOR, first));
    expectSuccess(await deposit(AUTHOR, secondVersion(first)));
    expect(await statuses()).to.deep.equal({ [FIRST]: DEPRECATED, [SECOND]: APPROVED });
  });

  it('then a third version does not replace the first again', async function () {
    const first = noteBy(this, authorId());
    const second = secondVersion(first);
    expectSuccess(await deposit(AUTHOR, first));
    expectSuccess(await deposit(AUTHOR, second, FIRST));
    const third = edited(second, [`<id root="${SECOND}"/>`, `<id root="${SECOND}0"/>`]);
    const outcome = await deposit(AUTHOR, third, FIRST);
    if (isRefusal(outcome)) throw new Error('not sent');
    expect(outcome.errors.map(({ code }) => code)).to.deep.equal(['XDSRegistryDeprecatedDocumentError']);
  });

  for (const [who, author] of [
    ['another doctor', undefined],
    ['the doctor who deposited it for its author', NOTE_AUTHOR],
  ] as const) {
    it(`then ${who} cannot replace it, and is told as of what is not there`, async function () {
      const first = noteBy(this, author ?? authorId());
      expectSuccess(await deposit(AUTHOR, first));
      const replacer = author === undefined ? OTHER : AUTHOR;
      const outcome = await deposit(replacer, secondVersion(first), FIRST);
      if (isRefusal(outcome)) throw new Error('not sent');
      expect(outcome.status).to.equal('Failure');
      expect(outcome.errors.map(({ code }) => code)).to.deep.equal([
        'UnresolvedReferenceException',
        'XDSRegistryMetadataError',
      ]);
      expect(await statuses()).to.deep.equal({ [FIRST]: APPROVED });
    });
  }

  it('then a document to replace that is not there refuses the second', async function () {
    const outcome = await deposit(AUTHOR, secondVersion(noteBy(this, authorId())), FIRST);
    if (isRefusal(outcome)) throw new Error('not sent');
    expect(outcome.errors.map(({ code }) => code)).to.deep.equal([
      'UnresolvedReferenceException',
      'XDSRegistryMetadataError',
    ]);
    expect(await statuses()).to.deep.equal({});
  });
});
