import { expect } from 'chai';
import { answerFindings } from '../../../conformance/nist/evaluation/metadata/answer-findings.ts';
import { readCodeSet } from '../../../conformance/nist/evaluation/metadata/code-set.ts';
import { registryObjects } from '../../../conformance/nist/evaluation/registry-objects.ts';
import {
  association,
  entry,
  FIRST,
  FOLDER,
  folder,
  queryAnswer,
  reference,
  SET,
  slot,
  submissionSet,
} from './answers.ts';

const CODES = readCodeSet(
  '<Codes><CodeType name="classCode" classScheme="urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"><Code code="N" codingScheme="2.16.840.1.113883.5.25"/></CodeType><CodeType name="mimeType"><Code code="text/plain"/></CodeType></Codes>',
);

function findings(...objects: string[]): string[] {
  return answerFindings(registryObjects(queryAnswer(objects)), CODES);
}

/** What is wrong with each object, and what of it makes that so. */
const DAMAGES: readonly (readonly [string, string, string | RegExp, string])[] = [
  ['an entry whose id is no UUID', entry(FIRST), FIRST, 'Document01'],
  ['an entry in capitals', entry(FIRST), `id="${FIRST}"`, `id="${FIRST.toUpperCase()}"`],
  ['an entry with a lid that is no UUID', entry(FIRST), `lid="${FIRST}"`, 'lid="x"'],
  ['an entry without status', entry(FIRST), / status="[^"]*"/, ''],
  ['an entry that is only submitted', entry(FIRST), 'StatusType:Approved', 'StatusType:Submitted'],
  ['an entry of no known type', entry(FIRST), 'urn:uuid:7edca82f', 'urn:uuid:00000000'],
  ['an entry of a MIME type that nobody knows', entry(FIRST), 'text/plain', 'text/strange'],
  ['an entry without hash', entry(FIRST), /<rim:Slot name="hash">.*?<\/rim:Slot>/, ''],
  ['an entry with a hash too short', entry(FIRST), 'e543712c', 'e54371'],
  ['an entry with a size that is no number', entry(FIRST), '>4<', '>four<'],
  ['an entry with a creationTime that is no time', entry(FIRST), '20051224', '24/12/2005'],
  ['an entry without language', entry(FIRST), /<rim:Slot name="languageCode">.*?<\/rim:Slot>/, ''],
  [
    'an entry with a slot twice',
    entry(FIRST),
    '<rim:Slot name="size">',
    `${slot('size', '4')}<rim:Slot name="size">`,
  ],
  ['an entry with a value too long', entry(FIRST), 'en-us', `en-us${'-x'.repeat(130)}`],
  ['an entry whose patientId is no CX', entry(FIRST), 'value="P1^^^&amp;1.3.6', 'value="P1^^^1.3.6'],
  ['an entry without patientId', entry(FIRST), 'urn:uuid:58a6f841', 'urn:uuid:00000000'],
  ['an entry without uniqueId', entry(FIRST), 'value="1.2.42.1"', 'value=""'],
  ['an entry without class', entry(FIRST), 'urn:uuid:41a5887f', 'urn:uuid:00000000'],
  [
    'an entry with a class that the domain does not have',
    entry(FIRST),
    'nodeRepresentation="N"',
    'nodeRepresentation="M"',
  ],
  ['an entry with a code without coding scheme', entry(FIRST), '"codingScheme"', '"other"'],
  [
    'an entry with a code without name',
    entry(FIRST),
    '<rim:Name><rim:LocalizedString value="N"/></rim:Name>',
    '',
  ],
  [
    'an entry with a code of another object',
    entry(FIRST),
    `classifiedObject="${FIRST}"`,
    `classifiedObject="${SET}"`,
  ],
  [
    'an entry with an identifier of another object',
    entry(FIRST),
    `registryObject="${FIRST}"`,
    `registryObject="${SET}"`,
  ],
  ['a set without sourceId', submissionSet(), 'urn:uuid:554ac39e', 'urn:uuid:00000000'],
  ['a set without submissionTime', submissionSet(), '"submissionTime"', '"other"'],
  ['a set without contentTypeCode', submissionSet(), 'urn:uuid:aa543740', 'urn:uuid:00000000'],
  ['a folder without codes', folder(), 'urn:uuid:1ba97051', 'urn:uuid:00000000'],
  ['a folder updated on a day, not in a second', folder(), '20041225235050', '20041225'],
  ['a package that is neither set nor folder', folder(), 'd9d542f3', '00000000'],
  [
    'an association of no known type',
    association(FOLDER, FIRST),
    'AssociationType:HasMember',
    'AssociationType:Has',
  ],
  ['an association to nothing', association(FOLDER, FIRST), FIRST, 'Document01'],
  ['a reference to nothing', reference(FIRST), FIRST, 'Document01'],
];

describe('given the objects of an answer', () => {
  it('then those in which nothing is wrong are right', () => {
    const all = [
      entry(FIRST),
      submissionSet(),
      folder(),
      association(SET, FIRST),
      association(FOLDER, FIRST),
      reference(FIRST),
    ];
    expect(findings(...all)).to.deep.equal([]);
  });

  for (const [what, object, from, to] of DAMAGES) {
    it(`then ${what} is wrong`, () => {
      const damaged = object.replace(from, to);
      expect(damaged).to.not.equal(object);
      expect(findings(damaged)).to.not.deep.equal([]);
    });
  }

  it('then a set that has a document without saying how is wrong', () => {
    const bare = association(SET, FIRST).replace('"SubmissionSetStatus"', '"other"');
    expect(findings(submissionSet(), entry(FIRST), bare)).to.have.length(1);
    expect(findings(bare)).to.deep.equal([]);
  });

  it('then an on-demand entry needs neither hash nor size', () => {
    const onDemand = entry(FIRST)
      .replace('7edca82f-054d-47f2-a032-9b2a5b5186c1', '34268e47-fdf5-41a6-ba33-82133c465248')
      .replaceAll(/<rim:Slot name="(hash|size|creationTime)">.*?<\/rim:Slot>/g, '');
    expect(findings(onDemand)).to.deep.equal([]);
  });
});
