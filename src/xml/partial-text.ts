import { XmlError } from './parse.ts';
import { insideOf, type Parser, quickParser } from './quick-parser.ts';

/*
 * saxes keeps the text of a node until the node ends: 14 MB of base64 would stand in memory twice. It compares its state
 * with numbers that it does not export, so they are asked of parsers that stand in a text.
 */
function stateAfter(text: string): number {
  return insideOf(quickParser().write(text)).state;
}

const IN_TEXT = stateAfter('<a>b');
const IN_CDATA = stateAfter('<a><![CDATA[b');

/**
 * Takes what a parser has gathered of a text node or CDATA section that has not ended.
 * @param limit how much of any other thing (a comment, an attribute) it may gather.
 * @returns the text so far, empty when the parser is not in a text.
 */
export function takePartialText(parser: Parser, limit: number): string {
  const inside = insideOf(parser);
  const { state, text } = inside;
  if (state === IN_TEXT || state === IN_CDATA) {
    inside.text = '';
    return text;
  }
  if (text.length > limit) throw new XmlError('limit', `a comment or attribute over ${limit}`);
  return '';
}

/** Whether what comes next goes on with a text, of an element or beside the root. */
export function isInText(parser: Parser): boolean {
  return insideOf(parser).state === IN_TEXT;
}
