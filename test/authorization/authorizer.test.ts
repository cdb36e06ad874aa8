import { expect } from 'chai';
import type { Call } from '../../src/authorization/access.ts';
import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import type { Subject } from '../../src/model/subject.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { authorised, patient, professional, ROLES, record, structure } from './people.ts';

const dmp = createAuthorizer({ config: readConfig({}), domain: loadAffinityDomain('dmp') });
const ihe = createAuthorizer({ config: readConfig({}), domain: loadAffinityDomain('ihe') });

function call(subject: Subject): Call {
  return { subject, from: '127.0.0.1', requestId: 'r1', at: '2026-11-22T10:00:00.000Z' };
}

describe('given the authorizer of the domain dmp', () => {
  it('then a grant carries the call, the record, the authorisation and the scope', () => {
    const asked = call(professional(ROLES.medecin));
    const answer = dmp.authorize('document.search', asked, record, { authorisation: authorised() });
    expect(answer.granted).to.equal(true);
    expect(answer.reason).to.equal('authorised');
    expect(answer.access).to.include({ call: asked, record });
    expect(answer.access?.standing.authorisation).to.deep.equal(authorised());
    expect(answer.access?.scope.patient).to.equal(record.patient.key);
  });

  it('then a refusal gives no access', () => {
    const answer = dmp.authorize('document.search', call(structure), record, {});
    expect(answer).to.deep.equal({
      granted: false,
      reason: 'transaction-not-allowed',
      denial: 'refuse',
      access: undefined,
    });
  });

  it('then a denial that is told as emptiness gives an access that sees nothing', () => {
    const answer = dmp.authorize('document.search', call(professional(ROLES.technicien)), record, {});
    expect(answer).to.include({ granted: false, denial: 'empty', reason: 'profession-without-group' });
    expect(answer.access?.scope).to.deep.equal({
      patient: 'none',
      types: [],
      hiddenConfidentiality: [],
      hiddenStatuses: [],
    });
    expect(answer.access?.record).to.equal(record);
  });

  it('then a Patient that may not be seen is not there', () => {
    const unknown = professional(ROLES.inconnu, { mode: 'PRO_SANTE_CONNECT' });
    const answer = dmp.authorize('patient.read', call(unknown), record, {});
    expect(answer).to.include({ granted: false, denial: 'empty' });
    expect(answer.access?.record).to.equal(undefined);
  });

  it('then the declaration of an educator says that it is for the structure', () => {
    const answer = dmp.authorize('record.authorise', call(professional(ROLES.educateur)), record, {});
    expect(answer.access?.authorises).to.equal('structure');
  });

  for (const purpose of ['normal', 'centre_15'] as const) {
    it(`then a list in mode ${purpose} holds a record until its patient blocks the caller`, () => {
      const config = readConfig({ CARNET_REGULATION_STRUCTURES: '1140000027,810000000011' });
      const authorizer = createAuthorizer({ config, domain: loadAffinityDomain('dmp') });
      const asked = call(professional(ROLES.medecin, { purpose }));
      const lists = authorizer.authorize('record.list', asked, undefined, {}).access?.lists;
      const standing = { authorisation: authorised() };
      const blocked = { professional: asked.subject.id, since: '2026-11-21T10:00:00.000Z' };
      expect(lists?.holds(record, standing)).to.equal(true);
      expect(lists?.holds(record, { ...standing, blocked })).to.equal(false);
    });
  }

  it('then the settings of the operator reach the decision', () => {
    const config = readConfig({ CARNET_MATRIX: '2022-07', CARNET_SOCIAL_ROLES: 'true' });
    const authorizer = createAuthorizer({ config, domain: loadAffinityDomain('dmp') });
    const read = (roles: Subject['roles']) =>
      authorizer.authorize('document.read', call(professional(roles)), record, {
        authorisation: authorised(),
      });
    expect(read(ROLES.medecin).access?.scope.types).to.have.lengthOf(6);
    expect(read(ROLES.educateur)).to.include({ granted: true });
  });
});

describe('given a domain without a habilitation matrix', () => {
  it('then naming a version stops the start', () => {
    const config = readConfig({ CARNET_MATRIX: '2025-09' });
    expect(() => createAuthorizer({ config, domain: loadAffinityDomain('ihe') })).to.throw(
      ConfigError,
      'CARNET_MATRIX 2025-09: the domain ihe has no habilitation matrix',
    );
  });
});

describe('given the authorizer of the domain ihe', () => {
  const { patientId: _, ...user } = professional(ROLES.medecin);
  const node: Subject = { ...user, roles: [], kind: 'node', mode: 'NONE', id: 'CN=repository' };

  for (const [name, subject] of [
    ['a node', node],
    ['an asserted user', user],
  ] as const) {
    it(`then ${name} sees everything, without a record`, () => {
      const answer = ihe.authorize('document.search', call(subject), undefined, {});
      expect(answer).to.include({ granted: true, reason: 'open-domain' });
      expect(answer.access?.scope).to.deep.equal({
        patient: 'any',
        types: 'all',
        hiddenConfidentiality: [],
        hiddenStatuses: [],
      });
    });
  }

  it('then a user whose assertion names a patient who is not known sees nothing', () => {
    const answer = ihe.authorize('document.search', call(professional(ROLES.medecin)), undefined, {});
    expect(answer.access?.scope).to.include({ patient: 'none' });
  });

  it('then traces are the patient’s alone', () => {
    expect(ihe.authorize('trace.read', call(node), record, {}).reason).to.equal('patients-only');
  });

  it('then a patient is held to the own record', () => {
    expect(ihe.authorize('document.read', call(patient), undefined, {}).reason).to.equal('record-absent');
    expect(ihe.authorize('document.read', call(patient), record, {}).reason).to.equal('own-record');
  });

  it('then a caller that claims to be what it has not proved is refused', () => {
    const claimed = { ...node, kind: 'professional' } as const;
    expect(ihe.authorize('document.read', call(claimed), undefined, {}).granted).to.equal(false);
  });
});
