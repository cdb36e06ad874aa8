import { expect } from 'chai';
import { choiceOperations } from '../../../src/records/choices/choice-operations.ts';
import {
  consentCreate,
  consentRead,
  consentSearch,
  consentUpdate,
} from '../../../src/records/choices/consent-interactions.ts';
import { callers } from '../../fhir/callers.ts';
import { startWorld, type World } from '../../fhir/test-world.ts';

const INS = encodeURIComponent('urn:oid:1.2.250.1.213.1.4.10|294061411802778');
const SEARCH = `DocumentReference?patient.identifier=${INS}`;
const IRCP = { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' };
const TRE_R248 = 'urn:oid:1.2.250.1.213.1.1.4.248';
const MASKED = {
  system:
    'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument',
  code: 'MASQUE_PS',
};

// biome-ignore lint/suspicious/noExplicitAny: a Consent, changed at will
type Any = any;
const said = async (response: Response) => (await response.json()) as Any;
const actor = (slug: keyof typeof callers, ...more: object[]) => ({
  role: { coding: [IRCP, ...more] },
  reference: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: callers[slug].id } },
});
const blocking = (slug: keyof typeof callers) => ({ type: 'deny', actor: [actor(slug)] });
const emergency = (type: string, code: string, more = {}) => ({
  type,
  purpose: [{ system: TRE_R248, code }],
  ...more,
});

describe('given the Consent of a record', () => {
  let world: World;
  let id: string;
  let consent: Any;
  const start = async () => {
    world = await startWorld(({ store }) => [
      consentRead(store),
      consentSearch(store),
      consentCreate(store),
      consentUpdate(store),
      ...choiceOperations(store),
    ]);
    id = `p${world.charlotte}`;
    await world.authorise('medecin');
    await world.register();
    consent = await said(await world.get(`Consent/${id}`, 'charlotte'));
  };
  const stop = () => world.close();

  const put = (changes: object, as: keyof typeof callers = 'charlotte', headers = {}) =>
    world.send('PUT', `Consent/${id}`, as, { ...consent, ...changes }, headers);
  const saying = (...provision: object[]) => ({ provision: { type: 'permit', provision } });
  const provisions = async () =>
    (await said(await world.get(`Consent/${id}`, 'charlotte'))).provision.provision ?? [];

  describe('and is decided upon', () => {
    beforeEach(start);
    afterEach(stop);

    it('then it permits what the DMP does, as long as the patient has decided nothing', () => {
      expect(consent).to.deep.include({ status: 'active', policy: [{ uri: 'urn:carnet:policy:dmp' }] });
      const purpose = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }];
      expect(consent.provision).to.deep.equal({ type: 'permit', purpose });
    });

    it('then a professional whom an update denies is blocked, and one whom it leaves out is not any more', async () => {
      const response = await put(saying(blocking('medecin')));
      expect(response.status).to.equal(200);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(403);
      expect((await put(saying())).status).to.equal(200);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(200);
    });

    it('then what an update says is what is read then, under a new version', async () => {
      const changed = {
        policy: [{ uri: 'urn:carnet:policy:dmp-masque' }],
        ...saying(
          blocking('infirmier'),
          emergency('deny', 'centre_15'),
          emergency('permit', 'bris_de_glace', { securityLabel: [MASKED] }),
          {
            type: 'permit',
            actor: [actor('medecinTraitant', { system: 'urn:carnet:role', code: 'MEDECIN_TRAITANT' })],
          },
        ),
      };
      const response = await put(changed);
      const answered = await said(response);
      const read = await world.get(`Consent/${id}`, 'charlotte');
      expect(await said(read)).to.deep.equal(answered);
      expect(read.headers.get('etag')).to.equal(`W/"${answered.meta.versionId}"`);
      expect(answered.meta.versionId).not.to.equal(consent.meta.versionId);
      const { choices } = (await world.store.records.byKey(world.charlotte)) ?? {};
      expect(choices).to.deep.equal({
        brisDeGlace: 'allowed-with-masked',
        centre15: 'opposed',
        maskAll: true,
      });
      // What was read can be sent back as it is.
      consent = answered;
      expect(await said(await put({}))).to.deep.equal(answered);
    });

    it('then each decision of an update is told in her journal', async () => {
      await put(saying(blocking('infirmier'), emergency('deny', 'centre_15')));
      const told = await world.store.events.ofPatient(world.charlotte, { limit: 2, offset: 0 });
      expect(told.map(({ type }) => type)).to.have.members(['CHOICE-refuse-centre-15', 'CHOICE-block']);
    });

    it('then the purpose of HL7 for breaking the glass is understood, and answered beside that of TRE_R248', async () => {
      const purpose = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'BTG' }];
      await put(saying({ type: 'deny', purpose }));
      const bothWords = [{ system: TRE_R248, code: 'bris_de_glace' }, ...purpose];
      expect(await provisions()).to.deep.equal([{ type: 'deny', purpose: bothWords }]);
      expect((await put(saying(...(await provisions())))).status).to.equal(200);
      expect(await provisions()).to.have.length(1);
    });

    it('then a create says the same as an update, and tells where the Consent is', async () => {
      const { id: _id, meta: _meta, ...fresh } = consent;
      const response = await world.send('POST', 'Consent', 'charlotte', {
        ...fresh,
        ...saying(blocking('infirmier')),
      });
      expect(response.status).to.equal(201);
      expect(response.headers.get('location')).to.equal(`${world.base}/Consent/${id}`);
      expect(await provisions()).to.have.length(1);
    });

    it('then a version that has been read is changed, and one that is past is not', async () => {
      const fresh = { 'if-match': `W/"${consent.meta.versionId}"` };
      expect((await put(saying(blocking('infirmier')), 'charlotte', fresh)).status).to.equal(200);
      const late = await put(saying(), 'charlotte', fresh);
      expect(late.status).to.equal(412);
      expect((await said(late)).issue[0].diagnostics).to.equal(
        'La ressource a changé depuis la version que vous avez lue.',
      );
      expect(await provisions()).to.have.length(1);
    });

    it('then it is found by its patient, by INS, by status, and by the patient who names nobody', async () => {
      for (const query of [`patient=Patient/${id}`, `patient.identifier=${INS}`, 'status=active', '']) {
        const bundle = await said(await world.get(`Consent?${query}`, 'charlotte'));
        expect(bundle.entry[0].resource, query).to.deep.equal(consent);
      }
      expect((await said(await world.get('Consent?status=inactive', 'charlotte'))).total).to.equal(0);
    });

    it('then it is found by its id and by whom it names in a provision, and not by others', async () => {
      const role = { system: 'urn:carnet:role', code: 'MEDECIN_TRAITANT' };
      await put(saying(blocking('infirmier'), { type: 'permit', actor: [actor('medecinTraitant', role)] }));
      const PS = 'urn:oid:1.2.250.1.71.4.2.1';
      const nurse = callers.infirmier.id;
      const total = async (query: string) =>
        (await said(await world.get(`Consent?status=active&${query}`, 'charlotte'))).total;
      for (const query of [
        `_id=${id}`,
        `_id=p999,${id}&patient=${id}`,
        `actor=Practitioner/${nurse}`,
        `actor=${world.base}/Practitioner/${nurse}`,
        `actor:Practitioner=${nurse}`,
        `actor:identifier=${encodeURIComponent(`${PS}|${callers.medecinTraitant.id}`)}`,
        `actor=${encodeURIComponent(`${PS}|${nurse}`)}`,
        `actor=Practitioner/${nurse}&actor=Practitioner/${callers.medecinTraitant.id}`,
      ]) {
        expect(await total(query), query).to.equal(1);
      }
      for (const query of [
        `_id=p999&patient=${id}`,
        `actor=Practitioner/${callers.medecin.id}`,
        `actor=Organization/${nurse}`,
        `actor:identifier=${encodeURIComponent(`urn:oid:1.2.3|${nurse}`)}`,
        `actor=Practitioner/${nurse}&actor=Practitioner/${callers.medecin.id}`,
      ]) {
        expect(await total(query), query).to.equal(0);
      }
      expect((await world.get('Consent?actor:missing=true', 'charlotte')).status).to.equal(400);
    });

    it("then a patient who names another's id is answered as for nobody's", async () => {
      await world.write({
        kind: 'create-record',
        patient: {
          family: 'AUTRE',
          givens: ['ANNE'],
          birthDate: '1990-01-01',
          sex: 'F',
          birthPlace: '14118',
        },
        identifiers: [{ value: '290011411800181', authority: '1.2.250.1.213.1.4.10' }],
        activated: true,
        at: '2026-10-02T09:00:00.000Z',
      });
      const asks = async (query: string) => {
        const response = await world.get(`Consent?${query}`, 'charlotte');
        return [response.status, await response.text()];
      };
      const others = await world.store.records.byIdentifier('290011411800181', '1.2.250.1.213.1.4.10');
      expect(others?.patient.key).to.be.a('number');
      expect(await asks(`_id=p${others?.patient.key}`)).to.deep.equal(await asks('_id=p999'));
    });

    it('then who may not read it gets one answer, whomever it names', async () => {
      await put(saying(blocking('infirmier')));
      const asks = async (query: string) => {
        const response = await world.get(`Consent?${query}`, 'medecin');
        return [response.status, await response.text()];
      };
      const HERS = `patient.identifier=${INS}`;
      expect(await asks(`${HERS}&actor=Practitioner/${callers.infirmier.id}`)).to.deep.equal(
        await asks(`${HERS}&actor=Practitioner/${callers.medecin.id}`),
      );
      expect(await asks(`_id=${id}`)).to.deep.equal(await asks('_id=p999'));
      expect((await asks(`_id=${id}`))[0]).to.equal(404);
    });

    it('then a professional neither reads, finds nor changes it, and learns no more than of nobody', async () => {
      const read = await world.get(`Consent/${id}`, 'medecin');
      expect(read.status).to.equal(404);
      const nobodys = await world.get('Consent/p999', 'medecin');
      expect(await said(read)).to.deep.equal(await said(nobodys));
      expect((await world.get(`Consent?patient.identifier=${INS}`, 'medecin')).status).to.equal(403);
      expect((await put(saying(blocking('infirmier')), 'medecin')).status).to.equal(404);
      expect(await provisions()).to.deep.equal([]);
    });

    it('then her médecin traitant reads it and does not change it', async () => {
      const role = { system: 'urn:carnet:role', code: 'MEDECIN_TRAITANT' };
      await put(saying({ type: 'permit', actor: [actor('medecinTraitant', role)] }));
      expect((await world.get(`Consent/${id}`, 'medecinTraitant')).status).to.equal(200);
      expect((await put(saying(), 'medecinTraitant')).status).to.equal(404);
      expect(await provisions()).to.have.length(1);
    });
  });

  describe('and that is not understood', () => {
    before(start);
    after(stop);

    const NESTED = 'Consent.provision.provision[0]';
    const PURPOSE = 'Consent.provision.purpose';
    const HL7 = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
    for (const [what, changes, about] of [
      ['of another patient', { patient: { reference: 'Patient/p999' } }, 'Consent.patient'],
      ['that denies everything', { provision: { type: 'deny' } }, 'Consent.provision.type'],
      ['that is not active', { status: 'rejected' }, 'Consent.status'],
      ['of a policy that is not ours', { policy: [{ uri: 'urn:other' }] }, 'Consent.policy[0].uri'],
      ['with a modifier', { modifierExtension: [{ url: 'urn:not' }] }, 'Consent.modifierExtension'],
      [
        'with a provision within a provision',
        saying({ ...blocking('medecin'), provision: [] }),
        `${NESTED}.provision`,
      ],
      [
        'that blocks for some purposes only',
        saying({ ...blocking('medecin'), purpose: [{ system: TRE_R248, code: 'centre_15' }] }),
        NESTED,
      ],
      [
        'that blocks up to a date',
        saying({ ...blocking('medecin'), period: { end: '2027-01-01' } }),
        `${NESTED}.period.end`,
      ],
      ['that permits a professional of no role', saying({ ...blocking('medecin'), type: 'permit' }), NESTED],
      ['of another purpose', saying(emergency('deny', 'normal')), NESTED],
      [
        'of two modes in one provision',
        saying({
          type: 'deny',
          purpose: ['bris_de_glace', 'centre_15'].map((code) => ({ system: TRE_R248, code })),
        }),
        NESTED,
      ],
      [
        'of a mode and of what is none',
        saying({
          type: 'deny',
          purpose: ['centre_15', 'normal'].map((code) => ({ system: TRE_R248, code })),
        }),
        NESTED,
      ],
      [
        'for research',
        { provision: { type: 'permit', purpose: [{ system: HL7, code: 'HRESCH' }] } },
        PURPOSE,
      ],
      [
        'for payment alone',
        { provision: { type: 'permit', purpose: [{ system: HL7, code: 'HPAYMT' }] } },
        PURPOSE,
      ],
      [
        'that says two things of one mode',
        saying(emergency('deny', 'centre_15'), emergency('permit', 'centre_15')),
        'Consent.provision.provision',
      ],
    ] as const) {
      it(`then an update ${what} is refused and changes nothing`, async () => {
        const response = await put(changes);
        expect(response.status).to.equal(400);
        const { issue } = await said(response);
        expect(issue.map(({ diagnostics }: Any) => diagnostics)).to.include(
          `Un élément de la ressource envoyée n'est pas conforme. (${about})`,
        );
        expect(await said(await world.get(`Consent/${id}`, 'charlotte'))).to.deep.equal(consent);
      });
    }
  });
});
