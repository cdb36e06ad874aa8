import { expect } from 'chai';
import { startWorld, type World } from '../fhir/test-world.ts';

const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';

interface Bundle {
  readonly total: number;
  readonly entry: readonly {
    readonly resource: { readonly resourceType: string; readonly recorded: string; readonly outcome: string };
  }[];
}

describe('given the trace of a record', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    const event = {
      type: 'ITI-43',
      action: 'R',
      granted: true,
      reason: 'authorised',
      from: '::1',
      documents: [],
    } as const;
    for (const [day, granted] of [
      ['01', true],
      ['02', false],
      ['03', true],
    ] as const) {
      const at = `2026-09-${day}T10:00:00.000Z`;
      await world.write({
        kind: 'record-event',
        event: { ...event, at, granted, requestId: day, patientKey: world.charlotte },
      });
    }
  });
  after(() => world.close());

  const read = async (query: string) =>
    (await (await world.get(`AuditEvent?${query}`, 'charlotte')).json()) as Bundle;

  it('then the patient reads all of it, newest first, what was refused too', async () => {
    const { entry } = await read('');
    const recorded = entry.map(({ resource }) => resource.recorded).filter((at) => at.startsWith('2026-09'));
    expect(recorded).to.deep.equal(['03', '02', '01'].map((day) => `2026-09-${day}T10:00:00.000Z`));
    const refused = entry.find(({ resource }) => resource.recorded.startsWith('2026-09-02'));
    expect(refused?.resource.outcome).not.to.equal('0');
  });

  it('then it is found by the INS too', async () => {
    const { total } = await read(`patient.identifier=${encodeURIComponent(INS)}&date=lt2026-10`);
    expect(total).to.equal(3);
  });

  it('then dates narrow it, in pages', async () => {
    const { total, entry } = await read('date=ge2026-09-02&date=lt2026-09-04&_count=1&_offset=1');
    expect(total).to.equal(2);
    expect(entry.map(({ resource }) => resource.recorded)).to.deep.equal(['2026-09-02T10:00:00.000Z']);
  });

  it('then reading it leaves a trace in it', async () => {
    await read('');
    const { entry } = await read('_count=1');
    expect(JSON.stringify(entry[0]?.resource)).to.include('294061411802778');
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ITI-81', granted: true });
  });

  it('then a professional is refused', async () => {
    const response = await world.get(`AuditEvent?patient.identifier=${encodeURIComponent(INS)}`, 'medecin');
    expect(response.status).to.equal(403);
  });

  it('then a professional who names nobody is refused', async () => {
    expect((await world.get('AuditEvent', 'medecin')).status).to.equal(403);
  });
});
