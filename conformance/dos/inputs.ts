/** In the request of a transaction, so that what reads it goes on where it would refuse another payload. */
export type RequestKind = 'submission' | 'query' | 'retrieval';

/** A body that is made to be slow to read. */
export interface HostileInput {
  readonly name: string;
  readonly kind: 'soap' | 'assertion' | 'mtom' | 'json' | 'form' | RequestKind;
  /** Where the face has a smaller limit than what is asked for: the most that it takes. */
  readonly most?: number;
  /** @param bytes about how many. */
  text(bytes: number): string;
}

const repeated = (piece: string, bytes: number) =>
  piece.repeat(Math.max(1, Math.floor(bytes / piece.length)));

function numbered(each: (number: number) => string, bytes: number): string {
  const pieces: string[] = [];
  for (let length = 0; length < bytes; ) {
    const piece = each(pieces.length);
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
}

const list = (count: number, each: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => each(number)).join('');

/** Nested elements that declare as many namespaces as may be in scope, and in them as much as there is room for. */
function inManyNamespaces(bytes: number, inside: (room: number) => string): string {
  const open = list(
    4,
    (level) => `<a${list(24, (at) => ` xmlns:n${level * 24 + at}="urn:${level}:${at}"`)}>`,
  );
  return `${open}${inside(bytes - open.length)}${'</a>'.repeat(4)}`;
}

const XML: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'nested tags', text: (bytes) => repeated('<a>', bytes) },
  {
    name: 'as deep as may be, again and again',
    text: (bytes) => repeated(`${'<a>'.repeat(80)}${'</a>'.repeat(80)}`, bytes),
  },
  { name: 'attributes of one element', text: (bytes) => `<a ${numbered((at) => `a${at}="" `, bytes)}/>` },
  {
    name: 'elements with 64 attributes',
    text: (bytes) => repeated(`<a ${list(64, (at) => `a${at}="" `)}/>`, bytes),
  },
  {
    name: 'namespaces of one element',
    text: (bytes) => `<a ${numbered((at) => `xmlns:a${at}="u" `, bytes)}/>`,
  },
  {
    name: 'elements with 20 namespaces',
    text: (bytes) => repeated(`<a ${list(20, (at) => `xmlns:a${at}="u" `)}/>`, bytes),
  },
  {
    name: 'elements among 96 namespaces',
    text: (bytes) => inManyNamespaces(bytes, (room) => repeated('<n95:b n0:c=""/>', room)),
  },
  { name: 'small elements', text: (bytes) => repeated('<b/>', bytes) },
  { name: 'small elements and texts', text: (bytes) => repeated('<b/>x', bytes) },
  { name: 'one text', text: (bytes) => `<a>${repeated('x', bytes)}</a>` },
  { name: 'entities', text: (bytes) => `<a>${repeated('&amp;', bytes)}</a>` },
  { name: 'character references', text: (bytes) => `<a>${repeated('&#65;', bytes)}</a>` },
  { name: 'an entity without an end', text: (bytes) => `<a>&${repeated('x', bytes)}</a>` },
  { name: 'CDATA sections', text: (bytes) => `<a>${repeated('<![CDATA[x]]>', bytes)}</a>` },
  { name: 'brackets in a CDATA section', text: (bytes) => `<a><![CDATA[${repeated(']', bytes)}]]></a>` },
  { name: 'comments', text: (bytes) => `<a>${repeated('<!---->', bytes)}</a>` },
  { name: 'one comment', text: (bytes) => `<a><!--${repeated('- ', bytes)}--></a>` },
  { name: 'processing instructions', text: (bytes) => `<a>${repeated('<?a b?>', bytes)}</a>` },
  { name: 'the name of an element', text: (bytes) => `<${repeated('a', bytes)}/>` },
  { name: 'the value of an attribute', text: (bytes) => `<a b="${repeated('x', bytes)}"/>` },
  { name: 'line ends in a value of an attribute', text: (bytes) => `<a b="${repeated('\n', bytes)}"/>` },
  { name: 'a tag without an end', text: (bytes) => `<a${repeated(' ', bytes)}` },
  { name: 'a DOCTYPE', text: (bytes) => `<!DOCTYPE a [${repeated('<!ENTITY b "c">', bytes)}]><a/>` },
];

const PART = '--part\r\nContent-Type: text/plain\r\nContent-ID: <a>\r\n\r\nx\r\n';

/** Parts of a multipart body, behind the root part. */
const MTOM: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'parts', text: (bytes) => repeated(PART, bytes) },
  { name: 'one header', text: (bytes) => `--part\r\nX: ${repeated('x', bytes)}\r\n\r\n` },
  { name: 'headers', text: (bytes) => `--part\r\n${repeated('X: x\r\n', bytes)}\r\n` },
  {
    name: 'parameters of a header',
    text: (bytes) => `--part\r\nContent-Type: a/b${repeated('; a="b"', bytes)}\r\n\r\nx\r\n`,
  },
  { name: 'near boundaries', text: (bytes) => `${PART}${repeated('\r\n--par', bytes)}` },
  { name: 'line ends', text: (bytes) => `${PART}${repeated('\r\n', bytes)}` },
  { name: 'hyphens', text: (bytes) => `${PART}${repeated('-', bytes)}` },
];

const JSON_TEXT: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'lists in lists', text: (bytes) => repeated('[', bytes) },
  { name: 'objects in objects', text: (bytes) => repeated('{"a":', bytes) },
  { name: 'keys', text: (bytes) => `{${numbered((at) => `"k${at}":0,`, bytes)}"z":0}` },
  { name: 'one key', text: (bytes) => `{"${repeated('x', bytes)}":0}` },
  { name: 'one string', text: (bytes) => `{"a":"${repeated('x', bytes)}"}` },
  { name: 'quotation marks in a string', text: (bytes) => `{"a":"${repeated('\\"', bytes)}"}` },
  { name: 'backslashes in a string', text: (bytes) => `{"a":"${repeated('\\\\', bytes)}"}` },
  { name: 'backslashes without an end', text: (bytes) => `{"a":"${repeated('\\', bytes)}` },
  { name: 'a number', text: (bytes) => `{"a":${repeated('9', bytes)}}` },
  {
    name: 'small objects',
    text: (bytes) => `{"resourceType":"Bundle","entry":[${repeated('{},', bytes)}{}]}`,
  },
  {
    name: 'base64 of one document',
    text: (bytes) =>
      `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Binary","data":"${repeated('AAAA', bytes)}"}}]}`,
  },
];

const half = (bytes: number, each: (number: number) => string) => numbered(each, bytes / 2);
const inEntry = (inside: string) => `<rim:ExtrinsicObject id="e">${inside}</rim:ExtrinsicObject>`;
const slot = (name: string, values: string) =>
  `<rim:Slot name="${name}"><rim:ValueList>${values}</rim:ValueList></rim:Slot>`;
const AUTHOR = 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d';
const UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';

/** As many entries as may be, which share what room there is. */
const inEntries = (bytes: number, inside: (room: number) => string) =>
  list(990, (at) => `<rim:ExtrinsicObject id="e${at}">${inside(bytes / 990 - 45)}</rim:ExtrinsicObject>`);

/** Objects beside a SubmissionSet. */
const SUBMISSION: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'entries', text: (bytes) => numbered((at) => `<rim:ExtrinsicObject id="e${at}"/>`, bytes) },
  { name: 'entries of one id', text: (bytes) => repeated('<rim:ExtrinsicObject id="e"/>', bytes) },
  {
    name: 'entries and classifications beside them',
    text: (bytes) =>
      half(bytes, (at) => `<rim:ExtrinsicObject id="e${at}"/>`) +
      half(bytes, (at) => `<rim:Classification classifiedObject="e${at}"/>`),
  },
  {
    name: 'entries with slots',
    text: (bytes) => inEntries(bytes, (room) => repeated(slot('urn:x:y', ''), room)),
  },
  {
    name: 'entries with values',
    text: (bytes) =>
      inEntries(bytes, (room) => slot('sourcePatientInfo', repeated('<rim:Value>a</rim:Value>', room - 80))),
  },
  {
    name: 'entries with authors',
    text: (bytes) =>
      inEntries(bytes, (room) => repeated(`<rim:Classification classificationScheme="${AUTHOR}"/>`, room)),
  },
  {
    name: 'entries with associations',
    text: (bytes) =>
      list(490, (at) => `<rim:ExtrinsicObject id="e${at}"/>`) +
      list(
        490,
        (at) =>
          `<rim:Association id="a${at}" associationType="urn:ihe:iti:2007:AssociationType:RPLC" sourceObject="e${at}" targetObject="urn:uuid:3f0d3a35-8f4e-4c4f-9d56-${String(at).padStart(12, '0')}">${repeated(slot('urn:x:y', ''), bytes / 490 - 250)}</rim:Association>`,
      ),
  },
  { name: 'folders', text: (bytes) => numbered((at) => `<rim:RegistryPackage id="f${at}"/>`, bytes) },
  {
    name: 'associations of entries',
    text: (bytes) =>
      half(bytes, (at) => `<rim:ExtrinsicObject id="e${at}"/>`) +
      half(
        bytes,
        (at) =>
          `<rim:Association id="a${at}" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" sourceObject="set" targetObject="e${at}"/>`,
      ),
  },
  {
    name: 'replacements of one document',
    text: (bytes) =>
      numbered(
        (at) =>
          `<rim:Association id="a${at}" associationType="urn:ihe:iti:2007:AssociationType:RPLC" sourceObject="e" targetObject="urn:uuid:3f0d3a35-8f4e-4c4f-9d56-1d4c6f3b9f10"/>`,
        bytes,
      ),
  },
  { name: 'unknown objects', text: (bytes) => repeated('<rim:Service/>', bytes) },
  { name: 'slots of an entry', text: (bytes) => inEntry(numbered((at) => slot(`urn:x:${at}`, ''), bytes)) },
  { name: 'one slot again and again', text: (bytes) => inEntry(repeated(slot('URI', ''), bytes)) },
  {
    name: 'values of a slot',
    text: (bytes) => inEntry(slot('sourcePatientInfo', repeated('<rim:Value>a</rim:Value>', bytes))),
  },
  {
    name: 'authors of an entry',
    text: (bytes) => inEntry(repeated(`<rim:Classification classificationScheme="${AUTHOR}"/>`, bytes)),
  },
  {
    name: 'classifications of an entry',
    text: (bytes) =>
      inEntry(numbered((at) => `<rim:Classification classificationScheme="urn:x:${at}"/>`, bytes)),
  },
  {
    name: 'unique ids of an entry',
    text: (bytes) =>
      inEntry(
        numbered(
          (at) => `<rim:ExternalIdentifier identificationScheme="${UNIQUE_ID}" value="${at}"/>`,
          bytes,
        ),
      ),
  },
  {
    name: 'titles of an entry',
    text: (bytes) => inEntry(`<rim:Name>${repeated('<rim:LocalizedString value="a"/>', bytes)}</rim:Name>`),
  },
];

/** Slots of a FindDocuments. */
const QUERY: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'slots', text: (bytes) => numbered((at) => slot(`$x${at}`, '<rim:Value>1</rim:Value>'), bytes) },
  {
    name: 'one slot again and again',
    text: (bytes) =>
      numbered(
        (at) => slot('$XDSDocumentEntryEventCodeList', `<rim:Value>('${at}^^1.2')</rim:Value>`),
        bytes,
      ),
  },
  {
    name: 'values of a slot',
    text: (bytes) =>
      slot(
        '$XDSDocumentEntryTypeCode',
        numbered((at) => `<rim:Value>('${at}^^1.2')</rim:Value>`, bytes),
      ),
  },
  {
    name: 'values in one list',
    text: (bytes) =>
      slot(
        '$XDSDocumentEntryTypeCode',
        `<rim:Value>(${numbered((at) => `'${at}^^1.2',`, bytes)}'a')</rim:Value>`,
      ),
  },
  {
    name: 'quotes in a value',
    text: (bytes) => slot('$XDSDocumentEntryTypeCode', `<rim:Value>('${repeated("''", bytes)}')</rim:Value>`),
  },
  {
    name: 'spaces in a value',
    text: (bytes) =>
      slot('$XDSDocumentEntryTypeCode', `<rim:Value>(${repeated(' ', bytes)}'a'${' '})</rim:Value>`),
  },
  {
    name: 'wildcards in a name',
    text: (bytes) =>
      slot('$XDSDocumentEntryAuthorPerson', `<rim:Value>('${repeated('%a', bytes)}')</rim:Value>`),
  },
];

const RETRIEVAL: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'requests', text: (bytes) => repeated('<xds:DocumentRequest/>', bytes) },
  {
    name: 'requests of documents that are not there',
    text: (bytes) =>
      numbered(
        (at) =>
          `<xds:DocumentRequest><xds:RepositoryUniqueId>1.2</xds:RepositoryUniqueId><xds:DocumentUniqueId>1.2.${at}</xds:DocumentUniqueId></xds:DocumentRequest>`,
        bytes,
      ),
  },
];

const FORM_LIMIT = 64 * 1024;
const FORM: readonly Pick<HostileInput, 'name' | 'text'>[] = [
  { name: 'parameters', text: (bytes) => repeated('a=b&', bytes) },
  { name: 'values of a parameter', text: (bytes) => `type=${repeated('a,', bytes)}` },
  { name: 'escapes', text: (bytes) => `type=${repeated('%41', bytes)}` },
  { name: 'backslashes in a value', text: (bytes) => `type=${repeated('\\,', bytes)}` },
  { name: 'bars in a value', text: (bytes) => `patient.identifier=${repeated('|', bytes)}` },
  { name: 'digits of a date', text: (bytes) => `date=ge${repeated('2', bytes)}` },
];

/** Every input: XML in the body of a message and in the place of its assertion, then in requests, the others in the place of a body. */
export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...XML.map((input) => ({ ...input, kind: 'soap' as const })),
  ...XML.map((input) => ({ ...input, kind: 'assertion' as const })),
  ...SUBMISSION.map((input) => ({ ...input, kind: 'submission' as const })),
  ...QUERY.map((input) => ({ ...input, kind: 'query' as const })),
  ...RETRIEVAL.map((input) => ({ ...input, kind: 'retrieval' as const })),
  ...MTOM.map((input) => ({ ...input, kind: 'mtom' as const })),
  ...JSON_TEXT.map((input) => ({ ...input, kind: 'json' as const })),
  ...FORM.map((input) => ({ ...input, kind: 'form' as const, most: FORM_LIMIT - 256 })),
];
