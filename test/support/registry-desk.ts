import { expect } from 'chai';
import { QUERY, RIM } from '../../src/ebrim/namespaces.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { SubmittedObjects } from '../../src/model/submission.ts';
import { registryStoredQuery } from '../../src/registry/iti-18-registry-stored-query.ts';
import { registerDocumentSet } from '../../src/registry/iti-42-register-document-set.ts';
import { multiPatientStoredQuery } from '../../src/registry/iti-51-multi-patient-stored-query.ts';
import { updateDocumentSet } from '../../src/registry/iti-57-update-document-set.ts';
import { restrictedUpdateDocumentSet } from '../../src/registry/iti-92-restricted-update-document-set.ts';
import type { SoapAnswer, SoapTransaction } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, element, elements, type XmlElement } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';
import { type DepositHouse, depositHouse, EVERYTHING as SEE_ALL } from './deposit-house.ts';
import { told } from './faults.ts';
import { IHE_RED, NODE } from './ihe-submission.ts';
import { send } from './way-through.ts';

/** Name of a parameter and its Values, as the wire has them; a name may come twice. */
export type Slot = readonly [name: string, ...values: string[]];

/** A registry of the domain `ihe`, and somebody who sends it messages. */
export interface RegistryDesk {
  readonly house: DepositHouse;
  /** ITI-42: `done`, or what it was refused for. */
  register(objects: SubmittedObjects): Promise<'done' | Refusal>;
  /** The same for ITI-57. */
  update(objects: SubmittedObjects, subject?: Subject): Promise<'done' | Refusal>;
  /** The same for ITI-92. */
  restrict: RegistryDesk['register'];
  /** ITI-42, for a submission that must be taken. */
  take(objects: SubmittedObjects): Promise<void>;
  ask(
    id: string,
    slots: readonly Slot[],
    returnType?: string,
    subject?: Subject,
  ): Promise<SoapAnswer | Refusal>;
  /** The same for ITI-51. */
  askOfPatients: RegistryDesk['ask'];
  /** The objects of an answer, which must be one. */
  find(id: string, ...slots: readonly Slot[]): Promise<readonly XmlElement[]>;
  /** entryUUID of the last entry, folder or submission set under a uniqueId. */
  idOf(uniqueId: string): Promise<string>;
  close(): Promise<void>;
}

export function storedQuery(id: string, slots: readonly Slot[], returnType = 'LeafClass'): string {
  return xml`<query:AdhocQueryRequest xmlns:query="${QUERY}" xmlns:rim="${RIM}"><query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><rim:AdhocQuery id="${id}">${slots.map(
    ([name, ...values]) =>
      xml`<rim:Slot name="${name}"><rim:ValueList>${values.map((one) => xml`<rim:Value>${one}</rim:Value>`)}</rim:ValueList></rim:Slot>`,
  )}</rim:AdhocQuery></query:AdhocQueryRequest>`.text;
}

export async function registryDesk(): Promise<RegistryDesk> {
  const house = await depositHouse({ domain: 'ihe', authority: IHE_RED });
  const submit = async (
    transaction: SoapTransaction<SubmittedObjects, null>,
    objects: SubmittedObjects,
    subject = NODE,
  ): Promise<'done' | Refusal> => {
    const answer = await send(house, transaction, writeSubmitObjects(objects).text, subject);
    return isRefusal(answer) ? answer : 'done';
  };
  const register: RegistryDesk['register'] = (objects) => submit(registerDocumentSet(house.options), objects);
  const ask: RegistryDesk['ask'] = (id, slots, returnType, subject = NODE) =>
    send(house, registryStoredQuery(house.options), storedQuery(id, slots, returnType), subject);
  const askOfPatients: RegistryDesk['ask'] = (id, slots, returnType, subject = NODE) =>
    send(house, multiPatientStoredQuery(house.options), storedQuery(id, slots, returnType), subject);
  return {
    house,
    register,
    update: (objects, subject) => submit(updateDocumentSet(house.options), objects, subject),
    restrict: (objects) => submit(restrictedUpdateDocumentSet(house.options), objects),
    ask,
    askOfPatients,
    async take(objects) {
      expect(told(await register(objects))).to.deep.equal([]);
    },
    async find(id, ...slots) {
      const answer = await ask(id, slots);
      if (isRefusal(answer)) return expect.fail(told(answer).join());
      return elements(element(parseXml(answer.body.text), 'RegistryObjectList')!);
    },
    async idOf(uniqueId) {
      const { documents, folders, submissionSets } = house.store;
      const all = { uniqueIds: [uniqueId] };
      const found = [
        ...(await submissionSets.find(SEE_ALL, all)).map(({ id }) => id),
        ...(await folders.find(SEE_ALL, { ...all, latestOnly: true })).map(({ id }) => id),
        ...(await documents.find(SEE_ALL, { ...all, latestOnly: true }, 'ids')).map(
          ({ entryUuid }) => entryUuid,
        ),
      ];
      return found.at(-1) ?? expect.fail(`nothing under ${uniqueId}`);
    },
    close: () => house.close(),
  };
}

/** What objects are, in a form that compares: `kind id`. */
export function kindsOf(objects: readonly XmlElement[]): string[] {
  return objects.map((object) => `${object.local} ${attribute(object, 'id')}`);
}
