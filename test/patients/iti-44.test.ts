import { expect } from 'chai';
import type { SoapReply } from '../../src/client/soap-client.ts';
import { attribute, descendants, path, text, type XmlElement } from '../../src/xml/tree.ts';
import { type FeedHouse, feedHouse, red } from '../support/feed-house.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { entryOf, lotOf } from '../support/registry-lot.ts';
import { lastTrace, storeState, tracesAfter } from '../support/store-state.ts';

type Interaction = 'PRPA_IN201301UV02' | 'PRPA_IN201302UV02' | 'PRPA_IN201304UV02';

interface Changes {
  readonly id?: string;
  readonly person?: string;
  /** Of the subsumed id; only in a merge. */
  readonly prior?: string;
}

const PERSON =
  '<name><given>Ana</given><given>Lou</given><family qualifier="BR">Petit</family><family qualifier="SP">Grand</family></name><administrativeGenderCode code="F"/><birthTime value="19560527"/>';

function ii(id: string, root = IHE_RED): string {
  return `<id root="${root}" extension="${id}"/>`;
}

/** A message as a patient identity source sends it. */
function message(name: Interaction, { id = ii('v3'), person = PERSON, prior }: Changes = {}): string {
  const replaced =
    prior === undefined
      ? ''
      : `<replacementOf typeCode="RPLC"><priorRegistration classCode="REG" moodCode="EVN"><statusCode code="obsolete"/><subject1 typeCode="SBJ"><priorRegisteredRole classCode="PAT">${prior}</priorRegisteredRole></subject1></priorRegistration></replacementOf>`;
  return `<${name} xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1.2.250.1.999.1" extension="message-1"/><creationTime value="20261101120000"/><interactionId root="2.16.840.1.113883.1.6" extension="${name}"/><processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="AL"/><receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.2.2.1"/></device></receiver><sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.3"/></device></sender><controlActProcess classCode="CACT" moodCode="EVN"><code code="${name.replace('IN', 'TE')}" codeSystem="2.16.840.1.113883.1.6"/><subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="active"/><subject1 typeCode="SBJ"><patient classCode="PAT">${id}<statusCode code="active"/><patientPerson classCode="PSN" determinerCode="INSTANCE">${person}</patientPerson></patient></subject1>${replaced}</registrationEvent></subject></controlActProcess></${name}>`;
}

/** `CA`, or the code with condition, location and sentence of the detail. */
function outcomeOf({ payload, fault }: SoapReply): string {
  if (fault !== undefined) return `fault ${fault.subcode} ${fault.reason}`;
  const all = (local: string): XmlElement | undefined =>
    [...descendants(payload)].find((one) => one.local === local);
  const code = attribute(path(payload, 'acknowledgement', 'typeCode'), 'code');
  const detail = all('acknowledgementDetail');
  if (detail === undefined) return `${code}`;
  return [
    code,
    attribute(path(detail, 'code'), 'code'),
    text(path(detail, 'location')),
    text(path(detail, 'text')),
  ].join(' ');
}

describe('given a registry that is fed with patients in HL7 v3', () => {
  let house: FeedHouse;
  before(async () => {
    house = await feedHouse({ CARNET_PATIENTS: 'fed' });
  });
  after(() => house.close());

  const send = (name: Interaction, changes?: Changes, change = (whole: string) => whole) =>
    house.soap(`urn:hl7-org:v3:${name}`, change(message(name, changes)));
  const patientOf = async (id: string) =>
    (await house.server.store.records.byIdentifier(id, IHE_RED))?.patient;
  const lot = (name: string, patientId: string) =>
    lotOf(`lot-${name}`, { set: { patientId }, entries: [entryOf(name, { patientId })] });

  it('then a patient that is added is known, and documents are taken', async () => {
    const reply = await send('PRPA_IN201301UV02', { id: ii('added') });
    expect(outcomeOf(reply)).to.equal('CA');
    expect(reply.action).to.equal('urn:hl7-org:v3:MCCI_IN000002UV01');
    expect(reply.payload.local).to.equal('MCCI_IN000002UV01');
    expect(attribute(path(reply.payload, 'acknowledgement', 'targetMessage', 'id'), 'extension')).to.equal(
      'message-1',
    );
    expect(attribute(path(reply.payload, 'receiver', 'device', 'id'), 'root')).to.equal('1.2.250.1.999.3');
    expect(await patientOf('added')).to.deep.include({
      family: 'Petit',
      usualFamily: 'Grand',
      givens: ['Ana', 'Lou'],
      birthDate: '1956-05-27',
      sex: 'F',
    });
    expect(await house.register(lot('added', red('added')))).to.equal('Success');
  });

  it('then a revision changes what it speaks of, and leaves the rest', async () => {
    await send('PRPA_IN201301UV02', { id: ii('revised') });
    const person = '<name><family>Moreau</family></name><administrativeGenderCode code="UN"/>';
    expect(outcomeOf(await send('PRPA_IN201302UV02', { id: ii('revised'), person }))).to.equal('CA');
    expect(await patientOf('revised')).to.deep.include({
      family: 'Moreau',
      givens: ['Ana', 'Lou'],
      birthDate: '1956-05-27',
      sex: 'U',
    });
  });

  it('then duplicates that are resolved lead to the surviving patient', async () => {
    await send('PRPA_IN201301UV02', { id: ii('prior') });
    await send('PRPA_IN201301UV02', { id: ii('surviving') });
    expect(await house.register(lot('prior', red('prior')))).to.equal('Success');
    const merge = () => send('PRPA_IN201304UV02', { id: ii('surviving'), prior: ii('prior') });
    expect(outcomeOf(await merge())).to.equal('CA');
    expect(await house.documentsOf(red('surviving'))).to.have.length(1);
    expect(await house.documentsOf(red('prior'))).to.deep.equal([]);
    expect(outcomeOf(await merge())).to.match(
      /^CE 204 .*priorRegisteredRole\/id Cet identifiant de patient a déjà été fusionné avec un autre\. \(prior\^/,
    );
  });

  it('then the traces name the transaction and what was done', async () => {
    const last = lastTrace(house.server);
    await send('PRPA_IN201301UV02', { id: ii('traced') });
    expect(tracesAfter(house.server, last)).to.deep.equal([
      { type: 'ITI-44', granted: true, reason: 'open-domain' },
    ]);
  });

  const without = (part: RegExp) => (whole: string) => whole.replace(part, '');
  const cases: readonly (readonly [
    what: string,
    name: Interaction,
    changes: Changes,
    change: ((whole: string) => string) | undefined,
    outcome: string,
  ])[] = [
    [
      'an id of another authority',
      'PRPA_IN201301UV02',
      { id: ii('x', '1.2.250.1.999.9') },
      undefined,
      "CE 204 PRPA_IN201301UV02/…/patient/id Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (1.2.250.1.999.9)",
    ],
    [
      'no id',
      'PRPA_IN201301UV02',
      { id: '' },
      undefined,
      'CE 101 PRPA_IN201301UV02/…/patient/id Un champ obligatoire du message est vide.',
    ],
    [
      'an id that a patientId could not hold',
      'PRPA_IN201302UV02',
      { id: ii('a^b') },
      undefined,
      "CE 102 PRPA_IN201302UV02/…/patient/id Un champ du message a une valeur qui n'est pas permise.",
    ],
    [
      'a merge of an unknown id',
      'PRPA_IN201304UV02',
      { id: ii('v3'), prior: ii('nobody') },
      undefined,
      `CE 204 PRPA_IN201304UV02/…/priorRegisteredRole/id Cet identifiant de patient n'est pas connu ici, ou son autorité d'affectation n'est pas celle du domaine. (nobody^^^&${IHE_RED}&ISO)`,
    ],
    [
      'a merge of an id into itself',
      'PRPA_IN201304UV02',
      { id: ii('v3'), prior: ii('v3') },
      undefined,
      'CE 205 PRPA_IN201304UV02/…/priorRegisteredRole/id Un identifiant ne peut pas être fusionné avec lui-même.',
    ],
    [
      'a merge that replaces nothing',
      'PRPA_IN201304UV02',
      {},
      undefined,
      "fault MalformedRequest La requête n'est pas conforme. (replacementOf)",
    ],
    ...(
      [
        ['no id of the message', /<id root="1.2.250.1.999.1" extension="message-1"\/>/, 'id'],
        ['no sender', /<sender.*<\/sender>/, 'sender'],
        ['no subject', /<subject typeCode="SUBJ">.*<\/subject>/, 'subject'],
        ['no patient', /<patient classCode.*<\/patient>/, 'patient'],
      ] as const
    ).map(
      ([what, part, about]) =>
        [
          what,
          'PRPA_IN201301UV02',
          {},
          without(part),
          `fault MalformedRequest La requête n'est pas conforme. (${about})`,
        ] as const,
    ),
    [
      'a date that is none',
      'PRPA_IN201301UV02',
      { person: PERSON.replace('19560527', '19561327') },
      undefined,
      "fault MalformedRequest La requête n'est pas conforme. (birthTime)",
    ],
    [
      'a gender that is none',
      'PRPA_IN201301UV02',
      { person: PERSON.replace('code="F"', 'code="Q"') },
      undefined,
      "fault MalformedRequest La requête n'est pas conforme. (administrativeGenderCode)",
    ],
    [
      'another message under the action',
      'PRPA_IN201301UV02',
      {},
      (whole) => whole.replaceAll('PRPA_IN201301UV02', 'PRPA_IN201302UV02'),
      "fault MalformedRequest La requête n'est pas conforme. (PRPA_IN201301UV02)",
    ],
  ];
  for (const [what, name, changes, change, outcome] of cases) {
    it(`then ${what} is refused, traced, and the store unchanged`, async () => {
      await send('PRPA_IN201301UV02');
      const before = storeState(house.server);
      const last = lastTrace(house.server);
      expect(outcomeOf(await send(name, changes, change))).to.equal(outcome);
      expect(storeState(house.server)).to.deep.equal(before);
      const traces = tracesAfter(house.server, last);
      expect(traces.length).to.be.greaterThan(0);
      expect(traces.every(({ granted }) => !granted)).to.equal(true);
    });
  }
});

describe('given a server of the DMP', () => {
  it('then there is no identity feed: the action is not known, and no port for it can be opened', async () => {
    const refused = await feedHouse({ CARNET_DOMAIN: 'dmp' }).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(refused).to.equal('CARNET_HL7_PORT: the affinity domain dmp has no patient identity feed');
  });
});
