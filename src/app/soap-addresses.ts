import type { DocumentsOptions } from '../documents/options.ts';
import { patientIdentityFeedV3 } from '../patients/iti-44-patient-identity-feed.ts';
import { existence } from '../records/td-0-2-existence.ts';
import { setAuthorization } from '../records/td-0-3-set-authorization.ts';
import { authorisedRecordList } from '../records/td-0-4-authorised-record-list.ts';
import { patientSearch } from '../records/td-0-5-patient-search.ts';
import { administrativeData } from '../records/td-1-3a-administrative-data.ts';
import { administrativeChange } from '../records/td-1-3b-administrative-change.ts';
import { closing } from '../records/td-1-4-closing.ts';
import { authorisedProfessionals } from '../records/td-1-6-authorised-professionals.ts';
import { registryStoredQuery } from '../registry/iti-18-registry-stored-query.ts';
import { registerDocumentSet } from '../registry/iti-42-register-document-set.ts';
import { multiPatientStoredQuery } from '../registry/iti-51-multi-patient-stored-query.ts';
import { updateDocumentSet } from '../registry/iti-57-update-document-set.ts';
import { registerOnDemandDocumentEntry } from '../registry/iti-61-register-on-demand-document-entry.ts';
import { removeMetadata } from '../registry/iti-62-remove-metadata.ts';
import { restrictedUpdateDocumentSet } from '../registry/iti-92-restricted-update-document-set.ts';
import { provideAndRegisterDocumentSet } from '../repository/iti-41-provide-and-register-document-set.ts';
import { retrieveDocumentSet } from '../repository/iti-43-retrieve-document-set.ts';
import { removeDocuments } from '../repository/iti-86-remove-documents.ts';
import type { SoapService } from '../soap/soap-transaction.ts';
import { loadWsdl } from '../soap/wsdl.ts';
import type { Store } from '../store/store.ts';
import type { AffinityDomain, ServiceName, TransactionName } from '../terminology/affinity-domain.ts';
import { ProfileError } from '../terminology/profiles.ts';

type AnySoapTransaction = SoapService['transactions'][number];
type Feed = Parameters<typeof patientIdentityFeedV3>[0];
/** How a transaction is made, for those that the domain serves; some have several actions. */
type Makers = Partial<Record<TransactionName, () => AnySoapTransaction | readonly AnySoapTransaction[]>>;

/**
 * Every SOAP address of a server, with the transactions that its affinity domain serves there.
 * @throws ProfileError when the domain has an address at which it serves nothing, or a transaction without an address.
 */
export function soapAddresses(documents: DocumentsOptions, feed: Feed, store: Store): SoapService[] {
  const { domain } = documents;
  const { rules } = domain;
  const service = (name: ServiceName, makers: Makers): Service => {
    const served = Object.keys(makers).filter((one) => rules.transactions.includes(one as TransactionName));
    const transactions = served.flatMap((one) => {
      const responseAction = rules.responseActions[one as TransactionName];
      const made = [makers[one as TransactionName]!()].flat();
      return responseAction === undefined ? made : made.map((each) => ({ ...each, responseAction }));
    });
    return { name, served, transactions, wsdl: loadWsdl(name, transactions) };
  };
  const services: Record<ServiceName, Service> = {
    registry: service('registry', {
      'ITI-18': () => registryStoredQuery({ store, domain }),
      'ITI-42': () => registerDocumentSet(documents),
      'ITI-44': () => patientIdentityFeedV3(feed),
      'ITI-51': () => multiPatientStoredQuery({ store, domain }),
      'ITI-57': () => updateDocumentSet(documents),
      'ITI-61': () => registerOnDemandDocumentEntry(documents),
      'ITI-62': () => removeMetadata(documents),
      'ITI-92': () => restrictedUpdateDocumentSet(documents),
    }),
    repository: service('repository', {
      'ITI-41': () => provideAndRegisterDocumentSet(documents),
      'ITI-43': () => retrieveDocumentSet(documents),
      'ITI-86': () => removeDocuments(documents),
    }),
    patients: service('patients', {
      'TD0.2': () => existence({ rules }),
      'TD1.3a': () => administrativeData({ rules }),
      'TD1.3b': () => administrativeChange({ rules }),
      'TD1.4': () => closing({ rules }),
    }),
    patientsSpecific: service('patientsSpecific', { 'TD0.4': () => authorisedRecordList({ store }) }),
    patientsPDQ: service('patientsPDQ', { 'TD0.5': () => patientSearch({ store, rules }) }),
    habilitations: service('habilitations', {
      'TD0.3': () => setAuthorization(),
      'TD1.6': () => authorisedProfessionals({ store }),
    }),
  };
  checkAddresses(domain, services);
  return Object.entries(rules.addresses).flatMap(([base, names]) =>
    names.map((name) => ({ ...services[name], path: `${base}/${name}` })),
  );
}

interface Service extends Omit<SoapService, 'path'> {
  readonly served: readonly string[];
}

function checkAddresses(
  { rules, folder }: AffinityDomain,
  services: Readonly<Record<ServiceName, Service>>,
): void {
  const wrong = (what: string) => new ProfileError(`${folder.shown}/domain.json: rules.${what}`);
  const named = Object.entries(rules.addresses);
  for (const [base, names] of named) {
    const idle = names.find((name) => services[name].served.length === 0);
    if (idle !== undefined)
      throw wrong(`addresses has ${base}/${idle}, where none of transactions is served`);
  }
  const addressed = named.flatMap(([, names]) => names.flatMap((name) => services[name].served));
  const nowhere = rules.transactions.find((name) => !addressed.includes(name));
  if (nowhere !== undefined) throw wrong(`transactions has ${nowhere}, which no address of addresses serves`);
}
