import { expect } from 'chai';
import { code } from '../../src/model/code.ts';
import { APPROVED, DEPRECATED, NO_EXTRAS, ON_DEMAND } from '../../src/model/document-entry.ts';
import { APND, type SubmittedObjects } from '../../src/model/submission.ts';
import { EVERYTHING } from '../support/deposit-house.ts';
import { told } from '../support/faults.ts';
import { iheSubmission, NODE } from '../support/ihe-submission.ts';
import { OTHER_PATIENT, uniqueIdOf } from '../support/registry-lot.ts';
import { updateOf } from '../support/registry-update.ts';
import { storeState } from '../support/store-state.ts';
import { type UpdateWorld, updateWorld } from '../support/update-world.ts';
import { lastEvent } from '../support/way-through.ts';

const UNMODIFIABLE = 'UnmodifiableMetadataError Un attribut qui ne peut pas être modifié a été modifié.';
const OBJECT_TYPE = "XDSObjectTypeError Le type d'objet n'est pas celui qui est attendu.";
const LOCAL = 'LocalPolicyRestrictionError Les règles de ce registre ne permettent pas cette modification.';
const TWO_PATIENTS =
  'XDSPatientIDReconciliationError Après la mise à jour, des objets liés entre eux ne concerneraient plus le même patient.';
const IDENTIFIER = "XDSMetadataIdentifierError Les identifiants ne sont pas ceux de l'objet à mettre à jour.";

describe('given a document and somebody who may change some of its metadata', () => {
  let world: UpdateWorld;
  beforeEach(async () => {
    world = await updateWorld();
  });
  afterEach(() => world.desk.close());

  const versions = async () =>
    (
      await world.desk.house.store.documents.find(
        EVERYTHING,
        { uniqueIds: [uniqueIdOf('Original')] },
        'model',
      )
    ).map((entry) => entry.model());

  for (const [name, change] of [
    [
      'confidentialityCode',
      { confidentialityCodes: [code('V', '2.16.840.1.113883.5.25', 'very restricted')] },
    ],
    ['title', { title: [{ value: 'Autre titre' }] }],
    ['comments', { comments: [{ value: 'Remarque' }] }],
    ['serviceStopTime', { serviceStopTime: '2027' }],
    ['an attribute of no name', { extras: { ...NO_EXTRAS, slots: [{ name: 'urn:att', values: ['5'] }] } }],
  ] as const) {
    it(`then ${name} can be changed, by a new version`, async () => {
      expect(told(await world.desk.restrict(updateOf('u', { entries: [world.next(change)] })))).to.deep.equal(
        [],
      );
      const latest = (await versions()).find(({ version }) => version === 2)!;
      expect(latest).to.deep.include({ ...change, availabilityStatus: APPROVED });
    });
  }

  it('then a Deprecated document can be changed too, and stays Deprecated; ITI-57 refuses that', async () => {
    expect(
      told(await world.desk.update(updateOf('down', { statuses: [[world.ids.Original]] }))),
    ).to.deep.equal([]);
    const message = (name: string) => updateOf(name, { entries: [world.next()] });
    expect(told(await world.desk.update(message('no')))).to.deep.equal([
      `XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée. (${DEPRECATED})`,
    ]);
    expect(told(await world.desk.restrict(message('yes')))).to.deep.equal([]);
    expect((await versions()).map((one) => `${one.version} ${one.availabilityStatus}`)).to.have.members([
      `1 ${DEPRECATED}`,
      `2 ${DEPRECATED}`,
    ]);
  });

  it('then the trace is that of a restricted update', async () => {
    await world.desk.restrict(updateOf('u', { entries: [world.next()] }));
    expect(await lastEvent(world.desk.house)).to.deep.include({ type: 'ITI-92', action: 'U', granted: true });
  });

  const refused: readonly (readonly [string, () => SubmittedObjects, readonly string[]])[] = [
    [
      'another repository',
      () => updateOf('u', { entries: [world.next({ repositoryUniqueId: '1.2.3' })] }),
      [`${UNMODIFIABLE} (repositoryUniqueId)`],
    ],
    [
      'another community',
      () => updateOf('u', { entries: [world.next({ homeCommunityId: 'urn:oid:1.2.3' })] }),
      [`${UNMODIFIABLE} (homeCommunityId)`],
    ],
    [
      'another sourcePatientId',
      () => updateOf('u', { entries: [world.next({ sourcePatientId: '1^^^&1.2.3&ISO' })] }),
      [`${UNMODIFIABLE} (sourcePatientId)`],
    ],
    [
      'another availability',
      () =>
        updateOf('u', {
          entries: [world.next({ documentAvailability: 'urn:ihe:iti:2010:DocumentAvailability:Offline' })],
        }),
      [`${UNMODIFIABLE} (documentAvailability)`],
    ],
    [
      'another kind of document',
      () => {
        const {
          hash: _hash,
          size: _size,
          creationTime: _time,
          ...entry
        } = world.next({ objectType: ON_DEMAND }).of;
        return updateOf('u', { entries: [{ of: entry }] });
      },
      [`${IDENTIFIER} (objectType ${ON_DEMAND})`, `${UNMODIFIABLE} (objectType)`],
    ],
    [
      'another patient',
      () =>
        updateOf('u', {
          set: { patientId: OTHER_PATIENT },
          entries: [world.next({ patientId: OTHER_PATIENT })],
        }),
      [`${TWO_PATIENTS} (patientId)`],
    ],
    [
      'a folder',
      () => updateOf('u', { folders: [world.nextFolder()] }),
      [`${OBJECT_TYPE} (Version-NextFolder)`],
    ],
    ['a status', () => updateOf('u', { statuses: [[world.ids.Original]] }), [`${OBJECT_TYPE} (Status0)`]],
    [
      'an association',
      () => updateOf('u', { submits: [[world.ids.Bystander, APND, world.ids.Addendum]] }),
      [`${OBJECT_TYPE} (By-Submitted0)`],
    ],
  ];
  for (const [name, message, expected] of refused) {
    it(`then ${name} is refused, and nothing changes`, async () => {
      const before = storeState({ data: world.desk.house.data });
      expect(told(await world.desk.restrict(message()))).to.deep.equal(expected);
      expect(storeState({ data: world.desk.house.data })).to.deep.equal(before);
    });
  }

  it('then what our own repository keeps is told as it is', async () => {
    const uniqueId = '1.2.250.1.999.8.92';
    expect(
      await world.desk.house.deposit(iheSubmission('1.2.250.1.999.8.93', { [uniqueId]: 'bonjour' }), NODE),
    ).to.equal('done');
    const [entry] = await world.desk.house.store.documents.find(
      EVERYTHING,
      { uniqueIds: [uniqueId] },
      'model',
    );
    const { availabilityStatus: _status, version: _version, ...metadata } = entry!.model();
    const message = updateOf('u', { entries: [{ of: { ...metadata, id: 'Next', size: 12 } }] });
    expect(told(await world.desk.restrict(message))).to.deep.equal([
      'XDSMetadataUpdateError La mise à jour des métadonnées ne peut pas être effectuée. (size)',
      `${LOCAL} (hash, size)`,
    ]);
  });
});
