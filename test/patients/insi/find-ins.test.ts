import { expect } from 'chai';
import { isRefusal, publicText } from '../../../src/errors.ts';
import { matriculeKey } from '../../../src/model/ins.ts';
import { findIns, verifyIns } from '../../../src/patients/insi/find-ins.ts';
import { createInsiClient, type InsiClient } from '../../../src/patients/insi/insi-client.ts';
import type { InsiTraits } from '../../../src/patients/insi/insi-traits.ts';
import { attribute, descendants, text } from '../../../src/xml/tree.ts';
import { type InsiSimulator, type Registered, startInsiSimulator } from '../../support/insi-simulator.ts';

const withKey = (number: string): string => `${number}${matriculeKey(number)}`;
const TEST = '1.2.250.1.213.1.4.10';
const NOW = '1880314118112';
const BEFORE = '2880314118112';

const martin: Registered = {
  family: "D'ARTOIS-MARTIN",
  givens: ['ANNE', 'LUCIE'],
  sex: 'F',
  birthDate: '1988-03-14',
  birthPlace: '14118',
  ins: withKey(BEFORE),
  former: [withKey(NOW)],
};
const twin = { ...martin, family: 'DURAND', former: [] };
const people: readonly Registered[] = [
  martin,
  { ...twin, givens: ['LEA'], ins: withKey('2880314118113') },
  { ...twin, givens: ['LEA'], birthPlace: '75056', ins: withKey('2880375056113') },
  { ...twin, givens: ['WRONG'], ins: `${BEFORE}00` },
  { ...twin, givens: ['ELSEWHERE'], authority: '1.2.250.1.213.1.4.2' },
];

describe('given the INSi teleservice', () => {
  let simulator: InsiSimulator;
  let client: InsiClient;
  const settings = () => ({
    url: simulator.url,
    ...simulator.client,
    emitter: '1140000027',
    authorisation: 'ABCDEF123456',
  });
  before(async () => {
    simulator = await startInsiSimulator(people);
    client = await createInsiClient(settings());
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.asked.length = 0;
    simulator.instead = undefined;
  });

  const { ins: _, former: __, ...rest } = martin;
  const traits: InsiTraits = rest;
  const find = (changes: Partial<InsiTraits> = {}, production = false) =>
    findIns(client, { ...traits, ...changes }, { production });
  const code = (answer: unknown) => (isRefusal(answer) ? answer.refused.map((fault) => fault.code) : answer);

  it('then a person is found, with the INS and those that it replaced', async () => {
    const answer = await find();
    expect(answer).to.deep.equal({
      found: 'one',
      identity: {
        ins: { value: withKey(BEFORE), authority: TEST },
        former: [{ value: withKey(NOW), authority: TEST }],
        family: martin.family,
        givens: martin.givens,
        birthDate: martin.birthDate,
        sex: 'F',
        birthPlace: '14118',
      },
    });
    expect(simulator.asked).to.deep.equal([{ given: 'ANNE', birthPlace: '' }]);
  });

  it('then a call says who asks, with what, and which action', async () => {
    await find();
    const [bam, lps] = ['ContexteBAM', 'ContexteLPS'].map((name) => simulator.headers.get(name)!);
    expect(attribute(bam, 'Version')).to.equal('01_02');
    expect(attribute(lps, 'Nature')).to.equal('CTXLPS');
    const values = [...descendants(lps!)].map((one) => text(one));
    expect(values).to.include('ABCDEF123456').and.include('1140000027');
    expect(text(simulator.headers.get('Action'))).to.equal(
      'urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite',
    );
    expect(text(simulator.headers.get('MessageID'))).to.match(/^uuid:[0-9a-f-]{36}$/);
  });

  it('then the other given names are tried while nobody is found', async () => {
    expect(await find({ givens: ['NOBODY', 'LUCIE'] })).to.include({ found: 'one' });
    expect(simulator.asked.map(({ given }) => given)).to.deep.equal(['NOBODY', 'LUCIE']);
    expect(await find({ givens: ['NOBODY'] })).to.deep.equal({ found: 'none' });
  });

  it('then the place of birth tells several persons apart, and without it nobody does', async () => {
    const lea = { family: 'DURAND', givens: ['LEA'] };
    const found = await find({ ...lea, birthPlace: '75056' });
    expect(found).to.have.nested.property('identity.ins.value', withKey('2880375056113'));
    expect(simulator.asked.map(({ birthPlace }) => birthPlace)).to.deep.equal(['', '75056']);
    const { birthPlace: _place, ...without } = traits;
    const answer = await findIns(client, { ...without, ...lea }, { production: false });
    expect(answer).to.deep.equal({ found: 'several' });
  });

  it('then two searches at once do not mix their headers or answers', async () => {
    const [one, other] = await Promise.all([find(), find({ givens: ['NOBODY'] })]);
    expect([code(one), code(other)]).to.have.nested.property('[1].found', 'none');
    expect(one).to.include({ found: 'one' });
  });

  it('then an INS is verified: the same, replaced, or of another', async () => {
    const verdict = (value: string, authority = TEST) =>
      verifyIns(client, { value, authority }, traits, { production: false });
    expect(await verdict(withKey(BEFORE))).to.equal('same');
    expect(await verdict(withKey(NOW))).to.equal('former');
    expect(await verdict(withKey('1880314118113'))).to.equal('another');
    expect(await verdict(withKey(BEFORE), '1.2.250.1.213.1.4.8')).to.equal('another');
    const nobody = { ...traits, givens: ['NOBODY'] };
    const ins = { value: withKey(BEFORE), authority: TEST };
    expect(await verifyIns(client, ins, nobody, { production: false })).to.equal('another');
  });

  for (const [what, changes, production] of [
    ['an INS with a wrong key', { family: 'DURAND', givens: ['WRONG'] }, false],
    ['an INS of no authority', { family: 'DURAND', givens: ['ELSEWHERE'] }, false],
    ['a test INS in production', {}, true],
  ] as const) {
    it(`then ${what} is not taken`, async () => {
      expect(code(await find(changes, production))).to.deep.equal(['InsiAnswerInvalid']);
    });
  }

  it('then a fault of the teleservice is told as such, its code in the log, no trait of the person anywhere', async () => {
    simulator.instead = 'fault';
    const answer = await find();
    expect(code(answer)).to.deep.equal(['InsiUnavailable']);
    const [fault] = isRefusal(answer) ? answer.refused : [];
    expect(fault?.detail).to.equal('siram_40');
    expect(publicText(fault!)).to.equal("Le téléservice INSi ne répond pas pour l'instant.");
    expect(JSON.stringify(answer)).not.to.include('MARTIN');
  });

  it('then a connection that is cut, and an answer that is none, are refusals', async () => {
    simulator.instead = 'no answer';
    expect(code(await find())).to.deep.equal(['InsiUnavailable']);
    simulator.instead = 'nothing';
    const [first] = [code(await find())].flat() as string[];
    expect(['InsiAnswerInvalid', 'InsiUnavailable']).to.include(first);
  });

  it('then a certificate that it does not know, and a server that we do not, end the call', async () => {
    const stranger = await createInsiClient({ ...settings(), ...simulator.stranger });
    expect(code(await findIns(stranger, traits, { production: false }))).to.deep.equal(['InsiUnavailable']);
    const trustful = await createInsiClient({ ...settings(), ca: simulator.stranger.certificate });
    expect(code(await findIns(trustful, traits, { production: false }))).to.deep.equal(['InsiUnavailable']);
    expect(simulator.asked).to.deep.equal([]);
  });
});
