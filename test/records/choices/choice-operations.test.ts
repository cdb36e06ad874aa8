import { expect } from 'chai';
import { brisDeGlace } from '../../../src/records/choices/bris-de-glace.ts';
import { choiceOperations } from '../../../src/records/choices/choice-operations.ts';
import { consentRead, consentUpdate } from '../../../src/records/choices/consent-interactions.ts';
import { callers } from '../../fhir/callers.ts';
import { startWorld, type World } from '../../fhir/test-world.ts';

const PS = 'urn:oid:1.2.250.1.71.4.2.1';
const CHARLOTTE = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';
const SEARCH = `DocumentReference?patient.identifier=${encodeURIComponent(CHARLOTTE)}`;

const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const professionnel = (slug: keyof typeof callers) => ({
  name: 'professionnel',
  valueIdentifier: { system: PS, value: callers[slug].id },
});
const mode = (code: string) => ({ name: 'mode', valueCode: code });

// biome-ignore lint/suspicious/noExplicitAny: any resource
type Any = any;

interface Said {
  readonly resourceType: string;
  readonly total?: number;
  readonly issue?: readonly { readonly code: string; readonly diagnostics: string }[];
  readonly policy?: readonly { readonly uri: string }[];
  readonly provision?: { readonly provision?: readonly { readonly type: string }[] };
}
const said = async (response: Response) => (await response.json()) as Said;

describe('given what a patient decides by an operation', () => {
  let world: World;
  let id: string;
  const start = async () => {
    world = await startWorld(({ store }) => [
      ...choiceOperations(store),
      consentRead(store),
      consentUpdate(store),
      brisDeGlace({ hours: 1, attempts: 5, attemptWindowMinutes: 60 }),
    ]);
    id = `p${world.charlotte}`;
    await world.authorise('medecin');
    await world.register();
  };
  const stop = () => world.close();

  const ask = (operation: string, body?: object, as: keyof typeof callers = 'charlotte') =>
    world.send('POST', `Patient/${id}/$${operation}`, as, body);
  const found = async (as: keyof typeof callers) => said(await world.get(SEARCH, as));
  const journal = async () =>
    (await world.store.events.ofPatient(world.charlotte, { limit: 50, offset: 0 })).map(
      ({ type, granted, subject }) => ({ type, granted, who: subject?.id }),
    );

  describe('and that changes something', () => {
    beforeEach(start);
    afterEach(stop);

    it('then a professional whom she blocks finds nothing any more, and has it again when unblocked', async () => {
      expect((await found('medecin')).total).to.equal(1);
      const blocked = await ask('bloquer', parameters(professionnel('medecin')));
      expect(blocked.status).to.equal(200);
      expect((await said(blocked)).provision?.provision?.map(({ type }) => type)).to.deep.equal(['deny']);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(403);
      const unblocked = await said(await ask('debloquer', parameters(professionnel('medecin'))));
      expect(unblocked.provision).not.to.have.property('provision');
      expect((await found('medecin')).total).to.equal(1);
    });

    it('then a professional may be blocked before ever coming', async () => {
      await ask('bloquer', parameters(professionnel('infirmier')));
      const authorised = await world.authorise('infirmier').catch(String);
      expect(authorised).to.contain('professional-blocked');
      expect((await world.get(SEARCH, 'infirmier')).status).to.equal(403);
    });

    it('then she blocks as many as a Consent may name, and no more until she unblocks one', async () => {
      const others = Array.from({ length: 497 }, (_, index) => `8${20_000_000_000 + index}`);
      await world.write(
        ...others.map((professional) => ({
          kind: 'block' as const,
          patientKey: world.charlotte,
          blocking: { professional, since: '2026-10-02T09:00:00.000Z' },
        })),
      );
      const last = await ask('bloquer', parameters(professionnel('infirmier')));
      expect(last.status).to.equal(200);
      const sentBack = await world.send('PUT', `Consent/${id}`, 'charlotte', await said(last));
      expect(sentBack.status).to.equal(200);
      expect((await ask('bloquer', parameters(professionnel('medecin')))).status).to.equal(400);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(200);
      await ask('debloquer', parameters(professionnel('infirmier')));
      expect((await ask('bloquer', parameters(professionnel('medecin')))).status).to.equal(200);
    });

    it('then whoever stands in her journal is blocked by the identifier that stands there', async () => {
      await found('medecin');
      const { entry } = (await (await world.get('AuditEvent', 'charlotte')).json()) as Any;
      const reader = entry
        .flatMap(({ resource }: Any) => resource.agent)
        .find(({ who }: Any) => who?.identifier?.value === callers.medecin.id);
      const { system, value } = reader.who.identifier;
      const identified = { name: 'professionnel', valueIdentifier: { system, value } };
      expect((await ask('bloquer', parameters(identified))).status).to.equal(200);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(403);
    });

    it('then the médecin traitant blocks a professional in her name', async () => {
      await ask('designer-medecin-traitant', parameters(professionnel('medecinTraitant')));
      const response = await ask('bloquer', parameters(professionnel('medecin')), 'medecinTraitant');
      expect(response.status).to.equal(200);
      expect((await world.get(SEARCH, 'medecin')).status).to.equal(403);
    });

    it('then a médecin traitant whom she dismisses is none any more', async () => {
      await ask('designer-medecin-traitant', parameters(professionnel('medecinTraitant')));
      await ask('revoquer-medecin-traitant', parameters(professionnel('medecinTraitant')));
      const response = await ask('bloquer', parameters(professionnel('medecin')), 'medecinTraitant');
      expect(response.status).to.equal(404);
    });

    it('then masking everything hides it from professionals, and undoing gives it back', async () => {
      const masked = await said(await ask('masquer-tout'));
      expect(masked.policy?.[0]?.uri).to.equal('urn:carnet:policy:dmp-masque');
      expect((await found('medecin')).total).to.equal(0);
      await world.register();
      expect((await found('medecin')).total).to.equal(0);
      expect((await found('charlotte')).total).to.equal(2);
      await ask('demasquer-tout');
      expect((await found('medecin')).total).to.equal(2);
    });

    for (const [operation, body, event] of [
      ['bloquer', parameters(professionnel('infirmier')), 'CHOICE-block'],
      ['refuser-urgence', parameters(mode('bris_de_glace')), 'CHOICE-refuse-bris-de-glace'],
      ['refuser-urgence', parameters(mode('centre_15')), 'CHOICE-refuse-centre-15'],
      [
        'autoriser-urgence',
        parameters(mode('bris_de_glace'), { name: 'avec-masques', valueBoolean: true }),
        'CHOICE-allow-bris-de-glace',
      ],
      ['masquer-tout', undefined, 'CHOICE-mask-all'],
      ['designer-medecin-traitant', parameters(professionnel('infirmier')), 'CHOICE-name-medecin-traitant'],
    ] as const) {
      it(`then $${operation} leaves ${event} in her journal, and done again it changes nothing`, async () => {
        const first = await said(await ask(operation, body));
        expect((await journal())[0]).to.deep.equal({ type: event, granted: true, who: callers.charlotte.id });
        const second = await ask(operation, body);
        expect(await said(second)).to.deep.equal(first);
        expect((await journal())[0]).to.deep.equal({
          type: 'CONSENT',
          granted: true,
          who: callers.charlotte.id,
        });
        expect(await said(await world.get(`Consent/${id}`, 'charlotte'))).to.deep.equal(first);
      });

      it(`then $${operation} by a professional is not found, changes nothing and stands in her journal`, async () => {
        const before = await said(await world.get(`Consent/${id}`, 'charlotte'));
        const response = await ask(operation, body, 'medecin');
        expect(response.status).to.equal(404);
        expect((await journal())[0]).to.deep.equal({
          type: 'CONSENT',
          granted: false,
          who: callers.medecin.id,
        });
        expect(await said(await world.get(`Consent/${id}`, 'charlotte'))).to.deep.equal(before);
      });
    }
  });

  describe('and that changes nothing', () => {
    before(start);
    after(stop);

    it('then the record of nobody is answered to a professional as hers is', async () => {
      const hers = await said(await ask('masquer-tout', undefined, 'medecin'));
      const nobodys = await said(await world.send('POST', 'Patient/p999/$masquer-tout', 'medecin'));
      expect(nobodys).to.deep.equal(hers);
    });

    for (const [what, operation, body, about] of [
      ['without a professional', 'bloquer', parameters(), 'Parameters.professionnel'],
      [
        'of an identifier that is none of a professional',
        'bloquer',
        parameters({
          name: 'professionnel',
          valueIdentifier: { system: 'urn:oid:1.2.3', value: callers.medecin.id },
        }),
        'Parameters.professionnel',
      ],
      [
        'with a value of another type',
        'bloquer',
        parameters({ name: 'professionnel', valueString: callers.medecin.id }),
        'Parameters.professionnel',
      ],
      [
        'with two professionals',
        'debloquer',
        parameters(professionnel('medecin'), professionnel('infirmier')),
        'Parameters.professionnel',
      ],
      ['of another mode', 'refuser-urgence', parameters(mode('normal')), 'Parameters.mode'],
      [
        'with what it does not know',
        'masquer-tout',
        parameters(mode('centre_15')),
        'Parameters.parameter.name',
      ],
    ] as const) {
      it(`then $${operation} ${what} is refused and changes nothing`, async () => {
        const before = await said(await world.get(`Consent/${id}`, 'charlotte'));
        const response = await ask(operation, body);
        expect(response.status).to.equal(400);
        expect((await said(response)).issue?.[0]?.diagnostics).to.match(
          new RegExp(`^Un élément .*\\(${about.replaceAll('.', '\\.')}\\)$`),
        );
        expect(await said(await world.get(`Consent/${id}`, 'charlotte'))).to.deep.equal(before);
      });
    }
  });
});
