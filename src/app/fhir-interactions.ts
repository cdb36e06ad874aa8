import type { Config } from '../config.ts';
import { organizations } from '../directory/iti-90-organizations.ts';
import { practitionerRoles } from '../directory/iti-90-practitioner-roles.ts';
import { practitioners } from '../directory/iti-90-practitioners.ts';
import type { DocumentsOptions } from '../documents/options.ts';
import type { AnyInteraction } from '../fhir/routing.ts';
import { findDocumentReferences } from '../mobile/iti-67-find-document-references.ts';
import { readDocumentReference } from '../mobile/iti-67-read-document-reference.ts';
import { retrieveDocument } from '../mobile/iti-68-retrieve-document.ts';
import { patchDocumentReference } from '../mobile/patch-document-reference.ts';
import { provideDocumentBundle } from '../mobile/provide/iti-65-provide-document-bundle.ts';
import type { Log } from '../model/log.ts';
import { patientSearch } from '../patients/iti-78-patient-search.ts';
import { patientRead } from '../patients/patient-read.ts';
import { brisDeGlace } from '../records/choices/bris-de-glace.ts';
import { choiceOperations } from '../records/choices/choice-operations.ts';
import {
  consentCreate,
  consentRead,
  consentSearch,
  consentUpdate,
} from '../records/choices/consent-interactions.ts';
import { traceSearch } from '../records/iti-81-trace-search.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import { immunizationRead } from '../vaccination/immunization-read.ts';
import { immunizationSearch } from '../vaccination/immunization-search.ts';

/** Everything that the FHIR face serves. */
export function fhirInteractions({
  store,
  blobs,
  config,
  documents,
  log,
}: {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly config: Pick<
    Config,
    'brisDeGlaceHours' | 'brisDeGlaceAttempts' | 'brisDeGlaceAttemptWindowMinutes'
  >;
  readonly documents: DocumentsOptions;
  readonly log: Log;
}): AnyInteraction[] {
  const vaccination = {
    store,
    blobs,
    unreadable: (entryUuid: string, refusal: unknown) => log('warn', 'unreadable', { entryUuid, refusal }),
  };
  return [
    patientSearch(),
    patientRead(),
    findDocumentReferences({ store }),
    readDocumentReference({ store }),
    patchDocumentReference(documents),
    provideDocumentBundle(documents),
    retrieveDocument({ store, blobs }),
    immunizationSearch(vaccination),
    immunizationRead(vaccination),
    traceSearch({ store }),
    ...practitioners(store.directory),
    ...practitionerRoles(store.directory),
    ...organizations(store.directory),
    brisDeGlace({
      hours: config.brisDeGlaceHours,
      attempts: config.brisDeGlaceAttempts,
      attemptWindowMinutes: config.brisDeGlaceAttemptWindowMinutes,
    }),
    consentRead(store),
    consentSearch(store),
    consentCreate(store),
    consentUpdate(store),
    ...choiceOperations(store),
  ];
}
