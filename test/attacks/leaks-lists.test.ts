import { expect } from 'chai';
import {
  administrativeDataRequest,
  authorisationListRequest,
  patientListRequest,
} from '../../src/client/dmp-requests.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import type { Markup } from '../../src/xml/write.ts';
import { type Cause, hiddenDocument, nameOf, visibleDocument } from './leaks-documents.ts';
import { type Caller, type LeakHouse, leakHouse } from './leaks-house.ts';

interface Lister {
  readonly slug: string;
  readonly holderKind: 'professional' | 'structure';
  readonly causes: readonly Cause[];
}

const OF_ALL: readonly Cause[] = ['masked', 'signature', 'of-another-patient', 'deleted'];
const LISTERS: readonly Lister[] = [
  { slug: 'medecin', holderKind: 'professional', causes: [{ type: 'export' }, ...OF_ALL] },
  { slug: 'infirmier', holderKind: 'professional', causes: [{ type: 'consent' }, ...OF_ALL] },
  { slug: 'psychomotricien', holderKind: 'professional', causes: [{ type: 'note' }, ...OF_ALL] },
  { slug: 'educateur', holderKind: 'structure', causes: ['everything', 'signature', 'deleted'] },
  { slug: 'secretaire', holderKind: 'structure', causes: ['everything', 'signature', 'deleted'] },
];

const PATIENT_LIST = 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList';
const AUTHORISATIONS = 'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient';
/** The hidden document is of the second of November, what is visible of the first. */
const ASKED: readonly (readonly [
  name: string,
  path: string,
  action: string,
  body: (cx: string) => Markup,
])[] = [
  ['TD0.4', 'patientsSpecific', PATIENT_LIST, () => patientListRequest({})],
  [
    'TD0.4 LASTDOC',
    'patientsSpecific',
    PATIENT_LIST,
    () => patientListRequest({ startDate: '20261102', dateType: 'LASTDOC' }),
  ],
  [
    'TD0.4 LASTAUTORIZATION',
    'patientsSpecific',
    PATIENT_LIST,
    () => patientListRequest({ startDate: '2026', dateType: 'LASTAUTORIZATION' }),
  ],
  ['TD1.6', 'habilitations', AUTHORISATIONS, () => authorisationListRequest('TOUTE')],
  ['TD1.3a', 'patients', 'urn:hl7-org:v3:PRPA_IN201307UV02', administrativeDataRequest],
];

describe('given two servers that differ only in later documents which a caller may not see', function () {
  this.timeout(120_000);
  let house: LeakHouse;
  before(async () => {
    house = await leakHouse();
  });
  after(() => house.close());

  async function prepare({ slug, holderKind }: Lister, visible: boolean): Promise<string> {
    const ins = await house.patient();
    const identity = house.servers[0].pki.identity(slug);
    const holder = holderKind === 'professional' ? identity.id : identity.structure.id;
    for (const { store } of house.servers) {
      const record = await store.records.byIdentifier(ins, INS_NIR_TEST);
      const since = '2026-11-01T09:00:00.000Z';
      const authorisation = { holder, holderKind, name: identity.name, medecinTraitant: false, since };
      await store.write([{ kind: 'authorise', patientKey: record!.patient.key, authorisation }]);
    }
    if (visible) await house.register(visibleDocument(ins, '20260901'), false);
    return ins;
  }

  async function differing(slug: string, ins: string): Promise<string[]> {
    const caller: Caller = { name: slug, tls: slug, vihf: { as: slug } };
    const found: string[] = [];
    for (const [name, path, action, body] of ASKED) {
      const wire = house.soap(caller, ins, path, action, body(`${ins}^^^&${INS_NIR_TEST}&ISO^NH`));
      const [without, within] = await house.both(caller, wire);
      if (without !== within) found.push(name);
    }
    return found;
  }

  for (const lister of LISTERS) {
    for (const cause of lister.causes) {
      it(`then no list tells ${lister.slug} which one it has asked: ${nameOf(cause)}`, async () => {
        for (const visible of [true, false]) {
          const ins = await prepare(lister, visible);
          await house.register(hiddenDocument(ins, await house.patient(), cause), true);
          expect(await differing(lister.slug, ins)).to.deep.equal([]);
        }
      });
    }
  }

  it('then a document that the caller may see does tell, in every list that speaks of documents', async () => {
    const [medecin] = LISTERS;
    const ins = await prepare(medecin!, true);
    await house.register(visibleDocument(ins, '20261001'), true);
    expect(await differing('medecin', ins)).to.deep.equal([
      'TD0.4',
      'TD0.4 LASTDOC',
      'TD0.4 LASTAUTORIZATION',
    ]);
  });
});
