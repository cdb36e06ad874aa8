import type { guardedParser } from './parse.ts';
import { isInText, takePartialText } from './partial-text.ts';

type Parser = ReturnType<typeof guardedParser>;

/**
 * Long runs of characters that mean nothing to XML: no markup, no `]` or `>` (of `]]>`), no line end to be normalised, no
 * surrogate, nothing that XML 1.0 forbids or 1.1 treats otherwise.
 */
const PLAIN = /[\t\n -%'-;=?-\\^-~\u00a0-\u2027\u2029-\ud7ff\ue000-\ufffd]{256,}/g;

/**
 * Feeds a piece of a document to a parser, and long plain runs of a text node or CDATA section straight to whoever takes
 * the text: documents carry megabytes of base64, and the parser looks at them one character at a time.
 * @param text receives parts of texts, in order with what the parser reports.
 * @param inRoot whether an element is open, as the caller's own handlers know.
 * @param limit how much of any other thing (a comment, an attribute) the parser may gather.
 */
export function feedPlain(
  parser: Parser,
  piece: string,
  { text, inRoot, limit }: { text: (part: string) => void; inRoot: () => boolean; limit: number },
): void {
  let fed = 0;
  for (const { 0: run, index } of piece.matchAll(PLAIN)) {
    // The first character of the run goes through the parser, and ends whatever `]]` stood before it.
    parser.write(piece.slice(fed, index + 1));
    fed = index + 1;
    if (!inRoot() || !isInText(parser)) continue;
    text(takePartialText(parser, limit));
    text(piece.slice(fed, index + run.length));
    fed = index + run.length;
  }
  if (fed < piece.length) parser.write(piece.slice(fed));
}
