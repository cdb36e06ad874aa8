import { plain } from './plain-text.ts';
import { fixedText, frenchDay, type Worded } from './texts.ts';

/**
 * A letter for the printer, plain text in UTF-8: reference, day, address, then the same words as a mail (LC-02). Where no
 * postal address is known the name stands alone, for the operator to complete; of a professional the PS_IdNat says who it is.
 * @param at when the notification was queued, ISO 8601 UTC.
 */
export function letter(options: {
  readonly id: string;
  readonly at: string;
  readonly reader: string;
  readonly professional?: string;
  readonly postal: readonly string[];
  readonly worded: Worded;
}): string {
  const { id, at, reader, professional, postal, worded } = options;
  return `${[
    fixedText('letter-reference', { reference: id }),
    fixedText('letter-date', { date: frenchDay(at) }),
    [reader, ...postal]
      .map(plain)
      .filter((line) => line !== '')
      .join('\n'),
    ...(professional === undefined ? [] : [fixedText('letter-professional', { identifiant: professional })]),
    fixedText('letter-subject', { objet: worded.subject }),
    ...worded.paragraphs,
  ].join('\n\n')}\n`;
}
