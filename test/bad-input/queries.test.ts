import { expect } from 'chai';
import { FIND_DOCUMENTS } from '../../src/documents/queries/find-documents.ts';
import { GET_DOCUMENTS } from '../../src/documents/queries/get-documents.ts';
import { QUERY, RIM } from '../../src/ebrim/namespaces.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { xml } from '../../src/xml/write.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { soapRequest } from '../support/soap-message.ts';
import { CHARLOTTE, noteEntry, PATIENT_ID, submission } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, fault, patientId } from './bad-input-house.ts';
import { authorise, query, retrieve } from './dmp-messages.ts';

/** A Slot and its Values; a name may come twice. */
type Slot = readonly [name: string, ...values: string[]];

const PATIENT: Slot = ['$XDSDocumentEntryPatientId', `'${PATIENT_ID}'`];
const APPROVED: Slot = ['$XDSDocumentEntryStatus', "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')"];
const LOINC = '2.16.840.1.113883.6.1';
const NO_UUID = 'urn:uuid:00000000-0000-4000-8000-000000000000';

function storedQuery(id: string, slots: readonly Slot[], returnType = 'LeafClass'): string {
  return xml`<query:AdhocQueryRequest xmlns:query="${QUERY}" xmlns:rim="${RIM}"><query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><rim:AdhocQuery id="${id}">${slots.map(
    ([name, ...values]) =>
      xml`<rim:Slot name="${name}"><rim:ValueList>${values.map((one) => xml`<rim:Value>${one}</rim:Value>`)}</rim:ValueList></rim:Slot>`,
  )}</rim:AdhocQuery></query:AdhocQueryRequest>`.text;
}

const find = (...slots: readonly Slot[]) => storedQuery(FIND_DOCUMENTS, slots);
const number = (about: string) =>
  `XDSStoredQueryParamNumber Un paramètre de la recherche n'a pas le nombre de valeurs attendu. (${about})`;
const unreadable = (about: string) =>
  `XDSRegistryError Le registre n'a pas pu traiter la requête. (${about})`;

const CASES: readonly (readonly [what: string, body: string, told: string])[] = [
  [
    'a stored query that nobody knows',
    storedQuery('urn:uuid:00000000-0000-4000-8000-000000000000', [PATIENT]),
    "XDSUnknownStoredQuery Cette requête de recherche n'est pas connue. (urn:uuid:00000000-0000-4000-8000-000000000000)",
  ],
  [
    'a return type that nobody knows',
    storedQuery(FIND_DOCUMENTS, [PATIENT, APPROVED], 'Tout'),
    unreadable('returnType Tout'),
  ],
  [
    'two patients in one value',
    find(['$XDSDocumentEntryPatientId', `('${PATIENT_ID}','${patientId('207058575627097')}')`], APPROVED),
    number('$XDSDocumentEntryPatientId'),
  ],
  [
    'two patients in two values',
    find([...PATIENT, PATIENT[1]!], APPROVED),
    number('$XDSDocumentEntryPatientId'),
  ],
  ['a status that is repeated', find(PATIENT, APPROVED, APPROVED), number('$XDSDocumentEntryStatus')],
  [
    'two creation times',
    find(PATIENT, APPROVED, ['$XDSDocumentEntryCreationTimeFrom', '20210101', '20220101']),
    number('$XDSDocumentEntryCreationTimeFrom'),
  ],
  [
    'a type that is repeated',
    find(
      PATIENT,
      APPROVED,
      ...[1, 2].map((): Slot => ['$XDSDocumentEntryTypeCode', `('87273-9^^${LOINC}')`]),
    ),
    number('$XDSDocumentEntryTypeCode'),
  ],
  [
    'a month that does not exist',
    find(PATIENT, APPROVED, ['$XDSDocumentEntryServiceStartTimeFrom', '20211345']),
    unreadable('$XDSDocumentEntryServiceStartTimeFrom 20211345'),
  ],
  [
    'a code without its system',
    find(PATIENT, APPROVED, ['$XDSDocumentEntryClassCode', "('52')"]),
    unreadable('$XDSDocumentEntryClassCode 52'),
  ],
  [
    'a list that is not closed',
    find(PATIENT, ['$XDSDocumentEntryStatus', "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved'"]),
    unreadable('$XDSDocumentEntryStatus'),
  ],
  [
    'documents by uniqueId and by entryUUID at once',
    storedQuery(GET_DOCUMENTS, [
      ['$XDSDocumentEntryUniqueId', `('${noteEntry.uniqueId}')`],
      ['$XDSDocumentEntryEntryUUID', `('${NO_UUID}')`],
    ]),
    number('$XDSDocumentEntryEntryUUID, $XDSDocumentEntryUniqueId'),
  ],
  [
    'documents by nothing',
    storedQuery(GET_DOCUMENTS, []),
    'XDSStoredQueryMissingParam Un paramètre obligatoire de la recherche est absent. ($XDSDocumentEntryEntryUUID, $XDSDocumentEntryUniqueId, $XDSDocumentEntryLogicalID)',
  ],
];

describe('given a nurse who searches, and a record that holds a note', () => {
  let house: BadInputHouse;
  const vihf = (more: { readonly patient?: string } = { patient: CHARLOTTE.value }) =>
    makeVihf(house.pki, { as: 'infirmier', ...more });
  before(async () => {
    house = await badInputHouse();
    const depositor = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
    const lot = await signedLot(house.pki, submission());
    await house.stores(() => house.sendSoap(provideMessage(lot, depositor), 'pharmacien'));
    await house.stores(() => house.sendSoap(authorise(vihf()), 'infirmier'));
  });
  after(() => house.close());

  /** The uniqueIds in the answer to a search that blames nothing. */
  const found = async (body: string): Promise<number> => {
    const request = soapRequest(query(body, vihf()));
    const { status, text } = await house.wire.send(request, house.pki.credentials('infirmier', 'auth'));
    expect(status).to.equal(200);
    expect(text).to.not.include('RegistryError');
    return text.split(`value="${noteEntry.uniqueId}"`).length - 1;
  };

  it('then a search without a fault finds it: what is refused below has another cause', async () => {
    expect(await found(find(PATIENT, APPROVED))).to.equal(1);
  });

  for (const [what, body, told] of CASES) {
    it(`then ${what} is refused`, () =>
      house.refuses(
        () => house.sendSoap(query(body, vihf()), 'infirmier'),
        failure(`SOAP ${told.split(' ')[0]}`, told),
      ));
  }

  it('then a search without a patient is one for the patient of the assertion, as the DMP has it', async () => {
    expect(await found(find(APPROVED))).to.equal(1);
  });

  it('then a search without a status is one for what is up to date, as the DMP has it', async () => {
    expect(await found(find(PATIENT))).to.equal(1);
    expect(await found(find(PATIENT, ['$XDSDocumentEntryStatus', "('urn:example:rien')"]))).to.equal(1);
  });

  it('then a search in which neither message nor assertion names a patient is refused', () =>
    house.refuses(
      () => house.sendSoap(query(find(APPROVED), vihf({})), 'infirmier'),
      fault(
        "AssertionPatient Le patient de la requête n'est pas celui du jeton présenté.",
        'ITI-18 AssertionPatient',
      ),
    ));

  it('then a body that is no query is refused', () =>
    house.refuses(
      () => house.sendSoap(query('<rien xmlns="urn:example"/>', vihf()), 'infirmier'),
      fault("MalformedRequest La requête n'est pas conforme.", 'SOAP MalformedRequest'),
    ));

  for (const [what, message, told] of [
    [
      'of another repository',
      () => retrieve([noteEntry.uniqueId], vihf(), '1.2.250.1.999.77'),
      "XDSUnknownRepositoryId L'entrepôt indiqué n'est pas celui de ce serveur. (1.2.250.1.999.77)",
    ],
    [
      'that never was',
      () => retrieve(['1.2.250.1.999.78'], vihf()),
      'XDSDocumentUniqueIdError Aucun document accessible ne porte cet identifiant unique. (1.2.250.1.999.78)',
    ],
  ] as const) {
    it(`then a document ${what} is told as absent, and the attempt is traced`, async () => {
      const traces = await house.keepsNothing(async () =>
        expect(await house.sendSoap(message(), 'infirmier')).to.deep.equal({ status: 200, told: [told] }),
      );
      expect(traces.map(({ type }) => type)).to.deep.equal(['ITI-43']);
    });
  }
});
