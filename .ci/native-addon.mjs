// Says at install time whether the native part of better-sqlite3 works, and what to do when it does not.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

try {
  const Database = require('better-sqlite3');
  new Database(':memory:').close();
} catch (error) {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  console.error(
    [
      '',
      'Carnet needs the native addon of better-sqlite3, and it does not load:',
      `  ${reason}`,
      'No prebuilt addon could be had for this machine, so it must be compiled: that needs python3, make and a C++ compiler',
      '(Debian: apt-get install python3 make g++), and the headers of Node. Where Node came with its headers but downloads',
      'are refused, point npm at them: npm_config_nodedir="$(dirname "$(dirname "$(command -v node)")")" npm ci',
      '',
    ].join('\n'),
  );
  process.exit(1);
}
