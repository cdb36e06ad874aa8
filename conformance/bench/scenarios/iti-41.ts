import { cdaBody, cdaDocument } from '../cda-document.ts';
import type { Shot } from '../load-generator.ts';
import type { BenchPatient } from '../population.ts';
import { BENCH_ARC } from '../sample-entry.ts';
import { signedLot } from '../signed-lot.ts';
import { assertionFor, DEPOSITOR, tlsOf } from './identities.ts';
import type { Prepare } from './scenario.ts';

const DOCUMENT_BYTES = 100 * 1024;
/** How many lots a second are made in advance: more than a server of two cores takes, and a bound on memory. */
const PER_SECOND = { alone: 150, together: 400 };
const SUCCESS = 'ResponseStatusType:Success';

/** Deposits of one CDA of 100 KB, each lot with fresh ids and signed before the first is sent; each client its own record. */
export const prepare: Prepare = async ({ pki, population, clients, seconds }) => {
  const body = cdaBody(DOCUMENT_BYTES);
  const perSecond = clients === 1 ? PER_SECOND.alone : PER_SECOND.together;
  const perClient = Math.ceil((seconds * perSecond) / clients);
  const run = `${BENCH_ARC}.3.${Date.now()}`;
  const lots: Shot[][] = [];
  for (let client = 0; client < clients; client++) {
    const patient = population.receiving[client % population.receiving.length] as BenchPatient;
    const assertion = assertionFor(pki, patient, DEPOSITOR);
    const mine: Shot[] = [];
    for (let at = 0; at < perClient; at++) {
      const number = client * perClient + at;
      const document = cdaDocument(patient, number, `${run}.${number}`, body);
      mine.push(await signedLot(pki, patient, number, document, assertion));
    }
    lots.push(mine);
  }
  const tls = tlsOf(pki, DEPOSITOR);
  return {
    tls: () => tls,
    next: (client) => lots[client]?.pop(),
    fault({ status, body: answer }) {
      const text = answer.toString();
      return status === 200 && text.includes(SUCCESS) ? undefined : `status ${status}: ${text.slice(0, 800)}`;
    },
  };
};
