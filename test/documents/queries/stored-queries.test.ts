import { expect } from 'chai';
import { FIND_DOCUMENTS, findDocuments } from '../../../src/documents/queries/find-documents.ts';
import { GET_DOCUMENTS } from '../../../src/documents/queries/get-documents.ts';
import { askedQuery } from '../../../src/documents/queries/stored-queries.ts';
import type { StoredQuery } from '../../../src/documents/queries/stored-query.ts';
import { isRefusal } from '../../../src/errors.ts';
import { APPROVED, DEPRECATED, ONLINE, STABLE } from '../../../src/model/document-entry.ts';
import type { EntryCriteria } from '../../../src/store/store.ts';
import { loadAffinityDomain } from '../../../src/terminology/load-affinity-domain.ts';
import { expectOneFault } from '../../support/faults.ts';
import { PATIENT_ID } from '../../support/submission-builder.ts';

const DMP = loadAffinityDomain('dmp').rules;
const IHE = loadAffinityDomain('ihe').rules;
const PREFIX = '$XDSDocumentEntry';
const LEVEL_1 = { latestOnly: true, availabilities: [ONLINE] };

function find(...parameters: readonly (readonly [string, ...string[]])[]): StoredQuery {
  return query(FIND_DOCUMENTS, ['PatientId', PATIENT_ID], ['Status', APPROVED], ...parameters);
}

function query(id: string, ...parameters: readonly (readonly [string, ...string[]])[]): StoredQuery {
  return {
    id,
    returnType: 'LeafClass',
    parameters: parameters.map(([name, ...values]) => ({ name: PREFIX + name, values })),
  };
}

const criteriaOf = (asked: StoredQuery, rules = IHE): EntryCriteria => {
  const read = findDocuments(asked, rules);
  return isRefusal(read) ? expect.fail('the query was refused') : read;
};

describe('given FindDocuments', () => {
  it('then patient and status are all that it needs, and only stable documents are looked for', () => {
    expect(askedQuery(find(), IHE)).to.include({ patientId: PATIENT_ID });
    expect(criteriaOf(find())).to.deep.equal({ statuses: [APPROVED], objectTypes: [STABLE], ...LEVEL_1 });
  });

  it('then the DMP takes the patient of the VIHF and what is up to date', () => {
    expect(askedQuery(query(FIND_DOCUMENTS), DMP)).to.not.have.property('patientId');
    expect(criteriaOf(query(FIND_DOCUMENTS), DMP)).to.deep.equal({
      statuses: [APPROVED],
      objectTypes: [STABLE],
      ...LEVEL_1,
    });
  });

  it('then elsewhere the patient is demanded', () => {
    expectOneFault(
      askedQuery(query(FIND_DOCUMENTS, ['Status', APPROVED]), IHE),
      'XDSStoredQueryMissingParam',
      `${PREFIX}PatientId`,
    );
  });

  it('then elsewhere the status is demanded', () => {
    expectOneFault(
      askedQuery(query(FIND_DOCUMENTS, ['PatientId', PATIENT_ID]), IHE),
      'XDSStoredQueryMissingParam',
      `${PREFIX}Status`,
    );
  });

  it('then a status that is none is ignored', () => {
    const asked = query(
      FIND_DOCUMENTS,
      ['PatientId', PATIENT_ID],
      ['Status', DEPRECATED, 'urn:example:lost'],
    );
    expect(criteriaOf(asked).statuses).to.deep.equal([DEPRECATED]);
  });

  it('then a status of which none is left counts as missing', () => {
    const asked = query(FIND_DOCUMENTS, ['PatientId', PATIENT_ID], ['Status', 'urn:example:lost']);
    expectOneFault(askedQuery(asked, IHE), 'XDSStoredQueryMissingParam', `${PREFIX}Status`);
  });

  it('then several patients are refused', () => {
    const asked = query(FIND_DOCUMENTS, ['PatientId', PATIENT_ID, 'x'], ['Status', APPROVED]);
    expectOneFault(askedQuery(asked, IHE), 'XDSStoredQueryParamNumber', `${PREFIX}PatientId`);
  });

  it('then codes are a list of which one must match', () => {
    expect(criteriaOf(find(['TypeCode', 'a^^1.2', 'b^^1.3'])).typeCodes).to.deep.equal([
      { code: 'a', system: '1.2' },
      { code: 'b', system: '1.3' },
    ]);
  });

  it('then a code without its system is refused', () => {
    expectOneFault(askedQuery(find(['ClassCode', '52']), IHE), 'XDSRegistryError', 'ClassCode 52');
  });

  it('then repeated events must all match', () => {
    const asked = find(['EventCodeList', 'a^^1', 'b^^1'], ['EventCodeList', 'c^^1']);
    expect(criteriaOf(asked).eventCodes).to.deep.equal([
      [
        { code: 'a', system: '1' },
        { code: 'b', system: '1' },
      ],
      [{ code: 'c', system: '1' }],
    ]);
  });

  it('then a repeated type is refused', () => {
    expectOneFault(
      askedQuery(find(['TypeCode', 'a^^1'], ['TypeCode', 'b^^1']), IHE),
      'XDSStoredQueryParamNumber',
      `${PREFIX}TypeCode`,
    );
  });

  it('then times bound what is looked for, the second not included', () => {
    const asked = find(
      ['CreationTimeFrom', '2026'],
      ['CreationTimeTo', '202602'],
      ['ServiceStartTimeTo', '20260101'],
    );
    const { creationTime, serviceStartTime, serviceStopTime } = criteriaOf(asked);
    expect(creationTime).to.deep.equal({ from: Date.UTC(2026, 0), to: Date.UTC(2026, 1) });
    expect(serviceStartTime).to.deep.equal({ to: Date.UTC(2026, 0) });
    expect(serviceStopTime).to.equal(undefined);
  });

  it('then a time that does not exist is refused', () => {
    expectOneFault(askedQuery(find(['ServiceStopTimeTo', '20261301']), IHE), 'XDSRegistryError', '20261301');
  });

  it('then a parameter that is not known is ignored', () => {
    expect(criteriaOf(find(['Mood', 'good']))).to.deep.equal(criteriaOf(find()));
  });
});

describe('given GetDocuments', () => {
  const uuid = 'urn:uuid:0FB1C2D3-0000-4000-8000-00000000000A';

  it('then both are refused', () => {
    const asked = query(GET_DOCUMENTS, ['UniqueId', '1.2'], ['EntryUUID', uuid]);
    expectOneFault(askedQuery(asked, IHE), 'XDSStoredQueryParamNumber');
  });

  it('then neither is refused', () => {
    expectOneFault(askedQuery(query(GET_DOCUMENTS), DMP), 'XDSStoredQueryMissingParam');
  });
});

describe('given a query that is not served', () => {
  it('then it is told by its id', () => {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    expectOneFault(askedQuery(query(id), DMP), 'XDSUnknownStoredQuery', id);
  });
});
