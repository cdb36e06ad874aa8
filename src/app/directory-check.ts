import type { Config } from '../config.ts';
import type { DirectoryCheck } from '../documents/options.ts';
import type { DirectoryReads, StructureCriteria } from '../store/directory.ts';

/** Struct_IdNat says by its first digit what the rest is (facts: rights and identity 3.4, G07). */
const KINDS: Readonly<Record<string, keyof StructureCriteria>> = { 1: 'finess', 2: 'siren', 3: 'siret' };
const NONE = { limit: 0, offset: 0 };

/**
 * Whether who is named as an author stands in the Annuaire santé, as the rules of a deposit ask. Where it is demanded and none
 * has been imported, nobody does. Where it is asked if it is there, everybody does before the first import, and the structure of
 * the caller always: its certificate is of IGC-Santé, and the public extraction names a structure only where professionals
 * practise in it, which is not so of many medico-social establishments.
 * @returns undefined where nobody asks.
 */
export function directoryCheck(
  directory: DirectoryReads,
  mode: Config['directory'],
): DirectoryCheck | undefined {
  if (mode === 'off') return undefined;
  const isUnasked = async () => mode === 'if-known' && (await directory.importedAt()) === undefined;
  return {
    allowsProfessional: async (id) => (await directory.knows(id)) || isUnasked(),
    allowsStructure: async (id, isCallers) =>
      (isCallers && mode === 'if-known') || (await isThere(directory, id)) || isUnasked(),
  };
}

async function isThere({ structures }: DirectoryReads, id: string): Promise<boolean> {
  if ((await structures({ nationalId: id }, NONE)).total > 0) return true;
  const [kind, number] = [KINDS[id.slice(0, 1)], id.slice(1)];
  // A SIREN is sought as the beginning of a SIRET, so it must be whole.
  if (kind === undefined || number === '' || (kind === 'siren' && !/^[0-9]{9}$/.test(number))) return false;
  return (await structures({ [kind]: number }, NONE)).total > 0;
}
