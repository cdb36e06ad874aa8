import type { BlobStore } from './blobs.ts';
import { isConflict, type Store } from './store.ts';

/**
 * Deletes the content that no entry refers to any more. No entry leads to it since its removal was committed; a process that
 * ended in between left it lying, and so it is done once at every start, too.
 */
export async function deleteLeftContent(
  store: Pick<Store, 'removal' | 'write'>,
  blobs: Pick<BlobStore, 'remove'>,
): Promise<void> {
  const left = await store.removal.contentLeft();
  if (left.length === 0) return;
  await Promise.all(left.map((blob) => blobs.remove(blob)));
  const written = await store.write([{ kind: 'forget-content', blobs: left }]);
  if (isConflict(written)) throw new Error(`content not forgotten: ${written.conflict}`);
}
