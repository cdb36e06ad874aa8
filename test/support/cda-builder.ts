import { readFileSync } from 'node:fs';

const DOCUMENTS = new URL('../../fixtures/documents/', import.meta.url);

/** Charlotte's vaccination note by the pharmacist, and the certificate of her ESAT: our own, valid documents. */
export const NOTE = readFileSync(new URL('note-de-vaccination-charlotte.xml', DOCUMENTS), 'utf8');
export const CERTIFICATE = readFileSync(new URL('certificat-esat-charlotte.xml', DOCUMENTS), 'utf8');

/** What is put in the place of what; `every` where it stands more than once. */
export interface Edit {
  readonly from: string | RegExp;
  readonly to: string;
  readonly every?: true;
}

/** The document with something else in it. What is to be replaced must be there. */
export function edited(document: string, ...edits: readonly Edit[]): string {
  return edits.reduce((text, { from, to, every }) => {
    const changed = every === true ? text.replaceAll(from, to) : text.replace(from, to);
    if (changed === text) throw new Error(`the document has no ${String(from)}`);
    return changed;
  }, document);
}

/** Leaves the first element of that name out, with all that is in it. */
export function without(document: string, element: string): string {
  const from = new RegExp(`\\s*<${element}(?: [^>]*)?(?:/>|>[\\s\\S]*?</${element}>)`);
  return edited(document, { from, to: '' });
}

/** The note as another document: another id, the same content. */
export function noteWithId(uniqueId: string): string {
  return edited(NOTE, { from: '<id root="1.2.250.1.999.2.1.3.1.1"/>', to: `<id root="${uniqueId}"/>` });
}

/** The note as a vaccination history that repeats it: other type, template and format. */
export function historyOf(note: string, uniqueId: string): string {
  return edited(
    note,
    { from: '<id root="1.2.250.1.999.2.1.3.1.1"/>', to: `<id root="${uniqueId}"/>` },
    { from: '<code code="87273-9" displayName="Note', to: '<code code="11369-6" displayName="Historique' },
    {
      from: '<templateId root="1.2.250.1.213.1.1.1.46"',
      to: '<templateId root="1.2.250.1.213.1.1.1.37"',
    },
  );
}

/** The entry of the note. */
export function entryOf(note: string): string {
  const match = /<entry>[\s\S]*<\/entry>/.exec(note);
  if (match === null) throw new Error('the document has no entry');
  return match[0];
}

/** A document in pieces of that many bytes, and how many were taken. */
export function pieces(
  document: string | Buffer,
  size = 1000,
): {
  readonly source: AsyncIterable<Uint8Array>;
  readonly taken: () => number;
  readonly closed: () => boolean;
} {
  const bytes = Buffer.from(document);
  let taken = 0;
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += size) {
        taken = Math.min(bytes.length, at + size);
        yield bytes.subarray(at, at + size);
      }
    } finally {
      closed = true;
    }
  }
  return { source: source(), taken: () => taken, closed: () => closed };
}
