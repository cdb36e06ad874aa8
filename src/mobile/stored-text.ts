const RELATIVE = '"url":"Binary/';

/**
 * Makes the address of the content in a stored DocumentReference absolute. The sought text begins with a quote that
 * JSON does not escape, so it stands in no string; the mapping writes it once.
 */
export function withAbsoluteUrl(text: string, base: string): string {
  const at = text.indexOf(RELATIVE);
  if (at < 0) return text;
  const address = JSON.stringify(`${base}/Binary/`).slice(0, -1);
  return `${text.slice(0, at)}"url":${address}${text.slice(at + RELATIVE.length)}`;
}
