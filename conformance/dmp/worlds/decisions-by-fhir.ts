import { createFhirClient, type FhirClient } from '../../../src/client/fhir-client.ts';
import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import { makePatientToken } from '../../../src/identity/sandbox/token-maker.ts';
import { parseCx } from '../../../src/model/hl7v2.ts';
import type { PatientDecisions } from './world.ts';

export interface DecisionsOptions {
  readonly origin: string;
  /** PEM of the authorities that the certificate of the server may come from. */
  readonly ca: string;
  /** Whose token service makes the tokens that are not given. */
  readonly pki: SandboxPki;
  /** Access tokens of patients, by CX. */
  readonly tokens?: ReadonlyMap<string, string>;
}

export interface DecisionsByFhir extends PatientDecisions {
  /** Why a patient decides nothing at this server; undefined where it does as the patient says. @param patientId CX. */
  hindrance(patientId: string): Promise<string | undefined>;
  close(): void;
}

const PS_IDNAT = 'urn:oid:1.2.250.1.71.4.2.1';
const MODES = [
  ['brisDeGlace', 'bris_de_glace'],
  ['centre15', 'centre_15'],
] as const;

/** What patients decide, by the operations on Patient (`profiles/fhir/choices.md`, `enrolment.md`), each with a token of the own. */
export function decisionsByFhir({ origin, ca, pki, tokens }: DecisionsOptions): DecisionsByFhir {
  const clients = new Map<string, FhirClient>();
  const clientOf = (patientId: string) => {
    const { value: ins, authority } = parseCx(patientId);
    const given = tokens?.get(patientId);
    const made = async () => given ?? makePatientToken(pki, { ins, authority });
    const client = clients.get(patientId) ?? createFhirClient({ origin, ca, token: made });
    clients.set(patientId, client);
    return client;
  };
  const addresses = new Map<string, string>();
  const addressOf = async (patientId: string) => {
    const known = addresses.get(patientId);
    if (known !== undefined) return known;
    const { value, authority } = parseCx(patientId);
    const identifier = encodeURIComponent(`urn:oid:${authority}|${value}`);
    const { resource } = await clientOf(patientId).get(`Patient?identifier=${identifier}`);
    const id = resource?.entry?.[0]?.resource?.id;
    if (typeof id !== 'string') throw new Error(`${patientId} finds no Patient of the own`);
    const address = `Patient/${id}`;
    addresses.set(patientId, address);
    return address;
  };
  const ask = async (patientId: string, operation: string, ...parameter: readonly object[]) => {
    const body = parameter.length === 0 ? undefined : { resourceType: 'Parameters', parameter };
    const path = `${await addressOf(patientId)}/$${operation}`;
    const { status } = await clientOf(patientId).send('POST', path, body);
    if (status !== 200) throw new Error(`$${operation} of the patient: ${status}`);
  };
  const ofMode = (code: string) => ({ name: 'mode', valueCode: code });

  return {
    async lookUp(patientId) {
      await addressOf(patientId);
    },
    async choose(patientId, choices) {
      for (const [name, code] of MODES) {
        const choice = choices[name];
        if (choice === 'opposed') await ask(patientId, 'refuser-urgence', ofMode(code));
        else if (choice !== undefined) {
          const masked = { name: 'avec-masques', valueBoolean: choice === 'allowed-with-masked' };
          await ask(patientId, 'autoriser-urgence', ofMode(code), masked);
        }
      }
      if (choices.maskAll !== undefined)
        await ask(patientId, choices.maskAll ? 'masquer-tout' : 'demasquer-tout');
    },
    block: (patientId, slug, blocked = true) =>
      ask(patientId, blocked ? 'bloquer' : 'debloquer', {
        name: 'professionnel',
        valueIdentifier: { system: PS_IDNAT, value: pki.identity(slug).id },
      }),
    closeRecord: (patientId) => ask(patientId, 'cloturer'),
    reopenRecord: (patientId) => ask(patientId, 'changer-d-avis'),
    async hindrance(patientId) {
      const answered = await clientOf(patientId)
        .get('Consent?status=active')
        .then(
          ({ status, resource }) => (resource?.total === 1 ? undefined : `HTTP ${status}`),
          (error: Error) => error.message,
        );
      return answered === undefined
        ? undefined
        : `the server takes no decision of patient ${patientId}, whose Consent it answers with ${answered}: --patient-token`;
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}
