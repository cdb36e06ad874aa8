/** Letters that no decomposition takes apart, as the INSi writes them (SEL-MP-043, lexical rules of the traits). */
const LIGATURES: Readonly<Record<string, string>> = { Œ: 'OE', Æ: 'AE', ẞ: 'SS', Ø: 'O', Ł: 'L', Đ: 'D' };

/** Capitals without diacritics or ligatures; every other character stays. */
export function foldLetters(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[ŒÆẞØŁĐ]/g, (letter) => LIGATURES[letter]!);
}

/**
 * A name in the form in which names are compared: capitals without diacritics or ligatures, with one space for every
 * run of spaces, hyphens and apostrophes. Empty for a name of nothing else.
 */
export function foldName(name: string): string {
  return foldLetters(name)
    .replaceAll(/[\s\p{Pd}'’ʼ‘`´]+/gu, ' ')
    .trim();
}
