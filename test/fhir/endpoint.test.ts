import { expect } from 'chai';
import { startWorld, type World } from './test-world.ts';

const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';
const PATIENT = `patient.identifier=${encodeURIComponent(INS)}`;

interface Said {
  readonly total?: number;
  readonly issue?: readonly { readonly code: string; readonly diagnostics: string }[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource: Said & { resourceType: string };
    readonly search: { mode: string };
  }[];
  readonly rest?: readonly { readonly resource: readonly { readonly type: string }[] }[];
}
const said = async (response: Response) => (await response.json()) as Said;

describe('given the FHIR face', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await world.authorise('medecin');
    for (let made = 0; made < 3; made++) await world.register();
  });
  after(() => world.close());

  it('then metadata is told to anybody, with every type that is served', async () => {
    const response = await world.get('metadata');
    expect(response.status).to.equal(200);
    const types = (await said(response)).rest?.[0]?.resource.map(({ type }) => type);
    expect(types).to.deep.equal(['DocumentReference', 'Binary', 'Patient', 'AuditEvent']);
  });

  for (const [what, path, method, status, allow] of [
    ['an unknown type', 'Observation', 'GET', 404, null],
    ['an address that is none', 'DocumentReference/1/2', 'GET', 404, null],
    ['a read that is not served', 'AuditEvent/1', 'GET', 404, null],
    ['a create', 'DocumentReference', 'POST', 405, 'GET'],
    ['a delete', 'DocumentReference/1', 'DELETE', 405, 'GET'],
    ['a GET of _search', 'Patient/_search', 'GET', 405, 'POST'],
  ] as const) {
    it(`then ${what} is ${status} before any token is asked for`, async () => {
      const response = await fetch(`${world.base}/${path}`, { method });
      expect(response.status).to.equal(status);
      expect(response.headers.get('allow')).to.equal(allow);
      expect((await said(response)).issue).to.have.length(1);
    });
  }

  it('then a request without a token is told how to show one, and leaves a trace', async () => {
    const before = world.rejections.length;
    const response = await world.get(`DocumentReference?${PATIENT}`);
    expect(response.status).to.equal(401);
    expect(response.headers.get('www-authenticate')).to.equal('Bearer');
    expect((await said(response)).issue?.[0]?.code).to.equal('login');
    const [left] = world.rejections.slice(before);
    expect(left?.refusal.refused[0].code).to.equal('TokenMissing');
    expect(left?.rejection.facts).to.deep.equal({ interaction: 'DocumentReference search-type' });
  });

  it('then a token that is none is 401 with the error of RFC 6750', async () => {
    const response = await fetch(`${world.base}/DocumentReference?${PATIENT}`, {
      headers: { authorization: 'Bearer nobody' },
    });
    expect(response.status).to.equal(401);
    expect(response.headers.get('www-authenticate')).to.equal('Bearer error="invalid_token"');
  });

  it('then the situation of exercise comes from its header', async () => {
    const response = await world.get(`DocumentReference?${PATIENT}`, 'medecin', {
      'x-situation-exercice': 'unknown',
    });
    expect(response.status).to.equal(403);
  });

  it('then XML is 406', async () => {
    const response = await world.get(`DocumentReference?${PATIENT}&_format=xml`, 'medecin');
    expect(response.status).to.equal(406);
  });

  it('then the answer is FHIR JSON that no cache keeps', async () => {
    const response = await world.get(`DocumentReference?${PATIENT}`, 'medecin');
    expect(response.headers.get('content-type')).to.equal('application/fhir+json; charset=utf-8');
    expect(response.headers.get('cache-control')).to.equal('no-store');
  });

  it('then X-Request-Id comes back, and is made where none came', async () => {
    const given = await world.get('metadata', undefined, { 'x-request-id': 'mine-1' });
    expect(given.headers.get('x-request-id')).to.equal('mine-1');
    expect((await world.get('metadata')).headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
  });

  it('then an unknown parameter changes nothing, is told, and is absent from the self link', async () => {
    const bundle = await said(await world.get(`DocumentReference?${PATIENT}&colour=red`, 'medecin'));
    expect(bundle.total).to.equal(3);
    const outcome = bundle.entry?.find(({ search }) => search.mode === 'outcome');
    expect(outcome?.resource.issue?.[0]?.diagnostics).to.include('colour');
    expect(bundle.link?.[0]?.url).to.include('patient.identifier').and.not.include('colour');
  });

  it('then an unknown parameter is 400 when the caller asks for strict handling', async () => {
    const response = await world.get(`DocumentReference?${PATIENT}&colour=red`, 'medecin', {
      prefer: 'return=minimal, handling=strict',
    });
    expect(response.status).to.equal(400);
    expect((await said(response)).issue?.[0]?.diagnostics).to.include('colour');
  });

  it('then a form of _search is read like a query', async () => {
    const response = await fetch(`${world.base}/DocumentReference/_search`, {
      method: 'POST',
      headers: { authorization: 'Bearer medecin', 'content-type': 'application/x-www-form-urlencoded' },
      body: PATIENT,
    });
    expect((await said(response)).total).to.equal(3);
  });

  it('then a form of another type is 415', async () => {
    const response = await fetch(`${world.base}/DocumentReference/_search`, {
      method: 'POST',
      headers: { authorization: 'Bearer medecin', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).to.equal(415);
  });

  it('then a form over the limit is 413', async () => {
    const response = await fetch(`${world.base}/DocumentReference/_search`, {
      method: 'POST',
      headers: { authorization: 'Bearer medecin', 'content-type': 'application/x-www-form-urlencoded' },
      body: `type=${'x'.repeat(70_000)}`,
    });
    expect(response.status).to.equal(413);
  });

  it('then pages lead from one to the next, each document once', async () => {
    const seen: string[] = [];
    let url: string | undefined = `${world.base}/DocumentReference?${PATIENT}&_count=2`;
    for (let page = 0; url !== undefined && page < 5; page++) {
      const response: Response = await fetch(url, { headers: { authorization: 'Bearer medecin' } });
      const bundle = await said(response);
      expect(bundle.total).to.equal(3);
      seen.push(...(bundle.entry ?? []).map(({ fullUrl = '' }) => fullUrl));
      url = bundle.link?.find(({ relation }) => relation === 'next')?.url;
    }
    expect(seen).to.have.length(3);
    expect(new Set(seen).size).to.equal(3);
  });

  it('then _count=0 tells the total alone', async () => {
    const bundle = await said(await world.get(`DocumentReference?${PATIENT}&_count=0`, 'medecin'));
    expect(bundle.total).to.equal(3);
    expect(bundle.entry).to.equal(undefined);
  });

  it('then a page that is no number is 400', async () => {
    expect((await world.get(`DocumentReference?${PATIENT}&_count=-1`, 'medecin')).status).to.equal(400);
  });

  it('then no INS and no name of the patient stands in the log of the face', async () => {
    await world.get(`DocumentReference?${PATIENT}&type:not=x`, 'charlotte');
    expect(JSON.stringify(world.logged)).not.to.match(/294061411802778|LEMOINE/);
  });
});
