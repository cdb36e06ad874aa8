import {
  type AttributeTable,
  documentEntryAttributes,
  folderAttributes,
  submissionSetAttributes,
} from './attributes.ts';

/** The names under which ebRIM carries the attributes of one kind of object: name or scheme -> attribute. */
export interface KnownNames {
  readonly slots: ReadonlyMap<string, string>;
  readonly schemes: ReadonlyMap<string, string>;
}

function namesOf<T>(table: AttributeTable<T>): KnownNames {
  return {
    slots: new Map(table.slots.map(({ name, field }) => [name, field])),
    schemes: new Map([...table.codes, ...table.identifiers].map(({ scheme, field }) => [scheme, field])),
  };
}

/** A known name among the extras of an object is an attribute whose values did not fit the model. */
export const entryNames = namesOf(documentEntryAttributes);
export const submissionSetNames = namesOf(submissionSetAttributes);
export const folderNames = namesOf(folderAttributes);
