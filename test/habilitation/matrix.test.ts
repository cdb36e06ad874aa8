import { expect } from 'chai';
import { type MatrixVersion, mayRead } from '../../conformance/rights/matrix.ts';
import { CARDS, MEMBERS, type Member } from './groups.ts';
import { type MatrixHouse, matrixHouse } from './matrix-house.ts';

/** A server with one version of the matrix, with the groups of social roles or without them. */
interface Setting {
  readonly version: MatrixVersion;
  readonly socialRoles: boolean;
}

const settings: readonly Setting[] = [
  { version: '2025-09', socialRoles: true },
  { version: '2022-07', socialRoles: true },
  { version: '2025-09', socialRoles: false },
];

for (const { version, socialRoles } of settings) {
  const switched = socialRoles ? 'and social roles' : 'and no social roles';
  describe(`given the matrix of ${version} ${switched}, and a record with one document of each type`, function () {
    this.timeout(300_000);
    let house: MatrixHouse;
    let cells = 0;
    before(async () => {
      house = await matrixHouse({
        CARNET_MATRIX: version,
        CARNET_SOCIAL_ROLES: String(socialRoles),
        CARNET_TEST_INS_ANY_KEY: 'true',
      });
    });
    after(() => house.close());

    /** What the transcription of the facts lets a group read. */
    const expected = (group: number): string[] =>
      group >= 14 && !socialRoles
        ? []
        : house.documents.filter(({ type }) => mayRead(version, group, type)).map(({ type }) => type.code);
    const members: readonly Member[] = socialRoles ? MEMBERS : MEMBERS.slice(13);

    for (const member of members) {
      it(`then group ${member.group} finds and retrieves over SOAP exactly its types`, async () => {
        const looker = house.vouched(member);
        const types = expected(member.group);
        expect(await looker.found()).to.have.members(types);
        const { types: retrieved, unknown } = await looker.retrieved();
        expect(retrieved).to.have.members(types);
        expect(unknown).to.equal(house.documents.length - types.length);
        cells += 2 * house.documents.length;
      });

      it(`then group ${member.group} finds and reads over FHIR exactly its types`, async () => {
        const looker = house.fhir(member);
        const types = expected(member.group);
        const found = await looker.found();
        expect(found.types).to.have.members(types);
        expect(found.total).to.equal(types.length);
        expect(await looker.read()).to.have.members(types);
        cells += 2 * house.documents.length;
      });
    }

    for (const [slug, group] of Object.entries(CARDS).filter(([, one]) => socialRoles || one >= 14)) {
      it(`then ${slug} with a card finds exactly the types of group ${group}`, async () => {
        expect(await house.withCard(slug).found()).to.have.members(expected(group));
        cells += house.documents.length;
      });
    }

    it('then every cell has been asked', () => {
      const cards = Object.values(CARDS).filter((group) => socialRoles || group >= 14).length;
      expect(house.documents).to.have.length(114);
      expect(cells).to.equal((members.length * 4 + cards) * 114);
    });
  });
}
