import type { KnownNames } from '../../ebrim/known-names.ts';
import type { Fault } from '../../errors.ts';
import type { LocalizedString } from '../../model/code.ts';
import type { Author, Extras } from '../../model/document-entry.ts';
import type { Slot } from '../../model/slot.ts';
import { xcn, xon } from './data-types.ts';
import { metadataFault } from './metadata-fault.ts';

/** rim.xsd: LongName, FreeFormText. */
const LONGEST_VALUE = 256;
const LONGEST_TEXT = 1024;

/**
 * What did not fit the model: a name that the model knows among the extras is an attribute with too many or malformed
 * values; an unknown `urn:ihe:` slot is one that IHE has not defined (ITI TF-3 4.2.3.1.6). Other extras are kept.
 */
export function extrasFaults(location: string, extras: Extras, known: KnownNames): Fault[] {
  const faults: Fault[] = [];
  const unfit = (attribute: string | undefined) => {
    if (attribute !== undefined) faults.push(metadataFault(location, attribute, 'too-many'));
  };
  for (const slot of extras.slots) {
    unfit(known.slots.get(slot.name));
    if (slot.name === '') faults.push(metadataFault(location, 'Slot', 'required'));
    if (slot.name.startsWith('urn:ihe:') && !known.slots.has(slot.name)) {
      faults.push(metadataFault(location, slot.name, 'not-supported'));
    }
    faults.push(...slotFaults(location, slot));
  }
  for (const extra of extras.classifications) unfit(known.schemes.get(extra.scheme));
  for (const extra of extras.identifiers) unfit(known.schemes.get(extra.scheme));
  return faults;
}

function slotFaults(location: string, slot: Slot): Fault[] {
  return lengthFaults(location, slot.name.slice(0, 60), slot.values);
}

/** Values of a slot hold at most 256 characters (ITI TF-3 4.2.3.1.7). */
export function lengthFaults(location: string, attribute: string, values: readonly string[]): Fault[] {
  return values
    .filter((value) => value.length > LONGEST_VALUE)
    .map((value) => metadataFault(location, attribute, 'too-long', value));
}

/** Texts of a title or of comments. */
export function textFaults(location: string, attribute: string, texts: readonly LocalizedString[]): Fault[] {
  return texts
    .filter(({ value }) => value.length > LONGEST_TEXT)
    .map(({ value }) => metadataFault(location, attribute, 'too-long', value));
}

/** Authors (ITI TF-3 4.2.3.1.4): each names a person or an institution, in the form of its type. */
export function authorFaults(location: string, authors: readonly Author[]): Fault[] {
  const faults: Fault[] = [];
  for (const author of authors) {
    const persons = author.person === undefined ? [] : [author.person];
    for (const person of persons) {
      if (xcn(person)) faults.push(metadataFault(location, 'authorPerson', 'malformed-xcn', person));
    }
    for (const institution of author.institutions) {
      if (xon(institution)) {
        faults.push(metadataFault(location, 'authorInstitution', 'malformed-xon', institution));
      }
    }
    if (persons.length + author.institutions.length + author.telecommunications.length === 0) {
      faults.push(metadataFault(location, 'author', 'required'));
    }
    const values = [
      persons,
      author.institutions,
      author.roles,
      author.specialties,
      author.telecommunications,
    ];
    faults.push(...lengthFaults(location, 'author', values.flat()));
    for (const slot of author.slots ?? []) {
      if (slot.name === '') faults.push(metadataFault(location, 'Slot', 'required'));
      if (slot.name === 'authorPerson') faults.push(metadataFault(location, 'authorPerson', 'too-many'));
      faults.push(...slotFaults(location, slot));
    }
  }
  return faults;
}
