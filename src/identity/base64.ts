const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes base64 with white space between its characters, as XML signatures carry it. Undefined when it is anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const bare = text.replace(/[ \t\r\n]/g, '');
  return BASE64.test(bare) ? Buffer.from(bare, 'base64') : undefined;
}
