import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { Credentials, SandboxPki } from '../../src/identity/sandbox/pki.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type SoapMessage, soapRequest } from '../support/soap-message.ts';
import { lastTrace, type StoreState, storeState, type Trace, tracesAfter } from '../support/store-state.ts';
import { createWire, type Wire, type WireRequest } from '../support/wire.ts';
import { type Told, toldBy } from './told.ts';

/** What a refusal has to be, to the caller and in the patient's journal. */
export interface Refused extends Told {
  /** `type reason` of the one trace. */
  readonly trace: string;
}

/** A slug of the sandbox (its authentication certificate), other credentials, or nobody. */
export type Caller = string | Credentials | undefined;

/** A whole server and somebody who sends it anything. */
export interface BadInputHouse {
  readonly server: TestServer;
  readonly pki: SandboxPki;
  readonly wire: Wire;
  send(request: WireRequest, by: Caller): Promise<Told>;
  sendSoap(message: SoapMessage, by: Caller): Promise<Told>;
  /** Expects what `attempt` is told, one refused trace, nothing stored, and nothing of the inside in the answer. */
  refuses(attempt: () => Promise<Told>, expected: Refused): Promise<void>;
  /** Expects that a request is answered without a word of blame, and stores. */
  stores(attempt: () => Promise<Told>): Promise<void>;
  /** Expects that nothing is left of what `attempt` sent. @returns the traces that it left. */
  keepsNothing(attempt: () => Promise<unknown>): Promise<readonly Trace[]>;
  /** Makes an open record. @returns its key. */
  record(ins: string, more?: { readonly activated?: boolean; readonly authority?: string }): Promise<number>;
  close(): Promise<void>;
}

/** SOAP 1.2 fault of the sender. */
export function fault(told: string, trace: string, status = 400): Refused {
  return { status, told: [`Sender ${told}`], trace };
}

/** `rs:RegistryResponse` with these errors. */
export function failure(trace: string, ...told: readonly string[]): Refused {
  return { status: 200, told, trace };
}

/** OperationOutcome. */
export function outcome(status: number, told: string, trace: string): Refused {
  return { status, told: [told], trace };
}

export function patientId(ins: string, authority = INS_NIR_TEST): string {
  return formatCx(ins, authority, 'NH');
}

const CLEANED_WITHIN = 40;

/** The state once the server has had time to clean up after itself. */
async function settledState(server: TestServer, expected: StoreState): Promise<StoreState> {
  for (let attempt = 0; attempt < CLEANED_WITHIN; attempt++) {
    const state = storeState(server);
    if (JSON.stringify(state) === JSON.stringify(expected)) return state;
    await setTimeout(25);
  }
  return storeState(server);
}

function isServer(about: Readonly<Record<string, string>> | TestServer): about is TestServer {
  return 'store' in about;
}

/** @param about `CARNET_…` variables of a sandbox server, or a server that runs already. */
export async function badInputHouse(
  about: Readonly<Record<string, string>> | TestServer = {},
): Promise<BadInputHouse> {
  const server = isServer(about) ? about : await startTestServer(about);
  const { pki } = server;
  const wire = createWire({ port: server.port, ca: pki.ca });
  const send: BadInputHouse['send'] = async (request, by) =>
    toldBy(await wire.send(request, typeof by === 'string' ? pki.credentials(by, 'auth') : by));
  const keepsNothing: BadInputHouse['keepsNothing'] = async (attempt) => {
    const [before, sequence] = [storeState(server), lastTrace(server)];
    await attempt();
    expect(await settledState(server, before)).to.deep.equal(before);
    return tracesAfter(server, sequence);
  };
  return {
    server,
    pki,
    wire,
    send,
    sendSoap: (message, by) => send(soapRequest(message), by),
    keepsNothing,
    async refuses(attempt, { status, told, trace }) {
      let answered: Told | undefined;
      const traces = await keepsNothing(async () => {
        answered = await attempt();
      });
      expect(answered).to.deep.equal({ status, told });
      expect(traces.map(({ type, granted, reason }) => `${granted} ${type} ${reason}`)).to.deep.equal([
        `false ${trace}`,
      ]);
    },
    async stores(attempt) {
      const before = storeState(server);
      expect(await attempt()).to.deep.equal({ status: 200, told: [] });
      expect(storeState(server)).to.not.deep.equal(before);
    },
    async record(value, { activated = true, authority = INS_NIR_TEST } = {}) {
      const written = await server.store.write([
        {
          kind: 'create-record',
          patient: { family: 'MOREAU', givens: ['LISE'], birthDate: '1970-01-31', sex: 'F' },
          identifiers: [{ value, authority }],
          activated,
          at: new Date().toISOString(),
        },
      ]);
      if (!('patientKey' in written) || written.patientKey === undefined) throw new Error('no record made');
      return written.patientKey;
    },
    async close() {
      wire.close();
      await server.close();
    },
  };
}
