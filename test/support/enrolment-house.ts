import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import type { Affiliate } from '../../src/model/enrolment.ts';
import { INS_NIR_TEST, matriculeKey } from '../../src/model/ins.ts';
import { isConflict } from '../../src/store/store.ts';
import { startTestServer, type TestServer } from './server.ts';

/** An answer of the FHIR face. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: any resource type may come
  readonly resource: any;
}

/** A whole server with insured persons, asked over HTTPS. */
export interface EnrolmentHouse {
  readonly server: TestServer;
  /** Imports a person, who is an adult with an e-mail address unless said; her NIR is made up. */
  insured(more?: Partial<Affiliate>): Promise<Affiliate>;
  /** Starts the campaign in the past, so that rounds may be held then. */
  startCampaign(): Promise<void>;
  /** What the schedule does when it is that time. */
  round(at: string | Date): Promise<void>;
  /** Mails and letters so far, as people read them. */
  post(): Promise<readonly string[]>;
  /** The code in the last mail or letter that holds one and names this first name. */
  codeFor(person: Affiliate): Promise<string>;
  /** `Patient/$<operation>` as an usager, or with a token as that patient. */
  ask(path: string, parameters: Readonly<Record<string, unknown>>, token?: string): Promise<Reply>;
  get(path: string, token: string): Promise<Reply>;
  token(person: Pick<Affiliate, 'ins'>): Promise<string>;
  /** What a person shows, all of it right. */
  evidence(person: Affiliate, code: string): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export const CAMPAIGN = '2020-01-06T08:00:00.000Z';

/** Days before now, as ISO 8601. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

let serial = 0;

export function madeAffiliate(more: Partial<Affiliate> = {}): Affiliate {
  serial += 1;
  const stem = `2850675${String(serial).padStart(6, '0')}`;
  return {
    ins: `${stem}${matriculeKey(stem)}`,
    authority: INS_NIR_TEST,
    family: 'MARTIN',
    givens: [`PRENOM${letters(serial)}`],
    birthDate: '1985-06-14',
    sex: 'F',
    contact: { email: `personne${serial}@exemple.fr` },
    cards: [`8025${String(serial).padStart(8, '0')}`],
    protected: false,
    representatives: [],
    ...more,
  };
}

/** A FHIR parameter for each member, by the type of its value; a NIR is given as an object. */
export function parametersOf(values: Readonly<Record<string, unknown>>): unknown {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const parameter = given.map(([name, value]) => {
    if (typeof value === 'boolean') return { name, valueBoolean: value };
    if (typeof value === 'object') return { name, valueIdentifier: value };
    return { name, valueString: value };
  });
  return { resourceType: 'Parameters', parameter };
}

export async function enrolmentHouse(
  settings: Readonly<Record<string, string>> = {},
): Promise<EnrolmentHouse> {
  const server = await startTestServer(settings);
  const { store, pki } = server;
  const send = (
    method: string,
    path: string,
    body: string | undefined,
    token: string | undefined,
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const sent = request(`${server.url}/fhir/${path}`, { method, headers, ca: pki.ca }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text, resource: text === '' ? {} : JSON.parse(text) });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const filesOf = async (folder: string): Promise<string[]> => {
    const names = await readdir(folder).catch(() => [] as string[]);
    const files = names.filter((name) => /\.(eml|txt)$/.test(name));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    return texts.map(unfolded);
  };
  const post = async () => {
    await server.deliverNotifications();
    const folder = join(server.data, 'mail');
    return [...(await filesOf(folder)), ...(await filesOf(join(folder, 'letters')))];
  };
  const seen = new Map<string, Set<string>>();
  return {
    server,
    async insured(more) {
      const affiliate = madeAffiliate(more);
      const written = await store.write([{ kind: 'import-affiliate', affiliate }]);
      if (isConflict(written)) throw new Error(written.conflict);
      return affiliate;
    },
    async startCampaign() {
      await store.write([{ kind: 'start-campaign', at: CAMPAIGN }]);
    },
    round: (at) => server.enrolmentRound(new Date(at)),
    post,
    async codeFor({ givens }) {
      const given = givens[0] ?? '';
      const known = seen.get(given) ?? new Set<string>();
      const codes = (await post())
        .filter((text) => text.includes(given))
        .flatMap((text) => /\b[2-9A-HJ-NP-Z]{12}\b/.exec(text)?.[0] ?? []);
      const fresh = codes.filter((code) => !known.has(code));
      seen.set(given, new Set([...known, ...fresh]));
      if (fresh.length !== 1) throw new Error(`${fresh.length} new codes for ${given}`);
      return fresh[0]!;
    },
    ask: (path, parameters, token) =>
      send('POST', `Patient/${path}`, JSON.stringify(parametersOf(parameters)), token),
    get: (path, token) => send('GET', path, undefined, token),
    token: ({ ins }) => makePatientToken(pki, { ins }),
    evidence: ({ ins, authority, cards }, code) => ({
      nir: { system: `urn:oid:${authority}`, value: ins },
      code,
      carte: cards[0] ?? '',
    }),
    close: () => server.close(),
  };
}

/** A number in letters, so that each person has a name of her own. */
function letters(number: number): string {
  return [...String(number)].map((digit) => 'BCDFGHJKLM'[Number(digit)]).join('');
}

/** A mail as it is read, soft line breaks and encoded characters resolved. */
function unfolded(text: string): string {
  if (!/quoted-printable/i.test(text)) return text;
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
