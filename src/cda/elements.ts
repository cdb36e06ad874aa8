import { type Code, code } from '../model/code.ts';
import { attribute, element, elements, path, text, type XmlElement } from '../xml/tree.ts';
import type { CdaActor, CdaId, CdaNamePart, CdaOrganization } from './header.ts';

/** The data types and participants of CDA that headers and entries share; a nullFlavor reads as absent. */

export function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

/** Text with its white space collapsed; undefined when nothing is left. */
export function words(node: XmlElement | undefined): string | undefined {
  const value = text(node).replace(/\s+/g, ' ').trim();
  return value === '' ? undefined : value;
}

/** CD, CE or CV: a code without a system is no code. */
export function codeOf(node: XmlElement | undefined): Code | undefined {
  const value = attribute(node, 'code')?.trim();
  const system = attribute(node, 'codeSystem')?.trim();
  if (value === undefined || value === '' || system === undefined || system === '') return undefined;
  return code(value, system, attribute(node, 'displayName'));
}

export function idOf(node: XmlElement | undefined): CdaId | undefined {
  const root = attribute(node, 'root')?.trim();
  if (root === undefined || root === '') return undefined;
  return { root, ...present('extension', attribute(node, 'extension')?.trim() || undefined) };
}

export function idsOf(parent: XmlElement | undefined): CdaId[] {
  if (parent === undefined) return [];
  return elements(parent, 'id').flatMap((node) => idOf(node) ?? []);
}

export function valueAttribute(node: XmlElement | undefined): string | undefined {
  return attribute(node, 'value')?.trim() || undefined;
}

export function namePartsOf(name: XmlElement | undefined, part: 'family' | 'given'): CdaNamePart[] {
  if (name === undefined) return [];
  return elements(name, part).flatMap((node) => {
    const value = words(node);
    return value === undefined ? [] : [{ value, ...present('qualifier', attribute(node, 'qualifier')) }];
  });
}

export function organizationOf(node: XmlElement | undefined): CdaOrganization | undefined {
  if (node === undefined) return undefined;
  return {
    ids: idsOf(node),
    ...present('name', words(element(node, 'name'))),
    ...present('standardIndustryClass', codeOf(element(node, 'standardIndustryClassCode'))),
  };
}

function personOf(name: XmlElement | undefined): CdaActor['person'] {
  const family = namePartsOf(name, 'family')[0]?.value;
  const given = namePartsOf(name, 'given')[0]?.value;
  return family === undefined && given === undefined
    ? undefined
    : { family: family ?? '', given: given ?? '' };
}

/**
 * Reads a participant.
 * @param node `author`, `legalAuthenticator` or `performer`; what it assigns is `assignedAuthor` or `assignedEntity`.
 */
export function actorOf(node: XmlElement): CdaActor {
  const assigned = element(node, 'assignedAuthor') ?? element(node, 'assignedEntity');
  const device = element(assigned, 'assignedAuthoringDevice');
  const functionCode = element(node, 'functionCode');
  return {
    ...present('time', valueAttribute(element(node, 'time'))),
    ids: idsOf(assigned),
    ...present('code', codeOf(element(assigned, 'code'))),
    ...present('functionName', attribute(functionCode, 'displayName')?.trim() || undefined),
    ...present('person', personOf(path(assigned, 'assignedPerson', 'name'))),
    ...present(
      'device',
      device === undefined
        ? undefined
        : {
            model: words(element(device, 'manufacturerModelName')) ?? '',
            software: words(element(device, 'softwareName')) ?? '',
          },
    ),
    ...present('organization', organizationOf(element(assigned, 'representedOrganization'))),
  };
}
