import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import { DEPRECATED } from '../../src/model/document-entry.ts';
import type { callers } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';

const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';
const CONFIDENTIALITY = '2.16.840.1.113883.5.25';

interface Bundle {
  readonly total: number;
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: { readonly id: string; readonly content: { attachment: { url: string } }[] };
    readonly search: { readonly mode: string };
  }[];
}

describe('given ITI-67 Find Document References', () => {
  let world: World;
  const ids: Record<'note' | 'report' | 'old' | 'masked', string> = {
    note: '',
    report: '',
    old: '',
    masked: '',
  };

  before(async () => {
    world = await startWorld();
    await world.authorise('medecin');
    const id = async (registered: ReturnType<World['register']>) => (await registered).entryUuid.slice(9);
    ids.note = await id(
      world.register({
        uniqueId: '1.2.250.1.999.9.100',
        logicalId: `urn:uuid:${'a'.repeat(8)}-0000-4000-8000-000000000001`,
      }),
    );
    ids.report = await id(
      world.register({
        uniqueId: '1.2.250.1.999.9.101^EXT',
        typeCode: code('11488-4', '2.16.840.1.113883.6.1', 'CR consultation'),
        classCode: code('10', '1.2.250.1.213.1.1.4.1'),
        formatCode: code('urn:ihe:iti:xds-sd:pdf:2008', '1.3.6.1.4.1.19376.1.2.3'),
        healthcareFacilityTypeCode: code('SA01', '1.2.250.1.71.4.2.4'),
        practiceSettingCode: code('ETABLISSEMENT', '1.2.250.1.213.1.1.4.9'),
        confidentialityCodes: [
          code('N', CONFIDENTIALITY),
          code('INVISIBLE_PATIENT', '1.2.250.1.213.1.1.4.13'),
        ],
        eventCodes: [code('A', '1.2.3'), code('B', '1.2.3')],
        authors: [
          {
            person: '810000000011^AUBERT^Clairé^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
            institutions: [],
            roles: [],
            specialties: [
              'G15_10/SM54^Médecin - Médecine Générale (SM)^1.2.250.1.213.1.1.4.5',
              'Ostéopathie',
            ],
            telecommunications: [],
          },
        ],
        title: [{ value: 'Compte rendu, à relire' }],
        creationTime: '20250315120000',
        serviceStartTime: '20250310',
        serviceStopTime: '20250320',
        referenceIds: ['ACC1^^^&1.2.9&ISO^urn:ihe:iti:xds:2013:accession'],
      }),
    );
    ids.old = await id(world.register({ availabilityStatus: DEPRECATED, creationTime: '20200101000000' }));
    ids.masked = await id(
      world.register({
        confidentialityCodes: [code('N', CONFIDENTIALITY), code('MASQUE_PS', '1.2.250.1.213.1.1.4.13')],
      }),
    );
  });
  after(() => world.close());

  const search = async (
    parameters: Record<string, string> | [string, string][],
    as: keyof typeof callers = 'medecin',
  ) => {
    const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
    const query = new URLSearchParams([['patient.identifier', INS], ...pairs]);
    const response = await world.get(`DocumentReference?${query}`, as);
    expect(response.status).to.equal(200);
    return (await response.json()) as Bundle;
  };
  const found = async (...given: Parameters<typeof search>) => {
    const { entry = [], total } = await search(...given);
    const matches = entry.filter(({ search }) => search.mode === 'match').map(({ resource }) => resource.id);
    expect(total).to.equal(matches.length);
    return (Object.keys(ids) as (keyof typeof ids)[]).filter((name) => matches.includes(ids[name]));
  };

  for (const [parameters, expected] of [
    [{}, ['note', 'report', 'old']],
    [{ status: 'current' }, ['note', 'report']],
    [{ status: 'superseded' }, ['old']],
    [{ status: 'current,superseded' }, ['note', 'report', 'old']],
    [{ status: 'nonsense' }, []],
    [{ type: '11488-4' }, ['report']],
    [{ type: 'http://loinc.org|11488-4' }, ['report']],
    [{ type: 'urn:oid:2.16.840.1.113883.6.1|11488-4' }, ['report']],
    [{ type: 'http://snomed.info/sct|11488-4' }, []],
    [{ category: '10' }, ['report']],
    [
      {
        format:
          'https://mos.esante.gouv.fr/NOS/TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode|urn:ihe:iti:xds-sd:pdf:2008',
      },
      ['report'],
    ],
    [{ facility: 'SA01' }, ['report']],
    [{ setting: 'ETABLISSEMENT,AMBULATOIRE' }, ['note', 'report', 'old']],
    [{ 'security-label': 'INVISIBLE_PATIENT' }, ['report']],
    [{ event: 'B' }, ['report']],
    [{ creation: 'ge2026-01-01' }, ['note']],
    [{ creation: '2025-03-15' }, ['report']],
    [{ date: 'lt2025' }, ['old']],
    [{ period: 'ge2025-03-20' }, ['note', 'report', 'old']],
    [{ period: 'gt2025-03-20' }, ['note', 'old']],
    [{ period: 'lt2025-03-10' }, []],
    [{ period: 'le2025-03-10' }, ['report']],
    [{ period: '2025-03' }, ['report']],
    [{ period: '2025-03-15' }, []],
    [{ period: 'sa2025-03' }, ['note', 'old']],
    [{ period: 'eb2026' }, ['report']],
    [{ identifier: 'urn:oid:1.2.250.1.999.9.100' }, ['note']],
    [{ identifier: 'urn:ietf:rfc:3986|urn:oid:1.2.250.1.999.9.100' }, ['note']],
    [{ identifier: 'urn:oid:1.2.250.1.999.9.101|EXT' }, ['report']],
    [{ identifier: `urn:uuid:${'a'.repeat(8)}-0000-4000-8000-000000000001` }, ['note']],
    [{ identifier: 'urn:oid:1.2.250.1.999.9.100,urn:oid:1.2.250.1.999.9.102' }, ['note']],
    [{ identifier: 'urn:oid:9.9.9' }, []],
    [{ 'author.family': 'aub' }, ['report']],
    [{ 'author.family:exact': 'aubert' }, []],
    [{ 'author.family:contains': 'BER' }, ['report']],
    [{ 'author.given': 'claire' }, ['report']],
    [{ 'author.given': 'aubert' }, []],
    [{ title: 'COMPTE rendu\\, a' }, ['report']],
    [{ title: 'relire' }, []],
    [{ 'title:contains': 'relire' }, ['report']],
    [{ 'title:exact': 'compte rendu' }, []],
    [{ 'author.specialty': 'G15_10/SM54' }, ['report']],
    [{ 'author.specialty': 'urn:oid:1.2.250.1.213.1.1.4.5|G15_10/SM54' }, ['report']],
    [{ 'author.specialty': 'urn:oid:1.2.250.1.71.1.2.7|G15_10/SM54' }, []],
    [{ 'author.specialty': 'G15_10' }, []],
    [{ 'author:PractitionerRole.specialty': 'G15_10/SM54,G15_60' }, ['report']],
    [{ 'author.specialty:text': 'medecin' }, ['report']],
    [{ 'author.specialty:text': 'ostéo' }, ['report']],
    [{ 'author.specialty:text': 'générale' }, []],
    [{ title: 'compte', 'author.specialty:text': 'médecin', period: '2025-03' }, ['report']],
    [{ 'related:identifier': 'urn:oid:1.2.9|ACC1' }, ['report']],
    [{ 'related.identifier': 'ACC1' }, ['report']],
    [{ related: 'Encounter/1' }, []],
  ] as [Record<string, string>, string[]][]) {
    it(`then ${JSON.stringify(parameters)} finds ${expected.join(', ') || 'nothing'}`, async () => {
      expect(await found(parameters)).to.deep.equal(expected);
    });
  }

  it('then _id finds one', async () => {
    expect(await found({ _id: ids.note })).to.deep.equal(['note']);
  });

  it('then an attribute of one value must meet every repetition', async () => {
    expect(
      await found([
        ['type', '11488-4,87273-9'],
        ['type', 'http://loinc.org|87273-9'],
      ]),
    ).to.deep.equal(['note', 'old']);
    expect(
      await found([
        ['type', '11488-4'],
        ['type', '87273-9'],
      ]),
    ).to.deep.equal([]);
  });

  it('then an attribute of several values may meet each repetition with another', async () => {
    expect(
      await found([
        ['event', 'A'],
        ['event', 'B'],
      ]),
    ).to.deep.equal(['report']);
    expect(
      await found([
        ['event', 'A'],
        ['event', 'C'],
      ]),
    ).to.deep.equal([]);
  });

  it('then identifier and _id must both hold', async () => {
    expect(await found({ _id: ids.report, identifier: 'urn:oid:1.2.250.1.999.9.100' })).to.deep.equal([]);
  });

  it('then a patient reference finds the same', async () => {
    const response = await world.get(`DocumentReference?patient=Patient/p${world.charlotte}`, 'medecin');
    expect(((await response.json()) as Bundle).total).to.equal(3);
  });

  it('then what leads to the document and its content is absolute', async () => {
    const { entry } = await search({ _id: ids.note });
    expect(entry?.[0]?.fullUrl).to.equal(`${world.base}/DocumentReference/${ids.note}`);
    expect(entry?.[0]?.resource.content[0]?.attachment.url).to.equal(`${world.base}/Binary/${ids.note}`);
  });

  it('then the total is the same on every page: full, not full, empty, beyond the last', async () => {
    const all = (await search({})).entry?.length ?? 0;
    expect(all).to.be.greaterThan(1);
    for (const count of [0, 1, all - 1, all, all + 1]) {
      for (const offset of [0, 1, all - 1, all, all + 1]) {
        const { entry = [], total } = await search({ _count: `${count}`, _offset: `${offset}` });
        expect(total, `${count} from ${offset}`).to.equal(all);
        expect(entry.length).to.equal(Math.max(0, Math.min(count, all - offset)));
      }
    }
  });

  it('then what is narrowed after the store has pages too', async () => {
    const page = await search({ 'author.family': 'caron', _count: '1', _offset: '1' });
    expect(page.total).to.equal(2);
    expect(page.entry).to.have.length(1);
  });

  it('then a masked document cannot be searched for by any of its values', async () => {
    for (const parameters of [
      { _id: ids.masked },
      { 'security-label': 'MASQUE_PS' },
      { 'author.family': 'caron', status: 'current' },
      { 'title:contains': 'vaccination', status: 'current' },
      { 'author.specialty:text': 'pharmacien', status: 'current' },
    ]) {
      expect(await found(parameters)).not.to.include('masked');
    }
    expect(
      await found({ 'title:contains': 'vaccination', 'author.specialty:text': 'pharmacien' }),
    ).to.include('note');
  });

  it('then the patient finds what is masked to professionals, and not what is invisible to her', async () => {
    expect(await found({}, 'charlotte')).to.deep.equal(['note', 'old', 'masked']);
  });

  it('then a profession without a group finds nothing, and the trace says that it was refused', async () => {
    expect(await found({}, 'medecinTravail')).to.deep.equal([]);
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'ITI-67', granted: false });
  });

  it('then a group that the matrix keeps from every type finds nothing, authorised as it is', async () => {
    await world.authorise('psychomotricien');
    expect(await found({ status: 'superseded' }, 'psychomotricien')).to.deep.equal([]);
    expect(await found({ type: '87273-9' }, 'psychomotricien')).to.deep.equal([]);
  });

  it('then a professional who has not declared an authorisation is refused', async () => {
    const query = new URLSearchParams([['patient.identifier', INS]]);
    expect((await world.get(`DocumentReference?${query}`, 'infirmier')).status).to.equal(403);
  });

  it('then the trace names what was found', async () => {
    await found({ _id: ids.note });
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event?.documents).to.deep.equal(['1.2.250.1.999.9.100']);
  });

  for (const [what, query, status] of [
    ['no patient', 'type=x', 400],
    ['an unknown patient', 'patient.identifier=urn:oid:1.2.250.1.213.1.4.10|194061411802778', 400],
    ['an unknown logical id', 'patient=Patient/p999', 404],
    ['a modifier that is not supported', `patient.identifier=${INS}&type:not=x`, 400],
    ['a date that is none', `patient.identifier=${INS}&creation=yesterday`, 400],
  ] as const) {
    it(`then ${what} is ${status}`, async () => {
      expect((await world.get(`DocumentReference?${encodeURI(query)}`, 'medecin')).status).to.equal(status);
    });
  }
});
