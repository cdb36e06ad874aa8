import { expect } from 'chai';
import { DELETED } from '../../src/model/document-entry.ts';
import { visibilityCode } from '../../src/model/visibility.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { noteEntry } from '../support/submission-builder.ts';

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

  describe('and a médecin traitant', () => {
    const holder = '810000000011';
    const declare = (medecinTraitant: boolean) =>
      world.write({
        kind: 'authorise',
        patientKey: world.charlotte,
        authorisation: {
          holder,
          holderKind: 'professional',
          name: 'AUBERT Claire',
          medecinTraitant,
          since: '2026-09-01T00:00:00.000Z',
        },
      });
    const ask = (query: string) =>
      world.get(`AuditEvent?patient.identifier=${encodeURIComponent(INS)}${query}`, 'medecin');
    afterEach(() => world.write({ kind: 'withdraw', patientKey: world.charlotte, holder }));

    it('then the trace of every access is read, by anyone, granted and refused', async () => {
      await declare(true);
      const bundle = (await (await ask('&date=lt2026-10')).json()) as Bundle;
      expect(bundle.entry.map(({ resource }) => resource.outcome)).to.deep.equal(['0', '4', '0']);
    });

    it('then one who is only authorised is refused', async () => {
      await declare(false);
      const response = await ask('');
      expect(response.status).to.equal(403);
      expect(await response.text()).not.to.include('journal-reserved');
    });

    it('then it names no document that is kept from the médecin traitant, and finds nothing by it', async () => {
      await declare(true);
      const { uniqueId } = await world.register({
        confidentialityCodes: [...noteEntry.confidentialityCodes, visibilityCode('INVISIBLE_PATIENT')],
      });
      const deleted = await world.register({ availabilityStatus: DELETED });
      const event = { type: 'ITI-41', action: 'C', at: '2026-08-01T00:00:00.000Z' } as const;
      await world.write({
        kind: 'record-event',
        event: {
          ...event,
          granted: true,
          reason: 'functional-right',
          from: '::1',
          requestId: 'deposit',
          documents: [uniqueId, deleted.uniqueId],
          patientKey: world.charlotte,
        },
      });
      const all = await (await ask('&date=lt2026-09')).text();
      expect(all).to.include(uniqueId).and.not.include(deleted.uniqueId);
      const byHidden = (await (await ask(`&entity:identifier=${deleted.uniqueId}`)).json()) as Bundle;
      const byNone = (await (await ask('&entity:identifier=1.2.250.1.999.404')).json()) as Bundle;
      expect(byHidden.total).to.equal(0);
      expect(byNone.total).to.equal(0);
      const bySeen = (await (await ask(`&entity:identifier=urn:oid:${uniqueId}`)).json()) as Bundle;
      expect(bySeen.total).to.equal(1);
    });
  });

  it('then the patient finds what one professional did', async () => {
    const infirmier = '810000000045';
    await world.get(`DocumentReference?patient.identifier=${encodeURIComponent(INS)}`, 'infirmier');
    const mine = encodeURIComponent(INS);
    const { total, entry } = await read(`patient.identifier=${mine}&agent:identifier=${infirmier}`);
    expect(total).to.equal(1);
    expect(JSON.stringify(entry)).to.include(infirmier);
  });

  for (const [why, query] of [
    ['an agent by reference', 'agent=Practitioner/1'],
    ['two agents', 'agent:identifier=1&agent:identifier=2'],
    ['two entities', 'entity:identifier=1,2'],
    ['an entity by reference', 'entity=DocumentReference/1'],
  ] as const) {
    it(`then ${why} cannot be searched by`, async () => {
      const response = await world.get(`AuditEvent?${query}`, 'charlotte');
      expect(response.status).to.equal(400);
    });
  }
});

describe('given what a professional did', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await world.authorise('medecin');
  });
  after(() => world.close());

  const mine = 'agent:identifier=urn:oid:1.2.250.1.71.4.2.1%7C810000000011';
  const own = async (query = mine) =>
    (await (await world.get(`AuditEvent?${query}`, 'medecin')).json()) as Bundle;
  const newest = async (count: number) =>
    (await own(`${mine}&_count=${count}`)).entry.map(({ resource }) => {
      const { id, recorded, entity, ...rest } = resource as Bundle['entry'][number]['resource'] & {
        readonly id: string;
        readonly entity: readonly { readonly type: { readonly code: string } }[];
      };
      return { ...rest, entity: entity.filter(({ type }) => type.code !== 'XrequestId') };
    });

  it('then it is read by that professional, whatever the record, with its documents and their patient', async () => {
    const { uniqueId } = await world.register();
    await world.get(`DocumentReference?patient.identifier=${encodeURIComponent(INS)}`, 'medecin');
    const { total, entry } = await own();
    expect(total).to.equal(1);
    const text = JSON.stringify(entry);
    expect(text).to.include(uniqueId).and.include('294061411802778');
  });

  it('then reading it leaves a trace in it', async () => {
    const before = (await own()).total;
    expect((await own()).total).to.equal(before + 1);
  });

  it('then what others did is not in it, and asking for theirs is as asking for nobody', async () => {
    await world.get(`DocumentReference?patient.identifier=${encodeURIComponent(INS)}`, 'infirmier');
    expect(JSON.stringify(await own())).not.to.include('810000000045');
    const theirs = await own('agent:identifier=810000000045');
    const nobodys = await own('agent:identifier=810000099999');
    expect(theirs.total).to.equal(0);
    expect(nobodys.total).to.equal(0);
  });

  it('then a patient who names itself as the agent is refused', async () => {
    const response = await world.get('AuditEvent?agent:identifier=294061411802778', 'charlotte');
    expect(response.status).to.equal(403);
  });

  it('then a document that is hidden and one that does not exist leave the same in it', async () => {
    const hidden = await world.register({
      confidentialityCodes: [...noteEntry.confidentialityCodes, visibilityCode('MASQUE_PS')],
      authors: [],
    });
    const id = (uuid: string) => `DocumentReference/${uuid.replace('urn:uuid:', '')}`;
    const first = await world.get(id(hidden.entryUuid), 'medecin');
    const [ofHidden] = await newest(1);
    const second = await world.get(id('urn:uuid:00000000-0000-4000-8000-999999999999'), 'medecin');
    const [ofAbsent] = await newest(1);
    expect(first.status).to.equal(404);
    expect(second.status).to.equal(404);
    expect(ofHidden).to.deep.equal(ofAbsent);
    expect(JSON.stringify(ofHidden)).not.to.include('outcome');
  });
});
