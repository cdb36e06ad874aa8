import { type Command, UsageError } from '../usage.ts';
import { exportTraces } from './export-traces.ts';
import { verifyTraces } from './verify-traces.ts';

/** `carnet audit`: the chain of traces, for the operator. */
export const audit: Command = {
  name: 'audit',
  usage:
    'audit verify [--heads FOLDER] [--data DIR] | audit export FILE|- [--from DATE] [--to DATE] [--patient INS] [--professional ID] [--chain] [--public-url URL] [--data DIR]',
  summary: 'verifies the chain of traces (an edited, deleted, swapped or cut trace is found), or exports it',
  async run([word, ...rest]) {
    if (word === 'verify') return verifyTraces(rest);
    if (word === 'export') return exportTraces(rest);
    throw new UsageError('audit verify or audit export');
  },
};
