import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { readConfig } from '../../src/config.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import { code } from '../../src/model/code.ts';
import type { AccessEvent } from '../../src/model/event.ts';
import type { Subject } from '../../src/model/subject.ts';
import { messageAttachments } from '../../src/soap/attachments.ts';
import type { SoapAnswer, SoapTransaction } from '../../src/soap/soap-transaction.ts';
import type { ReceivedContent } from '../../src/store/blobs.ts';
import { transactionRunner } from '../../src/transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import type { DepositHouse } from './deposit-house.ts';
import { PATIENT_ID, PHARMACIST } from './submission-builder.ts';

export const NURSE: Subject = {
  ...PHARMACIST,
  id: '810000000045',
  name: 'DUVAL Samir',
  structure: { id: '481000000004501', name: 'CABINET INFIRMIER DUVAL' },
  roles: [code('60', '1.2.250.1.71.1.2.7', 'Infirmier')],
};

/** A professional of a group that may read nothing here (psychomotor therapist). */
export const PSYCHOMOTOR_THERAPIST: Subject = {
  ...PHARMACIST,
  id: '810000000086',
  name: 'HUET Noé',
  structure: { id: '1140000027', name: 'CENTRE HOSPITALIER DES TILLEULS' },
  roles: [code('96', '1.2.250.1.71.1.2.7', 'Psychomotricien')],
};

/** Charlotte's record is opened to someone (TD0.3). */
export async function authorise(house: DepositHouse, { id, name }: Subject): Promise<void> {
  await house.store.write([
    {
      kind: 'authorise',
      patientKey: house.record.patient.key,
      authorisation: {
        holder: id,
        holderKind: 'professional',
        name,
        medecinTraitant: false,
        since: new Date().toISOString(),
      },
    },
  ]);
}

/** Sends a body through read, identity made, decision, run, trace and write: all of a request but its envelope. */
export async function send<Request, Answer>(
  house: DepositHouse,
  transaction: SoapTransaction<Request, Answer>,
  body: string,
  subject: Subject,
  parts: ReadonlyMap<string, ReceivedContent> = new Map(),
): Promise<SoapAnswer | Refusal> {
  const { domain, blobs } = house.options;
  const execute = transactionRunner({
    store: house.store,
    authorizer: createAuthorizer({ config: readConfig({}), domain }),
    recordsRequired: domain.rules.recordsRequired,
    keepsQueries: false,
    oneTimeAssertions: undefined,
    log: () => {},
  });
  const request = await transaction.read(parseXml(body), messageAttachments(parts, blobs));
  if (isRefusal(request)) return request;
  const call = { subject, from: '127.0.0.1', requestId: 'urn:uuid:test', at: new Date().toISOString() };
  const answer = await execute(transaction.transaction, request, call);
  await transaction.release?.(request);
  return isRefusal(answer) ? answer : transaction.write(answer);
}

/** The trace that was written last. */
export async function lastEvent(house: DepositHouse): Promise<AccessEvent> {
  let last: AccessEvent | undefined;
  for await (const event of house.store.events.all()) last = event;
  if (last === undefined) throw new Error('no trace');
  return last;
}

export { PATIENT_ID };
