import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import { consolidate } from '../../src/vaccination/consolidate.ts';
import { vaccinationsOf } from '../../src/vaccination/read-vaccinations.ts';
import type { FoundVaccination } from '../../src/vaccination/vaccination-documents.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type Edit, edited, NOTE } from '../support/cda-builder.ts';

function found(type: string, ...edits: readonly Edit[]): FoundVaccination {
  const reading = vaccinationsOf(parseXml(edited(NOTE, ...edits)));
  if (isRefusal(reading)) throw new Error(reading.refused[0].detail);
  const source = {
    entryUuid: 'urn:uuid:x',
    logicalId: 'urn:uuid:x',
    uniqueId: '1.2',
    patient: { value: '1', authority: '1.2' },
  };
  return { vaccination: reading.vaccinations[0]!, source, type };
}

const NOTE_TYPE = '87273-9';
const HISTORY_TYPE = '11369-6';
const note = found(NOTE_TYPE);
const date = '<effectiveTime value="20251118"/>';

describe('given a note and a history of the same patient', () => {
  it('then the same product, day and lot stand once, as the note has them', () => {
    expect(consolidate([found(HISTORY_TYPE), note])).to.deep.equal([note]);
  });

  it('then a time of that day is that day', () => {
    const history = found(HISTORY_TYPE, { from: date, to: '<effectiveTime value="20251118103000+0100"/>' });
    expect(consolidate([note, history])).to.deep.equal([note]);
  });

  it('then a product that both know by its class only is the same', () => {
    const classOnly: Edit[] = [
      {
        from: /<code code="69675854" displayName="[^"]*" codeSystem="[^"]*">/,
        to: '<code nullFlavor="UNK">',
      },
      { from: /<translation code="3400930306000"[^>]*>/, to: '' },
    ];
    expect(consolidate([note, found(HISTORY_TYPE, ...classOnly)])).to.deep.equal([note]);
  });

  const different: readonly (readonly [string, Edit])[] = [
    ['day', { from: date, to: '<effectiveTime value="20251119"/>' }],
    ['precision, a month', { from: date, to: '<effectiveTime value="202511"/>' }],
    ['date, unknown', { from: date, to: '<effectiveTime nullFlavor="UNK"/>' }],
    ['lot', { from: '<lotNumberText>X3A451V', to: '<lotNumberText>X3A451W' }],
    [
      'lot, unknown',
      { from: '<lotNumberText>X3A451V</lotNumberText>', to: '<lotNumberText nullFlavor="UNK"/>' },
    ],
    ['speciality', { from: 'code="69675854"', to: 'code="63156183"' }],
    ['outcome, a refusal', { from: 'negationInd="false"', to: 'negationInd="true"' }],
  ];
  for (const [name, edit] of different) {
    it(`then another ${name} stays beside it`, () => {
      const history = found(HISTORY_TYPE, edit);
      expect(consolidate([note, history])).to.deep.equal([note, history]);
    });
  }

  it('then two notes that agree both stay, for people to judge', () => {
    expect(consolidate([note, found(NOTE_TYPE)])).to.have.length(2);
  });

  it('then a history alone stays whole', () => {
    const history = found(HISTORY_TYPE);
    expect(consolidate([history, history])).to.have.length(2);
  });

  it('then a summary that repeats a note stays: another kind of document, another author', () => {
    expect(consolidate([note, found('60591-5')])).to.have.length(2);
  });
});
