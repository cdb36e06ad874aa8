import { open } from 'node:fs/promises';

/** Makes the names in a folder durable. Calls that come while one is under way share the next. */
export function folderSync(): (folder: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const start = (folder: string): Promise<void> => {
    const done = syncFolder(folder).finally(() => running.delete(folder));
    running.set(folder, done);
    return done;
  };
  return (folder) => {
    const current = running.get(folder);
    if (current === undefined) return start(folder);
    // The one under way may have begun before the caller's rename.
    const waiting = next.get(folder);
    if (waiting !== undefined) return waiting;
    const following = current
      .catch(() => undefined)
      .then(() => {
        next.delete(folder);
        return start(folder);
      });
    next.set(folder, following);
    return following;
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
