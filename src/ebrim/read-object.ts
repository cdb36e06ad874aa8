import type { Code } from '../model/code.ts';
import type { Author, ExtraClassification, ExtraIdentifier, Extras } from '../model/document-entry.ts';
import type { Slot } from '../model/slot.ts';
import { attribute, elements, type XmlElement } from '../xml/tree.ts';
import { type AttributeTable, authorSlots } from './attributes.ts';
import { RIM } from './namespaces.ts';
import { readSlots, readTexts } from './read-parts.ts';

const CODING_SCHEME = 'codingScheme';

/**
 * Reads what a table describes out of one registry object.
 * What does not fit the model (a second value where one is allowed, a size that is no number, an unknown slot or
 * scheme) is kept in `extras`, under its own name, so that nothing is lost and validation can name it.
 * @param outside Classification and ExternalIdentifier elements of the message that point at this object.
 * @returns the fields of `T` that the table names, `authors` where it has a scheme, title, comments, extras.
 */
export function readObject<T>(
  object: XmlElement,
  table: AttributeTable<T>,
  outside: readonly XmlElement[] = [],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const slots = readKnownSlots(object, table, fields);
  const classifications = readClassifications(
    [
      ...elements(object, 'Classification', RIM),
      ...outside.filter((node) => node.local === 'Classification'),
    ],
    table,
    fields,
  );
  const identifiers = readIdentifiers(
    [
      ...elements(object, 'ExternalIdentifier', RIM),
      ...outside.filter((node) => node.local === 'ExternalIdentifier'),
    ],
    table,
    fields,
  );
  const extras: Extras = { slots, classifications, identifiers };
  return {
    ...fields,
    title: readTexts(object, 'Name'),
    comments: readTexts(object, 'Description'),
    extras,
  };
}

function readKnownSlots<T>(
  object: XmlElement,
  table: AttributeTable<T>,
  fields: Record<string, unknown>,
): Slot[] {
  for (const known of table.slots) if (known.holds === 'many') fields[known.field] = [];
  const extras: Slot[] = [];
  for (const slot of readSlots(object)) {
    const known = table.slots.find((candidate) => candidate.name === slot.name);
    if (known === undefined) {
      extras.push(slot);
      continue;
    }
    const values = slot.values.map((value) => value.trim()).filter((value) => value !== '');
    if (known.holds === 'many') {
      (fields[known.field] as string[]).push(...values);
      continue;
    }
    const fits = (value: string) => known.holds === 'one' || /^[0-9]{1,15}$/.test(value);
    const [first, ...rest] = values;
    if (first === undefined) continue;
    if (fields[known.field] === undefined && fits(first)) {
      fields[known.field] = known.holds === 'number' ? Number(first) : first;
      if (rest.length > 0) extras.push({ name: slot.name, values: rest });
    } else extras.push({ name: slot.name, values });
  }
  return extras;
}

function readClassifications<T>(
  nodes: readonly XmlElement[],
  table: AttributeTable<T>,
  fields: Record<string, unknown>,
): ExtraClassification[] {
  for (const known of table.codes) if (known.holds === 'many') fields[known.field] = [];
  if (table.authors !== undefined) fields.authors = [];
  fields.limitedMetadata = false;
  const extras: ExtraClassification[] = [];
  for (const node of nodes) {
    const scheme = attribute(node, 'classificationScheme');
    if (scheme === table.limitedMetadata || attribute(node, 'classificationNode') === table.limitedMetadata) {
      fields.limitedMetadata = true;
      continue;
    }
    // A classification by node alone says what a RegistryPackage is; the reader of the message has looked at it.
    if (scheme === undefined) continue;
    if (scheme === table.authors) {
      (fields.authors as Author[]).push(readAuthor(node));
      continue;
    }
    const known = table.codes.find((candidate) => candidate.scheme === scheme);
    if (known?.holds === 'many') (fields[known.field] as Code[]).push(readCode(node));
    else if (known !== undefined && fields[known.field] === undefined) fields[known.field] = readCode(node);
    else extras.push(readExtraClassification(node, scheme));
  }
  return extras;
}

function readCode(node: XmlElement): Code {
  const slots = readSlots(node);
  const others = slots.filter((slot) => slot.name !== CODING_SCHEME);
  return {
    code: attribute(node, 'nodeRepresentation')?.trim() ?? '',
    system: slots.find((slot) => slot.name === CODING_SCHEME)?.values[0]?.trim() ?? '',
    names: readTexts(node, 'Name'),
    ...(others.length === 0 ? {} : { slots: others }),
  };
}

function readExtraClassification(node: XmlElement, scheme: string): ExtraClassification {
  return {
    scheme,
    nodeRepresentation: attribute(node, 'nodeRepresentation') ?? '',
    slots: readSlots(node),
    names: readTexts(node, 'Name'),
  };
}

function readAuthor(node: XmlElement): Author {
  const author: Record<string, unknown> = {};
  for (const known of authorSlots) if (known.holds === 'many') author[known.field] = [];
  const extras: Slot[] = [];
  for (const slot of readSlots(node)) {
    const known = authorSlots.find((candidate) => candidate.name === slot.name);
    if (known === undefined) {
      extras.push(slot);
      continue;
    }
    const values = slot.values.map((value) => value.trim()).filter((value) => value !== '');
    if (known.holds === 'many') {
      (author[known.field] as string[]).push(...values);
      continue;
    }
    const [first, ...rest] = author[known.field] === undefined ? values : [undefined, ...values];
    if (first !== undefined) author[known.field] = first;
    if (rest.length > 0) extras.push({ name: slot.name, values: rest as string[] });
  }
  return { ...author, ...(extras.length === 0 ? {} : { slots: extras }) } as unknown as Author;
}

function readIdentifiers<T>(
  nodes: readonly XmlElement[],
  table: AttributeTable<T>,
  fields: Record<string, unknown>,
): ExtraIdentifier[] {
  const extras: ExtraIdentifier[] = [];
  for (const node of nodes) {
    const scheme = attribute(node, 'identificationScheme') ?? '';
    const value = attribute(node, 'value') ?? '';
    const known = table.identifiers.find((candidate) => candidate.scheme === scheme);
    if (known !== undefined && fields[known.field] === undefined) fields[known.field] = value.trim();
    else extras.push({ scheme, value, names: readTexts(node, 'Name') });
  }
  return extras;
}
