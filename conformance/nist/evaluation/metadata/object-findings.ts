import { attribute, element, elements, text, type XmlElement } from '../../../../src/xml/tree.ts';
import { CX } from '../../urns.ts';
import { type ObjectRules, OTHER_CODES, PATIENT_ID, SLOT_FORMS, UUID } from './attributes.ts';
import type { CodeSet } from './code-set.ts';

const LONGEST_SLOT_VALUE = 256;

export function slotValues(slot: XmlElement): string[] {
  return elements(slot, 'ValueList').flatMap((list) => elements(list, 'Value').map((each) => text(each)));
}

/** Whatever object: its id is a UUID, its slots have each name once and values of the right form and length. */
export function commonFindings(node: XmlElement): string[] {
  const findings: string[] = [];
  const id = attribute(node, 'id') ?? '';
  const lid = attribute(node, 'lid');
  if (!UUID.test(id)) findings.push(`id ${id} is no UUID`);
  if (lid !== undefined && !UUID.test(lid)) findings.push(`lid ${lid} is no UUID`);
  const names = elements(node, 'Slot').map((slot) => attribute(slot, 'name') ?? '');
  for (const name of new Set(names.filter((each, at) => names.indexOf(each) !== at))) {
    findings.push(`slot ${name} more than once`);
  }
  for (const slot of elements(node, 'Slot')) {
    const name = attribute(slot, 'name') ?? '';
    const form = SLOT_FORMS[name];
    for (const value of slotValues(slot)) {
      if (value.length > LONGEST_SLOT_VALUE)
        findings.push(`slot ${name} is longer than ${LONGEST_SLOT_VALUE}`);
      if (form?.test(value) === false) findings.push(`slot ${name} is ${JSON.stringify(value)}`);
    }
  }
  return findings;
}

function codeFindings(node: XmlElement, holder: string, codes: CodeSet): string[] {
  const scheme = attribute(node, 'classificationScheme') ?? '';
  const code = attribute(node, 'nodeRepresentation') ?? '';
  const codingSlot = elements(node, 'Slot').find((slot) => attribute(slot, 'name') === 'codingScheme');
  const [codingScheme = '', ...more] = codingSlot === undefined ? [] : slotValues(codingSlot);
  const findings: string[] = [];
  if (codingScheme === '' || more.length > 0) findings.push(`${holder} ${code} without one codingScheme`);
  else if (!codes.has(scheme, code, codingScheme))
    findings.push(`${holder} ${code}^^${codingScheme} is unknown`);
  const name = element(element(node, 'Name'), 'LocalizedString');
  if ((attribute(name, 'value') ?? '') === '') findings.push(`${holder} ${code} without a name`);
  return findings;
}

/** What an object has too little of, or wrongly, by the rules of its kind. */
export function ruleFindings(node: XmlElement, rules: ObjectRules, codes: CodeSet): string[] {
  const findings: string[] = [];
  const id = attribute(node, 'id');
  const identifiers = elements(node, 'ExternalIdentifier');
  for (const [scheme, name] of Object.entries(rules.identifiers)) {
    const found = identifiers.filter((each) => attribute(each, 'identificationScheme') === scheme);
    const value = attribute(found[0], 'value') ?? '';
    if (found.length !== 1 || value === '') findings.push(`${found.length} ${name}`);
    else if (name === PATIENT_ID && !CX.test(value)) findings.push(`${name} is ${value}`);
    if (found.some((each) => attribute(each, 'registryObject') !== id)) {
      findings.push(`${name} belongs to another object`);
    }
  }
  const classifications = elements(node, 'Classification');
  if (classifications.some((each) => attribute(each, 'classifiedObject') !== id)) {
    findings.push('a Classification belongs to another object');
  }
  for (const [scheme, [name, occurs]] of Object.entries(rules.codes)) {
    const found = classifications.filter((each) => attribute(each, 'classificationScheme') === scheme);
    if (found.length === 0 || (occurs === 'once' && found.length > 1))
      findings.push(`${found.length} ${name}`);
    findings.push(...found.flatMap((each) => codeFindings(each, name, codes)));
  }
  for (const each of classifications) {
    const scheme = attribute(each, 'classificationScheme') ?? '';
    if (OTHER_CODES.includes(scheme)) findings.push(...codeFindings(each, 'code', codes));
  }
  const slots = elements(node, 'Slot').filter((slot) => slotValues(slot).some((value) => value !== ''));
  for (const name of rules.slots) {
    if (!slots.some((slot) => attribute(slot, 'name') === name)) findings.push(`no ${name}`);
  }
  return findings;
}
