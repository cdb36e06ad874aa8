import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { soapRequest } from '../support/soap-message.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  namesOf,
  submission,
  vaccinationNote,
} from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, fault, patientId } from './bad-input-house.ts';
import { authorise, exists, find, get, retrieve } from './dmp-messages.ts';

const ABSENT = '207058575627097';
const CLOSED = '194061411802731';
const TOLD = "XDSUnknownPatientId Le DMP de ce patient n'existe pas ou est fermé.";
const NAMES = namesOf(7);

/** The lot of Charlotte's note as one about somebody else, in metadata and content. */
function lotOf(ins: string): BuiltSubmission {
  const { objects } = submission(NAMES);
  const of = <T extends { readonly patientId: string }>(one: T): T => ({ ...one, patientId: patientId(ins) });
  return {
    objects: {
      ...objects,
      submissionSets: objects.submissionSets.map(of),
      entries: objects.entries.map(of),
    },
    documents: [{ id: 'Document01', bytes: vaccinationNote(NAMES.note, { [CHARLOTTE.value]: ins }) }],
  };
}

describe('given a patient whose record is absent, or has been closed', () => {
  let house: BadInputHouse;
  const vihf = (as: string, ins: string) => makeVihf(house.pki, { as, patient: ins });
  const deposit = async (ins: string) =>
    house.sendSoap(
      provideMessage(await signedLot(house.pki, lotOf(ins)), vihf('pharmacien', ins)),
      'pharmacien',
    );
  const declare = (ins: string) => house.sendSoap(authorise(vihf('infirmier', ins)), 'infirmier');

  before(async () => {
    house = await badInputHouse();
    const patientKey = await house.record(CLOSED);
    await house.stores(() => deposit(CLOSED));
    await house.stores(() => declare(CLOSED));
    await house.server.store.write([{ kind: 'close-record', patientKey, at: new Date().toISOString() }]);
  });
  after(() => house.close());

  for (const [what, ins, reason] of [
    ['absent', ABSENT, 'record-absent'],
    ['closed', CLOSED, 'record-closed'],
  ] as const) {
    it(`then a deposit to the ${what} record is refused`, () =>
      house.refuses(() => deposit(ins), failure(`ITI-41 ${reason}`, TOLD)));

    it(`then a search in the ${what} record is refused`, () =>
      house.refuses(
        () => house.sendSoap(find(patientId(ins), vihf('infirmier', ins)), 'infirmier'),
        failure(`ITI-18 ${reason}`, TOLD),
      ));

    it(`then a search by uniqueId in the ${what} record is refused`, () =>
      house.refuses(
        () => house.sendSoap(get([NAMES.note], vihf('infirmier', ins)), 'infirmier'),
        failure(`ITI-18 ${reason}`, TOLD),
      ));

    it(`then a retrieve from the ${what} record is refused`, () =>
      house.refuses(
        () => house.sendSoap(retrieve([NAMES.note], vihf('infirmier', ins)), 'infirmier'),
        failure(`ITI-43 ${reason}`, TOLD),
      ));

    it(`then nobody becomes authorised for the ${what} record`, () =>
      house.refuses(() => declare(ins), fault(TOLD, `TD0.3 ${reason}`)));
  }

  const askWhetherExists = async (ins: string): Promise<string> => {
    const request = soapRequest(exists(patientId(ins), vihf('infirmier', ins)));
    let answer = '';
    const traces = await house.keepsNothing(async () => {
      const { status, text } = await house.wire.send(request, house.pki.credentials('infirmier', 'auth'));
      expect(status).to.equal(200);
      answer = text;
    });
    expect(traces).to.have.length(1);
    return answer;
  };

  it('then the question for the absent record is answered with NF and no patient', async () => {
    const answer = await askWhetherExists(ABSENT);
    expect(answer).to.include('<queryResponseCode code="NF"/>').and.not.include('<patient ');
  });

  it('then the question for the closed record is answered with terminated', async () => {
    const answer = await askWhetherExists(CLOSED);
    expect(answer).to.include('<queryResponseCode code="OK"/>');
    expect(answer).to.include('<statusCode code="terminated"/>').and.not.include('code="active"');
  });

  it('then a document of the closed record is not read under an open one', async () => {
    await house.stores(() => declare(CHARLOTTE.value));
    await house.refuses(
      () => house.sendSoap(retrieve([NAMES.note], vihf('infirmier', CHARLOTTE.value)), 'infirmier'),
      failure(
        'ITI-43 document-hidden',
        `XDSDocumentUniqueIdError Aucun document accessible ne porte cet identifiant unique. (${NAMES.note})`,
      ),
    );
  });
});
