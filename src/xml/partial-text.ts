import { SaxesParser } from 'saxes';
import { type guardedParser, XmlError } from './parse.ts';

/**
 * saxes keeps the text of a node until the node ends: 14 MB of base64 would stand in memory twice. It gathers it in a
 * field and compares its state with numbers that it does not export; both are read here and nowhere else, and a test
 * would see it if a version changed them.
 */
interface Inside {
  text: string;
  state: number;
}

function insideOf(parser: object): Inside {
  return parser as unknown as Inside;
}

function stateAfter(text: string): number {
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.write(text);
  return insideOf(parser).state;
}

const IN_TEXT = stateAfter('<a>b');
const IN_CDATA = stateAfter('<a><![CDATA[b');

/** Whether a parser stands in a text node or CDATA section. */
export function isInText(parser: ReturnType<typeof guardedParser>): boolean {
  const { state } = insideOf(parser);
  return state === IN_TEXT || state === IN_CDATA;
}

/**
 * Takes what a parser has gathered of a text node or CDATA section that has not ended.
 * @param limit how much of any other thing (a comment, an attribute) it may gather.
 * @returns the text so far, empty when the parser is not in a text.
 */
export function takePartialText(parser: ReturnType<typeof guardedParser>, limit: number): string {
  const inside = insideOf(parser);
  if (isInText(parser)) {
    const { text } = inside;
    inside.text = '';
    return text;
  }
  if (inside.text.length > limit) throw new XmlError('limit', `a comment or attribute over ${limit}`);
  return '';
}
