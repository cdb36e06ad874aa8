import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { readEnvelope } from '../../src/soap/envelope.ts';
import { attribute, descendants, path, text, type XmlElement } from '../../src/xml/tree.ts';
import type { WireAnswer } from '../support/wire.ts';

/** What a caller reads in an answer, whatever its form; `told` is empty when nothing is blamed. */
export interface Told {
  readonly status: number;
  /** `Sender subcode reason` of a fault, `errorCode codeContext` of a RegistryError, `issue code diagnostics` of an issue. */
  readonly told: readonly string[];
}

/** What only the inside knows: places, stacks, queries, names of certificates, values that were never set. */
const INSIDE: readonly RegExp[] = [
  /\/(tmp|home|root|usr|var|work)\//,
  /node_modules|\bnode:/,
  /\.[cm]?[jt]s:[0-9]+/,
  /\bat [\w.<>]+ \(/,
  /SQLITE|\bSELECT\b|\bINSERT\b|\bUNIQUE\b/,
  /\b(CN|OU|SN|GN)=/,
  /\w+(Error|Exception):/,
  /\bundefined\b|\bNaN\b|\[object /,
];

const ENVELOPE = /<soap:Envelope[\s\S]*<\/soap:Envelope>/;

/** Reads an answer, and expects that it shows nothing of the inside. */
export async function toldBy({ status, headers, text: body }: WireAnswer): Promise<Told> {
  for (const inside of INSIDE) expect(body).to.not.match(inside);
  expect(headers).to.not.have.any.keys('x-powered-by', 'server');
  const envelope = ENVELOPE.exec(body)?.[0];
  if (envelope !== undefined) return { status, told: await ofEnvelope(envelope) };
  if (/fhir\+json/.test(headers['content-type'] ?? '')) return { status, told: ofResource(JSON.parse(body)) };
  return { status, told: status < 400 ? [] : [body.trim()] };
}

async function ofEnvelope(envelope: string): Promise<string[]> {
  const read = await readEnvelope(Buffer.from(envelope));
  if (isRefusal(read)) throw new Error(`no SOAP answer: ${read.refused[0].detail}`);
  const { payload } = read;
  if (payload.local === 'Fault') return [ofFault(payload)];
  return [...descendants(payload)]
    .filter(({ local }) => local === 'RegistryError')
    .map((error) => `${attribute(error, 'errorCode')} ${attribute(error, 'codeContext')}`);
}

function ofFault(payload: XmlElement): string {
  const local = (node: XmlElement | undefined) => text(node).trim().replace(/^.*:/, '');
  const code = local(path(payload, 'Code', 'Value'));
  const subcode = local(path(payload, 'Code', 'Subcode', 'Value'));
  return `${code} ${subcode} ${text(path(payload, 'Reason', 'Text'))}`;
}

interface Issue {
  readonly severity: string;
  readonly code: string;
  readonly details: { readonly coding: readonly { readonly code: string }[] };
  readonly diagnostics: string;
}

function ofResource(resource: {
  readonly resourceType: string;
  readonly issue?: readonly Issue[];
}): string[] {
  if (resource.resourceType !== 'OperationOutcome') return [];
  return (resource.issue ?? []).map(
    ({ code, details, diagnostics }) => `${code} ${details.coding[0]?.code} ${diagnostics}`,
  );
}
