import { openStore } from '../app.ts';
import { importDirectory } from '../directory/import-directory.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, UsageError } from './usage.ts';

/** `carnet directory import`: takes extractions of the Annuaire santé in place of what was imported before. */
export const directory: Command = {
  name: 'directory',
  usage: 'directory import FILE... [--data DIR]',
  summary: 'imports the Annuaire santé (PS_LibreAcces_Personne_activite), also while the server runs',
  async run([word, ...rest]) {
    const { config, positionals } = readArguments(rest);
    if (word !== 'import' || positionals.length === 0) throw new UsageError('directory import FILE...');
    const store = await openStore(config);
    try {
      const done = await importDirectory(store, positionals, new Date().toISOString());
      if ('practices' in done) {
        say(`${done.practices} practices imported.`);
        return 0;
      }
      complain(`${done.file}, line ${done.line}: ${done.fault}. Nothing was changed.`);
      return 1;
    } finally {
      await store.close();
    }
  },
};
