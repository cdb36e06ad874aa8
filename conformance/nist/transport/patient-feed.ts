import { connect } from 'node:net';

/** Tells the registry of a patient before documents of that patient come. */
export type PatientFeed = (patientId: string) => Promise<void>;

const START = '\x0b';
const END = '\x1c\r';
const PATIENCE_MS = 30_000;

/** For a registry that takes any patient: the ids are made, nobody is told. */
export const noFeed: PatientFeed = async () => {};

function admission(patientId: string, number: number): string {
  const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${[
    `MSH|^~\\&|CARNET|CONFORMANCE|REGISTRY|TARGET|${now}||ADT^A04^ADT_A01|${now}${number}|P|2.3.1`,
    `EVN||${now}`,
    `PID|||${patientId}||Conformance^Test||19560527|M`,
    'PV1||O',
  ].join('\r')}\r`;
}

/**
 * The patient identity feed (ITI-8): ADT^A04 over MLLP.
 * @param address `host:port`.
 * @returns a feed that rejects when the registry does not acknowledge with AA.
 */
export function mllpFeed(address: string): PatientFeed {
  const { hostname, port } = new URL(`mllp://${address}`);
  let number = 0;
  return (patientId) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      let answer = '';
      socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no acknowledgement from ${address}`)));
      socket.on('connect', () => socket.write(`${START}${admission(patientId, ++number)}${END}`));
      socket.on('data', (chunk) => {
        answer += chunk.toString('utf8');
        if (answer.includes(END)) socket.end();
      });
      socket.on('error', reject);
      socket.on('close', () => {
        if (/\rMSA\|AA\|/.test(answer)) resolve();
        else reject(new Error(`${patientId} was not admitted: ${JSON.stringify(answer.slice(0, 200))}`));
      });
    });
}
