import { expect } from 'chai';
import { type AttackReport, attack } from '../../../conformance/attacks/attack.ts';
import { faultOf, judge } from '../../../conformance/attacks/judge.ts';
import { MUTATIONS } from '../../../conformance/attacks/mutations.ts';
import { runAttacks } from '../../../conformance/attacks/run.ts';
import { type AttackedWorld, attackedWorld } from '../../../conformance/attacks/world.ts';
import { isXmlsecInstalled } from '../../../conformance/attacks/xmlsec.ts';

const MUTANTS = 2_000;

describe('given a sound assertion and mutants of it', function () {
  this.timeout(300_000);
  let world: AttackedWorld;
  let report: AttackReport;
  before(async () => {
    world = await attackedWorld();
    report = await attack(world, { mutants: MUTANTS, seed: 2026, everyNth: 40, xmlsec: isXmlsecInstalled() });
  });

  it('then none is taken that says something else, and none that reads the same is refused', () => {
    expect(report.mutants).to.equal(MUTANTS);
    expect(report.findings.map(({ mutation, fault }) => `${mutation}: ${fault}`)).to.deep.equal([]);
  });

  it('then some read the same and are taken, and every mutation was made', () => {
    expect(report.accepted)
      .to.be.greaterThan(MUTANTS / 20)
      .and.lessThan(MUTANTS / 2);
    expect([...report.made.keys()].sort()).to.deep.equal(MUTATIONS.map(({ name }) => name).sort());
  });

  it('then every sound assertion is taken, whoever made it', () => {
    for (const { name, assertion, peer } of world.sound)
      expect(judge(assertion, world.identity, peer, world.at).why, name).to.equal('accepted');
  });

  it('then a judgement that took the wrong thing would be found', () => {
    const shown = (text: string) => judge(text, world.identity, world.peer, world.at);
    const original = shown(world.assertion);
    const { subject } = original;
    expect(faultOf(original, original)).to.equal(undefined);
    expect(faultOf({ ...original, content: 'other' }, original)).to.contain('reads differently');
    const somebody = { ...original, subject: { ...subject!, id: '810000000029' } };
    expect(faultOf(somebody, original)).to.equal('accepted for somebody else');
    expect(faultOf({ ...original, subject: undefined }, original)).to.contain('reads the same');
    expect(faultOf(shown(world.assertion.replace('810000000011', '810000000029')), original)).to.equal(
      undefined,
    );
  });

  it('then arguments that it does not know are told, and nothing is run', async () => {
    const said: string[] = [];
    expect(await runAttacks(['--mutants', 'many'], (line) => said.push(line))).to.equal(2);
    expect(await runAttacks(['--what'], (line) => said.push(line))).to.equal(2);
    expect(said.join()).to.contain('--mutants N');
  });
});
