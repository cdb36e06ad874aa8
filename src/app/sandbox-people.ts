import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { isRefusal } from '../errors.ts';
import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { activationSource } from '../model/contacts-in-force.ts';
import { createRecord } from '../records/create-record.ts';
import { isConflict, type Store } from '../store/store.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';

/** The sandbox's regulation centres and those who work there are on the list without a setting. */
export function withSandboxRegulation(config: Config, pki: SandboxPki | undefined): Config {
  const identities = pki?.identities ?? [];
  const centres = identities.flatMap((known) =>
    known.kind === 'structure' && known.data.regulation ? [known.id] : [],
  );
  const listed = identities.filter(({ structure }) => centres.includes(structure.id)).map(({ id }) => id);
  return { ...config, regulationStructures: [...config.regulationStructures, ...listed] };
}

/** The records of the sandbox's patients whom the domain can know, where they are not there yet. */
export async function ensureSandboxRecords(
  store: Store,
  pki: SandboxPki,
  config: Config,
  { patientAuthorities }: DomainRules,
): Promise<void> {
  for (const patient of pki.patients) {
    if (patientAuthorities.length > 0 && !patientAuthorities.includes(patient.authority)) continue;
    if ((await store.records.byIdentifier(patient.ins, patient.authority)) !== undefined) continue;
    const at = new Date().toISOString();
    const unit = createRecord(
      { ...patient, activated: true },
      { ...config, patientAuthorities },
      { at, requestId: randomUUID() },
    );
    if (isRefusal(unit)) throw new Error(`fixtures/people.json: ${unit.refused[0].about}`);
    const written = await store.write(unit);
    if (isConflict(written) || written.patientKey === undefined) throw new Error('no sandbox record');
    const of = { patientKey: written.patientKey };
    const { email } = patient;
    await store.write([
      {
        kind: 'keep-contact',
        contact: { of, source: activationSource(patient, at), email, emailVerified: true },
      },
    ]);
  }
}
