const LONGEST = 120;

/**
 * A value as it may stand in a plain text: one line, without controls, line ends of any kind or marks that change the
 * direction of what follows, and not so long that it could pass for text of ours.
 */
export function plain(value: string): string {
  const line = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...line].slice(0, LONGEST).join('');
}

/**
 * Puts values into a text at their `{name}`; a value is never looked at for names again.
 * @throws Error for a name without a value: a text of ours that does not fit its message.
 */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/gi, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}}`);
    return plain(value);
  });
}
