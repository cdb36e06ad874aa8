import { readFileSync } from 'node:fs';
import { escapeXml } from '../xml/write.ts';

export type WsdlName = 'registry' | 'repository' | 'patients' | 'habilitations';

const FOLDER = new URL('../../profiles/wsdl/', import.meta.url);

/**
 * Reads a WSDL 1.1 document of `profiles/wsdl`, with its schemas put in their place so that it stands alone.
 * @returns a function that gives the document for one address (`https://…`).
 */
export function loadWsdl(name: WsdlName): (address: string) => string {
  const document = readFileSync(new URL(`${name}.wsdl`, FOLDER), 'utf8').replaceAll(
    /\{\{(?!address\}\})([a-z0-9]+)\}\}/g,
    (_placeholder, schema: string) => readFileSync(new URL(`${schema}.xsd`, FOLDER), 'utf8').trimEnd(),
  );
  return (address) => document.replace('{{address}}', () => escapeXml(address));
}
