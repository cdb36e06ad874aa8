import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { code } from '../../src/model/code.ts';
import type { Subject } from '../../src/model/subject.ts';
import { authorisedRecordList } from '../../src/records/td-0-4-authorised-record-list.ts';
import type { Attachments } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { element, text, type XmlElement } from '../../src/xml/tree.ts';
import { callers, EDUCATEUR, SECRETAIRE } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { CHARLOTTE, noteEntry, PATIENT_ID } from '../support/submission-builder.ts';
import { all } from './messages.ts';

const medecin: Subject = { ...callers.medecin, mode: 'DIRECTE' };
const infirmier: Subject = { ...callers.infirmier, mode: 'DIRECTE' };
const HOPITAL = '1140000027';
const secretaire: Subject = { ...medecin, ...SECRETAIRE };
const educateur: Subject = { ...medecin, ...EDUCATEUR };
const hopital: Subject = { ...medecin, kind: 'structure', mode: 'INDIRECTE', id: HOPITAL, roles: [] };
const AUTHORITY = CHARLOTTE.authority;
const OTHER = '207058575627097';
const SINCE = '2026-10-02T09:00:00.000Z';
const LATER = '2026-10-05T09:00:00.000Z';

describe('given TD0.4, the list of authorised records', () => {
  let world: World;
  let other: number;
  let transaction: ReturnType<typeof authorisedRecordList>;
  beforeEach(async () => {
    world = await startWorld();
    transaction = authorisedRecordList({ store: world.store });
    await world.write({
      kind: 'create-record',
      patient: {
        family: 'PATB-QUATRE',
        usualFamily: 'PATB',
        givens: ['LAURENCE', 'ANNE'],
        birthDate: '1907-05-25',
        sex: 'F',
      },
      identifiers: [{ value: OTHER, authority: AUTHORITY }],
      activated: false,
      at: SINCE,
    });
    other = (await world.store.records.byIdentifier(OTHER, AUTHORITY))!.patient.key;
  });
  afterEach(() => world.close());

  const authorise = (
    patientKey: number,
    holder: string,
    since = SINCE,
    more: { kind?: 'structure'; mt?: boolean } = {},
  ) =>
    world.write({
      kind: 'authorise',
      patientKey,
      authorisation: {
        holder,
        holderKind: more.kind ?? 'professional',
        name: holder,
        medecinTraitant: more.mt ?? false,
        since,
      },
    });
  const ask = async (subject: Subject, inside = '') => {
    const request = await transaction.read(
      parseXml(`<patientList xmlns="urn:si-dmp-patients">${inside}</patientList>`),
      {} as Attachments,
    );
    if (isRefusal(request)) return request;
    const call = { subject, from: '::1', requestId: 'test', at: '2026-10-09T10:00:00.000Z' };
    const answer = await world.execute(transaction.transaction, request, call);
    return isRefusal(answer) ? answer : parseXml(transaction.write(answer).body.text);
  };
  const patients = async (subject: Subject, inside?: string): Promise<XmlElement[]> => {
    const answer = await ask(subject, inside);
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    expect(all(answer, 'status').map(text)).to.deep.equal(['DMPOk']);
    return all(answer, 'patientlistData');
  };
  const said = (listed: XmlElement | undefined, name: string) =>
    listed === undefined ? undefined : all(listed, name).map(text).join();
  const listed = async (subject: Subject, inside?: string) =>
    (await patients(subject, inside)).map((one) => said(one, 'nationalId'));
  const refusal = async (subject: Subject, inside?: string) => {
    const answer = await ask(subject, inside);
    return isRefusal(answer) ? answer.refused[0].code : 'taken';
  };
  const traces = async () => {
    const found = [];
    for await (const { type, granted, patientKey, patientId } of world.store.events.all()) {
      if (type === 'TD0.4') found.push({ granted, patientKey, patientId });
    }
    return found;
  };

  it('then a professional finds the records that authorise him and no other', async () => {
    await authorise(other, medecin.id);
    await authorise(world.charlotte, infirmier.id);
    expect(await listed(medecin)).to.deep.equal([OTHER]);
    expect(await listed(infirmier)).to.deep.equal([CHARLOTTE.value]);
  });

  it('then of each it tells who it is, and whether the caller is its médecin traitant', async () => {
    await authorise(world.charlotte, medecin.id);
    await authorise(other, medecin.id, SINCE, { mt: true });
    const [charlotte, laurence] = await patients(medecin);
    expect(
      ['nationalIdType', 'lastName', 'firstName', 'dateOfBirth', 'MT', 'message'].map((name) =>
        said(charlotte, name),
      ),
    ).to.deep.equal([AUTHORITY, 'LEMOINE', 'CHARLOTTE', '19940612', 'false', 'false']);
    expect(element(charlotte, 'patronymicalName')).to.equal(undefined);
    expect(['lastName', 'patronymicalName', 'MT'].map((name) => said(laurence, name))).to.deep.equal([
      'PATB',
      'PATB-QUATRE',
      'true',
    ]);
  });

  it('then a former INS is told beside the present one', async () => {
    await authorise(other, medecin.id);
    await world.write({
      kind: 'add-identifier',
      patientKey: other,
      value: '207058575627098',
      authority: AUTHORITY,
    });
    const [one] = await patients(medecin);
    expect(all(one!, 'nationalId').map(text)).to.have.members([OTHER, '207058575627098']);
  });

  it('then a closed record is not there', async () => {
    await authorise(other, medecin.id);
    await world.write({ kind: 'close-record', patientKey: other, at: LATER });
    expect(await listed(medecin)).to.deep.equal([]);
  });

  it('then a withdrawn authorisation lists nothing', async () => {
    await authorise(other, medecin.id);
    await world.write({ kind: 'withdraw', patientKey: other, holder: medecin.id });
    expect(await listed(medecin)).to.deep.equal([]);
  });

  it('then a patient who blocks the caller while the list is being made is in it no more', async () => {
    await authorise(other, medecin.id, SINCE, { mt: true });
    await authorise(world.charlotte, medecin.id);
    const { records } = world.store;
    const authorisedTo: typeof records.authorisedTo = async (...asked) => {
      const page = await records.authorisedTo(...asked);
      const blocking = { professional: medecin.id, since: LATER };
      await world.write({ kind: 'block', patientKey: other, blocking });
      return page;
    };
    transaction = authorisedRecordList({ store: { ...world.store, records: { ...records, authorisedTo } } });
    expect(await listed(medecin)).to.deep.equal([CHARLOTTE.value]);
  });

  it('then the patient whom the assertion names does not count, known or not', async () => {
    await authorise(other, medecin.id);
    for (const patientId of [PATIENT_ID, '194061411802799^^^&1.2.250.1.213.1.4.10&ISO^NH']) {
      expect(await listed({ ...medecin, patientId })).to.deep.equal([OTHER]);
    }
    expect((await traces()).every(({ patientKey }) => patientKey === other)).to.equal(true);
  });

  it('then a list of several pages holds each record once', async () => {
    const keys: string[] = [];
    for (let at = 0; at < 230; at++) {
      const value = String(100000000000000 + at);
      keys.push(value);
      await world.write({
        kind: 'create-record',
        patient: { family: 'A', givens: ['B'], birthDate: '1990-01-01', sex: 'U' },
        identifiers: [{ value, authority: AUTHORITY }],
        activated: false,
        at: SINCE,
      });
      await authorise((await world.store.records.byIdentifier(value, AUTHORITY))!.patient.key, medecin.id);
    }
    expect(await listed(medecin)).to.deep.equal(keys);
  });

  describe('and a structure that is authorised', () => {
    beforeEach(async () => {
      await authorise(other, HOPITAL, LATER, { kind: 'structure' });
      await authorise(world.charlotte, HOPITAL, SINCE, { kind: 'structure' });
    });

    it('then a CPE finds the records of its structure, and nothing of their documents', async () => {
      await world.register();
      expect(await listed(secretaire)).to.deep.equal([CHARLOTTE.value, OTHER]);
      expect((await patients(secretaire)).map((one) => said(one, 'lastAddDate'))).to.deep.equal(['', '']);
      expect(
        await listed(secretaire, '<startDate>2020</startDate><dateType>LASTDOC</dateType>'),
      ).to.deep.equal([]);
    });

    it('then a social role finds them too, each once', async () => {
      await authorise(other, educateur.id);
      expect(await listed(educateur)).to.deep.equal([CHARLOTTE.value, OTHER]);
    });

    it('then a professional of the structure does not', async () => {
      expect(await listed(medecin)).to.deep.equal([]);
    });

    it('then its certificate finds those that authorised it since a date', async () => {
      const inside = '<startDate>20261003</startDate><dateType>LASTAUTORIZATION</dateType>';
      expect(await listed(hopital, inside)).to.deep.equal([OTHER]);
      expect(await refusal(hopital)).to.equal('AccessDenied');
      expect(await refusal(hopital, '<startDate>20261003</startDate><dateType>LASTDOC</dateType>')).to.equal(
        'AccessDenied',
      );
    });
  });

  describe('and a start date', () => {
    beforeEach(async () => {
      await authorise(other, medecin.id, LATER);
      await authorise(world.charlotte, medecin.id, SINCE);
    });
    const since = (date: string, type = 'LASTAUTORIZATION') =>
      listed(medecin, `<startDate>${date}</startDate><dateType>${type}</dateType>`);

    it('then LASTAUTORIZATION keeps what was authorised at that instant or later', async () => {
      expect(await since('20261005090000')).to.deep.equal([OTHER]);
      expect(await since('20261005090001')).to.deep.equal([]);
      expect(await since('20261002090000')).to.deep.equal([CHARLOTTE.value, OTHER]);
    });

    it('then LASTDOC keeps the records to which a document was added at that instant or later', async () => {
      expect(await since('20261001', 'LASTDOC')).to.deep.equal([]);
      await world.register();
      expect(await since('20261002090000', 'LASTDOC')).to.deep.equal([CHARLOTTE.value]);
      expect(await since('20261002090001', 'LASTDOC')).to.deep.equal([]);
      const [charlotte] = await patients(medecin);
      expect([said(charlotte, 'lastAddDate'), said(charlotte, 'lastUpdateDate')]).to.deep.equal([
        '20261002090000',
        '20261002090000',
      ]);
    });

    it('then a document that the caller may not see moves no date and lists no record', async () => {
      await world.register({
        confidentialityCodes: [
          ...noteEntry.confidentialityCodes,
          code('MASQUE_PS', '1.2.250.1.213.1.1.4.13'),
        ],
      });
      expect(await since('20261001', 'LASTDOC')).to.deep.equal([]);
      const [charlotte] = await patients(medecin);
      expect([said(charlotte, 'lastAddDate'), said(charlotte, 'lastUpdateDate')]).to.deep.equal(['', '']);
    });

    it('then the médecin traitant of that record sees what is masked', async () => {
      await world.register({
        confidentialityCodes: [
          ...noteEntry.confidentialityCodes,
          code('MASQUE_PS', '1.2.250.1.213.1.1.4.13'),
        ],
      });
      await authorise(world.charlotte, medecin.id, SINCE, { mt: true });
      expect(await since('20261001', 'LASTDOC')).to.deep.equal([CHARLOTTE.value]);
    });
  });

  it("then the date of the last access is the caller's own, and lists do not count", async () => {
    await authorise(world.charlotte, medecin.id);
    const event = (subject: Subject, at: string, granted = true) =>
      world.write({
        kind: 'record-event',
        event: {
          type: 'ITI-18',
          action: 'E',
          at,
          granted,
          reason: 'authorised',
          patientKey: world.charlotte,
          subject: {
            kind: 'professional',
            mode: 'DIRECTE',
            id: subject.id,
            name: '',
            purpose: 'normal',
            evidence: '',
          },
          from: '::1',
          requestId: 'r',
          documents: [],
        },
      });
    expect(said((await patients(medecin))[0], 'lastAccessDate')).to.equal('');
    await event(medecin, '2026-10-06T07:00:00.000Z');
    await event(medecin, '2026-10-07T07:00:00.000Z', false);
    await event(infirmier, '2026-10-08T07:00:00.000Z');
    await patients(medecin);
    expect(said((await patients(medecin))[0], 'lastAccessDate')).to.equal('20261006070000');
  });

  it('then each patient who is listed has a trace, and a list of nobody leaves one that is nobody’s', async () => {
    await listed(medecin);
    expect(await traces()).to.deep.equal([{ granted: true, patientKey: undefined, patientId: undefined }]);
    await authorise(world.charlotte, medecin.id);
    await authorise(other, medecin.id);
    await listed(medecin);
    expect((await traces()).slice(1)).to.deep.equal(
      [world.charlotte, other].map((patientKey) => ({ granted: true, patientKey, patientId: undefined })),
    );
  });

  it('then a caller may name itself as the owner of the list, and nobody else', async () => {
    await authorise(other, medecin.id);
    expect(await listed(medecin, `<psOwnerId>${medecin.id}</psOwnerId>`)).to.deep.equal([OTHER]);
    expect(await refusal(infirmier, `<psOwnerId>${medecin.id}</psOwnerId>`)).to.equal('AccessDenied');
    expect(await refusal(secretaire, `<psOwnerId>${medecin.id}</psOwnerId>`)).to.equal('AccessDenied');
  });

  it('then a patient lists nothing', async () => {
    expect(await refusal(callers.charlotte)).to.equal('AccessDenied');
    expect(await traces()).to.deep.equal([{ granted: false, patientKey: undefined, patientId: undefined }]);
  });

  for (const inside of [
    '<startDate>20261301</startDate><dateType>LASTDOC</dateType>',
    '<startDate>20261001</startDate>',
    '<startDate>20261001</startDate><dateType>FIRSTDOC</dateType>',
  ]) {
    it(`then a request with '${inside}' is refused`, async () => {
      expect(await refusal(medecin, inside)).to.equal('MalformedRequest');
    });
  }

  it('then another element is refused', async () => {
    const request = await transaction.read(parseXml('<patientList xmlns="urn:other"/>'), {} as Attachments);
    expect(isRefusal(request)).to.equal(true);
  });
});
