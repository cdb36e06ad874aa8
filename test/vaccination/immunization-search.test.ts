import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import { immunizationRead } from '../../src/vaccination/immunization-read.ts';
import type { Immunization } from '../../src/vaccination/immunization-resource.ts';
import { immunizationSearch } from '../../src/vaccination/immunization-search.ts';
import type { VaccinationContext } from '../../src/vaccination/vaccination-documents.ts';
import { callers } from '../fhir/callers.ts';
import { startWorld, type World } from '../fhir/test-world.ts';
import { CERTIFICATE, edited, historyOf, NOTE } from '../support/cda-builder.ts';

const LOINC = '2.16.840.1.113883.6.1';
const PATIENT = `patient.identifier=${encodeURIComponent('urn:oid:1.2.250.1.213.1.4.10|294061411802778')}`;

const HISTORY: Partial<DocumentEntry> = {
  typeCode: code('11369-6', LOINC, 'Historique des vaccinations'),
  formatCode: code('urn:asip:ci-sis:vac:2019', '1.2.250.1.213.1.1.4.2.282'),
};
const MASKED: Partial<DocumentEntry> = {
  confidentialityCodes: [
    code('N', '2.16.840.1.113883.5.25'),
    code('INVISIBLE_PATIENT', '1.2.250.1.213.1.1.4.13'),
  ],
};

/** Another vaccination of the same person: tetanus, in 2009, its rank unknown. */
const TETANUS = edited(
  NOTE,
  { from: 'code="69675854"', to: 'code="68747507"' },
  { from: 'code="J07BB02"', to: 'code="J07AM01"' },
  { from: 'code="3400930306000"', to: 'code="3400932857241"' },
  { from: '<lotNumberText>X3A451V', to: '<lotNumberText>ÉTÉ-4456672' },
  { from: '<effectiveTime value="20251118"/>', to: '<effectiveTime value="200909"/>' },
);

describe('given a record with vaccination documents', () => {
  let world: World;
  const unreadable: string[] = [];
  let note: DocumentEntry;

  const context: VaccinationContext = {
    get store() {
      return world.store;
    },
    get blobs() {
      return world.blobs;
    },
    unreadable: (entryUuid) => unreadable.push(entryUuid),
  };
  const search = async (more = '', as: Parameters<World['get']>[1] = 'charlotte') => {
    const response = await world.get(`Immunization?${PATIENT}${more}`, as);
    const bundle = (await response.json()) as {
      total: number;
      entry?: { resource: Immunization; search: { mode: string } }[];
    };
    const matches = (bundle.entry ?? []).filter((entry) => entry.search.mode === 'match');
    return { status: response.status, bundle, found: matches.map(({ resource }) => resource) };
  };
  const lots = async (more = '', as: Parameters<World['get']>[1] = 'charlotte') =>
    (await search(more, as)).found.map(({ lotNumber }) => lotNumber);

  before(async () => {
    world = await startWorld(() => [immunizationSearch(context), immunizationRead(context)]);
    note = await world.register({}, NOTE);
    await world.register({}, TETANUS);
    await world.authorise('medecin');
    await world.authorise('psychomotricien');
  });
  after(() => world.close());

  it('then the patient finds her vaccinations, newest first', async () => {
    const { status, bundle, found } = await search();
    expect(status).to.equal(200);
    expect(bundle.total).to.equal(2);
    expect(found.map(({ occurrenceDateTime }) => occurrenceDateTime)).to.deep.equal([
      '2025-11-18',
      '2009-09',
    ]);
  });

  it('then an authorised doctor finds the same', async () => {
    expect(await lots('', 'medecin')).to.deep.equal(await lots());
  });

  it('then who may not see the type finds nothing, and gets NotFound by id', async () => {
    const { found } = await search();
    expect((await search('', 'psychomotricien')).bundle.total ?? 0).to.equal(0);
    const answer = await world.get(`Immunization/${found[0]!.id}`, 'psychomotricien');
    expect(answer.status).to.equal(404);
  });

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['date=2025-11-18', ['X3A451V']],
    ['date=2025', ['X3A451V']],
    ['date=ge2025-11-18', ['X3A451V']],
    ['date=gt2025-11-18', []],
    ['date=lt2025', ['ÉTÉ-4456672']],
    ['date=sa2009-08&date=eb2009-10', ['ÉTÉ-4456672']],
    ['date=2009-09-28', []],
    ['date=le2009-09-15', ['ÉTÉ-4456672']],
    ['vaccine-code=69675854', ['X3A451V']],
    ['vaccine-code=J07AM01', ['ÉTÉ-4456672']],
    ['vaccine-code=J07AM01,J07BB02', ['X3A451V', 'ÉTÉ-4456672']],
    ['vaccine-code=https://smt.esante.gouv.fr/terminologie-bdpm|69675854', ['X3A451V']],
    ['vaccine-code=urn:oid:1.2.250.1.213.2.3.1|69675854', ['X3A451V']],
    ['vaccine-code=http://www.whocc.no/atc|J07BB02', ['X3A451V']],
    ['vaccine-code=http://snomed.info/sct|69675854', []],
    ['vaccine-code=|69675854', []],
    ['lot-number=x3a', ['X3A451V']],
    ['lot-number=ete', ['ÉTÉ-4456672']],
    ['lot-number=451', []],
    ['lot-number:contains=451', ['X3A451V']],
    ['lot-number:exact=x3a451v', []],
    ['lot-number:exact=X3A451V', ['X3A451V']],
    ['status=completed', ['X3A451V', 'ÉTÉ-4456672']],
    ['status=not-done', []],
    ['target-disease=6142004', ['X3A451V']],
    ['target-disease=https://smt.esante.gouv.fr/terminologie-nuva|DIS002', ['ÉTÉ-4456672']],
    ['target-disease=6142004&vaccine-code=J07AM01', []],
    ['_count=1', ['X3A451V']],
    ['_count=1&_offset=1', ['ÉTÉ-4456672']],
  ];
  for (const [query, expected] of cases) {
    it(`then ${query} finds ${expected.length}`, async () => {
      expect(await lots(`&${query.replaceAll('|', '%7C')}`)).to.deep.equal(expected);
    });
  }

  for (const query of [
    'date=soon',
    'date=ap2025',
    'vaccine-code=a|b|c',
    'vaccine-code:in=x',
    'lot-number:missing=true',
  ]) {
    it(`then ${query} cannot be understood`, async () => {
      expect((await search(`&${query.replaceAll('|', '%7C')}`)).status).to.equal(400);
    });
  }

  it('then a search that names no patient is refused', async () => {
    expect((await world.get('Immunization?status=completed', 'medecin')).status).to.equal(400);
  });

  it('then one is read by its id', async () => {
    const { found } = await search('&vaccine-code=69675854');
    const answer = await world.get(`Immunization/${found[0]!.id}`, 'charlotte');
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal(found[0]);
  });

  it('then a place that the document does not have is not found', async () => {
    const id = note.logicalId.replace('urn:uuid:', '');
    for (const absent of [`${id}.1`, id, `${id}.x`, '00000000-0000-4000-8000-00000000dead.0']) {
      expect((await world.get(`Immunization/${absent}`, 'charlotte')).status, absent).to.equal(404);
    }
  });

  it('then the trace names the documents whose vaccinations were shown, and only these', async () => {
    await search('&vaccine-code=69675854', 'medecin');
    const [event] = await world.store.events.ofPatient(world.charlotte, { limit: 1, offset: 0 });
    expect(event).to.include({ type: 'PCC-44', granted: true });
    expect(event?.documents).to.deep.equal([note.uniqueId]);
  });

  it('then what is hidden from the patient is hidden here too', async () => {
    const before = await lots();
    const hidden = edited(NOTE, { from: 'X3A451V', to: 'HIDDEN', every: true });
    const { logicalId } = await world.register(MASKED, hidden);
    expect(await lots()).to.deep.equal(before);
    expect(await lots('', 'medecin')).to.include('HIDDEN');
    const id = `${logicalId.replace('urn:uuid:', '')}.0`;
    expect((await world.get(`Immunization/${id}`, 'charlotte')).status).to.equal(404);
    expect((await world.get(`Immunization/${id}`, 'medecin')).status).to.equal(200);
  });

  it('then a history that repeats a note adds nothing, and what it has more is added', async () => {
    const before = await lots('&date=2025-11-18');
    await world.register(HISTORY, historyOf(NOTE, '1.2.3'));
    expect(await lots('&date=2025-11-18')).to.deep.equal(before);
    await world.register(
      HISTORY,
      historyOf(edited(NOTE, { from: 'X3A451V', to: 'OTHER', every: true }), '1.2.4'),
    );
    expect(await lots('&date=2025-11-18')).to.have.members([...before, 'OTHER']);
  });

  it('then content is read once, however often it is searched', async () => {
    const reads: string[] = [];
    const read = (key: string) => {
      reads.push(key);
      return world.blobs.read(key);
    };
    const counting = { store: world.store, blobs: { read } };
    const transaction = immunizationSearch(counting).transaction;
    const call = {
      subject: callers.charlotte,
      from: '127.0.0.1',
      requestId: 'once',
      at: new Date().toISOString(),
    };
    const request = { patient: { ofSubject: true }, conditions: [], page: { count: 50, offset: 0 } } as const;
    await world.execute(transaction, request, call);
    expect(new Set(reads).size).to.equal(reads.length).and.above(0);
    const once = reads.length;
    await world.execute(transaction, request, call);
    expect(reads).to.have.length(once);
  });

  it('then a document that cannot be read is left out, said aloud, and hides no other', async () => {
    const before = await lots();
    const broken = await world.register({}, NOTE.slice(0, -30));
    expect(await lots()).to.deep.equal(before);
    expect(unreadable).to.include(broken.entryUuid);
  });

  it('then a PDF in a CDA is not opened', async () => {
    const before = unreadable.length;
    await world.register(
      {
        typeCode: code('CERT_DECL', '1.2.250.1.213.1.1.4.12'),
        formatCode: code('urn:ihe:iti:xds-sd:pdf:2008', '1.3.6.1.4.1.19376.1.2.3'),
      },
      CERTIFICATE.slice(0, 500),
    );
    await search();
    expect(unreadable).to.have.length(before + 1);
  });
});
