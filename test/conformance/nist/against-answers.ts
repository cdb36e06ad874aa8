import { readCodeSet } from '../../../conformance/nist/evaluation/metadata/code-set.ts';
import { createLedger } from '../../../conformance/nist/linkage/ledger.ts';
import { createIdentifiers } from '../../../conformance/nist/messages/identifiers.ts';
import type { RunContext } from '../../../conformance/nist/running/run-context.ts';
import { noAssertions } from '../../../conformance/nist/transport/assertions.ts';
import { noFeed } from '../../../conformance/nist/transport/patient-feed.ts';
import { createTarget } from '../../../conformance/nist/transport/target.ts';
import { type Answer, answeringServer } from './answering-server.ts';
import type { Kit } from './kit.ts';

/** Runs something of a kit against a server that gives these answers, one after the other. */
export async function againstAnswers<Outcome>(
  { files }: Kit,
  answers: readonly Answer[],
  run: (context: RunContext) => Promise<Outcome>,
  over: Partial<RunContext> = {},
): Promise<{ readonly outcome: Outcome; readonly requests: readonly string[] }> {
  const server = await answeringServer(answers);
  const target = createTarget({ registry: `${server.url}/r`, repository: `${server.url}/p` });
  try {
    const outcome = await run({
      files,
      ledger: createLedger(),
      identifiers: createIdentifiers(),
      sourceId: '1.2',
      target,
      feed: noFeed,
      assertions: noAssertions,
      assertsAll: false,
      schemas: () => [],
      codes: readCodeSet('<Codes/>'),
      ...over,
    });
    return { outcome, requests: server.requests };
  } finally {
    target.close();
    await server.close();
  }
}
