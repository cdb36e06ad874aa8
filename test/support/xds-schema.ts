import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from 'mocha';
import { readSchemasFromFiles } from '../../conformance/nist/evaluation/schema.ts';

const folder = new URL('../../../shared/data/xds/xsd/nist-v3/', import.meta.url);

/** Validates a message against one schema of the NIST toolkit. Throws what libxml2 finds. */
export type Validate = (xml: string) => void;

/** Opens a schema, or skips the test where the schemas are not. */
export async function openSchema(test: Context, file: string): Promise<Validate> {
  const path = fileURLToPath(new URL(file, folder));
  if (!existsSync(path)) {
    console.log(`      skipped: the XDS schemas are not at ${fileURLToPath(folder)}`);
    test.skip();
  }
  const { XmlDocument, XsdValidator } = await import('libxml2-wasm');
  readSchemasFromFiles();
  const schema = XmlDocument.fromString(`<?xml version="1.0"?>${await read(path)}`, { url: path });
  const validator = XsdValidator.fromDoc(schema);
  return (xml) => {
    const document = XmlDocument.fromString(xml);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
    }
  };
}

async function read(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return (await readFile(path, 'utf8')).replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '');
}
