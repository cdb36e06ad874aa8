import { createReadStream, readFileSync, statSync } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { BlobStore, ReceivedContent } from '../blobs.ts';
import { folderOf, keyMaker } from './blob-keys.ts';
import { folderSync } from './folder-sync.ts';
import { IN_MEMORY, type Received, receive } from './receive.ts';

/** Opens a store of content in files. What an earlier process had received and not kept is deleted. */
export async function openFileBlobs(directory: string): Promise<BlobStore> {
  const root = resolve(directory);
  const temporary = join(root, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const nextKey = keyMaker();
  const sync = folderSync();
  const folders = new Set<string>();
  const waiting = new WeakSet<ReceivedContent>();

  /** A folder whose own name is durable. */
  const readyFolder = async (key: string): Promise<string> => {
    const folder = folderOf(root, key);
    if (!folders.has(folder)) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sync(resolve(folder, '..'));
      await sync(root);
      folders.add(folder);
    }
    return folder;
  };

  return {
    receive: async (source) => {
      const content = await receive(source, temporary);
      waiting.add(content);
      return content;
    },
    keep: async (content) => {
      if (!waiting.delete(content)) throw new Error('content that was not received here, or was kept before');
      const key = nextKey();
      const { held } = content as Received;
      const path = 'path' in held ? held.path : join(temporary, key);
      try {
        await writeDurably(path, 'buffer' in held ? held.buffer : undefined);
        const folder = await readyFolder(key);
        await rename(path, join(folder, key));
        await sync(folder);
      } catch (error) {
        await rm(path, { force: true });
        await rm(join(folderOf(root, key), key), { force: true });
        throw error;
      }
      return key;
    },
    open: (key) => {
      try {
        return createReadStream(join(folderOf(root, key), key));
      } catch (error) {
        return new Readable({ read: () => {} }).destroy(error as Error);
      }
    },
    read: async (key) => readWhole(join(folderOf(root, key), key)),
    remove: async (key) => {
      const folder = folderOf(root, key);
      const path = join(folder, key);
      if (!(await exists(path))) return;
      await rm(path, { force: true });
      await sync(folder);
    },
  };
}

/** What is small is read at once: four trips to the thread pool cost several times as much as the reading itself. */
async function readWhole(path: string): Promise<Buffer> {
  return statSync(path).size <= IN_MEMORY ? readFileSync(path) : readFile(path);
}

/** @param bytes written first; without them the file is there already. */
async function writeDurably(path: string, bytes: Buffer | undefined): Promise<void> {
  const file = await open(path, bytes === undefined ? 'r+' : 'wx', 0o600);
  try {
    if (bytes !== undefined) await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
