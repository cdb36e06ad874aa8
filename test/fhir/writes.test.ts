import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { z } from 'zod';
import type { FhirInteraction, FhirRequest, InteractionCode } from '../../src/fhir/interaction.ts';
import { atMostOne, many, one, readParameters } from '../../src/fhir/parameters.ts';
import { textOf } from '../../src/fhir/shape.ts';
import { startWorld, type World } from './test-world.ts';

/** Says back what the face made of a request. */
function echo(
  interaction: InteractionCode,
  more: Partial<FhirInteraction<FhirRequest, FhirRequest>> = {},
): FhirInteraction<FhirRequest, FhirRequest> {
  return {
    resourceType: 'Basic',
    interaction,
    read: (request) => request,
    transaction: {
      event: 'CONSENT',
      action: 'U',
      right: 'patient.read',
      record: () => ({ ofSubject: true }),
      run: async (request) => ({ answer: request, documents: [] }),
    },
    write: ({ id, body, jsonPatch, ifMatch }, { base }) => ({
      kind: 'json',
      text: JSON.stringify({ interaction, id, body, jsonPatch, ifMatch }),
      ...(interaction === 'create' ? { status: 201 as const, location: `${base}/Basic/1` } : {}),
    }),
    ...more,
  };
}

const parameters = echo('operation', {
  operation: { name: 'lire', on: 'type' },
  read: (request) => {
    const read = readParameters(request.body, {
      nom: one('valueString', textOf(10)),
      age: atMostOne('valueInteger', z.number().int()),
      code: many('valueCode', z.enum(['a', 'b'])),
    });
    return 'refused' in read ? read : { ...request, body: JSON.parse(JSON.stringify(read)) };
  },
});

interface Said {
  readonly issue?: readonly { readonly code: string; readonly diagnostics: string }[];
  readonly [name: string]: unknown;
}
const said = async (response: Response) => (await response.json()) as Said;
const BASIC = { resourceType: 'Basic', id: 'b1' };

describe('given the FHIR face for writes', () => {
  let world: World;
  before(async () => {
    world = await startWorld(() => [
      echo('create', { bodyLimit: 1000 }),
      echo('update'),
      echo('patch'),
      echo('operation', { operation: { name: 'faire', on: 'instance' } }),
      parameters,
      echo('transaction', { resourceType: 'Bundle' }),
    ]);
  });
  after(() => world.close());

  const send = (
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => world.send(method, path, 'charlotte', body, headers);

  it('then a create is answered with 201 and where the resource is', async () => {
    const response = await send('POST', 'Basic', BASIC);
    expect(response.status).to.equal(201);
    expect(response.headers.get('location')).to.equal(`${world.base}/Basic/1`);
    expect(await said(response)).to.deep.equal({ interaction: 'create', body: BASIC });
  });

  it('then an update names its resource and the version that it is of', async () => {
    const response = await send('PUT', 'Basic/b1', BASIC, { 'if-match': 'W/"3"' });
    expect(await said(response)).to.deep.equal({
      interaction: 'update',
      id: 'b1',
      body: BASIC,
      ifMatch: '3',
    });
  });

  it('then a patch is a JSON Patch or Parameters, by its content type', async () => {
    const json = await send('PATCH', 'Basic/b1', [], { 'content-type': 'application/json-patch+json' });
    expect(await said(json)).to.deep.equal({ interaction: 'patch', id: 'b1', body: [], jsonPatch: true });
    const body = { resourceType: 'Parameters' };
    expect(await said(await send('PATCH', 'Basic/b1', body))).to.deep.equal({
      interaction: 'patch',
      id: 'b1',
      body,
    });
  });

  it('then an operation takes Parameters, or no body at all', async () => {
    const body = { resourceType: 'Parameters' };
    expect(await said(await send('POST', 'Basic/b1/$faire', body))).to.deep.include({ id: 'b1', body });
    expect(await said(await send('POST', 'Basic/b1/$faire'))).to.deep.equal({
      interaction: 'operation',
      id: 'b1',
    });
  });

  it('then a transaction is a Bundle at the base address', async () => {
    const body = { resourceType: 'Bundle' };
    const response = await fetch(world.base, {
      method: 'POST',
      headers: { authorization: 'Bearer charlotte', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(await said(response)).to.deep.equal({ interaction: 'transaction', body });
  });

  it('then the CapabilityStatement says what may be written, and how a patch comes', async () => {
    const statement = await said(await world.get('metadata'));
    const [rest] = statement.rest as [Said];
    const basic = (rest.resource as Said[]).find(({ type }) => type === 'Basic')!;
    expect(basic.interaction).to.deep.equal([{ code: 'create' }, { code: 'update' }, { code: 'patch' }]);
    expect((basic.operation as Said[]).map(({ name }) => name)).to.deep.equal(['faire', 'lire']);
    expect(rest.interaction).to.deep.equal([{ code: 'transaction' }]);
    expect(statement.patchFormat).to.deep.equal(['application/json-patch+json', 'application/fhir+json']);
  });

  for (const [what, method, path, status, allow] of [
    ['a read of what is written alone', 'GET', 'Basic/b1', 405, 'PUT, PATCH'],
    ['a delete', 'DELETE', 'Basic/b1', 405, 'PUT, PATCH'],
    ['an operation by GET', 'GET', 'Basic/b1/$faire', 405, 'POST'],
    ['an operation on the type that is one on a resource', 'POST', 'Basic/$faire', 404, null],
    ['an unknown operation', 'POST', 'Basic/b1/$defaire', 404, null],
    ['an operation that every object has', 'POST', 'Basic/b1/$constructor', 404, null],
    ['an operation of another type', 'POST', 'Patient/p1/$faire', 404, null],
    ['the base address by GET', 'GET', '', 405, 'POST'],
  ] as const) {
    it(`then ${what} is ${status} before any token is asked for`, async () => {
      const response = await fetch(`${world.base}/${path}`, { method });
      expect(response.status).to.equal(status);
      expect(response.headers.get('allow')).to.equal(allow);
    });
  }

  const INVALID = "Un élément de la ressource envoyée n'est pas conforme.";
  const JSON_INVALID = "Le corps de la requête n'est pas un document JSON valide.";
  for (const [what, path, body, headers, status, sentence] of [
    ['no JSON', 'Basic', '{', {}, 400, JSON_INVALID],
    ['a key twice', 'Basic', '{"resourceType":"Basic","id":"a","id":"b"}', {}, 400, JSON_INVALID],
    ['a list', 'Basic', '[]', {}, 400, `${INVALID} (resourceType)`],
    ['another resource', 'Basic', { resourceType: 'Patient' }, {}, 400, `${INVALID} (resourceType)`],
    [
      'another content type',
      'Basic',
      BASIC,
      { 'content-type': 'text/plain' },
      415,
      "Le type de contenu de la requête n'est pas pris en charge.",
    ],
    [
      'a JSON Patch where none is',
      'Basic',
      [],
      { 'content-type': 'application/json-patch+json' },
      415,
      "Le type de contenu de la requête n'est pas pris en charge.",
    ],
    [
      'a compressed body',
      'Basic',
      BASIC,
      { 'content-encoding': 'gzip' },
      415,
      "L'encodage du contenu de la requête n'est pas pris en charge.",
    ],
    [
      'more than the limit',
      'Basic',
      { ...BASIC, text: 'x'.repeat(1000) },
      {},
      413,
      'Le message dépasse la taille maximale acceptée.',
    ],
    [
      'a version that is none',
      'Basic',
      BASIC,
      { 'if-match': '*' },
      400,
      "La requête n'est pas conforme. (If-Match)",
    ],
    [
      'XML wanted in answer',
      'Basic',
      BASIC,
      { accept: 'application/fhir+xml' },
      406,
      "Aucune des représentations demandées n'est disponible.",
    ],
  ] as const) {
    it(`then ${what} is ${status}, and leaves a trace`, async () => {
      const before = world.rejections.length;
      const response = await send('POST', path, body, headers as Record<string, string>);
      expect(response.status).to.equal(status);
      expect((await said(response)).issue?.[0]?.diagnostics).to.equal(sentence);
      expect(world.rejections).to.have.length(before + 1);
      expect(world.rejections.at(-1)?.rejection.facts).to.deep.equal({ interaction: 'Basic create' });
    });
  }

  it('then an update of another id than that of its address is refused', async () => {
    const response = await send('PUT', 'Basic/b2', BASIC);
    expect(response.status).to.equal(400);
    expect((await said(response)).issue?.[0]?.diagnostics).to.equal(`${INVALID} (id)`);
  });

  it('then bytes that are not UTF-8 are refused', async () => {
    const response = await fetch(`${world.base}/Basic`, {
      method: 'POST',
      headers: { authorization: 'Bearer charlotte', 'content-type': 'application/fhir+json' },
      body: Buffer.concat([
        Buffer.from('{"resourceType":"Basic","text":"'),
        Buffer.from([0xe9]),
        Buffer.from('"}'),
      ]),
    });
    expect(response.status).to.equal(400);
    expect((await said(response)).issue?.[0]?.code).to.equal('structure');
  });

  it('then a client that hangs up inside a body is no fault of the server', async () => {
    const failed = () => world.logged.filter(({ message }) => message === 'failed').length;
    const before = failed();
    const { hostname, port } = new URL(world.base);
    const socket = connect(Number(port), hostname);
    const head = ['POST /fhir/Basic HTTP/1.1', 'Host: localhost', 'Authorization: Bearer charlotte'];
    const more = [
      'Content-Type: application/fhir+json',
      'Content-Length: 100',
      'Expect: 100-continue',
      '',
      '',
    ];
    socket.write([...head, ...more].join('\r\n'));
    // The server asks for the body, and so it reads it.
    await once(socket, 'data');
    socket.end('{"resourceType"');
    await once(socket, 'close');
    expect((await send('POST', 'Basic', BASIC)).status).to.equal(201);
    expect(failed()).to.equal(before);
  });

  it('then the body of one who shows no token is not read', async () => {
    const response = await world.send('POST', 'Basic', undefined, '{');
    expect(response.status).to.equal(401);
  });

  const lire = (...parameter: object[]) =>
    send('POST', 'Basic/$lire', { resourceType: 'Parameters', parameter });
  const nom = { name: 'nom', valueString: 'Zoé' };

  it('then Parameters are read by their names', async () => {
    const response = await lire({ name: 'code', valueCode: 'a' }, nom, { name: 'code', valueCode: 'b' });
    expect((await said(response)).body).to.deep.equal({ nom: 'Zoé', code: ['a', 'b'] });
  });

  const INCOMPLETE = 'Un élément obligatoire de la ressource envoyée manque.';
  for (const [what, sent, sentence] of [
    ['one that is missing', [], `${INCOMPLETE} (Parameters.nom)`],
    ['one twice', [nom, nom], `${INVALID} (Parameters.nom)`],
    ['one of another type', [{ name: 'nom', valueCode: 'a' }], `${INVALID} (Parameters.nom)`],
    ['one with two values', [{ ...nom, valueCode: 'a' }], `${INVALID} (Parameters.nom)`],
    ['one with a modifier', [{ ...nom, modifierExtension: [] }], `${INVALID} (Parameters.nom)`],
    ['one without a value', [{ name: 'nom' }], `${INVALID} (Parameters.nom)`],
    ['one that is too long', [{ name: 'nom', valueString: 'x'.repeat(11) }], `${INVALID} (Parameters.nom)`],
    ['one of blanks', [{ name: 'nom', valueString: '  ' }], `${INVALID} (Parameters.nom)`],
    ['one with a null character', [{ name: 'nom', valueString: 'a\u0000' }], `${INVALID} (Parameters.nom)`],
    ['one with half a character', [{ name: 'nom', valueString: 'a\ud800' }], `${INVALID} (Parameters.nom)`],
    [
      'one that is not known',
      [nom, { name: 'toString', valueCode: 'a' }],
      `${INVALID} (Parameters.parameter.name)`,
    ],
    ['one without a name', [nom, { valueCode: 'a' }], `${INCOMPLETE} (Parameters.parameter[1].name)`],
  ] as const) {
    it(`then ${what} is refused`, async () => {
      const response = await lire(...sent);
      expect(response.status).to.equal(400);
      expect((await said(response)).issue?.map(({ diagnostics }) => diagnostics)).to.deep.equal([sentence]);
    });
  }
});
