import { LCM, RIM, RMD, XDSB } from '../../src/ebrim/namespaces.ts';
import { isRefusal, type Refusal } from '../../src/errors.ts';
import type { Subject } from '../../src/model/subject.ts';
import { removeMetadata } from '../../src/registry/iti-62-remove-metadata.ts';
import { retrieveDocumentSet } from '../../src/repository/iti-43-retrieve-document-set.ts';
import { removeDocuments } from '../../src/repository/iti-86-remove-documents.ts';
import type { SoapAnswer } from '../../src/soap/soap-transaction.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';
import { EVERYTHING } from './deposit-house.ts';
import { NODE } from './ihe-submission.ts';
import { type RegistryDesk, registryDesk } from './registry-desk.ts';
import { send } from './way-through.ts';

/** Repository and uniqueId. */
export type Asked = readonly [repository: string, uniqueId: string];

/** A registry and repository of the domain `ihe`, and somebody who removes what is there. */
export interface RemovalDesk extends RegistryDesk {
  readonly repository: string;
  /** ITI-62: `done`, or what it was refused for. */
  remove(ids: readonly string[], subject?: Subject): Promise<'done' | Refusal>;
  /** ITI-86. */
  removeDocuments(asked: readonly Asked[], subject?: Subject): Promise<SoapAnswer | Refusal>;
  /** ITI-43: the documents that are handed out, as texts, and the codes of those that are not. */
  retrieve(...asked: readonly Asked[]): Promise<readonly string[]>;
  /** The ids of every association that has this object at an end. */
  tiesOf(...ids: readonly string[]): Promise<readonly string[]>;
}

export function removeObjects(ids: readonly string[]): string {
  return xml`<lcm:RemoveObjectsRequest xmlns:lcm="${LCM}" xmlns:rim="${RIM}"><rim:ObjectRefList>${ids.map(
    (id) => xml`<rim:ObjectRef id="${id}"/>`,
  )}</rim:ObjectRefList></lcm:RemoveObjectsRequest>`.text;
}

function documentRequests(asked: readonly Asked[]) {
  return asked.map(
    ([repository, uniqueId]) =>
      xml`<xds:DocumentRequest><xds:RepositoryUniqueId>${repository}</xds:RepositoryUniqueId><xds:DocumentUniqueId>${uniqueId}</xds:DocumentUniqueId></xds:DocumentRequest>`,
  );
}

export function removeDocumentsRequest(asked: readonly Asked[]): string {
  return xml`<rmd:RemoveDocumentsRequest xmlns:rmd="${RMD}" xmlns:xds="${XDSB}">${documentRequests(asked)}</rmd:RemoveDocumentsRequest>`
    .text;
}

export async function removalDesk(): Promise<RemovalDesk> {
  const desk = await registryDesk();
  const { house } = desk;
  return {
    ...desk,
    repository: house.options.domain.rules.repositoryUniqueId,
    async remove(ids, subject = NODE) {
      const answer = await send(house, removeMetadata(house.options), removeObjects(ids), subject);
      return isRefusal(answer) ? answer : 'done';
    },
    removeDocuments: (asked, subject = NODE) =>
      send(house, removeDocuments(house.options), removeDocumentsRequest(asked), subject),
    async retrieve(...asked) {
      const body = xml`<xds:RetrieveDocumentSetRequest xmlns:xds="${XDSB}">${documentRequests(asked)}</xds:RetrieveDocumentSetRequest>`;
      const answer = await send(house, retrieveDocumentSet(house.options), body.text, NODE);
      if (isRefusal(answer)) return answer.refused.map(({ code }) => code);
      const errors = [...descendants(parseXml(answer.body.text))].filter(
        ({ local }) => local === 'RegistryError',
      );
      const given = await Promise.all((answer.attachments ?? []).map((part) => part.bytes!()));
      return [...given.map(String), ...errors.map((error) => attribute(error, 'errorCode') ?? '')];
    },
    async tiesOf(...ids) {
      const found = await house.store.associations.find(EVERYTHING, { ends: ids });
      return found.map(({ id }) => id);
    },
  };
}
