import type { DirectoryPractice, DirectoryProfessional, DirectoryStructure } from '../model/directory.ts';

/** An import is a generation of its own, unseen until it is whole; reads know the present one alone. */
export type DirectoryCommand =
  | {
      readonly kind: 'add-to-directory';
      readonly generation: number;
      readonly practices: readonly DirectoryPractice[];
    }
  /** From now on this generation is the directory. */
  | { readonly kind: 'publish-directory'; readonly generation: number; readonly at: string }
  /** Deletes up to so many rows of each kind of the generations before the present one. */
  | { readonly kind: 'forget-directory'; readonly most: number };

export interface DirectoryPage {
  readonly limit: number;
  readonly offset: number;
}

export interface Found<T> {
  /** Of all, not of the page. */
  readonly total: number;
  readonly items: readonly T[];
}

export interface ProfessionalCriteria {
  readonly ids?: readonly string[];
  /** Beginnings of the family name and of the given name, as `foldName` has them. */
  readonly family?: string;
  readonly given?: string;
  /** Beginning of either. */
  readonly name?: string;
}

export interface PracticeCriteria {
  readonly professional?: string;
  readonly structure?: string;
  /** Codes of professions. */
  readonly professions?: readonly string[];
}

export interface StructureCriteria {
  readonly nationalId?: string;
  readonly finess?: string;
  readonly siret?: string;
  /** Of the firm, with which the SIRET of each of its sites begins. */
  readonly siren?: string;
}

/** The Annuaire santé as it was last imported; nothing before the first time. */
export interface DirectoryReads {
  /** When it was imported (ISO 8601 UTC). */
  importedAt(): Promise<string | undefined>;
  /** What the next import takes. */
  nextGeneration(): Promise<number>;
  /** Whether rows of former generations are left. */
  hasFormer(): Promise<boolean>;
  knows(professional: string): Promise<boolean>;
  practice(id: string): Promise<DirectoryPractice | undefined>;
  structure(id: string): Promise<DirectoryStructure | undefined>;
  professionals(criteria: ProfessionalCriteria, page: DirectoryPage): Promise<Found<DirectoryProfessional>>;
  practices(criteria: PracticeCriteria, page: DirectoryPage): Promise<Found<DirectoryPractice>>;
  structures(criteria: StructureCriteria, page: DirectoryPage): Promise<Found<DirectoryStructure>>;
}
