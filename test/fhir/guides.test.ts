import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startTestServer, type TestServer } from '../support/server.ts';

const FOLDER = new URL('../../profiles/fhir/', import.meta.url);

interface Statement {
  readonly rest: readonly {
    readonly resource: readonly {
      readonly type: string;
      readonly supportedProfile?: readonly string[];
      readonly searchParam?: readonly { readonly name: string }[];
      readonly operation?: readonly { readonly name: string }[];
    }[];
  }[];
}

describe('given the guides of the FHIR face', () => {
  let server: TestServer;
  let statement: Statement;
  before(async () => {
    server = await startTestServer({ CARNET_HTTP_PORT: '0' });
    statement = (await (
      await fetch(`http://127.0.0.1:${server.httpPort}/fhir/metadata`)
    ).json()) as Statement;
  });
  after(() => server.close());

  const guides = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));
  const resources = () => statement.rest[0]!.resource;

  it('then every operation that is served has one row in them, and no other has', () => {
    const served = resources().flatMap(({ operation = [] }) => operation.map(({ name }) => name));
    const rows = guides.flatMap((text) =>
      [...text.matchAll(/^\| `(?:Patient\/(?:\[id\]\/)?)?\$([a-z-]+)` \|/gm)].map(([, name]) => name),
    );
    expect(served).to.have.length.above(15);
    expect(rows.sort()).to.deep.equal(served.sort());
  });

  it('then every type that is served stands in them', () => {
    const types = resources().map(({ type }) => type);
    const said = guides.flatMap((text) =>
      [...text.matchAll(/^\| ([A-Z][A-Za-z, ]+) \|/gm)].flatMap(([, names = '']) => names.split(', ')),
    );
    expect(types.filter((type) => !said.includes(type))).to.deep.equal([]);
  });

  it('then the content profiles and the search parameters of Consent are told, as the guide has them', () => {
    const consent = resources().find(({ type }) => type === 'Consent');
    expect(consent?.supportedProfile).to.deep.equal(
      ['Basic', 'Intermediate', 'Advanced'].map(
        (name) => `https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent${name}`,
      ),
    );
    expect(consent?.searchParam?.map(({ name }) => name)).to.have.members([
      '_id',
      'patient',
      'patient.identifier',
      'status',
      'actor',
    ]);
  });
});
