import { expect } from 'chai';
import { runMutations } from '../../../conformance/mutations/run-mutations.ts';
import { newStanding, standingSubmission } from '../../../conformance/mutations/standing.ts';
import { type Damaged, tallyLines } from '../../../conformance/mutations/tally.ts';
import { createIdentifiers } from '../../../conformance/nist/messages/identifiers.ts';
import { noFeed } from '../../../conformance/nist/transport/patient-feed.ts';
import { createTarget } from '../../../conformance/nist/transport/target.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { type Answer, answeringServer } from '../nist/answering-server.ts';
import { FAILURE, registryResponseText, SUCCESS } from '../nist/answers.ts';

const ACTION = 'urn:ihe:iti:2007:RegisterDocumentSet-bResponse';
const answer = (body: string): Answer => ({ body, action: ACTION });
const TAKEN = answer(registryResponseText(SUCCESS));
const refused = (code: string) => answer(registryResponseText(FAILURE, [{ code }]));
const FAULT = answer(
  '<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang="fr">non</s:Text></s:Reason></s:Fault>',
);

const identifiers = createIdentifiers();
const submission = {
  name: 'set.xml',
  message: parseXml(
    standingSubmission(newStanding(identifiers.patientId(), identifiers), '1.2.3', identifiers),
  ),
};

/** What is told of one submission that is sent as it is, and once damaged. */
async function told(answers: readonly Answer[], digests: readonly string[]): Promise<readonly Damaged[]> {
  const server = await answeringServer(answers);
  const target = createTarget({ registry: server.url, repository: server.url });
  const left = [...digests];
  const all: Damaged[] = [];
  const context = {
    target,
    watch: { digest: () => left.shift() ?? '', close: () => {} },
    schemas: () => [],
    identifiers,
    feed: noFeed,
    repository: '1.2.3',
    seed: 1,
    runs: 1,
  };
  try {
    await runMutations([submission], context, (damaged) => all.push(damaged));
    return all;
  } finally {
    target.close();
    await server.close();
  }
}

describe('given a server that is sent a submission, and the same damaged', () => {
  it('then a refusal that leaves the store as it was is right', async () => {
    const bad = refused('XDSRegistryMetadataError');
    const all = await told([TAKEN, TAKEN, TAKEN, bad], ['a', 'b', 'b']);
    expect(all.map(({ damage, said, findings }) => [damage, said, findings])).to.deep.equal([
      ['nothing', 'accepted', []],
      ['metadata attribute removed', 'XDSRegistryMetadataError', []],
    ]);
    expect(all[1]!.change).to.match(/ -> /);
  });

  it('then a refusal that changes the store is wrong', async () => {
    const [, damaged] = await told(
      [TAKEN, TAKEN, TAKEN, refused('XDSRegistryMetadataError')],
      ['a', 'b', 'c'],
    );
    expect(damaged!.findings).to.deep.equal(['it was refused, and the store is not what it was']);
  });

  const wrong: readonly (readonly [what: string, answer: Answer, finding: RegExp])[] = [
    ['that blames the server itself', refused('XDSRegistryError'), /XDSRegistryError is no code/],
    ['with a code that nobody knows', refused('Surprise'), /Surprise is no code/],
    ['with a code of another transaction', refused('XDSMetadataVersionError'), /is no code/],
    ['by a fault', FAULT, /fault Receiver/],
    ['that names no error', answer(registryResponseText(FAILURE)), /without an error/],
    ['with another action', { ...refused('XDSRegistryMetadataError'), action: 'urn:other' }, /action/],
    ['that is no SOAP', answer('<'), /no answer/],
  ];
  for (const [what, answered, finding] of wrong) {
    it(`then a refusal ${what} is wrong`, async () => {
      const [, damaged] = await told([TAKEN, TAKEN, TAKEN, answered], ['a', 'a', 'a']);
      expect(damaged!.findings.join()).to.match(finding);
    });
  }

  it('then a server that does not take what submissions refer to ends the run', async () => {
    const error = await told([refused('XDSRegistryMetadataError')], []).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.match(/could not be registered: XDSRegistryMetadataError/);
  });

  it('then a tally counts the answers of each way of damaging', async () => {
    const bad = refused('XDSRegistryMetadataError');
    expect(tallyLines(await told([TAKEN, TAKEN, TAKEN, bad], []))).to.deep.equal([
      '',
      'nothing: 1',
      '      1 accepted',
      '',
      'metadata attribute removed: 1',
      '      1 XDSRegistryMetadataError',
    ]);
  });
});
