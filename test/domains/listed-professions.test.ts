import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RoleCode } from '../../conformance/rights/situation.ts';
import { depositDocument } from '../../src/client/deposit.ts';
import { createDmpClient } from '../../src/client/dmp-client.ts';
import { createFhirClient } from '../../src/client/fhir-client.ts';
import { createSoapClient } from '../../src/client/soap-client.ts';
import { makeProfessionalToken } from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { profilePath } from '../../src/terminology/profiles.ts';
import { type ClientServer, clientServer } from '../client/running-server.ts';
import { practiceOf } from '../habilitation/groups.ts';
import { NOTE } from '../support/cda-builder.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';

const NAME = 'dmp-rpps';
const R94 = '1.2.250.1.213.1.6.1.4';
/** A table that no profession of the DMP is of. */
const NEW_TABLE = '1.2.250.1.999.7.9';
/** What the operator has listed, in a table that is known and in another one, and what nobody has. */
const LISTED: RoleCode = { code: '59', system: R94 };
const LISTED_ELSEWHERE: RoleCode = { code: 'ADMR', system: NEW_TABLE };
const UNLISTED: RoleCode = { code: '58', system: R94 };
/** Nurses: they read vaccination notes. */
const GROUP = 6;

/** The domain of the DMP under another name, with two more kinds of professional in its list. */
function writeExtendedDomain(): string {
  const profiles = mkdtempSync(join(tmpdir(), 'carnet-profiles-'));
  cpSync(profilePath('dmp'), join(profiles, NAME), { recursive: true });
  const edit = (file: string, change: (content: ReturnType<typeof JSON.parse>) => object) => {
    const path = join(profiles, NAME, file);
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  };
  edit('domain.json', ({ rules, ...more }) => ({ ...more, rules: { ...rules, name: NAME } }));
  edit('habilitation/groups.json', ({ systems, professions, rules, ...more }) => ({
    ...more,
    systems: { ...systems, NEW: NEW_TABLE },
    professions: [...professions, ['R94', LISTED.code], ['NEW', LISTED_ELSEWHERE.code]],
    rules: [
      { profession: ['R94', LISTED.code], column: 'nonMedecin', group: GROUP },
      { profession: ['NEW', LISTED_ELSEWHERE.code], column: 'nonMedecin', group: GROUP },
      ...rules,
    ],
  }));
  return profiles;
}

describe('given a list of professions that an operator has extended', function () {
  this.timeout(60_000);
  let profiles: string;
  let server: ClientServer;
  const closing: (() => void)[] = [];
  before(async () => {
    profiles = writeExtendedDomain();
    server = await clientServer({ CARNET_PROFILES: profiles, CARNET_DOMAIN: NAME });
    await depositDocument({
      client: server.as('pharmacien'),
      pki: server.pki,
      as: 'pharmacien',
      domain: loadAffinityDomain('dmp'),
      document: Buffer.from(NOTE),
      at: new Date(),
    });
  });
  after(async () => {
    for (const close of closing) close();
    await server.close();
    rmSync(profiles, { recursive: true, force: true });
  });

  /** Somebody of that profession, for whom the hospital vouches. */
  const vouched = (role: RoleCode) => {
    const { pki, url } = server;
    const soap = createSoapClient({ origin: url, ca: pki.ca, ...pki.credentials('hopital', 'auth') });
    closing.push(() => soap.close());
    const assertion = () =>
      makeVihf(pki, {
        as: 'infirmier',
        patient: PATIENT_ID,
        mode: 'INDIRECTE_RENFORCEE',
        structure: 'hopital',
        overrides: { roles: [role] },
      });
    return createDmpClient({ soap, assertion });
  };

  for (const role of [LISTED, LISTED_ELSEWHERE]) {
    it(`then one of the new profession ${role.code} declares the authorisation and finds what its group reads`, async () => {
      const client = vouched(role);
      await client.setAuthorization(PATIENT_ID);
      const { status, objects } = await client.findDocuments(PATIENT_ID);
      expect(status).to.equal('Success');
      expect(objects).to.have.lengthOf(1);
    });
  }

  it('then one of a profession that is not on it is not let in', async () => {
    const { status, errors } = await vouched(UNLISTED).findDocuments(PATIENT_ID);
    expect(status).not.to.equal('Success');
    expect(errors).not.to.deep.equal([]);
  });

  const tokenOf = (role: RoleCode) => {
    const { pki, url } = server;
    const credentials = pki.credentials('hopital', 'auth');
    const token = makeProfessionalToken(pki, {
      as: 'infirmier',
      client: 'hopital',
      claims: {
        SubjectRefPro: practiceOf({ group: GROUP, roles: [role] }, pki.identity('hopital').structure),
      },
    });
    const client = createFhirClient({ origin: url, ca: pki.ca, credentials, token: () => token });
    closing.push(() => client.close());
    return client.get(`DocumentReference?patient.identifier=urn:oid:1.2.250.1.213.1.4.10|${CHARLOTTE.value}`);
  };

  it('then its token of Pro Santé Connect is taken, and one of a profession that is not on the list is not', async () => {
    const { status, resource } = await tokenOf(LISTED);
    expect([status, resource.total]).to.deep.equal([200, 1]);
    expect((await tokenOf(UNLISTED)).status).to.equal(401);
  });
});
