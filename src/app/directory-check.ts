import type { Config } from '../config.ts';
import type { DirectoryReads } from '../store/directory.ts';

/**
 * Whether a professional stands in the Annuaire santé, as the rules of a deposit ask. Where it is demanded and none has been
 * imported, nobody does; where it is asked if it is there, everybody does before the first import.
 * @returns undefined where nobody asks.
 */
export function directoryCheck(
  directory: DirectoryReads,
  mode: Config['directory'],
): ((professional: string) => Promise<boolean>) | undefined {
  if (mode === 'off') return undefined;
  return async (professional) =>
    (await directory.knows(professional)) ||
    (mode === 'if-known' && (await directory.importedAt()) === undefined);
}
