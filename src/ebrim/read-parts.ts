import type { LocalizedString } from '../model/code.ts';
import type { Slot } from '../model/slot.ts';
import { attribute, element, elements, text, type XmlElement } from '../xml/tree.ts';
import { RIM } from './namespaces.ts';

/** The Slots of an object or of a classification, in order, with every value as it came. */
export function readSlots(object: XmlElement): Slot[] {
  return elements(object, 'Slot', RIM).map((slot) => {
    const slotType = attribute(slot, 'slotType');
    return {
      name: attribute(slot, 'name') ?? '',
      ...(slotType === undefined ? {} : { slotType }),
      values: elements(slot, 'ValueList', RIM).flatMap((list) => elements(list, 'Value', RIM).map(text)),
    };
  });
}

/** The texts of a Name or of a Description, each in its language and charset as they came. */
export function readTexts(object: XmlElement, local: 'Name' | 'Description'): LocalizedString[] {
  const holder = element(object, local, RIM);
  if (holder === undefined) return [];
  return elements(holder, 'LocalizedString', RIM).map((localized) => {
    const language = attribute(localized, 'xml:lang') ?? attribute(localized, 'lang');
    const charset = attribute(localized, 'charset');
    return {
      value: attribute(localized, 'value') ?? '',
      ...(language === undefined ? {} : { language }),
      ...(charset === undefined ? {} : { charset }),
    };
  });
}
