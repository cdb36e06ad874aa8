import type { DocumentsOptions } from '../documents/options.ts';
import { existence } from '../records/td-0-2-existence.ts';
import { setAuthorization } from '../records/td-0-3-set-authorization.ts';
import { registryStoredQuery } from '../registry/iti-18-registry-stored-query.ts';
import { registerDocumentSet } from '../registry/iti-42-register-document-set.ts';
import { provideAndRegisterDocumentSet } from '../repository/iti-41-provide-and-register-document-set.ts';
import { retrieveDocumentSet } from '../repository/iti-43-retrieve-document-set.ts';
import type { SoapService } from '../soap/soap-transaction.ts';
import { loadWsdl } from '../soap/wsdl.ts';
import type { TransactionName } from '../terminology/affinity-domain.ts';

const DMP = '/si-dmp-server/v2/services';

type AnySoapTransaction = SoapService['transactions'][number];
/** How a transaction is made, for those that the domain serves. */
type Makers = Partial<Record<TransactionName, () => AnySoapTransaction>>;

/** Every SOAP address of a server, with the transactions that its affinity domain serves there. */
export function soapAddresses(documents: DocumentsOptions): SoapService[] {
  const { domain, store } = documents;
  const { rules } = domain;
  const served = (makers: Makers): AnySoapTransaction[] =>
    Object.entries(makers).flatMap(([name, make]) =>
      rules.transactions.includes(name as TransactionName) ? [make()] : [],
    );
  const registry = {
    name: 'registry',
    transactions: served({
      'ITI-18': () => registryStoredQuery({ store, domain }),
      'ITI-42': () => registerDocumentSet(documents),
    }),
    wsdl: loadWsdl('registry'),
  };
  const repository = {
    name: 'repository',
    transactions: served({
      'ITI-41': () => provideAndRegisterDocumentSet(documents),
      'ITI-43': () => retrieveDocumentSet(documents),
    }),
    wsdl: loadWsdl('repository'),
  };
  const patients = {
    name: 'patients',
    transactions: served({ 'TD0.2': () => existence({ rules }) }),
    wsdl: loadWsdl('patients'),
  };
  const habilitations = {
    name: 'habilitations',
    transactions: served({ 'TD0.3': () => setAuthorization() }),
    wsdl: loadWsdl('habilitations'),
  };
  const neutral = [
    { ...registry, path: '/xds/registry' },
    { ...repository, path: '/xds/repository' },
  ];
  if (!rules.recordsRequired) return neutral;
  return [
    ...neutral,
    ...[registry, repository, patients, habilitations].map((each) => ({
      ...each,
      path: `${DMP}/${each.name}`,
    })),
  ];
}
