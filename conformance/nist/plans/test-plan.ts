import type { XmlElement } from '../../../src/xml/tree.ts';

export type ExpectedStatus = 'Success' | 'Failure' | 'PartialSuccess' | 'Fault';

/** One test of NIST's XDS Toolkit: a folder of sections, each with a `testplan.xml`. */
export interface TestPlan {
  readonly id: string;
  readonly title: string;
  /** Codes of the collections that it belongs to, such as `reg` or `reg_mu`. */
  readonly collections: readonly string[];
  /** Those that `index.idx` lists, in its order; what is on the disk beside them is not run. */
  readonly sections: readonly Section[];
  /** Other tests whose values this one uses. */
  readonly dependsOn: readonly string[];
}

export interface Section {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly id: string;
  readonly expectedStatus: readonly ExpectedStatus[];
  readonly expectedErrorCode: string | undefined;
  readonly expectedErrorMessage: string | undefined;
  /** The test goes on with a patient of its own from here. */
  readonly newPatientId: boolean;
  /** This step alone uses a patient that nobody was told of. */
  readonly altPatientId: boolean;
  /** Steps that only change the patient have none. */
  readonly instruction: Instruction | undefined;
}

/** What a step does: one transaction, the file it sends, what goes into that file, and what must come back. */
export interface Instruction {
  /** Element name, such as `RegisterTransaction`. */
  readonly transaction: string;
  readonly metadataFile: string | undefined;
  readonly assignPatientId: boolean;
  readonly assignUniqueIds: boolean;
  /** Symbolic ids of the objects that keep their uniqueId. */
  readonly keepUniqueIdOf: readonly string[];
  /** Identification schemes whose values stay as they are. */
  readonly keptSchemes: readonly string[];
  readonly assignUuids: boolean;
  readonly parseMetadata: boolean;
  /** Drops the query parameters whose symbols found no value. */
  readonly cleanParameters: boolean;
  readonly mtom: boolean;
  readonly waitMilliseconds: number;
  readonly documents: readonly { readonly id: string; readonly file: string }[];
  readonly uses: readonly Use[];
  readonly reports: readonly ReportRequest[];
  readonly expectedContents: readonly Expectation[];
  readonly assertions: readonly Assertion[];
  readonly referenceDocuments: readonly { readonly uid: string; readonly file: string }[];
  readonly referenceMetadata: StepPointer | undefined;
  readonly expectedMimeType: string | undefined;
  /** The patient identity feed: a patient of its own, or one that is named. */
  readonly createPatientId: boolean;
  readonly namedPatientId: string | undefined;
}

/** A step by its place: `testdir` is relative to the section, `../submit` or `../../12346/single_doc`. */
export interface StepPointer {
  readonly testdir: string | undefined;
  readonly step: string;
}

/** A symbol in the message or the assertions, and where its value comes from. */
export type Use =
  | (StepPointer & {
      readonly kind: 'id';
      readonly symbol: string;
      readonly list: string;
      readonly id: string;
    })
  | {
      readonly kind: 'report';
      readonly symbol: string;
      readonly test: string | undefined;
      readonly section: string;
      readonly step: string;
      readonly report: string;
    }
  | (StepPointer & { readonly kind: 'xpath'; readonly symbol: string; readonly xpath: string })
  | (StepPointer & { readonly kind: 'object-ref'; readonly symbol: string; readonly index: number })
  | (StepPointer & { readonly kind: 'repository'; readonly symbol: string })
  | { readonly kind: 'value'; readonly symbol: string; readonly value: string }
  | { readonly kind: 'new-uuid'; readonly symbol: string };

/** A value of this step, under a name for the steps after it. */
export interface ReportRequest {
  readonly name: string;
  /** `InputMetadata`: what was sent; `Result`: what came. */
  readonly section: string;
  readonly xpath: string;
}

export interface Expectation {
  readonly name: string;
  readonly count: number | undefined;
  /** The element itself, for those with content of their own (`DocumentEntries`). */
  readonly element: XmlElement;
}

export interface Assertion {
  readonly id: string;
  readonly xpath: string;
}
