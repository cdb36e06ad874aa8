import { readFileSync } from 'node:fs';
import type { ServiceName } from '../terminology/affinity-domain.ts';
import { escapeXml } from '../xml/write.ts';
import type { SoapTransaction } from './soap-transaction.ts';

const FOLDER = new URL('../../profiles/wsdl/', import.meta.url);

/** The files of `profiles/wsdl` are ours, and are texts with one element of these per block of lines. */
const OPERATION = /^ *<wsdl:operation name="([^"]+)">\n[\s\S]*?^ *<\/wsdl:operation>\n/gm;
const MESSAGE = /^ *<wsdl:message name="([^"]+)">\n[\s\S]*?^ *<\/wsdl:message>\n/gm;
const INPUT_ACTION = /<wsdl:input [^>]*wsaw:Action="([^"]+)"/;
const OUTPUT_ACTION = /(<wsdl:output [^>]*wsaw:Action=)"[^"]+"/;

type ServedAction = Pick<SoapTransaction<never, never>, 'action'> &
  Partial<Pick<SoapTransaction<never, never>, 'responseAction'>>;

/**
 * Reads a WSDL 1.1 document of `profiles/wsdl`, with its schemas put in their place so that it stands alone, and leaves out
 * the operations of transactions that are not served. Answers are told under the action that they have here.
 * @param served the transactions at the addresses that the document describes.
 * @returns a function that gives the document for one address (`https://…`).
 * @throws Error when a transaction that is served does not stand in the file.
 */
export function loadWsdl(name: ServiceName, served: readonly ServedAction[]): (address: string) => string {
  const whole = readFileSync(new URL(`${name}.wsdl`, FOLDER), 'utf8');
  const document = onlyServed(
    name,
    whole,
    new Map(served.map((one) => [one.action, one.responseAction])),
  ).replaceAll(/\{\{(?!address\}\})([a-z0-9]+)\}\}/g, (_placeholder, schema: string) =>
    readFileSync(new URL(`${schema}.xsd`, FOLDER), 'utf8').trimEnd(),
  );
  return (address) => document.replace('{{address}}', () => escapeXml(address));
}

function onlyServed(file: string, whole: string, actions: ReadonlyMap<string, string | undefined>): string {
  const kept = new Set<string>();
  const found = new Set<string>();
  for (const [text, operation] of whole.matchAll(OPERATION)) {
    const action = INPUT_ACTION.exec(text)?.[1];
    if (action === undefined || !actions.has(action)) continue;
    kept.add(operation!);
    found.add(action);
  }
  const missing = [...actions.keys()].filter((action) => !found.has(action));
  if (missing.length > 0)
    throw new Error(`profiles/wsdl/${file}.wsdl has no operation of ${missing.join(', ')}`);
  const less = whole.replaceAll(OPERATION, (text, operation: string) => {
    if (!kept.has(operation)) return '';
    const answer = actions.get(INPUT_ACTION.exec(text)?.[1] ?? '');
    return answer === undefined
      ? text
      : text.replace(OUTPUT_ACTION, (_output, before) => `${before}"${escapeXml(answer)}"`);
  });
  return less.replaceAll(MESSAGE, (text, message: string) =>
    less.includes(`message="tns:${message}"`) ? text : '',
  );
}
