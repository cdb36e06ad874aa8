import { expect } from 'chai';
import { auditMessage } from '../../../src/audit/atna/audit-message.ts';
import type { StoredEvent } from '../../../src/model/event.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { attribute, element, elements, text, type XmlElement } from '../../../src/xml/tree.ts';
import { sampleEvent } from '../../store/sample.ts';

const CONTEXT = {
  node: { host: 'carnet.example', processId: '4711' },
  endpoint: 'https://carnet.example/xds/registry',
  patientId: '294061411802778^^^&1.2.250.1.213.1.4.10&ISO',
};

const REPLY_TO = 'http://www.w3.org/2005/08/addressing/anonymous';

function messageOf(changes: Partial<StoredEvent>, context: Partial<typeof CONTEXT> = {}): XmlElement {
  const event: StoredEvent = { ...sampleEvent(changes), sequence: 1, hash: '0'.repeat(64) };
  return parseXml(auditMessage(event, { ...CONTEXT, ...context }).bytes());
}

const codeOf = (parent: XmlElement | undefined, local: string) => {
  const coded = parent === undefined ? undefined : element(parent, local);
  return [attribute(coded, 'csd-code'), attribute(coded, 'codeSystemName'), attribute(coded, 'originalText')];
};

/** UserID and role of each participant, in order. */
const participants = (message: XmlElement) =>
  elements(message, 'ActiveParticipant').map((one) => [
    attribute(one, 'UserID'),
    attribute(one, 'UserIsRequestor'),
    codeOf(one, 'RoleIDCode')[0],
  ]);

/** Id, role and type of the id of each object, in order. */
const objects = (message: XmlElement) =>
  elements(message, 'ParticipantObjectIdentification').map((one) => [
    attribute(one, 'ParticipantObjectID'),
    attribute(one, 'ParticipantObjectTypeCode'),
    attribute(one, 'ParticipantObjectTypeCodeRole'),
    codeOf(one, 'ParticipantObjectIDTypeCode')[0],
  ]);

describe('given an event of the chain', () => {
  it('then its message has the parts of DICOM PS3.15 A.5 in their order', () => {
    const locals = elements(messageOf({ type: 'ITI-43', documents: ['1.2.3'] })).map(({ local }) => local);
    expect(locals.filter((local, at) => locals.indexOf(local) === at)).to.deep.equal([
      'EventIdentification',
      'ActiveParticipant',
      'AuditSourceIdentification',
      'ParticipantObjectIdentification',
    ]);
  });

  it('then it says what happened, when and with what outcome', () => {
    const event = element(
      messageOf({ type: 'ITI-18', action: 'E', at: '2026-11-20T10:00:00.123Z' }),
      'EventIdentification',
    )!;
    expect(attribute(event, 'EventActionCode')).to.equal('E');
    expect(attribute(event, 'EventDateTime')).to.equal('2026-11-20T10:00:00.123Z');
    expect(attribute(event, 'EventOutcomeIndicator')).to.equal('0');
    expect(codeOf(event, 'EventID')).to.deep.equal(['110112', 'DCM', 'Query']);
    expect(codeOf(event, 'EventTypeCode')).to.deep.equal([
      'ITI-18',
      'IHE Transactions',
      'Registry Stored Query',
    ]);
    expect(codeOf(event, 'PurposeOfUse')[0]).to.equal('normal');
  });

  it('then the user of an X-User Assertion is named with its issuer, and its end in the words of its domain', () => {
    const asserted = {
      mode: 'XUA',
      reason: 'Treatment',
      userName: 'JD<jdoe@urn:issuer>',
      purposeCode: 'TREATMENT',
      purposeSystem: '2.16.840.1.113883.3.18.7.1',
    } as const;
    const message = messageOf({ subject: { ...sampleEvent().subject!, ...asserted } });
    const [, , person] = elements(message, 'ActiveParticipant');
    expect(attribute(person, 'UserName')).to.equal('JD<jdoe@urn:issuer>');
    expect(codeOf(element(message, 'EventIdentification'), 'PurposeOfUse')).to.deep.equal([
      'TREATMENT',
      '2.16.840.1.113883.3.18.7.1',
      'Treatment',
    ]);
  });

  it('then a machine without an assertion has no purpose of use', () => {
    const message = messageOf({ subject: { ...sampleEvent().subject!, kind: 'node', mode: 'NONE' } });
    expect(codeOf(element(message, 'EventIdentification'), 'PurposeOfUse')[0]).to.equal(undefined);
  });

  it('then a refusal is a minor failure with its French reason', () => {
    const event = element(
      messageOf({ granted: false, reason: 'XDSUnknownPatientId' }),
      'EventIdentification',
    )!;
    expect(attribute(event, 'EventOutcomeIndicator')).to.equal('4');
    expect(text(element(event, 'EventOutcomeDescription'))).to.match(/^[A-ZÀ-Ý].*\.$/);
  });

  it('then data leave the client of every transaction but a retrieval', () => {
    const { subject } = sampleEvent();
    const person = [subject?.id, 'true', subject?.role];
    const structure = [subject?.structureId, 'false', undefined];
    const others = [person, ...(subject?.structureId === undefined ? [] : [structure])];
    expect(participants(messageOf({ type: 'ITI-41' }))).to.deep.equal([
      [REPLY_TO, 'true', '110153'],
      [CONTEXT.endpoint, 'false', '110152'],
      ...others,
    ]);
    for (const type of ['ITI-43', 'ITI-68'] as const) {
      expect(participants(messageOf({ type })), type).to.deep.equal([
        [CONTEXT.endpoint, 'false', '110153'],
        [REPLY_TO, 'true', '110152'],
        ...others,
      ]);
    }
  });

  it('then an address is told from a name', () => {
    const [client, server] = elements(messageOf({ type: 'ITI-18', from: '192.0.2.7' }), 'ActiveParticipant');
    expect(attribute(client, 'NetworkAccessPointID')).to.equal('192.0.2.7');
    expect(attribute(client, 'NetworkAccessPointTypeCode')).to.equal('2');
    expect(attribute(server, 'NetworkAccessPointID')).to.equal('carnet.example');
    expect(attribute(server, 'NetworkAccessPointTypeCode')).to.equal('1');
    expect(attribute(server, 'AlternativeUserID')).to.equal('4711');
  });

  it('then the patient and each document are its objects', () => {
    expect(objects(messageOf({ type: 'ITI-43', documents: ['1.2.3', '1.2.4'] }))).to.deep.equal([
      [CONTEXT.patientId, '1', '1', '2'],
      ['1.2.3', '2', '3', '9'],
      ['1.2.4', '2', '3', '9'],
    ]);
  });

  it('then a submission names its set instead of its documents', () => {
    expect(
      objects(messageOf({ type: 'ITI-42', documents: ['1.2.3'], submissionSet: '1.2.9' })),
    ).to.deep.equal([
      [CONTEXT.patientId, '1', '1', '2'],
      ['1.2.9', '2', '20', 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd'],
    ]);
  });

  it('then a query is there as it was asked', () => {
    const message = messageOf({ type: 'ITI-18', query: '<q>é</q>', documents: [] });
    const query = elements(message, 'ParticipantObjectIdentification').at(-1)!;
    expect(attribute(query, 'ParticipantObjectTypeCodeRole')).to.equal('24');
    expect(codeOf(query, 'ParticipantObjectIDTypeCode')[0]).to.equal('ITI-18');
    const encoded = text(element(query, 'ParticipantObjectQuery'));
    expect(Buffer.from(encoded, 'base64').toString('utf8')).to.equal('<q>é</q>');
    const detail = element(query, 'ParticipantObjectDetail');
    expect(attribute(detail, 'type')).to.equal('QueryEncoding');
    expect(Buffer.from(attribute(detail, 'value')!, 'base64').toString('ascii')).to.equal('UTF-8');
  });

  it('then nobody is named as the patient where none is known', () => {
    expect(objects(messageOf({ type: 'TLS' }, { patientId: undefined as never }))[0]?.[2]).to.not.equal('1');
  });

  it('then a refused certificate is a failed authentication of a node', () => {
    const message = messageOf({
      type: 'TLS',
      granted: false,
      reason: 'CertificateUnknown',
      from: '192.0.2.7',
    });
    const event = element(message, 'EventIdentification');
    expect(codeOf(event, 'EventID')).to.deep.equal(['110113', 'DCM', 'Security Alert']);
    expect(codeOf(event, 'EventTypeCode')).to.deep.equal(['110126', 'DCM', 'Node Authentication']);
    expect(objects(message)).to.deep.include(['192.0.2.7', '2', '13', '12']);
  });

  it('then the start of the server has the application alone', () => {
    const message = messageOf({ type: 'START' });
    expect(codeOf(element(message, 'EventIdentification'), 'EventTypeCode')[0]).to.equal('110120');
    expect(participants(message)).to.deep.equal([['4711', 'false', '110150']]);
  });

  it('then the same event gives the same bytes', () => {
    const event: StoredEvent = { ...sampleEvent(), sequence: 1, hash: '0'.repeat(64) };
    expect(auditMessage(event, CONTEXT).text).to.equal(auditMessage(event, CONTEXT).text);
  });

  it('then what others wrote cannot break out of it', () => {
    const message = messageOf({ type: 'ITI-43', documents: ['"/><x>&'], requestId: '<y/>' });
    expect(objects(message).at(-1)?.[0]).to.equal('"/><x>&');
  });
});
