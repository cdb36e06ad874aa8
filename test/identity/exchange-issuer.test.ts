import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { ProfessionalIssuerSettings } from '../../src/config/professional-issuers.ts';
import { isRefusal } from '../../src/errors.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { outsideIssuers } from '../../src/identity/token/outside-issuers.ts';
import { told } from '../support/faults.ts';
import { type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';
import { IssuerSimulator } from '../support/issuer-simulator.ts';

const INVALID = ["TokenInvalid Le jeton d'accès n'est pas valide."];
const MEDECIN = '810000000011';

describe('given a server of token exchange beside Pro Santé Connect', () => {
  let house: IdentityHouse;
  let psc: IssuerSimulator;
  let exchange: IssuerSimulator;
  let folder: string;
  let identity: Identity;
  let claims: Record<string, unknown>;
  before(async () => {
    house = await identityHouse();
    const { sub, cnf, SubjectNameID, SubjectRefPro } = decodeJwt(
      await makeProfessionalToken(house.pki, { as: 'medecin', client: 'hopital', at: NOW }),
    );
    claims = { sub, cnf, SubjectNameID, SubjectRefPro };
    folder = await mkdtemp(join(tmpdir(), 'carnet-exchange-'));
    psc = await IssuerSimulator.start();
    exchange = await IssuerSimulator.start();
    exchange.rotate('ES256');
    await writeFile(join(folder, 'psc.pem'), psc.authority.cert);
    await writeFile(join(folder, 'exchange.pem'), exchange.authority.cert);
    const tokenIssuers = await outsideIssuers(
      {
        proSanteConnect: settingsOf(psc, 'psc'),
        exchange: {
          ...settingsOf(exchange, 'exchange'),
          introspection: { id: 'carnet', secret: 'secret', certificate: undefined, key: undefined },
        },
        patientIssuer: undefined,
      },
      () => undefined,
    );
    identity = (await identityHouse({ tokenIssuers })).identity;
  });
  after(async () => {
    await Promise.all([psc.close(), exchange.close()]);
    await rm(folder, { recursive: true });
  });

  const settingsOf = ({ issuer }: IssuerSimulator, name: string): ProfessionalIssuerSettings => ({
    issuer,
    ca: join(folder, `${name}.pem`),
    jwks: undefined,
    audience: `carnet-by-${name}`,
    acr: undefined,
    introspection: undefined,
  });
  const show = async (token: string) =>
    identity.fromToken(token, await house.peer('hopital'), NOW, undefined);
  const who = async (token: string) => {
    const subject = await show(token);
    return isRefusal(subject) ? told(subject) : subject.id;
  };
  const byPsc = { aud: 'carnet-by-psc' };
  const byExchange = { aud: 'carnet-by-exchange' };
  const signed = (by: IssuerSimulator, more: Readonly<Record<string, unknown>>) =>
    by.sign({ ...claims, ...more }, { at: NOW });

  it('then tokens of both are taken at once, and that of the exchange tells the software', async () => {
    const act = { sub: 'lps', lps_nom: 'Logiciel', lps_id: 'LPS-1', lps_version: '2' };
    const asked = exchange.countOf('/introspect');
    const [first, second] = await Promise.all([
      show(await signed(psc, byPsc)),
      show(await signed(exchange, { ...byExchange, act })),
    ]);
    expect(first).to.deep.include({ id: MEDECIN });
    expect(first).not.to.have.property('software');
    expect(second).to.deep.include({
      id: MEDECIN,
      software: { name: 'Logiciel', version: '2', id: 'LPS-1' },
    });
    expect(exchange.countOf('/introspect')).to.equal(asked + 1);
    expect(psc.countOf('/introspect')).to.equal(0);
  });

  it('then a token of one that is signed by the other is refused', async () => {
    const [ofPsc, ofExchange] = [psc.keys[0], exchange.keys[0]];
    if (ofPsc === undefined || ofExchange === undefined) return expect.fail('no key');
    const forged = [
      await psc.sign({ ...claims, ...byPsc }, { at: NOW, key: ofExchange }),
      await exchange.sign({ ...claims, ...byExchange }, { at: NOW, key: ofPsc }),
      // Under the name of the key that the issuer has.
      await psc.sign({ ...claims, ...byPsc }, { at: NOW, key: { ...ofExchange, id: ofPsc.id } }),
      await exchange.sign({ ...claims, ...byExchange }, { at: NOW, key: { ...ofPsc, id: ofExchange.id } }),
    ];
    for (const token of forged) expect(await who(token)).to.deep.equal(INVALID);
  });

  it('then each has an audience of its own', async () => {
    expect(await who(await signed(psc, byExchange))).to.deep.equal(INVALID);
    expect(await who(await signed(exchange, byPsc))).to.deep.equal(INVALID);
    expect(await who(await signed(exchange, {}))).to.deep.equal(INVALID);
  });

  it('then a token that its own issuer withdraws is refused, and what the other says does not count', async () => {
    psc.introspected = { active: false };
    expect(await who(await signed(exchange, { ...byExchange, jti: 'stands' }))).to.equal(MEDECIN);
    expect(await who(await signed(psc, { ...byPsc, jti: 'stands' }))).to.equal(MEDECIN);
    exchange.introspected = { active: false };
    expect(await who(await signed(exchange, { ...byExchange, jti: 'withdrawn' }))).to.deep.equal(INVALID);
  });

  it('then one that cannot be reached keeps nobody of the other out', async () => {
    exchange.introspected = { active: true };
    exchange.answer = 'nothing';
    const refused = await who(await signed(exchange, { ...byExchange, jti: 'unreached' }));
    expect(refused).to.match(/^TokenIssuerUnavailable/);
    expect(await who(await signed(psc, { ...byPsc, jti: 'reached' }))).to.equal(MEDECIN);
    exchange.answer = undefined;
  });

  it('then a token of an issuer of no setting is refused', async () => {
    const token = await signed(psc, { ...byPsc, iss: 'https://exchange.example/realm' });
    expect(await who(token)).to.deep.equal(INVALID);
  });
});
