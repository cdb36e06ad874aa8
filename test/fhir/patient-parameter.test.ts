import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { readPatientParameter } from '../../src/fhir/patient-parameter.ts';
import { readSearchParameter } from '../../src/fhir/search-parameters.ts';

const read = (...pairs: [string, string][]) => readPatientParameter(pairs.map(readSearchParameter));
const INS = 'urn:oid:1.2.250.1.213.1.4.10|294061411802778';
const CX = '294061411802778^^^&1.2.250.1.213.1.4.10&ISO^NH';

describe('given the patient of a search', () => {
  for (const name of ['patient.identifier', 'patient:Patient.identifier', 'patient:identifier']) {
    it(`then ${name} is an INS`, () => {
      expect(read([name, INS])).to.deep.equal({ patientId: CX });
    });
  }

  for (const value of ['Patient/p12', 'p12', 'https://localhost:8443/fhir/Patient/p12']) {
    it(`then patient=${value} is a key`, () => {
      expect(read(['patient', value])).to.deep.equal({ patientKey: 12 });
    });
  }

  for (const [what, pairs, expected] of [
    ['no patient', [['type', 'x']], 'SearchParameterMissing'],
    ['an identifier without system', [['patient.identifier', '294061411802778']], 'SearchParameter'],
    ['a system that is no OID', [['patient.identifier', 'http://x|1']], 'SearchParameter'],
    ['two identifiers', [['patient.identifier', `${INS},${INS}`]], 'SearchParameter'],
    [
      'two patients',
      [
        ['patient.identifier', INS],
        ['patient', 'p1'],
      ],
      'SearchParameter',
    ],
    ['a value that would break a CX', [['patient.identifier', 'urn:oid:1.2|1^2']], 'SearchParameter'],
    ['a logical id that is none of ours', [['patient', 'Patient/294061411802778']], 'NotFound'],
  ] as [string, [string, string][], string][]) {
    it(`then ${what} is refused`, () => {
      const refusal = read(...pairs);
      if (!isRefusal(refusal)) throw new Error('not refused');
      expect(refusal.refused[0].code).to.equal(expected);
    });

    it(`then the refusal of ${what} tells no value`, () => {
      const refusal = read(...pairs);
      expect(isRefusal(refusal) ? (refusal.refused[0].about ?? '') : '').not.to.match(/[0-9]/);
    });
  }
});
