import { expect } from 'chai';
import {
  archiveDocument,
  changeVisibility,
  deleteDocument,
  sendUpdate,
  updateSet,
} from '../../src/client/update.ts';
import { statusObjects, visibilityObjects } from '../../src/documents/update/update-objects.ts';
import { code } from '../../src/model/code.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED, NO_EXTRAS } from '../../src/model/document-entry.ts';
import { APND, HAS_MEMBER, SUBMIT_ASSOCIATION, type SubmittedObjects } from '../../src/model/submission.ts';
import { CHARLOTTE, PATIENT_ID } from '../support/submission-builder.ts';
import { type Refused, type UpdateDesk, updateDesk } from '../support/update-desk.ts';

const AUTHOR = 'pharmacien';
const NURSE = 'infirmier';
const TRAITANT = 'medecin-traitant';
const DENIED: Refused = {
  status: 'Fault',
  codes: ['DMPAccessDeniedByRightsService'],
  text: "L'accès demandé n'est pas autorisé.",
  reason: 'AccessDenied',
};
const UNKNOWN: Refused = { codes: ['UnresolvedReferenceException'], text: "L'objet visé n'existe pas." };
const CANNOT: Refused = {
  codes: ['XDSMetadataUpdateError'],
  text: 'La mise à jour des métadonnées ne peut pas être effectuée.',
};
const NO_OPERATION: Refused = {
  codes: ['XDSMetadataUpdateOperationError'],
  text: 'La soumission ne correspond à aucune opération de mise à jour',
};

describe('given who may not do an update', function () {
  this.timeout(120_000);
  let desk: UpdateDesk;
  let note: string;
  let uuid: string;
  before(async () => {
    desk = await updateDesk({ CARNET_REGULATION_STRUCTURES: '1140000035,810000000102' });
    for (const slug of [AUTHOR, NURSE]) await desk.authorise(slug);
    await desk.authorise(TRAITANT, true);
    note = await desk.note(AUTHOR);
    uuid = await desk.uuid(AUTHOR, note);
  });
  after(() => desk.close());

  for (const [name, slug, wish] of [
    ['a nurse who masks what another wrote', NURSE, { MASQUE_PS: true }],
    ['a nurse who hides it from the patient', NURSE, { INVISIBLE_PATIENT: true }],
    ['the médecin traitant who hides it from the patient', TRAITANT, { INVISIBLE_PATIENT: true }],
  ] as const) {
    it(`then ${name} is refused`, async () => {
      const entry = await desk.entry(slug, note);
      await desk.refuses(() => changeVisibility(desk.by(slug), entry, wish), DENIED);
    });
  }

  it('then a nurse who unmasks what she sees not is told of nothing', async () => {
    const masked = await desk.note(AUTHOR, ['MASQUE_PS']);
    const entry = await desk.entry(AUTHOR, masked);
    await desk.refuses(() => changeVisibility(desk.by(NURSE), entry, { MASQUE_PS: false }), {
      codes: ['UnresolvedReferenceException', 'XDSMetadataVersionError'],
      text: UNKNOWN.text,
    });
  });

  it('then a nurse neither archives nor deletes what another wrote', async () => {
    await desk.refuses(() => archiveDocument(desk.by(NURSE), uuid), DENIED);
    await desk.refuses(() => deleteDocument(desk.by(NURSE), uuid), DENIED);
  });

  it('then the médecin traitant does not delete what another wrote', async () => {
    await desk.refuses(() => deleteDocument(desk.by(TRAITANT), uuid), DENIED);
  });

  it('then a structure deletes its own and does not archive it', async () => {
    const certificate = await desk.uuid('esat', await desk.certificate('esat'));
    await desk.refuses(() => archiveDocument(desk.by('esat'), certificate), DENIED);
  });

  it('then a structure reaches nothing of another, nor a médecin du travail what he did not write', async () => {
    for (const slug of ['esat', 'medecin-travail']) {
      await desk.refuses(() => deleteDocument(desk.by(slug), uuid), UNKNOWN);
      await desk.refuses(() => archiveDocument(desk.by(slug), uuid), UNKNOWN);
    }
  });

  it('then one whom the record does not authorise is told to declare it, for the own document too', async () => {
    const own = await desk.note('sage-femme');
    const reference = await desk.uuid('sage-femme', own);
    await desk.refuses(() => deleteDocument(desk.by('sage-femme'), reference), {
      status: 'Fault',
      codes: ['DMPAccessDeniedByRightsService'],
      text: "Aucune autorisation d'accès à ce dossier",
      reason: 'authorisation-missing',
    });
  });

  it('then a regulating médecin archives any document, and masks and deletes none of another', async () => {
    const regulator = 'medecin-regulateur';
    const vihf = { purpose: 'centre_15' } as const;
    const other = await desk.uuid(AUTHOR, await desk.note(AUTHOR));
    const entry = await desk.entry(AUTHOR, note);
    await desk.refuses(() => changeVisibility(desk.by(regulator, vihf), entry, { MASQUE_PS: true }), DENIED);
    await desk.refuses(() => deleteDocument(desk.by(regulator, vihf), other), DENIED);
    const traces = await desk.takes(() => archiveDocument(desk.by(regulator, vihf), other));
    expect(traces).to.deep.equal([{ type: 'TD3.3d-archive', granted: true, reason: 'centre-15' }]);
  });

  it('then bris de glace changes nothing where it is not open', async () => {
    const vihf = { purpose: 'bris_de_glace', reason: 'Inconscient' } as const;
    await desk.refuses(() => archiveDocument(desk.by(NURSE, vihf), uuid), {
      ...DENIED,
      reason: 'bris-de-glace-not-open',
    });
  });

  describe('and what the patient wrote', () => {
    let hers: string;
    beforeEach(async () => {
      hers = await desk.ofPatient();
    });

    it('then a nurse and a regulating médecin neither archive nor delete it', async () => {
      const regulator = desk.by('medecin-regulateur', { purpose: 'centre_15' });
      for (const by of [desk.by(NURSE), regulator]) {
        await desk.refuses(() => archiveDocument(by, hers), DENIED);
        await desk.refuses(() => deleteDocument(by, hers), DENIED);
      }
    });

    it('then the médecin traitant archives and deletes it', async () => {
      await desk.takes(() => archiveDocument(desk.by(TRAITANT), hers));
      const traces = await desk.takes(() => deleteDocument(desk.by(TRAITANT), hers, ARCHIVED));
      expect(traces.map(({ type }) => type)).to.deep.equal(['TD3.3c-delete']);
    });
  });

  describe('and messages at fault by the author', () => {
    const by = () => desk.by(AUTHOR);
    const status = (from: string, to: string) => statusObjects(updateSet(by()), uuid, from, to);

    for (const [name, from, to, refused] of [
      ['a status that the document has not', ARCHIVED, DELETED, CANNOT],
      ['a status that is the registry’s alone to give', APPROVED, DEPRECATED, CANNOT],
      ['no change of status', APPROVED, APPROVED, CANNOT],
      ['a status of another place', APPROVED, 'urn:x', CANNOT],
    ] as const) {
      it(`then ${name} is refused`, async () => {
        await desk.refuses(() => sendUpdate(by(), status(from, to)), refused);
      });
    }

    it('then a change of status without the former one is no operation', async () => {
      const objects = status(APPROVED, ARCHIVED);
      const [association] = objects.associations;
      const associations = [{ ...association!, slots: association!.slots.slice(1) }];
      await desk.refuses(() => sendUpdate(by(), { ...objects, associations }), NO_OPERATION);
    });

    it('then what is deleted is there no more', async () => {
      const gone = await desk.uuid(AUTHOR, await desk.note(AUTHOR));
      await desk.takes(() => deleteDocument(by(), gone));
      await desk.refuses(() => deleteDocument(by(), gone), UNKNOWN);
      await desk.refuses(() => archiveDocument(by(), gone, 'unarchive'), UNKNOWN);
    });

    it('then the lot of another author is refused', async () => {
      const objects = { ...status(APPROVED, ARCHIVED), submissionSets: [updateSet(desk.by(NURSE))] };
      await desk.refuses(() => sendUpdate(by(), objects), {
        codes: ['XDSRegistryMetadataError'],
        text: "l'auteur du lot n'est pas l'utilisateur authentifié",
      });
    });

    it('then a lot about another patient than the VIHF is refused', async () => {
      const objects = status(APPROVED, ARCHIVED);
      const patientId = PATIENT_ID.replace(CHARLOTTE.value, '207058575627097');
      const submissionSets = objects.submissionSets.map((set) => ({ ...set, patientId }));
      await desk.refuses(() => sendUpdate(by(), { ...objects, submissionSets }), {
        status: 'Fault',
        codes: ['AssertionPatient'],
        text: '',
      });
    });

    it('then another attribute than the visibility may not change', async () => {
      const entry = await desk.entry(AUTHOR, note);
      const changed = { ...entry, title: [{ value: 'Autre titre' }], serviceStartTime: '20200101' };
      const answer = () => changeVisibility(by(), changed, { MASQUE_PS: true });
      await desk.refuses(answer, {
        codes: ['UnmodifiableMetadataError', 'UnmodifiableMetadataError'],
        text: 'Un attribut qui ne peut pas être modifié a été modifié.',
      });
      const { errors } = await answer();
      expect(errors.map(({ context }) => /\((\w+) :/.exec(context)?.[1])).to.deep.equal([
        'serviceStartTime',
        'title',
      ]);
      expect(errors.map(({ location }) => location)).to.deep.equal(['Document01', 'Document01']);
    });

    it('then the base code may not change', async () => {
      const entry = await desk.entry(AUTHOR, note);
      const changed = { ...entry, confidentialityCodes: [code('R', '2.16.840.1.113883.5.25', 'Restreint')] };
      await desk.refuses(() => changeVisibility(by(), changed, { MASQUE_PS: true }), {
        codes: ['UnmodifiableMetadataError', 'UnmodifiableMetadataError'],
        text: 'confidentialityCode',
      });
    });

    it('then a version that changes nothing is no operation', async () => {
      const entry = await desk.entry(AUTHOR, note);
      await desk.refuses(() => changeVisibility(by(), entry, {}), {
        ...NO_OPERATION,
        text: "rien n'est modifié",
      });
    });

    it('then a version that does not follow the present one is refused', async () => {
      const entry = await desk.entry(AUTHOR, note);
      await desk.refuses(() => changeVisibility(by(), { ...entry, version: 5 }, { MASQUE_PS: true }), {
        codes: ['XDSMetadataVersionError'],
        text: "La version précédente indiquée n'est pas la version actuelle.",
      });
    });

    it('then the document of another content is refused', async () => {
      const entry = await desk.entry(AUTHOR, note);
      const changed = { ...entry, hash: '0'.repeat(40) };
      await desk.refuses(() => changeVisibility(by(), changed, { MASQUE_PS: true }), CANNOT);
    });

    it('then a new association is no operation of the DMP', async () => {
      const target = await desk.uuid(AUTHOR, await desk.note(AUTHOR));
      const set = updateSet(by());
      const association = (id: string, type: string, source: string, end: string) => ({
        id,
        type,
        source,
        target: end,
        slots: [],
        extras: NO_EXTRAS,
      });
      const objects: SubmittedObjects = {
        submissionSets: [set],
        entries: [],
        folders: [],
        associations: [
          association('Relation01', APND, uuid, target),
          association('Update01', SUBMIT_ASSOCIATION, set.id, 'Relation01'),
        ],
      };
      await desk.refuses(() => sendUpdate(by(), objects), NO_OPERATION);
    });

    it('then an entry that is new to the registry is refused', async () => {
      const entry = await desk.entry(AUTHOR, note);
      const objects = visibilityObjects(updateSet(by()), entry, { MASQUE_PS: true });
      const entries = objects.entries.map(({ logicalId: _lid, ...rest }) => rest);
      await desk.refuses(() => sendUpdate(by(), { ...objects, entries }), {
        codes: ['XDSInvalidRequestException', 'XDSMetadataUpdateError'],
        text: '',
      });
      const [member] = objects.associations;
      const associations = [{ ...member!, type: HAS_MEMBER, slots: member!.slots.slice(0, 1) }];
      const answer = await sendUpdate(by(), { ...objects, associations });
      expect(answer.errors.map((error) => error.code)).to.include('XDSMetadataUpdateOperationError');
    });
  });
});

describe('given an operator who opens masking as the tables do', function () {
  this.timeout(60_000);
  let desk: UpdateDesk;
  before(async () => {
    desk = await updateDesk({ CARNET_MASK: '526' });
    for (const slug of [AUTHOR, NURSE]) await desk.authorise(slug);
  });
  after(() => desk.close());

  it('then a nurse masks what another wrote, and may not take the mask off again', async () => {
    const note = await desk.note(AUTHOR);
    const entry = await desk.entry(NURSE, note);
    await desk.takes(() => changeVisibility(desk.by(NURSE), entry, { MASQUE_PS: true }));
    expect(await desk.finds(NURSE, note)).to.equal(false);
    const masked = await desk.entry(AUTHOR, note);
    await desk.refuses(() => changeVisibility(desk.by(NURSE), masked, { MASQUE_PS: false }), {
      codes: ['UnresolvedReferenceException', 'XDSMetadataVersionError'],
      text: UNKNOWN.text,
    });
    expect(await desk.finds(AUTHOR, note)).to.equal(true);
  });
});
