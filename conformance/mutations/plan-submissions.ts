import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, type XmlElement } from '../../src/xml/tree.ts';
import { inEbrim3 } from '../nist/messages/ebrim-3.ts';

/** A submission of the test plans, in ebRIM 3.0. */
export interface PlanSubmission {
  /** Path below the folder of the plans. */
  readonly name: string;
  readonly message: XmlElement;
}

const CONVERTED = '.v3.xml';

/**
 * Every submission of a test kit: those that were converted to ebRIM 3.0 (`*.v3.xml`), or, where none were, all that there
 * are, converted here.
 * @param folder the folder that holds `tests` and the test data beside it.
 */
export function planSubmissions(folder: string): PlanSubmission[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.xml'))
    .map((file) => join(file.parentPath, file.name))
    .sort();
  const converted = files.filter((file) => file.endsWith(CONVERTED));
  return (converted.length > 0 ? converted : files).flatMap((file) => {
    const message = submissionIn(readFileSync(file, 'utf8'));
    return message === undefined ? [] : [{ name: file.slice(folder.length + 1), message }];
  });
}

function submissionIn(text: string): XmlElement | undefined {
  if (!text.includes('SubmitObjectsRequest')) return undefined;
  const root = parseXml(text.replace(/^\uFEFF/, '').trimStart());
  const found = [...descendants(root)].find(({ local }) => local === 'SubmitObjectsRequest');
  return found === undefined ? undefined : inEbrim3(found);
}
