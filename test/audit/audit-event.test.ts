import { expect } from 'chai';
import { auditEventResource } from '../../src/audit/audit-event.ts';
import type { AuditEvent } from '../../src/audit/audit-event-types.ts';
import type { AccessEvent, EventType } from '../../src/model/event.ts';
import { sampleEvent } from '../store/sample.ts';

const patient = { value: '294061411802778', authority: '1.2.250.1.213.1.4.10' };
const subject = sampleEvent().subject!;

function resource(changes: Partial<AccessEvent> = {}): AuditEvent {
  const event = { ...sampleEvent(changes), sequence: 12, hash: 'ab'.repeat(32) };
  return auditEventResource(event, { patient, outcome: true, base: 'https://localhost:8443/fhir' });
}

function withSubject(changes: Partial<typeof subject>): AuditEvent {
  return resource({ subject: { ...subject, ...changes } });
}

const user = (event: AuditEvent) => event.agent.find(({ requestor }) => requestor);
const codes = (event: AuditEvent) => event.agent.map(({ type }) => type.coding.map(({ code }) => code));

describe('given a trace for the patient', () => {
  it('then it says who: person, role, structure and address', () => {
    const event = resource();
    expect(user(event)).to.deep.equal({
      type: {
        coding: [
          {
            system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes',
            code: 'UserSamlAgent',
          },
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' },
        ],
      },
      role: [{ coding: [{ code: '60' }], text: 'Infirmier' }],
      who: {
        type: 'Practitioner',
        identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000045' },
        display: 'Samir DUVAL',
      },
      requestor: true,
      policy: ['_a1b2'],
      purposeOfUse: [
        {
          coding: [
            { system: 'urn:oid:1.2.250.1.213.1.1.4.248', code: 'normal', display: 'Accès normal' },
            { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' },
          ],
        },
      ],
    });
    expect(event.agent.at(-1)?.who).to.deep.equal({
      type: 'Organization',
      identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '481000000004501' },
      display: 'CABINET INFIRMIER DUVAL',
    });
    expect(event.agent[0]?.network).to.deep.equal({ address: '192.0.2.7', type: '2' });
  });

  it('then it says when and what: the patient by INS, each document, the request', () => {
    const event = resource({ documents: ['1.2.250.1.999.1', '1.2.250.1.999.2^EXT'] });
    expect(event.recorded).to.equal('2026-11-20T10:00:00.000Z');
    expect(event.entity.map(({ what }) => what.identifier)).to.deep.equal([
      { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '294061411802778' },
      { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.1' },
      { value: '1.2.250.1.999.2^EXT' },
      { value: 'urn:uuid:5f0c7e9e-3a1f-4a7e-8f0e-0d1c2b3a4958' },
    ]);
  });

  it('then its id is the place in the chain that nobody can count with', () => {
    expect(resource().id).to.equal('ab'.repeat(32));
    expect(JSON.stringify(resource())).to.not.contain('"12"');
  });

  it('then a granted access says why, in French', () => {
    const { outcome, outcomeDesc } = resource({ reason: 'authorised' });
    expect([outcome, outcomeDesc]).to.deep.equal(['0', 'Professionnel autorisé sur ce dossier.']);
  });

  for (const [reason, outcome, sentence] of [
    ['record-closed', '4', 'Le dossier est fermé.'],
    ['MalformedXml', '4', "Le message n'est pas un document XML bien formé."],
    ['Internal', '8', undefined],
    ['a-reason-of-later', '4', 'a-reason-of-later'],
    ['toString', '4', 'toString'],
  ] as const) {
    it(`then a refusal for ${reason} says so`, () => {
      const event = resource({ granted: false, reason });
      expect(event.outcome).to.equal(outcome);
      if (sentence !== undefined) expect(event.outcomeDesc).to.equal(sentence);
      expect(event.meta).to.equal(undefined);
    });
  }

  it('then source and destination turn with the direction of the data', () => {
    expect(codes(resource({ type: 'ITI-43', action: 'R' })).slice(0, 2)).to.deep.equal([
      ['110152'],
      ['110153'],
    ]);
    expect(codes(resource({ type: 'ITI-41', action: 'C' })).slice(0, 2)).to.deep.equal([
      ['110153'],
      ['110152'],
    ]);
    expect(codes(resource({ type: 'ITI-18', action: 'E' })).slice(0, 2)).to.deep.equal([
      ['110153'],
      ['110152'],
    ]);
  });

  it('then the author of a deposit is an author', () => {
    expect(codes(resource({ type: 'ITI-41', action: 'C' }))[2]).to.deep.equal(['UserSamlAgent', 'AUT']);
  });

  it('then bris de glace says so, with the reason that was given', () => {
    const event = withSubject({ purpose: 'bris_de_glace', reason: 'Patient inconscient' });
    const [purpose] = user(event)?.purposeOfUse ?? [];
    expect(purpose?.coding.map(({ code }) => code)).to.deep.equal(['bris_de_glace', 'BTG']);
    expect(purpose?.text).to.equal('Patient inconscient');
  });

  it('then the patient is named by INS and asks for himself', () => {
    const event = withSubject({ kind: 'patient', mode: 'PATIENT', id: patient.value, name: 'Charlotte' });
    expect(user(event)?.who.identifier).to.deep.equal({
      system: 'urn:oid:1.2.250.1.213.1.4.10',
      value: '294061411802778',
    });
    expect(user(event)?.purposeOfUse?.[0]?.coding[0]?.code).to.equal('PATRQT');
    expect(codes(event)[2]?.[0]).to.equal('UserOauthAgent');
  });

  it('then a structure and a machine are what they are', () => {
    const structure = withSubject({ kind: 'structure', id: '1140000019' });
    expect(user(structure)?.who.identifier).to.deep.equal({
      system: 'urn:oid:1.2.250.1.71.4.2.2',
      value: '1140000019',
    });
    const node = withSubject({ kind: 'node', mode: 'NONE', id: 'CN=machine', evidence: '' });
    expect(user(node)?.who).to.include({ type: 'Device' });
    expect(user(node)).to.not.have.property('policy');
    expect(codes(node)[2]).to.deep.equal(['IRCP']);
  });

  it('then who was refused before being known is an address', () => {
    const { subject: _, ...anonymous } = sampleEvent({ type: 'TLS', action: 'E', granted: false });
    const event = auditEventResource(
      { ...anonymous, sequence: 1, hash: 'cd'.repeat(32) },
      { patient, outcome: true, base: 'https://localhost:8443/fhir' },
    );
    expect(event.agent[0]).to.deep.include({ who: { display: '192.0.2.7' }, requestor: true });
    expect(event.agent).to.have.length(2);
  });

  it('then the profile of BALP is claimed where all that it demands is there, and only there', () => {
    const one = { type: 'ITI-68', action: 'R', documents: ['1.2.3'] } as const;
    expect(resource(one).meta?.profile).to.deep.equal([
      'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead',
    ]);
    expect(resource({ ...one, documents: ['1.2.3', '1.2.4'] }).meta).to.equal(undefined);
    expect(resource({ ...one, type: 'ITI-43' }).meta).to.equal(undefined);
  });

  const types: EventType[] = [
    'ITI-18',
    'ITI-41',
    'ITI-43',
    'TD0.2',
    'TD0.3',
    'RECORD',
    'TLS',
    'SOAP',
    'FHIR',
  ];
  for (const type of types) {
    it(`then ${type} has a DICOM type and a French name`, () => {
      const event = resource({ type });
      expect(event.type.system).to.equal('http://dicom.nema.org/resources/ontology/DCM');
      expect(event.subtype).to.have.length(1);
      expect(event.subtype[0]?.display).to.not.equal(type);
    });
  }

  for (const type of ['ITI-67', 'ITI-68', 'ITI-78', 'PCC-44', 'ITI-81'] as const) {
    it(`then ${type} is a restful operation with a French name`, () => {
      const event = resource({ type, action: 'E' });
      expect(event.type.code).to.equal('rest');
      expect(event.subtype.map(({ code }) => code)).to.deep.equal([
        type === 'ITI-68' ? 'read' : 'search',
        type,
      ]);
      expect(event.subtype[1]?.display).to.not.equal(type);
    });
  }
});
