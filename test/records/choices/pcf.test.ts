import { expect } from 'chai';
import fc from 'fast-check';
import type { EmergencyChoice, MedicalRecord } from '../../../src/model/record.ts';
import { consentRead, consentUpdate } from '../../../src/records/choices/consent-interactions.ts';
import { consentResource } from '../../../src/records/choices/consent-resource.ts';
import type { PatientChoices } from '../../../src/records/choices/patient-choices.ts';
import { startWorld, type World } from '../../fhir/test-world.ts';
import { exampleConsent, PCF_EXAMPLES } from '../../support/pcf-examples.ts';
import { faultsAgainst, PCF_PROFILES, type PcfProfile } from '../../support/pcf-profiles.ts';

const PROFILE = 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent';
const WIDER: readonly PcfProfile[] = ['Basic', 'Intermediate', 'Advanced'];

const record = { patient: { key: 7 }, createdAt: '2026-01-02T03:04:05.000Z' } as MedicalRecord;
const NOTHING: PatientChoices = {
  brisDeGlace: 'allowed',
  centre15: 'allowed',
  maskAll: false,
  blocked: [],
  medecinsTraitants: [],
};
const consentOf = (choices: PatientChoices) =>
  consentResource({ record, choices }, 'https://localhost:8443/fhir');
const profileOf = (consent: ReturnType<typeof consentOf>) =>
  consent.meta.profile.map((url) => url.slice(PROFILE.length) as PcfProfile);

const mode = fc.constantFrom<EmergencyChoice>('allowed', 'opposed', 'allowed-with-masked');
const id = fc.stringMatching(/^8[0-9]{11}$/);
const anyChoices: fc.Arbitrary<PatientChoices> = fc.record({
  brisDeGlace: mode,
  centre15: mode,
  maskAll: fc.boolean(),
  blocked: fc.array(fc.record({ professional: id, since: fc.constant('2026-10-02T09:00:00.000Z') })),
  medecinsTraitants: fc.array(fc.record({ id, name: fc.constant('Dr Claire Aubert') })),
});

describe('given the content profiles of PCF', () => {
  it('then whatever a patient decides, the Consent names the narrowest that it conforms to', () => {
    fc.assert(
      fc.property(anyChoices, (choices) => {
        const consent = consentOf(choices);
        const conforms = WIDER.filter((one) => faultsAgainst(PCF_PROFILES[one], consent).length === 0);
        expect(profileOf(consent)).to.deep.equal(conforms.slice(0, 1));
      }),
    );
  });

  for (const [profile, choices] of [
    ['Basic', NOTHING],
    ['Basic', { ...NOTHING, maskAll: true }],
    ['Intermediate', { ...NOTHING, centre15: 'opposed' }],
    ['Intermediate', { ...NOTHING, medecinsTraitants: [{ id: '810000000011', name: 'Dr' }] }],
    ['Advanced', { ...NOTHING, brisDeGlace: 'allowed-with-masked', centre15: 'opposed' }],
  ] as const) {
    it(`then ${JSON.stringify(choices)} is of ${profile}`, () => {
      expect(profileOf(consentOf(choices))).to.deep.equal([profile]);
    });
  }

  it('then a Consent without an element that they demand, or with one too many, does not conform', () => {
    const consent = consentOf({ ...NOTHING, centre15: 'opposed' });
    const { provision } = consent;
    const without = (name: keyof typeof consent) =>
      Object.fromEntries(Object.entries(consent).filter(([key]) => key !== name));
    const changed = (changes: object) => ({ ...consent, provision: { ...provision, ...changes } });
    const verification = [{ verified: true }];
    for (const [fault, wrong] of [
      ...(
        [
          'status',
          'scope',
          'category',
          'patient',
          'dateTime',
          'performer',
          'organization',
          'provision',
        ] as const
      ).map((name) => [`${name}: 0 of`, without(name)] as const),
      ['source[x]: 0 of', without('sourceAttachment')],
      ['source[x]: 2 of', { ...consent, sourceReference: {} }],
      ['policy.uri: 0 of', { ...consent, policy: [{}] }],
      ['status: current', { ...consent, status: 'current' }],
      ['scope: not patient-privacy', { ...consent, scope: { coding: [{ code: 'treatment' }] } }],
      ['verification: 1 of', { ...consent, verification }],
      ['provision.type: forbid', changed({ type: 'forbid' })],
      ['provision.code: 1 of', changed({ code: [{}] })],
      ['provision.securityLabel: 1 of', changed({ securityLabel: [{}] })],
      ['provision.actor.role: not IRCP', changed({ actor: [{ role: { coding: [] }, reference: {} }] })],
      ['provision.data.meaning: dependents', changed({ data: [{ meaning: 'dependents', reference: {} }] })],
      [
        'provision.provision.provision: 1 of',
        changed({ provision: [{ type: 'deny', provision: [{ type: 'permit' }] }] }),
      ],
    ] as const) {
      expect(faultsAgainst(PCF_PROFILES.Intermediate, wrong).join(), fault).to.include(fault);
    }
    expect(faultsAgainst(PCF_PROFILES.Intermediate, consent)).to.deep.equal([]);
  });
});

describe('given the example Consents of PCF', () => {
  let world: World;
  before(async () => {
    world = await startWorld(({ store }) => [consentRead(store), consentUpdate(store)]);
  });
  after(() => world.close());

  const put = (body: object) =>
    world.send('PUT', `Consent/p${world.charlotte}`, 'charlotte', { ...body, id: `p${world.charlotte}` });
  const refusedFor = async (response: Response) => {
    const { issue } = (await response.json()) as { issue: { diagnostics: string }[] };
    return issue.map(({ diagnostics }) => /\(Consent\.([^)]+)\)$/.exec(diagnostics)?.[1]);
  };

  for (const example of PCF_EXAMPLES) {
    const { name, profile, refused } = example;

    it(`then ${name} is of ${profile}, as it says`, () => {
      expect(faultsAgainst(PCF_PROFILES[profile], exampleConsent(example))).to.deep.equal([]);
    });

    it(`then ${name} is refused under its own policy, which is not ours`, async () => {
      const response = await put(exampleConsent(example, `Patient/p${world.charlotte}`));
      expect(response.status).to.equal(400);
      expect(await refusedFor(response)).to.include('policy[0].uri');
    });

    it(`then ${name} under ours is ${refused.length === 0 ? 'taken' : `refused for ${refused.join()}`}`, async () => {
      const before = await (await world.get(`Consent/p${world.charlotte}`, 'charlotte')).text();
      const ours = { ...example, policy: 'urn:carnet:policy:dmp' };
      const response = await put(exampleConsent(ours, `Patient/p${world.charlotte}`));
      expect(response.status).to.equal(refused.length === 0 ? 200 : 400);
      if (refused.length > 0) expect(await refusedFor(response)).to.include.members([...refused]);
      expect(await (await world.get(`Consent/p${world.charlotte}`, 'charlotte')).text()).to.equal(before);
    });
  }
});
