import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';

const KEY = /^[0-9a-f]{32}$/;
const KEYS_PER_FOLDER = 1000;

/**
 * Where content lies: `aa/bb/<key>` for a key that begins with `aabb`.
 * @throws Error for a text that is no key, whatever path it spells.
 */
export function folderOf(directory: string, key: string): string {
  if (!KEY.test(key)) throw new Error('not a key of this store');
  return join(directory, key.slice(0, 2), key.slice(2, 4));
}

/** Makes keys that nobody can guess. A run of them shares a folder, because making a folder durable costs flushes too. */
export function keyMaker(): () => string {
  let prefix = '';
  let left = 0;
  return () => {
    if (left === 0) {
      prefix = randomBytes(2).toString('hex');
      left = KEYS_PER_FOLDER;
    }
    left -= 1;
    return prefix + randomUUID().replaceAll('-', '').slice(4);
  };
}
