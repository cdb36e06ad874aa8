import type { Code, LocalizedString } from '../model/code.ts';
import type { Author, ExtraClassification, Extras } from '../model/document-entry.ts';
import type { Slot } from '../model/slot.ts';
import { type Markup, xml } from '../xml/write.ts';
import { type AttributeTable, authorSlots } from './attributes.ts';
import { derivedIds } from './derived-id.ts';

/**
 * What the tables describe of one object, in the order of rim.xsd: Slot, Name, Description, VersionInfo, Classification,
 * ExternalIdentifier. The prefix `rim` is the caller's to declare, so that stored texts can stand one after another.
 */
export function writeObjectContent<T extends ObjectValue>(
  value: T,
  table: AttributeTable<T>,
  versionName: number | undefined,
  node?: string,
): Markup {
  const nextId = derivedIds(value.id);
  const fields = value as unknown as Record<string, unknown>;
  const slots = table.slots.map(({ name, field }) => writeSlot({ name, values: texts(fields[field]) }));
  const authors = ((fields.authors as readonly Author[] | undefined) ?? []).map((author) =>
    classification(value.id, nextId(), table.authors, '', writeAuthorSlots(author), []),
  );
  const codes = table.codes.flatMap(({ scheme, field }) =>
    codesOf(fields[field]).map((code) =>
      classification(value.id, nextId(), scheme, code.code, writeCodeSlots(code), code.names),
    ),
  );
  const limited = value.limitedMetadata
    ? xml`<rim:Classification id="${nextId()}" classificationScheme="${table.limitedMetadata}" classifiedObject="${value.id}" nodeRepresentation=""/>`
    : undefined;
  const kind = node === undefined ? undefined : nodeClassification(value.id, nextId(), node);
  const identifiers = table.identifiers.map(({ scheme, name, field }) =>
    identifier(value.id, nextId(), scheme, fields[field] as string, [{ value: name }]),
  );
  const { extras } = value;
  return xml`${slots}${extras.slots.map((slot) => writeSlot(slot, true))}${writeTexts('Name', value.title)}${writeTexts(
    'Description',
    value.comments,
  )}${
    versionName === undefined ? undefined : xml`<rim:VersionInfo versionName="${versionName}"/>`
  }${authors}${codes}${limited}${extras.classifications.map((extra) => writeExtra(value.id, nextId(), extra))}${kind}${identifiers}${extras.identifiers.map(
    (extra) => identifier(value.id, nextId(), extra.scheme, extra.value, extra.names),
  )}`;
}

interface ObjectValue {
  readonly id: string;
  readonly title: readonly LocalizedString[];
  readonly comments: readonly LocalizedString[];
  readonly limitedMetadata: boolean;
  readonly extras: Extras;
}

function texts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [String(value)];
}

function codesOf(value: unknown): readonly Code[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Code];
}

/** A slot without values is left out, unless it came that way. */
export function writeSlot(slot: Slot, evenEmpty = false): Markup | undefined {
  if (slot.values.length === 0 && !evenEmpty) return undefined;
  const type = slot.slotType === undefined ? undefined : xml` slotType="${slot.slotType}"`;
  const values = slot.values.map((value) => xml`<rim:Value>${value}</rim:Value>`);
  return xml`<rim:Slot name="${slot.name}"${type}><rim:ValueList>${values}</rim:ValueList></rim:Slot>`;
}

export function writeTexts(
  local: 'Name' | 'Description',
  values: readonly LocalizedString[],
): Markup | undefined {
  if (values.length === 0) return undefined;
  const localized = values.map(({ value, language, charset }) => {
    const lang = language === undefined ? undefined : xml` xml:lang="${language}"`;
    const set = charset === undefined ? undefined : xml` charset="${charset}"`;
    return xml`<rim:LocalizedString${lang}${set} value="${value}"/>`;
  });
  return local === 'Name'
    ? xml`<rim:Name>${localized}</rim:Name>`
    : xml`<rim:Description>${localized}</rim:Description>`;
}

function writeAuthorSlots(author: Author): (Markup | undefined)[] {
  const named = authorSlots.map(({ name, field }) => writeSlot({ name, values: texts(author[field]) }));
  return [...named, ...(author.slots ?? []).map((slot) => writeSlot(slot, true))];
}

function writeCodeSlots(code: Code): (Markup | undefined)[] {
  const scheme = code.system === '' ? [] : [code.system];
  return [
    writeSlot({ name: 'codingScheme', values: scheme }),
    ...(code.slots ?? []).map((slot) => writeSlot(slot, true)),
  ];
}

function classification(
  object: string,
  id: string,
  scheme: string | undefined,
  nodeRepresentation: string,
  slots: readonly (Markup | undefined)[],
  names: readonly LocalizedString[],
): Markup {
  return xml`<rim:Classification id="${id}" classificationScheme="${scheme}" classifiedObject="${object}" nodeRepresentation="${nodeRepresentation}">${slots}${writeTexts('Name', names)}</rim:Classification>`;
}

/** A classification under a scheme that the model has no name for. */
export function writeExtra(object: string, id: string, extra: ExtraClassification): Markup {
  const slots = extra.slots.map((slot) => writeSlot(slot, true));
  return classification(object, id, extra.scheme, extra.nodeRepresentation, slots, extra.names);
}

function nodeClassification(object: string, id: string, node: string): Markup {
  return xml`<rim:Classification id="${id}" classifiedObject="${object}" classificationNode="${node}"/>`;
}

function identifier(
  object: string,
  id: string,
  scheme: string,
  value: string,
  names: readonly LocalizedString[],
): Markup {
  return xml`<rim:ExternalIdentifier id="${id}" registryObject="${object}" identificationScheme="${scheme}" value="${value}">${writeTexts('Name', names)}</rim:ExternalIdentifier>`;
}
