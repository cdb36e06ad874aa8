import { readFileSync } from 'node:fs';
import { type DepositOutcome, depositDocument } from '../../src/client/deposit.ts';
import { currentEntry, currentEntryUuid, type UpdateOptions } from '../../src/client/update.ts';
import { freshOid } from '../../src/documents/lot-defaults.ts';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { isRefusal } from '../../src/errors.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { parseCx } from '../../src/model/hl7v2.ts';
import type { Visibility } from '../../src/model/visibility.ts';
import type { World } from './worlds/world.ts';

const FOLDER = new URL('../../fixtures/documents/', import.meta.url);
const NOTE = readFileSync(new URL('note-de-vaccination-charlotte.xml', FOLDER), 'utf8');
const CERTIFICATE = readFileSync(new URL('certificat-esat-charlotte.xml', FOLDER), 'utf8');
/** Whoever the fixtures are by and about: put in the place of them are those of the scenario. */
const INS = '294061411802778';
const AUTHOR = '810000000037';
const AUTHORS_STRUCTURE = '1140000043';
const NOTE_ID = '1.2.250.1.999.2.1.3.1.1';
const CERTIFICATE_ID = '1.2.250.1.999.2.1.3.2.1';

export interface Sent extends DepositOutcome {
  readonly bytes: Buffer;
}

export interface SendOptions {
  readonly visibility?: readonly Visibility[];
  /** uniqueId of the document that this one replaces. */
  readonly replaces?: string;
  /** Who sends it, where that is not the author. */
  readonly client?: UpdateOptions['client'];
  /** Of the document; a fresh one unless said. */
  readonly uniqueId?: string;
}

/** A vaccination note by a professional or a member of staff, about a patient. @param replaces the uniqueId of another. */
function note(world: World, slug: string, patientId: string, uniqueId: string, replaces?: string): Buffer {
  const { id, structure } = world.pki.identity(slug);
  const related =
    replaces === undefined
      ? ''
      : `<relatedDocument typeCode="RPLC"><parentDocument><id root="${replaces}"/></parentDocument></relatedDocument>`;
  return Buffer.from(
    NOTE.replaceAll(INS, parseCx(patientId).value)
      .replaceAll(AUTHOR, id)
      .replaceAll(AUTHORS_STRUCTURE, structure.id)
      .replace(`root="${NOTE_ID}"`, `root="${uniqueId}"`)
      .replace('<componentOf>', `${related}<componentOf>`),
  );
}

/** A certificate by the software of the ESAT. */
function certificate(patientId: string, uniqueId: string): Buffer {
  return Buffer.from(
    CERTIFICATE.replaceAll(INS, parseCx(patientId).value).replaceAll(CERTIFICATE_ID, uniqueId),
  );
}

/** Deposits a document of an author (TD2.1, TD2.2) and tells what was answered; a document of a structure is a certificate. */
export async function send(
  world: World,
  slug: string,
  patientId: string,
  { visibility, replaces, client = world.by(slug), uniqueId = freshOid() }: SendOptions = {},
): Promise<Sent> {
  world.sent.add(uniqueId);
  const byStructure = world.pki.identity(slug).kind === 'structure';
  const bytes = byStructure
    ? certificate(patientId, uniqueId)
    : note(world, slug, patientId, uniqueId, replaces);
  const outcome = await depositDocument({
    client,
    pki: world.pki,
    as: slug,
    domain: world.domain,
    document: bytes,
    replaces,
    visibility,
    anyTestKey: true,
    at: new Date(),
  });
  if (isRefusal(outcome)) throw new Error(`not sent: ${outcome.refused.map(({ detail }) => detail).join()}`);
  return { ...outcome, bytes };
}

/** The same where it has to succeed, as a beginning. */
export async function deposited(
  world: World,
  slug: string,
  patientId: string,
  options: SendOptions = {},
): Promise<Sent> {
  const sent = await send(world, slug, patientId, options);
  if (sent.status !== 'Success') {
    throw new Error(`deposit of ${slug}: ${sent.status} ${sent.errors.map(({ code }) => code).join()}`);
  }
  return sent;
}

/** What an update of somebody needs beside what it does. */
export function updateBy(
  world: World,
  slug: string,
  patientId: string,
  client: UpdateOptions['client'] = world.by(slug),
): UpdateOptions {
  return { client, pki: world.pki, as: slug, patientId, at: new Date() };
}

/** The entryUUID of the present version, as somebody finds it. */
export async function uuidOf(options: UpdateOptions, uniqueId: string): Promise<string> {
  const uuid = await currentEntryUuid(options, uniqueId);
  if (uuid === undefined) throw new Error(`${options.as} finds no ${uniqueId}`);
  return uuid;
}

/** The present version with its metadata, as somebody finds it. */
export async function entryOf(options: UpdateOptions, uniqueId: string): Promise<DocumentEntry> {
  const entry = await currentEntry(options, uniqueId);
  if (entry === undefined) throw new Error(`${options.as} finds no ${uniqueId}`);
  return entry;
}

/** The uniqueIds of what a search of the record finds of what was sent (TD3.1a), or the code of the refusal. */
export async function found(
  world: World,
  client: UpdateOptions['client'],
  patientId: string,
  statuses?: readonly string[],
): Promise<readonly string[] | string> {
  const answer = await client.findDocuments(patientId, {
    ...(statuses === undefined ? {} : { statuses }),
  });
  if (answer.status !== 'Success') return answer.errors[0]?.code ?? answer.status;
  return answer.objects
    .map((object) => readDocumentEntry(object).uniqueId)
    .filter((id) => world.sent.has(id));
}

/** The content of a document as somebody reads it (TD3.2), or undefined where nothing comes. */
export async function read(
  world: World,
  client: UpdateOptions['client'],
  patientId: string,
  uniqueId: string,
): Promise<Buffer | undefined> {
  const { repositoryUniqueId } = world.domain.rules;
  const { documents } = await client.retrieve(patientId, [{ repositoryUniqueId, uniqueId }]);
  const [document] = documents;
  if (document === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of document.content.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
