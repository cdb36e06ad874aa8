import type { CdaHeader } from '../cda/header.ts';
import type { Config } from '../config.ts';
import type { Fault, Refusal } from '../errors.ts';
import type { DocumentEntry, SubmittedDocumentEntry } from '../model/document-entry.ts';
import type { MedicalRecord } from '../model/record.ts';
import type { Scope } from '../model/scope.ts';
import type { Subject } from '../model/subject.ts';
import type { SubmissionSet } from '../model/submission.ts';
import type { UpdateRights } from '../model/update-rights.ts';
import type { BlobStore, ReceivedContent } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';

/** A document as it came, with the id that ties it to its entry. */
export interface SubmittedDocument {
  readonly id: string;
  readonly content: ReceivedContent;
}

/** A lot whose signature is to be verified. */
export interface SignedLot {
  readonly signature: ReceivedContent;
  readonly submissionSetUniqueId: string;
  /** Every document of the lot but the signature. */
  readonly documents: readonly {
    readonly uniqueId: string;
    readonly mimeType: string;
    readonly content: ReceivedContent;
  }[];
  readonly at: Date;
}

/** Whom the certificate that signed a lot belongs to: PS_IdNat or internal id of a card, Struct_IdNat of a structure. */
export interface LotSigner {
  readonly kind: 'person' | 'structure';
  readonly id: string;
}

/** The texts that are kept beside what is registered. */
export interface Renderings {
  ebrim(entry: DocumentEntry): string;
  fhir(entry: DocumentEntry): string;
  submissionSet(set: SubmissionSet): string;
}

/** Who may be an author, as far as the Annuaire santé says. */
export interface DirectoryCheck {
  /** By PS_IdNat. */
  readonly allowsProfessional: (id: string) => Promise<boolean>;
  /** By Struct_IdNat. @param isCallers the caller acts in it, as its certificate or assertion has shown. */
  readonly allowsStructure: (id: string, isCallers: boolean) => Promise<boolean>;
}

/** What the rules of document sharing work with; `app.ts` puts it together. */
export interface DocumentsOptions {
  readonly domain: AffinityDomain;
  readonly config: Pick<Config, 'mode' | 'testInsAnyKey'>;
  readonly store: Pick<
    Store,
    'documents' | 'submissionSets' | 'folders' | 'associations' | 'records' | 'removal' | 'versions'
  >;
  readonly blobs: BlobStore;
  /** Deletes the content that no entry refers to any more. */
  readonly deleteLeftContent: () => Promise<void>;
  readonly renderings: Renderings;
  /** Verifies signature, digests and certificate of a lot; a Refusal is InvalidDocumentContent. */
  readonly verifyLot: (lot: SignedLot) => Promise<LotSigner | Refusal>;
  /** Left out where nobody asks. */
  readonly directory?: DirectoryCheck;
  readonly readCdaHeader: (source: AsyncIterable<Uint8Array>) => Promise<CdaHeader | Refusal>;
  readonly cdaDisagreements: (header: CdaHeader, entry: SubmittedDocumentEntry) => readonly Fault[];
}

/** Who asks and whose record it is, as the decision has let it through. */
export interface Caller {
  readonly subject: Subject;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly record: MedicalRecord | undefined;
  /**
   * For a deposit, where the caller is not shown all that is its own: what a relationship may point at. Left out: every own
   * document that is not deleted.
   */
  readonly scope?: Scope;
  /** For an update in a domain with a habilitation matrix: what the caller sees and may change. Left out: everything. */
  readonly bounds?: UpdateBounds;
}

/** Within what one caller may change the documents of a record. */
export interface UpdateBounds {
  readonly scope: Scope;
  readonly rights: UpdateRights;
}
