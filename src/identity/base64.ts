/** One class repeated, not a group: an expression that may step back into every group of four runs out of stack. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Decodes base64 with white space between its characters, as XML signatures carry it. Undefined when it is anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const bare = text.replace(/[ \t\r\n]/g, '');
  return bare.length % 4 === 0 && BASE64.test(bare) ? Buffer.from(bare, 'base64') : undefined;
}
