import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from 'mocha';
import { signLot } from '../../src/identity/sign-lot.ts';
import { toDtm } from '../../src/model/instant.ts';
import { dmpSample } from './dmp-samples.ts';
import type { TestServer } from './server.ts';

/** The official TD2.1 request, taken apart. Bodies are kept character for character. */
export interface ProvideMessage {
  /** Of the HTTP request; the sample does not hold it. */
  readonly contentType: string;
  readonly boundary: string;
  readonly envelope: Part;
  readonly document: Part;
  readonly signature: Part;
}

export interface Part {
  readonly headers: readonly string[];
  readonly body: string;
}

const SAMPLE = 'TD2.1-provide-request.mime';
const PROVIDE_ACTION = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';
/** What the sample says of itself, which a lot of ours cannot say. */
const OFFICIAL = {
  set: '1.2.250.1.999.1.1.7898.1.1622814651504',
  document: '1.2.250.1.999.1.1.7898.3.1622814651504',
  signature: '1.2.250.1.999.1.1.7898.4.1622814651504',
  cda: '1.2.250.1.999.1.1.7898.4.9956570902',
  submitted: '20210604135051',
  person: '899900063480',
  names: 'MAX^LIBRE',
  structure: '499900063480001',
  structureName: 'CABINET DR LIBRE',
  type: 'nodeRepresentation="27899-4"',
  cdaType: '<code code="27899-4"',
};
/** The doctor of the sandbox who has the profession, the speciality and the kind of place of the sample's. */
export const DOCTOR = 'medecin-traitant';
/** The same kind of report under the LOINC code that took the place of 27899-4, class 10 as before. */
const TYPE = '70004-7';

/** The official request as it is. */
export function officialProvide(test: Context): ProvideMessage {
  const text = dmpSample(test, SAMPLE).toString('utf8');
  const boundary = text.slice(2, text.indexOf('\n'));
  const [envelope, document, signature] = text
    .split(`--${boundary}`)
    .slice(1, 4)
    .map((part): Part => {
      const [headers = '', ...body] = part.slice(1).split('\n\n');
      return { headers: headers.split('\n'), body: body.join('\n\n').replace(/\n$/, '') };
    });
  const contentType = `multipart/related; type="application/xop+xml"; start="<rootpart@soapui.org>"; start-info="application/soap+xml"; boundary="${boundary}"`;
  return { contentType, boundary, envelope: envelope!, document: document!, signature: signature! };
}

/** The message as bytes. The sample is stored with bare line feeds; the lines of a multipart end in CRLF. */
export function provideBytes({ boundary, envelope, document, signature }: ProvideMessage): Buffer {
  const part = ({ headers, body }: Part) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n${body}\r\n`;
  const parts = [envelope, document, signature].map(part).join('');
  return Buffer.from(`${parts}--${boundary}--`, 'utf8');
}

export function withBody(part: Part, edit: (body: string) => string): Part {
  return { ...part, body: edit(part.body) };
}

/** Replaces what must be there, everywhere. */
function replaced(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`nothing to replace: ${from}`);
    return changed.replaceAll(from, to);
  }, text);
}

export interface CleanLot {
  readonly message: ProvideMessage;
  /** uniqueIds. */
  readonly document: string;
  readonly submissionSet: string;
  readonly signature: string;
}

/**
 * The same request with everything regenerated that cannot be used again: uniqueIds, author and date of the lot, the
 * retired type, the CDA document and the signature over it. Wire form and all other metadata stay.
 * @param replaces the document that the new one says it replaces, and the rim:Association that the lot holds for it.
 */
export async function cleanProvide(
  test: Context,
  { pki }: Pick<TestServer, 'pki'>,
  replaces?: { readonly uniqueId: string; readonly association: string },
): Promise<CleanLot> {
  const official = officialProvide(test);
  const at = new Date();
  const number = randomInt(2 ** 47);
  const ids = { set: 1, document: 3, signature: 4 };
  const idOf = (kind: keyof typeof ids) => `1.2.250.1.999.1.1.7898.${ids[kind]}.${number}`;
  const doctor = pki.identity(DOCTOR);
  if (doctor.kind !== 'professional') throw new Error(`${DOCTOR} is a professional`);
  const { family, given } = doctor.person;
  const envelope = withBody(official.envelope, (body) =>
    replaced(body, [
      [OFFICIAL.set, idOf('set')],
      [OFFICIAL.document, idOf('document')],
      [OFFICIAL.signature, idOf('signature')],
      [OFFICIAL.submitted, toDtm(at)],
      [OFFICIAL.structure, doctor.structure.id],
      [`${OFFICIAL.person}^${OFFICIAL.names}`, `${doctor.id}^${family}^${given}`],
      [OFFICIAL.structureName, doctor.structure.name],
      [OFFICIAL.type, `nodeRepresentation="${TYPE}"`],
      ['</RegistryObjectList>', `${replaces?.association ?? ''}</RegistryObjectList>`],
    ]),
  );
  const related =
    replaces === undefined
      ? ''
      : `<relatedDocument typeCode="RPLC"><parentDocument><id root="${replaces.uniqueId}"/></parentDocument></relatedDocument>`;
  const document = withBody(official.document, (body) =>
    replaced(body, [
      [OFFICIAL.cda, idOf('document')],
      [OFFICIAL.structure, doctor.structure.id],
      [OFFICIAL.person, doctor.id],
      [OFFICIAL.cdaType, `<code code="${TYPE}"`],
      ['<componentOf>', `${related}<componentOf>`],
    ]),
  );
  const signature = await signLot({
    key: pki.signingKey(DOCTOR),
    chain: pki.credentials(DOCTOR, 'sign').certificate,
    submissionSetUniqueId: idOf('set'),
    documents: [
      {
        uniqueId: idOf('document'),
        xml: true,
        open: () => Readable.from([Buffer.from(document.body, 'utf8')]),
      },
    ],
    at,
  });
  return {
    message: { ...official, envelope, document, signature: { ...official.signature, body: signature } },
    document: idOf('document'),
    submissionSet: idOf('set'),
    signature: idOf('signature'),
  };
}

/** The quirks of the sample, each with what a message without it has. */
const QUIRKS = {
  envelope: ['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'],
  to: [
    '<To xmlns="http://www.w3.org/2005/08/addressing"/>',
    '<To xmlns="http://www.w3.org/2005/08/addressing">https://localhost/si-dmp-server/v2/services/repository</To>',
  ],
  idCase: ['<ns4:Document id="documentME2">', '<ns4:Document id="DocumentME2">'],
  effectiveDate: ['&amp;ISO^NH^^20100907', '&amp;ISO^NH'],
  charset: ['charset="UTF8"', 'charset="UTF-8"'],
  language: ['xml:lang="FR"', 'xml:lang="fr-FR"'],
} as const;
export type EnvelopeQuirk = keyof typeof QUIRKS;

/** The message without any of the sample's quirks, headers of the parts too. */
export function withoutQuirks(message: ProvideMessage): ProvideMessage {
  const plain = (part: Part): Part => ({
    ...part,
    headers: part.headers.map((header) =>
      header
        .replace('charset=Cp1252', 'charset=UTF-8')
        .replace('DocumentRepository_ProvideAndRegisterDocumentSet-b', PROVIDE_ACTION),
    ),
  });
  return {
    ...message,
    envelope: withBody(plain(message.envelope), (body) => replaced(body, Object.values(QUIRKS))),
    document: plain(message.document),
    signature: plain(message.signature),
  };
}

/** Puts one quirk of the sample into a message without it. */
export function withQuirk(message: ProvideMessage, quirk: EnvelopeQuirk): ProvideMessage {
  const [odd, plain] = QUIRKS[quirk];
  return { ...message, envelope: withBody(message.envelope, (body) => replaced(body, [[plain, odd]])) };
}
