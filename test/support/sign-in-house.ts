import { join } from 'node:path';
import { type BoundedRejections, boundedRejections } from '../../src/audit/bounded-rejections.ts';
import { freshTicket } from '../../src/identity/account-ticket.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { SignInHost, Visit } from '../../src/sign-in/host.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { isConflict, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../store/sample.ts';

const AT = '2026-11-22T10:00:00.000Z';

/** The rules of sign-in over a store with one patient who has an account, without a server around them. */
export interface SignInHouse {
  readonly host: SignInHost;
  readonly store: Store;
  readonly rejections: BoundedRejections;
  readonly identifier: string;
  /** What the store has been asked for, by the names of its calls. */
  readonly asked: string[];
  visit(from?: string): Visit;
  ticket(): Promise<string>;
  close(): Promise<void>;
}

/** @param perAddress tries of one network. */
export async function signInHouse(perAddress = 1000): Promise<SignInHouse> {
  const folder = await temporaryFolder();
  const store = await openSqliteStore({ file: join(folder.path, 'carnet.db') });
  const made = await store.write([
    {
      kind: 'create-record',
      patient: { family: 'LEMOINE', givens: ['CHARLOTTE'], birthDate: '1990-01-01', sex: 'F' },
      identifiers: [{ value: '290011411802726', authority: INS_NIR_TEST }],
      activated: true,
      at: AT,
    },
  ]);
  if (isConflict(made)) throw new Error(made.conflict);
  const record = await store.records.byIdentifier('290011411802726', INS_NIR_TEST);
  const patientKey = record?.patient.key ?? 0;
  const identifier = 'charlotte.l';
  // A hash that no password has: what is right is tried over the server.
  const password = 'scrypt$32768$8$3$AAAAAAAAAAAAAAAAAAAAAA$';
  const account = {
    id: 'an-account',
    patientKey,
    identifier,
    password,
    email: 'c@example.org',
    createdAt: AT,
  };
  await store.write([{ kind: 'create-account', account }]);
  const asked: string[] = [];
  const heard = <T extends object>(reads: T): T =>
    new Proxy(reads, {
      get(target, name, receiver) {
        const value = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          asked.push(String(name));
          return Reflect.apply(value, target, given);
        };
      },
    });
  const heardStore = {
    credentials: heard(store.credentials),
    enrolment: heard(store.enrolment),
    notifications: heard(store.notifications),
    records: heard(store.records),
    write: (commands: Parameters<Store['write']>[0]) => {
      asked.push('write');
      return store.write(commands);
    },
  };
  const log = () => undefined;
  const rejections = boundedRejections({ store: heardStore, log });
  return {
    host: {
      store: heardStore,
      codes: Buffer.alloc(32),
      limits: { windowMinutes: 15, perAccount: 1000, perAddress },
      reject: rejections.reject,
      log,
    },
    store,
    rejections,
    identifier,
    asked,
    visit: (from = '192.0.2.7') => ({ from, requestId: 'of a test', at: AT }),
    async ticket() {
      const { ticket, digest, until } = freshTicket({ birthDate: '1990-01-01' }, AT);
      await store.write([{ kind: 'issue-ticket', digest, patientKey, until }]);
      return ticket;
    },
    async close() {
      await rejections.close();
      await store.close();
      await folder.remove();
    },
  };
}
