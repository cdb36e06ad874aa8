import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal } from '../../src/errors.ts';
import type { JsonObject, JsonValue } from '../../src/fhir/json.ts';
import { isJsonObject } from '../../src/fhir/json.ts';
import { readParameters } from '../../src/fhir/parameters.ts';
import { readFhirPathPatch } from '../../src/fhir/patch/fhirpath-patch.ts';
import { applyPatch, readJsonPatch } from '../../src/fhir/patch/json-patch.ts';
import { patchedMetadata } from '../../src/mobile/patched-metadata.ts';
import { patientSubmission } from '../../src/mobile/provide/patient-submission.ts';
import { readProvideBundle } from '../../src/mobile/provide/provide-bundle.ts';
import { readConsent } from '../../src/records/choices/consent-body.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { patient, record } from '../authorization/people.ts';

const RUNS = 2000;

const CONSENT: JsonObject = {
  resourceType: 'Consent',
  status: 'active',
  scope: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
  },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: 'Patient/p1' },
  policy: [{ uri: 'urn:carnet:policy:dmp' }],
  provision: {
    type: 'permit',
    provision: [
      {
        type: 'deny',
        actor: [
          {
            role: {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' },
              ],
            },
            reference: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000011' } },
          },
        ],
      },
      { type: 'deny', purpose: [{ system: 'urn:oid:1.2.250.1.213.1.1.4.248', code: 'centre_15' }] },
    ],
  },
};

const BUNDLE: JsonObject = {
  resourceType: 'Bundle',
  meta: { profile: ['https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle'] },
  type: 'transaction',
  entry: [
    {
      fullUrl: 'urn:uuid:1',
      resource: {
        resourceType: 'List',
        identifier: [{ value: 'urn:oid:1.2.3' }],
        status: 'current',
        mode: 'working',
        code: {
          coding: [
            { system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', code: 'submissionset' },
          ],
        },
        date: '2026-11-20',
        entry: [{ item: { reference: 'urn:uuid:2' } }],
      },
      request: { method: 'POST', url: 'List' },
    },
    {
      fullUrl: 'urn:uuid:2',
      resource: {
        resourceType: 'DocumentReference',
        masterIdentifier: { value: 'urn:oid:1.2.4' },
        status: 'current',
        type: { coding: [{ system: 'urn:oid:1.2', code: 'DOCPAT01' }] },
        content: [{ attachment: { contentType: 'text/plain', url: 'urn:uuid:3' } }],
      },
      request: { method: 'POST', url: 'DocumentReference' },
    },
    {
      fullUrl: 'urn:uuid:3',
      resource: { resourceType: 'Binary', contentType: 'text/plain', data: 'YQ==' },
      request: { method: 'POST', url: 'Binary' },
    },
  ],
};

const REFERENCE: JsonObject = {
  resourceType: 'DocumentReference',
  status: 'current',
  securityLabel: [{ coding: [{ code: 'N' }] }],
  content: [{ attachment: { title: 'a' } }],
};

const source = {
  subject: patient,
  record,
  domain: loadAffinityDomain('dmp'),
  at: '2026-11-22T10:00:00.000Z',
};

function submissionOf(body: JsonObject) {
  const bundle = readProvideBundle(body);
  return isRefusal(bundle) ? bundle : patientSubmission(bundle, source);
}

/** Every place in a value, as the steps to it. */
function placesOf(
  value: JsonValue,
  steps: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [steps, ...value.flatMap((one, at) => placesOf(one, [...steps, at]))];
  if (!isJsonObject(value)) return [steps];
  return [steps, ...Object.entries(value).flatMap(([name, one]) => placesOf(one, [...steps, name]))];
}

/** The same with another value at one place. */
function withValue(
  value: JsonValue,
  [step, ...rest]: readonly (string | number)[],
  other: JsonValue,
): JsonValue {
  if (step === undefined) return other;
  if (Array.isArray(value)) {
    return value.map((one: JsonValue, at) => (at === step ? withValue(one, rest, other) : one));
  }
  return { ...(value as JsonObject), [step]: withValue((value as JsonObject)[step]!, rest, other) };
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<JsonValue>('constructor', '__proto__', '', '\u0000', [], {}, [[]], -1, 1e308),
) as fc.Arbitrary<JsonValue>;

describe('given bodies of FHIR that nobody would send', function () {
  this.timeout(60_000);

  for (const [what, valid, read] of [
    ['Consent', CONSENT, (body: JsonObject) => readConsent(body, 1)],
    ['bundle of documents', BUNDLE, submissionOf],
  ] as const) {
    it(`then a ${what} with anything at any place is read or refused, and no exception`, () => {
      expect(isRefusal(read(valid))).to.equal(false);
      const places = placesOf(valid).slice(1);
      let refused = 0;
      fc.assert(
        fc.property(fc.constantFrom(...places), anything, (place, other) => {
          if (isRefusal(read(withValue(valid, place, other) as JsonObject))) refused++;
        }),
        { numRuns: RUNS },
      );
      expect(refused).to.be.above(RUNS / 2);
    });
  }

  it('then a patch of anything is applied or refused, changes nothing that it is given, and no exception', () => {
    const steps = fc.constantFrom(
      'securityLabel',
      '0',
      '-',
      'status',
      'extension',
      'coding',
      'code',
      'content',
      '__proto__',
    );
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'test', 'move'),
      path: fc.array(steps, { maxLength: 4 }).map((all) => all.map((step) => `/${step}`).join('')),
      value: anything,
    });
    const before = structuredClone(REFERENCE);
    fc.assert(
      fc.property(fc.oneof(fc.array(operation, { maxLength: 3 }), anything), (patch) => {
        const operations = readJsonPatch(patch as JsonValue);
        if (isRefusal(operations)) return;
        applyPatch(REFERENCE, operations);
        const asked = patchedMetadata(REFERENCE, operations);
        if (isRefusal(asked)) return;
        for (const name of Object.keys(asked.visibility)) expect(name).to.match(/^(MASQUE|INVISIBLE)_/);
      }),
      { numRuns: RUNS },
    );
    expect(REFERENCE).to.deep.equal(before);
    expect(({} as { code?: unknown }).code).to.equal(undefined);
  });

  it('then Parameters of anything are read or refused, and no exception', () => {
    fc.assert(
      fc.property(anything, anything, (parameter, part) => {
        readFhirPathPatch({ parameter }, 'DocumentReference', []);
        readFhirPathPatch({ parameter: [{ name: 'operation', part }] }, 'DocumentReference', []);
        readParameters({ resourceType: 'Parameters', parameter }, {});
      }),
      { numRuns: RUNS },
    );
  });
});
