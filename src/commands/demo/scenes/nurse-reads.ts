import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { deriveMetadata } from '../../../cda/derive-metadata.ts';
import { readCdaHeader } from '../../../cda/read-header.ts';
import { contentOf } from '../../../client/content.ts';
import { readDocumentEntry } from '../../../ebrim/read-document-entry.ts';
import { isRefusal } from '../../../errors.ts';
import type { DocumentEntry } from '../../../model/document-entry.ts';
import { loadAffinityDomain } from '../../../terminology/load-affinity-domain.ts';
import { NOTE, type Stage } from '../stage.ts';

/** TD0.3, then ITI-18 FindDocuments and ITI-43. */
export async function nurseReads(stage: Stage): Promise<void> {
  const nurse = stage.dmp('infirmier');
  const before = await nurse.findDocuments(stage.patientId);
  const told = before.errors[0]?.code ?? '';
  stage.expect(`without a declaration she is told so (${told})`, told === 'DMPAccessDeniedByRightsService');

  const declared = await nurse.setAuthorization(stage.patientId);
  stage.expect(`TD0.3 AJOUT is accepted (${declared.status})`, declared.status === 'DMPOk');

  const found = await nurse.findDocuments(stage.patientId);
  stage.expect('FindDocuments returns one document, and no signature', found.objects.length === 1);
  const [object] = found.objects;
  if (object === undefined) return;
  const entry = readDocumentEntry(object);
  stage.tell(
    `${entry.title[0]?.value}: ${entry.typeCode.code}, class ${entry.classCode.code}, ${entry.size} bytes`,
  );
  stage.expect('the entry is as complete as it was sent', await isAsSent(stage, entry));

  const request = { repositoryUniqueId: entry.repositoryUniqueId, uniqueId: entry.uniqueId };
  const { documents } = await nurse.retrieve(stage.patientId, [request]);
  const bytes = await documents[0]?.content.bytes();
  const original = await stage.document(NOTE);
  stage.expect('ITI-43 returns the note, byte for byte', bytes?.equals(original) === true);
  const hash = createHash('sha1').update(original).digest('hex');
  stage.expect(
    'hash and size of the entry are those of the bytes',
    entry.hash === hash && entry.size === original.length,
  );
}

/** Compares everything that the depositor's software derived from the header with what the registry returned. */
async function isAsSent(stage: Stage, entry: DocumentEntry): Promise<boolean> {
  const bytes = await stage.document(NOTE);
  const content = contentOf(bytes);
  const header = await readCdaHeader(content.open());
  if (isRefusal(header)) return false;
  const sent = deriveMetadata(header, { domain: loadAffinityDomain('dmp'), content, on: new Date() });
  if (isRefusal(sent)) return false;
  return Object.entries(sent)
    .filter(([name]) => name !== 'id')
    .every(([name, value]) => isDeepStrictEqual(plain(entry[name as keyof DocumentEntry]), plain(value)));
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
