#!/usr/bin/env node
import { explain } from './commands/explain.ts';
import { commands } from './commands/index.ts';
import { UsageError } from './commands/usage.ts';
import { ConfigError } from './config.ts';

const [name = '', ...rest] = process.argv.slice(2);
const command = commands.find((candidate) => candidate.name === name);

if (command === undefined) {
  const usage = commands.map((known) => `  carnet ${known.usage}\n      ${known.summary}`).join('\n');
  process.stderr.write(`${name === '' ? '' : `Unknown command: ${name}\n\n`}Commands:\n${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nUsage: carnet ${command.usage}\n`);
      process.exitCode = 2;
    } else if (error instanceof ConfigError) {
      process.stderr.write(`The settings are not usable:\n${error.message}\n`);
      process.exitCode = 78;
    } else {
      const told = explain(error);
      if (told === undefined) throw error;
      process.stderr.write(`${told}\n`);
      process.exitCode = 1;
    }
  }
}
