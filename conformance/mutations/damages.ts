import fc, { type GeneratorValue } from 'fast-check';
import { attribute, descendants, elements, text, type XmlElement } from '../../src/xml/tree.ts';
import { rewrite } from '../nist/messages/rewrite.ts';
import { PATIENT_ID_SCHEMES, UNIQUE_ID_SCHEMES } from '../nist/urns.ts';
import type { Standing } from './standing.ts';

/** What a damage draws its choices from. */
export interface Chance {
  readonly draw: GeneratorValue;
  readonly standing: Standing;
}

/** Damages a submission in one place; undefined where it has no such place. */
export type Damage = (message: XmlElement, chance: Chance) => XmlElement | undefined;

const METADATA = ['Slot', 'Name', 'Description', 'Classification', 'ExternalIdentifier'];
const OBJECTS = ['ExtrinsicObject', 'RegistryPackage', 'Association'];
const DATES = ['creationTime', 'serviceStartTime', 'serviceStopTime', 'submissionTime', 'lastUpdateTime'];
const NOWHERE = 'urn:uuid:00000000-0000-4000-8000-00000000dead';

function nodesOf(message: XmlElement, ...locals: readonly string[]): XmlElement[] {
  return [...descendants(message)].filter(({ local }) => locals.includes(local));
}

function oneOf<T>({ draw }: Chance, candidates: readonly T[]): T | undefined {
  return candidates.length === 0 ? undefined : candidates[draw(fc.nat, candidates.length - 1)];
}

function withAttribute(message: XmlElement, owner: XmlElement, name: string, value: string): XmlElement {
  return rewrite(message, {
    attribute: (node, each) => (node === owner && each.name === name ? value : each.value),
  });
}

function withText(message: XmlElement, owner: XmlElement, value: string): XmlElement {
  return rewrite(message, { content: (node) => (node === owner ? value : undefined) });
}

/** A Slot, a Name, a Description, a Classification or an ExternalIdentifier is missing. */
const metadataRemoved: Damage = (message, chance) => {
  const chosen = oneOf(chance, nodesOf(message, ...METADATA));
  return chosen && rewrite(message, { without: (node) => node === chosen });
};

/** An XML attribute of any element is missing. */
const attributeRemoved: Damage = (message, chance) => {
  const chosen = oneOf(
    chance,
    [...descendants(message)].filter(({ attributes }) => attributes.length > 0),
  );
  const gone = chosen && oneOf(chance, chosen.attributes);
  return gone && rewrite(message, { withoutAttribute: (node, each) => node === chosen && each === gone });
};

/** The id of an object is that of another one, of the message or of the registry. */
const idClashed: Damage = (message, chance) => {
  const objects = nodesOf(message, ...OBJECTS).filter((node) => attribute(node, 'id') !== undefined);
  const chosen = oneOf(chance, objects);
  if (chosen === undefined) return undefined;
  const { document, folder, submissionSet, membership } = chance.standing;
  const others = objects.filter((node) => node !== chosen).map((node) => attribute(node, 'id')!);
  const id = oneOf(chance, [document, folder, submissionSet, membership, ...others])!;
  return withAttribute(message, chosen, 'id', id);
};

function identifiersOf(message: XmlElement, schemes: readonly string[]): XmlElement[] {
  return nodesOf(message, 'ExternalIdentifier').filter((node) =>
    schemes.includes(attribute(node, 'identificationScheme') ?? ''),
  );
}

/** A uniqueId is that of another object, of the message or of the registry. */
const uniqueIdClashed: Damage = (message, chance) => {
  const all = identifiersOf(message, UNIQUE_ID_SCHEMES);
  const chosen = oneOf(chance, all);
  if (chosen === undefined) return undefined;
  const { documentUniqueId, folderUniqueId, submissionSetUniqueId } = chance.standing;
  const others = all.filter((node) => node !== chosen).map((node) => attribute(node, 'value') ?? '');
  const value = oneOf(chance, [documentUniqueId, folderUniqueId, submissionSetUniqueId, ...others])!;
  return withAttribute(message, chosen, 'value', value);
};

/** One object is of another patient, or of none that can be. */
const patientChanged: Damage = (message, chance) => {
  const chosen = oneOf(chance, identifiersOf(message, PATIENT_ID_SCHEMES));
  const { patientId } = chance.standing;
  const other = oneOf(chance, [
    patientId.replace('^', 'x^'),
    patientId.replace(/&[0-9.]+&/, '&1.2.3&'),
    patientId.replace(/\^.*/, ''),
    patientId.replace('&ISO', ''),
    '^^^',
    '',
  ])!;
  return chosen && withAttribute(message, chosen, 'value', other);
};

/** A date that is none, or none that DTM allows. */
const dateBroken: Damage = (message, chance) => {
  const slots = nodesOf(message, 'Slot').filter((slot) => DATES.includes(attribute(slot, 'name') ?? ''));
  const chosen = oneOf(
    chance,
    slots.flatMap((slot) => nodesOf(slot, 'Value')),
  );
  const written = [
    '20041332',
    '2004-12-25',
    '20040230',
    '200',
    '20041225250000',
    '20041225235960',
    'hier',
    '',
  ];
  return chosen && withText(message, chosen, oneOf(chance, written)!);
};

/** Source and target of an association change places. */
const associationTurned: Damage = (message, chance) => {
  const chosen = oneOf(chance, nodesOf(message, 'Association'));
  const [source, target] = ['sourceObject', 'targetObject'].map((name) => attribute(chosen, name) ?? '');
  return (
    chosen &&
    rewrite(message, {
      attribute(node, { name, value }) {
        if (node !== chosen) return value;
        if (name === 'sourceObject') return target!;
        return name === 'targetObject' ? source! : value;
      },
    })
  );
};

/** An association begins or ends elsewhere: nowhere, at itself, at another object of the message or of the registry. */
const associationLedElsewhere: Damage = (message, chance) => {
  const chosen = oneOf(chance, nodesOf(message, 'Association'));
  if (chosen === undefined) return undefined;
  const { document, folder, submissionSet, membership } = chance.standing;
  const inside = nodesOf(message, ...OBJECTS).flatMap((node) => attribute(node, 'id') ?? []);
  const places = [NOWHERE, 'nowhere', '', document, folder, submissionSet, membership, ...inside];
  const end = oneOf(chance, ['sourceObject', 'targetObject'])!;
  return withAttribute(message, chosen, end, oneOf(chance, places)!);
};

/** The type of an object or of an association, or a code, is another one. */
const typeOrCodeChanged: Damage = (message, chance) => {
  const named = ['objectType', 'associationType', 'nodeRepresentation', 'classificationScheme'];
  const owners = [...descendants(message)].flatMap((node) =>
    node.attributes
      .filter(({ name }) => named.includes(name))
      .map(({ name, value }) => ({ node, name, value })),
  );
  const chosen = oneOf(chance, owners);
  if (chosen === undefined) return undefined;
  const others = owners.filter(({ name }) => name === chosen.name).map(({ value }) => value);
  const value = oneOf(chance, ['', 'unknown', NOWHERE, ...others])!;
  return withAttribute(message, chosen.node, chosen.name, value);
};

/** A value is any text: empty, long, of any characters. */
const valueSpoilt: Damage = (message, chance) => {
  const chosen = oneOf(
    chance,
    nodesOf(message, 'Value', 'LocalizedString', 'ExternalIdentifier', 'VersionInfo'),
  );
  if (chosen === undefined) return undefined;
  const value = chance.draw(() =>
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'grapheme-ascii', minLength: 257, maxLength: 400 }),
      fc.constantFrom('', ' ', "'", '^^^^^^^^^', '%', '../../etc', '0'.repeat(5000)),
    ),
  );
  const name = { LocalizedString: 'value', ExternalIdentifier: 'value', VersionInfo: 'versionName' }[
    chosen.local
  ];
  return name === undefined ? withText(message, chosen, value) : withAttribute(message, chosen, name, value);
};

/** The ten ways in which a submission is damaged, each with its name in a report. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'metadata attribute removed': metadataRemoved,
  'XML attribute removed': attributeRemoved,
  'id clashed': idClashed,
  'uniqueId clashed': uniqueIdClashed,
  'patient changed': patientChanged,
  'date broken': dateBroken,
  'association turned round': associationTurned,
  'association led elsewhere': associationLedElsewhere,
  'type or code changed': typeOrCodeChanged,
  'value spoilt': valueSpoilt,
};

/** Whether two trees say the same in the same places: a damage that changed nothing is none. */
export function sameContent(left: XmlElement, right: XmlElement): boolean {
  const said = (node: XmlElement): string =>
    `${node.local}(${node.attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join()})${
      elements(node).length === 0 ? JSON.stringify(text(node)) : elements(node).map(said).join()
    }`;
  return said(left) === said(right);
}
