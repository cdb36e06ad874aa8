import type { IncomingMessage } from 'node:http';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { parseMediaType } from '../http/media-type.ts';
import { Utf8Stream } from '../xml/utf8.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from './json.ts';
import { FHIR_JSON } from './representation.ts';
import type { AnyInteraction } from './routing.ts';

export const JSON_PATCH = 'application/json-patch+json';
const RESOURCE_TYPES = [FHIR_JSON, 'application/json'];
/** Bytes; enough for every resource without content. */
const BODY_LIMIT = 256 * 1024;

/** What a write sends: the JSON of its body, and for a patch whether it is a JSON Patch (RFC 6902). */
export interface SentBody {
  readonly body?: JsonValue;
  readonly jsonPatch?: boolean;
}

/**
 * Reads the body of a write whole: strict UTF-8, JSON without ambiguities, and for all but a JSON Patch a resource of the
 * type that the interaction takes. An operation may come without a body: it has no parameters then.
 * @returns UnsupportedMediaType, UnsupportedEncoding, BodyTooLarge, NotUtf8, MalformedJson, or ResourceInvalid when it is
 * a resource of another type, or for an update of another id.
 * @throws ClientGone when the client hangs up.
 */
export async function readResourceBody(
  request: IncomingMessage,
  interaction: AnyInteraction,
  id: string | undefined,
): Promise<SentBody | Refusal> {
  const patches = interaction.interaction === 'patch';
  const empty = interaction.interaction === 'operation' && hasNoBody(request);
  const type = parseMediaType(request.headers['content-type'])?.type ?? '';
  const jsonPatch = patches && type === JSON_PATCH;
  if (!empty && !jsonPatch && !RESOURCE_TYPES.includes(type)) {
    return refuse('UnsupportedMediaType', 'a body that is no FHIR JSON');
  }
  const bytes = await readBody(request, interaction.bodyLimit ?? BODY_LIMIT);
  if (isRefusal(bytes)) return bytes;
  if (empty) return {};
  const stream = new Utf8Stream();
  const text = stream.decode(bytes);
  if (text === undefined || stream.end() !== '') return refuse('NotUtf8', 'a body that is not UTF-8');
  const body = parseJson(text);
  if (isRefusal(body)) return body;
  if (jsonPatch) return { body, jsonPatch };
  return typeFault(body, interaction, id) ?? { body };
}

function typeFault(
  body: JsonValue,
  interaction: AnyInteraction,
  id: string | undefined,
): Refusal | undefined {
  const parameters = interaction.interaction === 'operation' || interaction.interaction === 'patch';
  const wanted = parameters ? 'Parameters' : interaction.resourceType;
  if (!isJsonObject(body) || body.resourceType !== wanted) {
    return refuse('ResourceInvalid', `no ${wanted}`, { about: 'resourceType' });
  }
  // FHIR R4 http: update. The id of the resource is that of the address.
  if (interaction.interaction === 'update' && body.id !== id) {
    return refuse('ResourceInvalid', 'id is not that of the address', { about: 'id' });
  }
  return undefined;
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

/** The body that the face has found to be a resource; for interactions that always have one. */
export function resourceOf({ body }: { readonly body?: JsonValue }): JsonObject {
  if (!isJsonObject(body)) throw new Error('a write without a resource');
  return body;
}
