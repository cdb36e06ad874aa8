import { expect } from 'chai';
import { cdaDisagreements } from '../../src/cda/consistency.ts';
import { readCdaHeader } from '../../src/cda/read-header.ts';
import { isRefusal } from '../../src/errors.ts';
import { code } from '../../src/model/code.ts';
import type { SubmittedDocumentEntry } from '../../src/model/document-entry.ts';
import { NOTE, pieces, without } from '../support/cda-builder.ts';
import { noteEntry, PATIENT_ID } from '../support/submission-builder.ts';

const agreeing: SubmittedDocumentEntry = { ...noteEntry, uniqueId: '1.2.250.1.999.2.1.3.1.1' };

async function disagreements(entry: SubmittedDocumentEntry, document = NOTE) {
  const header = await readCdaHeader(pieces(document).source);
  if (isRefusal(header)) throw new Error(header.refused[0].detail);
  return cdaDisagreements(header, entry);
}

describe('given a document and its metadata', () => {
  it('then nothing is said when they agree', async () => {
    expect(await disagreements(agreeing)).to.deep.equal([]);
  });

  it('then the type of identifier and its date do not count', async () => {
    expect(await disagreements({ ...agreeing, patientId: `${PATIENT_ID}^^20100907` })).to.deep.equal([]);
  });

  const cases: readonly (readonly [string, Partial<SubmittedDocumentEntry>])[] = [
    ['patientId', { patientId: '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH' }],
    ['patientId', { patientId: '294061411802778^^^&1.2.250.1.213.1.4.8&ISO^NH' }],
    ['uniqueId', { uniqueId: '1.2.250.1.999.2.1.3.1.2' }],
    ['typeCode', { typeCode: code('11369-6', '2.16.840.1.113883.6.1') }],
    ['typeCode', { typeCode: code('87273-9', '1.2.250.1.213.1.1.4.12') }],
  ];
  for (const [attribute, change] of cases) {
    it(`then another ${attribute} is told by name, with the entry`, async () => {
      const [fault, ...rest] = await disagreements({ ...agreeing, ...change });
      expect(rest).to.deep.equal([]);
      expect(fault).to.include({ code: 'InvalidDocumentContent', about: attribute, location: 'Document01' });
    });
  }

  it('then a document that nobody answers for is told', async () => {
    const faults = await disagreements(agreeing, without(NOTE, 'legalAuthenticator'));
    expect(faults.map(({ about }) => about)).to.deep.equal(['legalAuthenticator']);
  });

  it('then all that differs is told together', async () => {
    const faults = await disagreements({ ...agreeing, uniqueId: '1.2.3', patientId: '1^^^&1.2&ISO^NH' });
    expect(faults.map(({ about }) => about)).to.deep.equal(['patientId', 'uniqueId']);
  });
});
