const OID = /^[0-2](\.(0|[1-9][0-9]*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An ISO object identifier of at most 64 characters (ITI TF-3 Table 4.2.3.1.7-2). */
export function isOid(value: string): boolean {
  return value.length <= 64 && OID.test(value);
}

/** `urn:uuid:` followed by a UUID; anything else in an ebRIM `id` is a symbolic id. */
export function isUuidUrn(value: string): boolean {
  return UUID.test(value);
}

/** The OID that stands for a UUID: its value in decimal under `2.25` (ITU-T X.667 6.3). @param uuid bare, with its hyphens. */
export function oidOfUuid(uuid: string): string {
  return `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
}

/** A document uniqueId: an OID, or an OID, `^` and an extension, at most 128 characters (ITI TF-3 4.2.3.2.26). */
export function isDocumentUniqueId(value: string): boolean {
  if (value.length > 128) return false;
  const [root, extension, ...rest] = value.split('^');
  return (
    rest.length === 0 &&
    isOid(root ?? '') &&
    (extension === undefined || /^[\x21-\x7e]{1,16}$/.test(extension))
  );
}
