import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from 'soap';
import { type Refusal, refuse } from '../../errors.ts';
import { xml } from '../../xml/write.ts';

const WSDL = fileURLToPath(new URL('../../../profiles/wsdl/insi.wsdl', import.meta.url));
const ACTION = 'urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite';
const TIMEOUT = 10_000;

/** One INS of a person. */
export interface FoundIns {
  /** Matricule with its key, 15 characters. */
  readonly value: string;
  /** OID. */
  readonly authority: string;
}

/** The identity that the national registers hold: what comes back replaces what was asked with. */
export interface CertifiedIdentity {
  readonly ins: FoundIns;
  /** Those that it replaced. */
  readonly former: readonly FoundIns[];
  readonly family: string;
  readonly givens: readonly string[];
  readonly birthDate: string;
  readonly sex: 'M' | 'F';
  readonly birthPlace: string;
}

/** What one call found. */
export type InsiAnswer =
  | { readonly found: 'one'; readonly identity: CertifiedIdentity }
  | { readonly found: 'none' | 'several' };

/** What one call asks: one given name, as the teleservice has it. */
export interface InsiQuestion {
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly sex: 'M' | 'F';
  readonly birthPlace?: string;
}

export interface InsiSettings {
  readonly url: string;
  /** PEM texts: the software certificate of the structure, its key, the authorities of the teleservice. */
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
  /** Struct_IdNat or name that the calls are made under. */
  readonly emitter: string;
  /** Number of the software's authorisation (IDAM). */
  readonly authorisation: string;
}

export interface InsiClient {
  /** @returns InsiUnavailable when it cannot be asked or answers with a fault, InsiAnswerInvalid for an answer that is none. */
  ask(question: InsiQuestion): Promise<InsiAnswer | Refusal>;
}

/**
 * A client of the INSi teleservice, WS_INS2: search of an INS by traits, over mutual TLS with a software certificate, so
 * without an assertion of a professional (SEL-MP-043).
 */
export async function createInsiClient(settings: InsiSettings): Promise<InsiClient> {
  const { url, certificate, key, ca } = settings;
  // Loaded when asked for: most servers have no INSi, and the library is a fifth of what a start reads.
  const { ClientSSLSecurity, createClientAsync } = await import('soap');
  const client = await createClientAsync(WSDL, { endpoint: url, forceSoap12Headers: true });
  client.setSecurity(
    new ClientSSLSecurity(Buffer.from(key), Buffer.from(certificate), Buffer.from(ca), {
      rejectUnauthorized: true,
    }),
  );
  const instance = randomUUID();
  let last = Promise.resolve<unknown>(undefined);
  return {
    // One after another: the headers of a call stand on the client.
    ask(question) {
      const answer = last.then(() => call(client, settings, instance, question));
      last = answer;
      return answer;
    },
  };
}

async function call(
  client: Client,
  settings: InsiSettings,
  instance: string,
  { family, given, sex, birthDate, birthPlace }: InsiQuestion,
): Promise<InsiAnswer | Refusal> {
  client.clearSoapHeaders();
  for (const header of headersOf(settings, instance)) client.addSoapHeader(header);
  const request = {
    NomNaissance: family,
    Prenom: given,
    Sexe: sex,
    DateNaissance: birthDate,
    ...(birthPlace === undefined ? {} : { LieuNaissance: birthPlace }),
  };
  try {
    const [answer] = await client.rechercherInsAvecTraitsIdentiteAsync(request, { timeout: TIMEOUT });
    return readAnswer(answer);
  } catch (error) {
    // The body of a fault may repeat the traits; its code does not.
    const fault = faultOf(error);
    return refuse('InsiUnavailable', fault ?? (error instanceof Error ? error.name : 'no answer'));
  }
}

function headersOf({ emitter, authorisation }: InsiSettings, instance: string): readonly string[] {
  const at = new Date().toISOString();
  return [
    xml`<ContexteBAM xmlns="urn:siram:bam:ctxbam" Version="01_02"><Id>${randomUUID()}</Id><Temps>${at}</Temps><Emetteur>${emitter}</Emetteur><COUVERTURE/></ContexteBAM>`,
    xml`<ContexteLPS xmlns="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00"><Id>${randomUUID()}</Id><Temps>${at}</Temps><Emetteur>${emitter}</Emetteur><LPS><IDAM R="4">${authorisation}</IDAM><Version>0.1.0</Version><Instance>${instance}</Instance><Nom>urn:lps:carnet:0.1.0</Nom></LPS></ContexteLPS>`,
    xml`<Action xmlns="http://www.w3.org/2005/08/addressing">${ACTION}</Action>`,
    xml`<MessageID xmlns="http://www.w3.org/2005/08/addressing">uuid:${randomUUID()}</MessageID>`,
  ].map(({ text }) => text);
}

/** Codes of SIRAM and of the teleservice: `siram_40`, `insi_102`. */
function faultOf(error: unknown): string | undefined {
  return /\b(?:siram|insi)_[0-9]{1,4}\b/.exec(
    JSON.stringify((error as { root?: unknown })?.root ?? '') ?? '',
  )?.[0];
}

interface Result {
  readonly CR?: { readonly CodeCR?: unknown };
  readonly INDIVIDU?: {
    readonly INSACTIF?: unknown;
    readonly INSHISTO?: unknown;
    readonly TIQ?: Readonly<Record<string, unknown>>;
  };
}

/** Codes of the result: 00 one person, 01 none, 02 several. */
function readAnswer(result: Result | undefined): InsiAnswer | Refusal {
  const code = result?.CR?.CodeCR;
  if (code === '01') return { found: 'none' };
  if (code === '02') return { found: 'several' };
  const person = result?.INDIVIDU;
  const ins = insOf(person?.INSACTIF);
  const { NomNaissance: family, ListePrenom: givens, Sexe } = person?.TIQ ?? {};
  const { DateNaissance: birthDate, LieuNaissance: birthPlace } = person?.TIQ ?? {};
  const sex: 'M' | 'F' | undefined = Sexe === 'M' || Sexe === 'F' ? Sexe : undefined;
  const histories = person?.INSHISTO === undefined ? [] : [person.INSHISTO].flat();
  const former = histories.map(insOf).filter((one) => one !== undefined);
  if (
    code !== '00' ||
    ins === undefined ||
    typeof family !== 'string' ||
    typeof givens !== 'string' ||
    sex === undefined ||
    typeof birthDate !== 'string' ||
    typeof birthPlace !== 'string'
  ) {
    return refuse('InsiAnswerInvalid', `result ${typeof code === 'string' ? code : 'without a code'}`);
  }
  const identity: CertifiedIdentity = {
    ins,
    former,
    family,
    givens: givens.split(' '),
    birthDate,
    sex,
    birthPlace,
  };
  return { found: 'one', identity };
}

function insOf(value: unknown): FoundIns | undefined {
  const { IdIndividu, OID } = (value ?? {}) as {
    readonly IdIndividu?: { readonly NumIdentifiant?: unknown; readonly Cle?: unknown };
    readonly OID?: unknown;
  };
  const { NumIdentifiant: number, Cle: key } = IdIndividu ?? {};
  if (typeof number !== 'string' || typeof key !== 'string' || typeof OID !== 'string') return undefined;
  return { value: `${number}${key.padStart(2, '0')}`, authority: OID };
}
