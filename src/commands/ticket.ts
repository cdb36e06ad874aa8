import { openStore } from '../app.ts';
import { freshTicket } from '../identity/account-ticket.ts';
import { INS_ALL } from '../model/ins.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, required } from './usage.ts';

/** `carnet ticket`: what a patient makes an account with, or makes it anew, for those who help her and in the sandbox. */
export const ticket: Command = {
  name: 'ticket',
  usage: 'ticket --patient INS [--data DIR]',
  summary: 'prints a one-time ticket with which a patient makes the account to sign in with',
  async run(args) {
    const { config, values } = readArguments(args, { patient: { type: 'string' } });
    const ins = required(values, 'patient');
    const store = await openStore(config);
    try {
      const found = await Promise.all(INS_ALL.map((authority) => store.records.byIdentifier(ins, authority)));
      const record = found.find((one) => one !== undefined);
      if (record === undefined) {
        complain('There is no record under this INS.');
        return 1;
      }
      const { ticket: text, digest, until } = freshTicket(record.patient, new Date().toISOString());
      await store.write([{ kind: 'issue-ticket', digest, patientKey: record.patient.key, until }]);
      say(text);
      return 0;
    } finally {
      await store.close();
    }
  },
};
