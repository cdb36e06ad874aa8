import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { PurposeOfUse, Subject } from '../../src/model/subject.ts';
import { traceSearch } from '../../src/records/iti-81-trace-search.ts';
import type { TraceRequest } from '../../src/records/trace-request.ts';
import type { EventReads } from '../../src/store/event-reads.ts';
import type { WriteCommand } from '../../src/store/store.ts';
import { callers } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { newPatient, sampleEvent } from '../store/sample.ts';

const AT = '2026-09-01T00:00:00.000Z';
const { id: doctor, name } = callers.medecinTraitant;
const MINE = `patient.general-practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1%7C${doctor}`;
const EMERGENCIES = 'purpose=BTG,ETREAT';

interface Bundle {
  readonly total: number;
  readonly entry?: readonly { readonly resource: { readonly recorded: string } }[];
}

describe('given emergencies in several records', () => {
  let world: World;
  let other: number;
  beforeEach(async () => {
    world = await startWorld();
    other = await newPatient(world.store);
    for (const patientKey of [world.charlotte, other]) await naming(patientKey);
    await happened('01', world.charlotte, 'bris_de_glace');
    await happened('02', other, 'centre_15');
    await happened('03', world.charlotte, 'normal');
    await happened('04', other, 'bris_de_glace', false);
  });
  afterEach(() => world.close());

  const naming = (patientKey: number, medecinTraitant = true) =>
    world.write({
      kind: 'authorise',
      patientKey,
      authorisation: { holder: doctor, holderKind: 'professional', name, medecinTraitant, since: AT },
    });
  const happened = (day: string, patientKey: number, purpose: PurposeOfUse, granted = true) => {
    const { subject, ...event } = sampleEvent({ patientKey, granted, at: `2026-09-${day}T10:00:00.000Z` });
    return world.write({ kind: 'record-event', event: { ...event, subject: { ...subject!, purpose } } });
  };
  const ask = (query: string, as: keyof typeof callers = 'medecinTraitant') =>
    world.get(`AuditEvent?${query}`, as);
  const days = async (query = `${MINE}&${EMERGENCIES}`, as?: keyof typeof callers) => {
    const { total, entry = [] } = (await (await ask(query, as)).json()) as Bundle;
    return { total, days: entry.map(({ resource }) => resource.recorded.slice(8, 10)) };
  };
  const last = async (patientKey: number) =>
    (await world.store.events.ofPatient(patientKey, { limit: 1, offset: 0 }))[0];
  const identifierOf = async (patientKey: number) =>
    (await world.store.records.byKey(patientKey))!.identifiers[0]!.value;

  it('then their médecin traitant finds them without naming a patient, newest first, with whose they are', async () => {
    expect(await days()).to.deep.equal({ total: 3, days: ['04', '02', '01'] });
    const text = await (await ask(`${MINE}&${EMERGENCIES}`)).text();
    for (const patientKey of [world.charlotte, other])
      expect(text).to.include(`"value":"${await identifierOf(patientKey)}"`);
  });

  it('then purpose and date narrow them, in pages', async () => {
    expect((await days(`${MINE}&purpose=centre_15`)).days).to.deep.equal(['02']);
    expect((await days(`${MINE}&${EMERGENCIES}&date=lt2026-09-03`)).days).to.deep.equal(['02', '01']);
    const page = await days(`${MINE}&${EMERGENCIES}&_count=1&_offset=1`);
    expect(page).to.deep.equal({ total: 3, days: ['02'] });
  });

  it('then reading them leaves a trace with each patient of whom something was told, and with nobody else', async () => {
    await days(`${MINE}&purpose=centre_15`);
    expect(await last(other)).to.include({ type: 'ITI-81', granted: true });
    expect((await last(world.charlotte))?.type).not.to.equal('ITI-81');
  });

  for (const page of ['_count=0', '_count=1', '_count=5&_offset=9']) {
    it(`then counting them leaves a trace with each patient who counts, with ${page}`, async () => {
      expect((await days(`${MINE}&${EMERGENCIES}&${page}`)).total).to.equal(3);
      for (const patientKey of [world.charlotte, other])
        expect(await last(patientKey)).to.include({ type: 'ITI-81', granted: true });
      expect((await days(`${MINE}&purpose=centre_15&${page}`)).total).to.equal(1);
      const traces = await world.store.events.ofPatient(world.charlotte, { limit: 9, offset: 0 });
      expect(traces.filter(({ type }) => type === 'ITI-81')).to.have.length(1);
    });
  }

  describe('and a store that tells how it is read', () => {
    const page = { count: 2, offset: 0 };
    const total = async (events: Partial<EventReads>, asked: TraceRequest['page'] = page) => {
      const { store } = world;
      const { transaction } = traceSearch({ store: { ...store, events: { ...store.events, ...events } } });
      const subject: Subject = { ...callers.medecinTraitant };
      const answer = await world.execute(
        transaction,
        {
          record: { ofCaller: true },
          agent: undefined,
          medecinTraitant: doctor,
          criteria: { purposes: ['bris_de_glace'] },
          page: asked,
        },
        { subject, from: '::1', requestId: 'test', at: '2026-10-09T10:00:00.000Z' },
      );
      return isRefusal(answer) ? answer : answer.total;
    };

    it('then other requests get their turn after each record', async () => {
      const { events } = world.store;
      const order: string[] = [];
      const ofPatient: typeof events.ofPatient = (...asked) => {
        order.push('read');
        setImmediate(() => order.push('turn'));
        return events.ofPatient(...asked);
      };
      await total({ ofPatient });
      expect(order.slice(0, 4)).to.deep.equal(['read', 'turn', 'read', 'turn']);
    });

    it('then nothing is told of a record that is closed while another is read', async () => {
      const { events } = world.store;
      const ofPatient: typeof events.ofPatient = async (...asked) => {
        await world.write({ kind: 'close-record', patientKey: other, at: AT });
        return events.ofPatient(...asked);
      };
      expect(await total({ ofPatient })).to.equal(1);
      expect((await last(other))?.type).not.to.equal('ITI-81');
    });

    for (const [asked, times] of [
      [{ count: 2, offset: 0 }, 0],
      [{ count: 1, offset: 0 }, 2],
      [{ count: 0, offset: 0 }, 2],
    ] as const) {
      it(`then journals of one trace are counted ${times} times for a page of ${asked.count}`, async () => {
        const { events } = world.store;
        let counted = 0;
        const countOfPatient: typeof events.countOfPatient = (...one) => {
          counted += 1;
          return events.countOfPatient(...one);
        };
        expect(await total({ countOfPatient }, asked)).to.equal(2);
        expect(counted).to.equal(times);
      });
    }
  });

  const closings: readonly (readonly [string, (patientKey: number) => WriteCommand])[] = [
    [
      'whose patient has named no médecin traitant any more',
      (patientKey) => ({ kind: 'withdraw', patientKey, holder: doctor }),
    ],
    ['that is closed', (patientKey) => ({ kind: 'close-record', patientKey, at: AT })],
    [
      'whose patient blocks the doctor',
      (patientKey) => ({
        kind: 'block',
        patientKey,
        blocking: { professional: doctor, name, since: AT },
      }),
    ],
  ];
  for (const [what, command] of closings) {
    it(`then nothing is told of a record ${what}`, async () => {
      await world.write(command(other));
      expect(await days()).to.deep.equal({ total: 1, days: ['01'] });
      const text = await (await ask(`${MINE}&${EMERGENCIES}`)).text();
      expect(text).not.to.include(`"value":"${await identifierOf(other)}"`);
    });
  }

  it('then a doctor who is authorised and not médecin traitant finds none', async () => {
    for (const patientKey of [world.charlotte, other]) {
      await world.write({ kind: 'withdraw', patientKey, holder: doctor });
      await naming(patientKey, false);
    }
    expect(await days()).to.deep.equal({ total: 0, days: [] });
  });

  it('then another doctor finds none, by the own name or by that of the médecin traitant', async () => {
    await world.authorise('medecin');
    const own = MINE.replace(doctor, callers.medecin.id);
    const bodies = await Promise.all(
      [MINE, own].map(async (query) => days(`${query}&${EMERGENCIES}`, 'medecin')),
    );
    for (const body of bodies) expect(body).to.deep.equal({ total: 0, days: [] });
  });

  it('then a patient is refused', async () => {
    expect((await ask(`${MINE}&${EMERGENCIES}`, 'charlotte')).status).to.equal(403);
  });

  it('then the patient finds the own emergencies by purpose', async () => {
    expect((await days('purpose=BTG', 'charlotte')).days).to.deep.equal(['01']);
  });

  for (const [what, query] of [
    ['without a purpose', MINE],
    ['with the purpose of normal accesses', `${MINE}&purpose=BTG,normal`],
    ['with a purpose that is none', `${MINE}&purpose=other`],
    ['with a patient', `${MINE}&${EMERGENCIES}&patient=p1`],
  ] as const) {
    it(`then a search ${what} is refused`, async () => {
      expect((await ask(query)).status).to.equal(400);
    });
  }
});
