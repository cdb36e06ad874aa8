import { openStore } from '../app.ts';
import { ENROLMENT_STATUSES } from '../model/enrolment.ts';
import { say } from './say.ts';
import { type Command, readArguments, UsageError } from './usage.ts';

/** Deletions that are counted; more of them are a fault that no count makes clearer. */
const MOST_OVERDUE = 10_000;

/** `carnet campaign`: starts the campaign that reaches every insured person (LC-30), and says how far it is. */
export const campaign: Command = {
  name: 'campaign',
  usage: 'campaign start|status [--data DIR]',
  summary: 'starts sending invitations to insured persons, which the servers do; tells how many are how far',
  async run(args) {
    const [word, ...rest] = args;
    if (word !== 'start' && word !== 'status') throw new UsageError('campaign start or campaign status');
    const { config } = readArguments(rest);
    const store = await openStore(config);
    try {
      if (word === 'start') await store.write([{ kind: 'start-campaign', at: new Date().toISOString() }]);
      const started = await store.enrolment.campaignStarted();
      const counts = await store.enrolment.counts();
      const overdue = await store.enrolment.erasuresDue(new Date().toISOString(), MOST_OVERDUE);
      say(
        started === undefined
          ? 'The campaign has not been started.'
          : `The campaign was started at ${started}.`,
        ...ENROLMENT_STATUSES.map((status) => `  ${status.padEnd(10)} ${counts[status] ?? 0}`),
        ...(overdue.length === 0 ? [] : [`Deletions of documents that are due: ${overdue.length}.`]),
      );
      return 0;
    } finally {
      await store.close();
    }
  },
};
