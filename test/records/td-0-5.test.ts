import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { readPatientSearchRequest } from '../../src/records/patient-search-request.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { dmpSample } from '../support/dmp-samples.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';
import { all, payloadOf, structure, values } from './messages.ts';

const CHARLOTTE = '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH';
const FAMILIES = ["D’ARTAGNAN DE L'HERAULT", 'Œuvrard-Noël'];

describe('given TD0.5, the search of a patient by traits', function () {
  this.timeout(60_000);
  let server: ClientServer;
  before(async () => {
    server = await clientServer();
    for (const [at, family] of FAMILIES.entries()) {
      await server.store.write([
        {
          kind: 'create-record',
          patient: {
            family,
            usualFamily: 'LECOMTE',
            givens: ['ZOÉ', 'Anne-Marie'],
            birthDate: '1979-03-28',
            sex: 'F',
          },
          identifiers: [{ value: `27903512151898${at}`, authority: '1.2.250.1.213.1.4.10' }],
          activated: true,
          at: new Date().toISOString(),
        },
      ]);
    }
  });
  after(() => server.close());
  const regulator = () => server.as('medecin-regulateur', { purpose: 'centre_15' });

  it('then a regulating doctor finds the patient of that family name, with the INS', async () => {
    const answer = await regulator().searchPatients({ family: 'LEMOINE' });
    expect(answer).to.deep.include({ code: 'OK', patientIds: [CHARLOTTE] });
    expect(values(answer.reply.payload, 'resultTotalQuantity', 'value')).to.deep.equal(['1']);
  });

  it('then the certificate of a regulation centre finds the same', async () => {
    const samu = server.as('samu', { purpose: 'centre_15', mode: 'INDIRECTE' });
    expect((await samu.searchPatients({ family: 'LEMOINE' })).patientIds).to.deep.equal([CHARLOTTE]);
  });

  for (const [what, traits, found] of [
    ['case, diacritics, hyphens and ligatures do not count', { family: 'oeuvrard noel' }, 1],
    ['nor does the kind of apostrophe', { family: "d'Artagnan de L’Hérault" }, 1],
    ['the name in use finds as well', { family: 'Lecomte' }, 2],
    ['a first name narrows', { family: 'LECOMTE', givens: ['anne marie'] }, 2],
    ['one first name that differs finds nobody', { family: 'LECOMTE', givens: ['ZOE', 'LUCIE'] }, 0],
    ['the date of birth narrows', { family: 'LECOMTE', birthDate: '19790328' }, 2],
    ['a part of it does', { family: 'LECOMTE', birthDate: '197903' }, 2],
    ['another finds nobody', { family: 'LECOMTE', birthDate: '19790327' }, 0],
    ['another sex finds nobody', { family: 'LECOMTE', gender: 'M' }, 0],
    ['a beginning of the name is not the name', { family: 'LECOMT' }, 0],
    ['nor are signs of patterns', { family: 'LECOMT%' }, 0],
  ] as const) {
    it(`then ${what}`, async () => {
      const answer = await regulator().searchPatients(traits);
      expect(answer.patientIds).to.have.lengthOf(found);
      expect(answer.code).to.equal(found === 0 ? 'NF' : 'OK');
    });
  }

  it('then each patient who is found has a trace, and a search that finds nobody leaves one', async () => {
    let mark = lastTrace(server);
    await regulator().searchPatients({ family: 'LECOMTE' });
    const granted = { type: 'TD0.5', granted: true };
    const found = tracesAfter(server, mark);
    expect(found).to.have.lengthOf(2);
    for (const trace of found) expect(trace).to.include(granted);
    mark = lastTrace(server);
    await regulator().searchPatients({ family: 'PERSONNE' });
    expect(tracesAfter(server, mark)).to.have.lengthOf(1);
  });

  for (const [who, as, vihf] of [
    ['a doctor in normal mode', 'medecin', {}],
    ['a regulating doctor in normal mode', 'medecin-regulateur', {}],
    ['a doctor in regulation whose structure is not on the list', 'medecin', { purpose: 'centre_15' }],
    ['a doctor in bris de glace', 'medecin', { purpose: 'bris_de_glace', reason: 'urgence' }],
    ['a structure in normal mode', 'samu', { mode: 'INDIRECTE' }],
    ['a secretary', 'secretaire', {}],
  ] as const) {
    it(`then ${who} may not search, is told so in French, and nothing changes`, async () => {
      const before = storeState(server);
      const mark = lastTrace(server);
      const { reply } = await server.as(as, vihf).searchPatients({ family: 'LEMOINE' });
      expect(reply.fault).to.deep.include({ subcode: 'DMPAccessDeniedByRightsService' });
      expect(reply.fault?.reason).to.include("n'est pas autorisé");
      expect(all(reply.payload, 'patient')).to.deep.equal([]);
      expect(storeState(server)).to.deep.equal(before);
      expect(tracesAfter(server, mark)).to.have.lengthOf(1);
    });
  }

  it('then a search that means more than 20 patients tells of none', async () => {
    for (let at = 10; at < 31; at++) await server.record(`1790351215189${at}`, '1.2.250.1.213.1.4.10');
    const before = storeState(server);
    const mark = lastTrace(server);
    const { reply } = await regulator().searchPatients({ family: 'PAT-TROIS' });
    expect(reply.fault?.subcode).to.equal('TooManyPatients');
    expect(reply.fault?.reason).to.include('trop de patients');
    expect(storeState(server)).to.deep.equal(before);
    expect(tracesAfter(server, mark)).to.deep.equal([
      { type: 'TD0.5', granted: false, reason: 'TooManyPatients' },
    ]);
  });

  for (const [what, hide, show] of [
    [
      'opposes centre 15',
      { kind: 'set-choices', choices: { centre15: 'opposed' } },
      { kind: 'set-choices', choices: { centre15: 'allowed' } },
    ],
    [
      'blocks the caller',
      { kind: 'block', blocking: { professional: '810000000102', since: '2026-10-02T09:00:00.000Z' } },
      { kind: 'unblock', professional: '810000000102' },
    ],
  ] as const) {
    it(`then a patient who ${what} is as absent, byte for byte`, async () => {
      const record = await server.store.records.byIdentifier('294061411802778', '1.2.250.1.213.1.4.10');
      const patientKey = record!.patient.key;
      /** What an answer says, but for its ids and times. */
      const said = async (family: string) => {
        const { reply } = await regulator().searchPatients({ family });
        return reply.raw
          .toString()
          .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
          .replaceAll(/creationTime value="\d+"/g, 'creationTime')
          .replaceAll(family, 'family');
      };
      await server.store.write([{ ...hide, patientKey }]);
      const hidden = await said('LEMOINE');
      await server.store.write([{ ...show, patientKey }]);
      expect(hidden).to.equal(await said('PERSONNE'));
      expect(await said('LEMOINE')).not.to.equal(hidden);
    });
  }

  it('then whoever may not be found does not count towards too many', async () => {
    const { records } = server.store;
    for (const at of [10, 11, 12]) {
      const record = await records.byIdentifier(`1790351215189${at}`, '1.2.250.1.213.1.4.10');
      const { key: patientKey } = record!.patient;
      await server.store.write([{ kind: 'set-choices', patientKey, choices: { centre15: 'opposed' } }]);
    }
    expect((await regulator().searchPatients({ family: 'PAT-TROIS' })).patientIds).to.have.lengthOf(18);
  });

  it('then a closed record is as absent', async () => {
    const { key } = (await server.store.records.byIdentifier('279035121518980', '1.2.250.1.213.1.4.10'))!
      .patient;
    await server.store.write([{ kind: 'close-record', patientKey: key, at: new Date().toISOString() }]);
    const closed = await regulator().searchPatients({ family: FAMILIES[0]! });
    expect(closed).to.deep.include({ code: 'NF', patientIds: [] });
  });

  it('then the official request is read, and the answer has the structure of the official one', async function () {
    const request = readPatientSearchRequest(payloadOf(dmpSample(this, 'TD0.5-patient-search-request.xml')));
    if (isRefusal(request)) throw new Error(JSON.stringify(request));
    expect(request.traits).to.deep.equal({ family: 'DECHAINE', givens: [] });
    const official = payloadOf(dmpSample(this, 'TD0.5-patient-search-response.xml'));
    const { reply } = await regulator().searchPatients({ family: 'LEMOINE' });
    expect(structure(reply.payload)).to.deep.equal(structure(official, ['prefix', 'addr']));
  });

  const request = (list: string) =>
    parseXml(
      `<PRPA_IN201305UV02 xmlns="urn:hl7-org:v3"><id root="1.2"/><sender><device><id root="1.3"/></device></sender><controlActProcess><queryByParameter><queryId root="1.4"/><parameterList>${list}</parameterList></queryByParameter></controlActProcess></PRPA_IN201305UV02>`,
    );
  const named = (inside: string) => `<livingSubjectName><value>${inside}</value></livingSubjectName>`;

  for (const [what, list] of [
    ['livingSubjectName', ''],
    ['livingSubjectName', named('<given>ZOE</given>')],
    ['livingSubjectName', named('<family> - </family>')],
    ['livingSubjectName', named('<family>A</family><family>B</family>')],
    ['livingSubjectName', named('<family>A</family>').repeat(2)],
    [
      'livingSubjectBirthTime',
      `${named('<family>A</family>')}<livingSubjectBirthTime><value value="19790230"/></livingSubjectBirthTime>`,
    ],
    [
      'livingSubjectAdministrativeGender',
      `${named('<family>A</family>')}<livingSubjectAdministrativeGender><value code="X"/></livingSubjectAdministrativeGender>`,
    ],
    [
      'patientAddress',
      `${named('<family>A</family>')}<patientAddress><value><city>CAEN</city></value></patientAddress>`,
    ],
  ] as const) {
    it(`then a parameter list of '${list}' is refused by the name of ${what}`, () => {
      const refusal = readPatientSearchRequest(request(list));
      expect(isRefusal(refusal) && refusal.refused[0]).to.include({ code: 'MalformedRequest', about: what });
    });
  }
});
