import { type Refusal, refuse } from '../errors.ts';

export const FHIR_JSON = 'application/fhir+json';
const JSON_TYPES = [FHIR_JSON, 'application/json', 'text/json', 'json'];

/** The media types of an Accept header that are not weighted to nothing, lower case, without parameters. */
export function acceptedTypes(accept: string | undefined): string[] {
  return (accept ?? '*/*')
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim().toLowerCase()))
    .filter(([type, ...parameters]) => type !== '' && !parameters.some((one) => /^q=0(\.0*)?$/.test(one)))
    .map(([type = '']) => type);
}

/** Whether one of the accepted types covers a media type, wildcards included. */
export function accepts(types: readonly string[], mimeType: string): boolean {
  const [wanted = ''] = mimeType.toLowerCase().split(';');
  const [group = ''] = wanted.split('/');
  return types.some((type) => type === wanted.trim() || type === '*/*' || type === `${group}/*`);
}

/** Whether a caller names FHIR JSON itself, not by a wildcard. */
export function namesFhirJson(types: readonly string[]): boolean {
  return types.some((type) => type === FHIR_JSON || type === 'application/json' || type === 'text/json');
}

/**
 * Whether FHIR JSON may be answered (FHIR R4 http: `_format` wins over Accept).
 * @returns NotAcceptable when the caller wants only something else, such as XML.
 */
export function refuseRepresentation(
  accept: string | undefined,
  format: string | undefined,
): Refusal | undefined {
  if (format !== undefined) {
    const [type = ''] = format.split(';');
    // A `+` that was not escaped in the URL arrives as a space.
    const known = JSON_TYPES.includes(type.trim().toLowerCase().replace('fhir json', 'fhir+json'));
    return known ? undefined : refuse('NotAcceptable', '_format');
  }
  const types = acceptedTypes(accept);
  return JSON_TYPES.some((type) => accepts(types, type)) ? undefined : refuse('NotAcceptable', 'Accept');
}
