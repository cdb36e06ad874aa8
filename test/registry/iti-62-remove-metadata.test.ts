import { expect } from 'chai';
import { LCM, RIM } from '../../src/ebrim/namespaces.ts';
import { SUCCESS } from '../../src/ebrim/registry-response.ts';
import { isRefusal } from '../../src/errors.ts';
import { removeMetadata } from '../../src/registry/iti-62-remove-metadata.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute } from '../../src/xml/tree.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { NODE } from '../support/ihe-submission.ts';
import { entryOf, lotOf, uniqueIdOf } from '../support/registry-lot.ts';
import { type RemovalDesk, removalDesk, removeObjects } from '../support/removal-desk.ts';
import { storeState } from '../support/store-state.ts';
import { send } from '../support/way-through.ts';

const ID = 'urn:uuid:00000000-0000-4000-8000-000000000000';
const valid = removeObjects([ID]);
const DELETE_ALL = 'urn:oasis:names:tc:ebxml-regrep:DeletionScopeType:DeleteAll';
const KEEP_ITEMS = 'urn:oasis:names:tc:ebxml-regrep:DeletionScopeType:DeleteRepositoryItemOnly';
const scoped = (deletionScope: string) =>
  valid.replace(' xmlns:lcm', ` deletionScope="${deletionScope}" xmlns:lcm`);

describe('given requests to remove metadata', () => {
  let desk: RemovalDesk;
  before(async () => {
    desk = await removalDesk();
    await desk.take(lotOf('lot', { entries: [entryOf('Document')] }));
  });
  after(() => desk.close());
  const answerTo = (body: string) => send(desk.house, removeMetadata(desk.house.options), body, NODE);

  const malformed: Record<string, readonly [body: string, about: string]> = {
    'another body': [valid.replaceAll('RemoveObjectsRequest', 'X'), 'RemoveObjectsRequest'],
    'a body of another namespace': [valid.replaceAll(LCM, RIM), 'RemoveObjectsRequest'],
    'a query in place of ids': [
      valid.replace('<rim:ObjectRefList>', `<rim:AdhocQuery id="${ID}"/><rim:ObjectRefList>`),
      'AdhocQuery',
    ],
    'a deletionScope that would keep part of an object': [scoped(KEEP_ITEMS), 'deletionScope'],
    'no id': [removeObjects([]), 'ObjectRef'],
    'an id that is empty': [removeObjects([ID, ' ']), 'ObjectRef'],
    'more ids than one request may hold': [removeObjects(Array(5_001).fill(ID)), 'ObjectRef'],
  };
  for (const [what, [body, about]] of Object.entries(malformed)) {
    it(`then ${what} is refused, and nothing goes`, async () => {
      const before = storeState(desk.house);
      expect(told(await answerTo(body))).to.deep.equal([
        `MalformedRequest La requête n'est pas conforme. (${about})`,
      ]);
      expect(storeState(desk.house)).to.deep.equal(before);
    });
  }

  it('then a deletionScope that says what is done anyway is taken', async () => {
    expect(told(await answerTo(scoped(DELETE_ALL)))).to.deep.equal([
      `UnresolvedReferenceException L'objet visé n'existe pas. (${ID})`,
    ]);
  });

  it('then the answer to a removal is a success', async () => {
    const [document, set] = [await desk.idOf(uniqueIdOf('Document')), await desk.idOf(uniqueIdOf('lot'))];
    const answer = await answerTo(removeObjects([document, set, ...(await desk.tiesOf(document))]));
    if (isRefusal(answer)) return expect.fail(told(answer).join());
    const root = parseXml(answer.body.text);
    expect([root.local, attribute(root, 'status')]).to.deep.equal(['RegistryResponse', SUCCESS]);
    expect(await desk.house.store.documents.count(EVERYTHING, {})).to.equal(0);
  });
});
