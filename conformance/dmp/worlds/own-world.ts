import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { startServer } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { formatCx } from '../../../src/model/hl7v2.ts';
import { INS_NIR_TEST, matriculeKey } from '../../../src/model/ins.ts';
import { isConflict, type Store, type WriteCommand } from '../../../src/store/store.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { bringSandboxPki } from '../../own-pki.ts';
import { clientsOf } from './clients.ts';
import { decisionsByFhir } from './decisions-by-fhir.ts';
import type { World } from './world.ts';

/**
 * Starts a server of ours in the domain of the DMP, on a free port with a data folder of its own, and makes a patient for each
 * scenario. The médecin traitant may change and close records there, which a server allows by a setting alone.
 * @param settings `CARNET_…` variables beside.
 */
export async function startOwnWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const data = await mkdtemp(`${tmpdir()}/carnet-dmp-`);
  const clean = () => rm(data, { recursive: true, force: true });
  try {
    await bringSandboxPki(data);
    const server = await startServer(
      readConfig({
        CARNET_DATA: data,
        CARNET_PORT: '0',
        CARNET_LOG: 'silent',
        CARNET_RECORD_ADMINISTRATION: 'true',
        ...settings,
      }),
    );
    const { pki, store, url: origin } = server;
    if (pki === undefined) throw new Error('a server for tests is a sandbox');
    const { close, ...clients } = clientsOf(pki, origin, pki.ca);
    const deciding = decisionsByFhir({ origin, ca: pki.ca, pki });
    let serial = 0;
    const sent = new Set<string>();
    return {
      ...clients,
      origin,
      pki,
      ca: pki.ca,
      domain: loadAffinityDomain('dmp'),
      patient: () => {
        sent.clear();
        return newPatient(store, ++serial);
      },
      sent,
      deciding,
      async close() {
        close();
        deciding.close();
        await server.close();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

async function write(store: Store, command: WriteCommand): Promise<void> {
  const written = await store.write([command]);
  if (isConflict(written)) throw new Error(`not written: ${written.conflict}`);
}

/** The traits are those of the documents that the scenarios deposit; the family name tells one from the other. */
async function newPatient(store: Store, serial: number): Promise<string> {
  const number = `2940614117${String(serial).padStart(3, '0')}`;
  const value = `${number}${matriculeKey(number)}`;
  await write(store, {
    kind: 'create-record',
    patient: {
      family: `ESSAI-${letters(serial)}`,
      givens: ['CHARLOTTE', 'JEANNE'],
      birthDate: '1994-06-12',
      sex: 'F',
      birthPlace: '14118',
    },
    identifiers: [{ value, authority: INS_NIR_TEST }],
    activated: true,
    at: new Date().toISOString(),
  });
  return formatCx(value, INS_NIR_TEST, 'NH');
}

/** A number in letters, since names have no digits. */
function letters(serial: number): string {
  return [...String(serial)].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('');
}
