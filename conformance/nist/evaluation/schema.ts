import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import type { TransactionKind } from '../transactions/transaction-kind.ts';

const SCHEMA: Readonly<Record<TransactionKind['answer'], string>> = {
  RegistryResponse: 'rs.xsd',
  AdhocQueryResponse: 'query.xsd',
  RetrieveDocumentSetResponse: 'XDS.b_DocumentRepository.xsd',
};

/** What a schema says against the answer of a transaction; empty when it is valid. */
export type SchemaFindings = (answer: TransactionKind['answer'], document: string) => string[];

/** Schemas of NIST's that begin with a blank line are still meant to be XML. */
function schemaText(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\uFEFF?\s*(<\?xml[^>]*\?>)?/, '');
}

let filesAreRead = false;

/** Lets schemas import one another from files. Once: the library takes fifteen providers in a process and forgets none. */
export function readSchemasFromFiles(): void {
  if (!filesAreRead) xmlRegisterFsInputProviders();
  filesAreRead = true;
}

/** @param folder the schemas of ebRIM 3.0 and XDS.b. */
export function openSchemas(folder: string): SchemaFindings {
  readSchemasFromFiles();
  const validators = new Map<string, XsdValidator>();
  const validatorOf = (file: string): XsdValidator => {
    const known = validators.get(file);
    if (known !== undefined) return known;
    const path = `${folder}/${file}`;
    const made = XsdValidator.fromDoc(XmlDocument.fromString(schemaText(path), { url: path }));
    validators.set(file, made);
    return made;
  };
  return (answer, document) => {
    const validator = validatorOf(SCHEMA[answer]);
    const parsed = XmlDocument.fromString(document);
    try {
      validator.validate(parsed);
      return [];
    } catch (error) {
      return [`schema: ${(error instanceof Error ? error.message : String(error)).trim()}`];
    } finally {
      parsed.dispose();
    }
  };
}
