import { readFileSync } from 'node:fs';

/** What each face makes of a refusal. */
export interface RefusalRow {
  /** `errorCode` of a RegistryError; rows without one become a SOAP fault. */
  readonly xds?: string;
  readonly soap: {
    readonly code: 'Sender' | 'Receiver' | 'MustUnderstand' | 'VersionMismatch';
    readonly subcode: string;
  };
  readonly fhir: { readonly status: number; readonly issue: string };
  /** MSA-1 of an acknowledgement in HL7 v2 and the code of its ERR (HL7 table 0357); rows without one are AR and 207. */
  readonly hl7?: { readonly ack: 'AE' | 'AR'; readonly code: Hl7Code };
  /** AuditEvent.outcome: 4 minor failure (the caller's), 8 serious failure (ours), 12 major. */
  readonly outcome: '4' | '8' | '12';
}

/** HL7 table 0357, as far as a patient identity feed needs it. */
export type Hl7Code = 100 | 101 | 102 | 103 | 200 | 201 | 203 | 204 | 205 | 206 | 207;

type SoapCode = RefusalRow['soap']['code'];

function fault(subcode: string, status: number, issue: string, code: SoapCode = 'Sender'): RefusalRow {
  return { soap: { code, subcode }, fhir: { status, issue }, outcome: code === 'Receiver' ? '8' : '4' };
}

function xds(errorCode: string, status: number, issue: string, code: SoapCode = 'Sender'): RefusalRow {
  return { xds: errorCode, ...fault(errorCode, status, issue, code) };
}

/** AE: this message is wrong; AR: the server takes no such message, or not now. */
function hl7(code: Hl7Code, subcode: string, status: number, issue: string): RefusalRow {
  return {
    hl7: { ack: code >= 200 && code <= 203 ? 'AR' : 'AE', code },
    ...fault(subcode, status, issue),
  };
}

/**
 * The one table of refusals. Codes with `XDS…` and `…Exception` are of ITI TF-3 Table 4.2.4.1-2; `DMP…` subcodes are those
 * seen in official DMP material; every other subcode is ours and travels in our own namespace. FHIR statuses: facts from
 * the MHD recipient tests of NIST and our own proposal, since IHE publishes none.
 */
export const refusals = {
  // The wire
  NotUtf8: hl7(102, 'NotUtf8', 400, 'structure'),
  MalformedXml: fault('MalformedXml', 400, 'structure'),
  XmlDoctype: fault('XmlDoctype', 400, 'structure'),
  XmlLimit: fault('XmlLimit', 400, 'too-costly'),
  MalformedMultipart: fault('MalformedMultipart', 400, 'structure'),
  MalformedEnvelope: fault('MalformedEnvelope', 400, 'structure'),
  SoapVersion: fault('SoapVersion', 400, 'not-supported', 'VersionMismatch'),
  MalformedJson: fault('MalformedJson', 400, 'structure'),
  BodyTooLarge: fault('BodyTooLarge', 413, 'too-long'),
  UnsupportedMediaType: fault('UnsupportedMediaType', 415, 'not-supported'),
  MtomRequired: fault('MtomRequired', 415, 'not-supported'),
  UnsupportedEncoding: fault('UnsupportedEncoding', 415, 'not-supported'),
  ActionMissing: fault('ActionMissing', 400, 'required'),
  ActionNotSupported: fault('ActionNotSupported', 400, 'not-supported'),
  HeaderNotUnderstood: fault('HeaderNotUnderstood', 400, 'not-supported', 'MustUnderstand'),
  AttachmentReference: fault('AttachmentReference', 400, 'invalid'),
  NotFound: fault('NotFound', 404, 'not-found'),
  MethodNotAllowed: fault('MethodNotAllowed', 405, 'not-supported'),
  NotAcceptable: fault('NotAcceptable', 406, 'not-supported'),
  ResourceInvalid: fault('ResourceInvalid', 400, 'invalid'),
  ResourceIncomplete: fault('ResourceIncomplete', 400, 'required'),
  /** `If-Match` names another version than the present one (FHIR R4 http: Managing Resource Contention). */
  PreconditionFailed: fault('PreconditionFailed', 412, 'conflict'),
  SearchParameter: fault('SearchParameter', 400, 'invalid'),
  SearchParameterMissing: fault('SearchParameterMissing', 400, 'required'),
  SearchParameterUnknown: fault('SearchParameterUnknown', 400, 'not-supported'),
  /** The teleservice of INS cannot be asked now, or answers what is no answer. */
  InsiUnavailable: fault('InsiUnavailable', 503, 'transient', 'Receiver'),
  InsiAnswerInvalid: fault('InsiAnswerInvalid', 502, 'exception', 'Receiver'),
  // The identity
  CertificateMissing: fault('DMPInvalidCertificate', 401, 'login'),
  CertificateUnknown: fault('DMPInvalidCertificate', 401, 'login'),
  CertificateExpired: fault('DMPInvalidCertificate', 401, 'expired'),
  CertificateUsage: fault('DMPInvalidCertificate', 401, 'login'),
  CertificateRevoked: fault('DMPInvalidCertificate', 401, 'login'),
  /** The server has no revocation list in time: not the caller's doing. */
  CertificateStatusUnknown: fault('CertificateStatusUnknown', 503, 'transient', 'Receiver'),
  AssertionMissing: fault('AssertionMissing', 401, 'login'),
  AssertionMalformed: fault('AssertionMalformed', 401, 'login'),
  AssertionUnsigned: fault('AssertionUnsigned', 401, 'login'),
  AssertionSignature: fault('AssertionSignature', 401, 'login'),
  AssertionSigner: fault('DMPInvalidCertificate', 401, 'login'),
  AssertionExpired: fault('AssertionExpired', 401, 'expired'),
  AssertionReplayed: fault('AssertionReplayed', 401, 'login'),
  AssertionNotBound: fault('AssertionNotBound', 401, 'login'),
  AssertionClaim: fault('AssertionClaim', 401, 'login'),
  AssertionAudience: fault('AssertionAudience', 401, 'login'),
  AssertionAuthnContext: fault('AssertionAuthnContext', 401, 'login'),
  AssertionRole: fault('AssertionRole', 401, 'login'),
  AssertionPurpose: fault('AssertionPurpose', 401, 'login'),
  AssertionPatient: fault('AssertionPatient', 403, 'forbidden'),
  TokenMissing: fault('TokenMissing', 401, 'login'),
  TokenInvalid: fault('TokenInvalid', 401, 'login'),
  TokenExpired: fault('TokenExpired', 401, 'expired'),
  TokenNotBound: fault('TokenNotBound', 401, 'login'),
  TokenSituation: fault('TokenSituation', 403, 'forbidden'),
  /** What a token has to be judged by cannot be had: not the caller's doing. */
  TokenIssuerUnavailable: fault('TokenIssuerUnavailable', 503, 'transient', 'Receiver'),
  // The sign-in of patients
  SignInFailed: fault('SignInFailed', 401, 'login'),
  SignInCode: fault('SignInCode', 401, 'login'),
  SignInTicket: fault('SignInTicket', 401, 'login'),
  SignInCrowded: fault('SignInCrowded', 429, 'throttled'),
  AccountIdentifier: fault('AccountIdentifier', 400, 'invalid'),
  AccountIdentifierTaken: fault('AccountIdentifierTaken', 409, 'duplicate'),
  AccountPassword: fault('AccountPassword', 400, 'invalid'),
  AccountContact: fault('AccountContact', 400, 'invalid'),
  // The decision
  AccessDenied: fault('DMPAccessDeniedByRightsService', 403, 'forbidden'),
  AuthorisationMissing: fault('DMPAccessDeniedByRightsService', 403, 'forbidden'),
  // Enrolment: one answer for whatever was wrong, and for whoever is unknown
  EnrolmentRefused: fault('EnrolmentRefused', 403, 'forbidden'),
  EnrolmentLocked: fault('EnrolmentLocked', 429, 'throttled'),
  AgreementMissing: fault('AgreementMissing', 422, 'business-rule'),
  RecordNotClosed: fault('RecordNotClosed', 409, 'conflict'),
  ErasureMissing: fault('ErasureMissing', 409, 'conflict'),
  // HL7 v3 and DMP messages
  MalformedRequest: fault('MalformedRequest', 400, 'invalid'),
  TooManyPatients: fault('TooManyPatients', 403, 'too-costly'),
  IdentityTraitsFixed: fault('IdentityTraitsFixed', 422, 'business-rule'),
  // The patient identity feed, in HL7 v2 and v3
  MessageUnreadable: hl7(102, 'MessageUnreadable', 400, 'structure'),
  CharacterSetUnknown: hl7(103, 'CharacterSetUnknown', 400, 'not-supported'),
  MessageTypeUnknown: hl7(200, 'MessageTypeUnknown', 400, 'not-supported'),
  MessageEventUnknown: hl7(201, 'MessageEventUnknown', 400, 'not-supported'),
  MessageVersionUnknown: hl7(203, 'MessageVersionUnknown', 400, 'not-supported'),
  MessagePartMissing: hl7(100, 'MessagePartMissing', 400, 'required'),
  MessageFieldMissing: hl7(101, 'MessageFieldMissing', 400, 'required'),
  MessageFieldInvalid: hl7(102, 'MessageFieldInvalid', 400, 'invalid'),
  PatientIdUnknown: hl7(204, 'PatientIdUnknown', 400, 'not-found'),
  PatientIdSubsumed: hl7(204, 'PatientIdSubsumed', 409, 'conflict'),
  PatientIdsDiffer: hl7(205, 'PatientIdsDiffer', 409, 'conflict'),
  PatientIdsSame: hl7(205, 'PatientIdsSame', 400, 'invalid'),
  PatientChanging: hl7(206, 'PatientChanging', 409, 'conflict'),
  // ITI TF-3 Table 4.2.4.1-2
  XDSUnknownPatientId: xds('XDSUnknownPatientId', 400, 'not-found'),
  XDSPatientIdDoesNotMatch: xds('XDSPatientIdDoesNotMatch', 400, 'invalid'),
  XDSRegistryMetadataError: xds('XDSRegistryMetadataError', 400, 'invariant'),
  XDSRepositoryMetadataError: xds('XDSRepositoryMetadataError', 400, 'invariant'),
  XDSMissingDocument: xds('XDSMissingDocument', 400, 'required'),
  XDSMissingDocumentMetadata: xds('XDSMissingDocumentMetadata', 400, 'required'),
  XDSRegistryDuplicateUniqueIdInMessage: xds('XDSRegistryDuplicateUniqueIdInMessage', 400, 'duplicate'),
  XDSRepositoryDuplicateUniqueIdInMessage: xds('XDSRepositoryDuplicateUniqueIdInMessage', 400, 'duplicate'),
  XDSDuplicateUniqueIdInRegistry: xds('XDSDuplicateUniqueIdInRegistry', 409, 'duplicate'),
  XDSNonIdenticalHash: xds('XDSNonIdenticalHash', 409, 'conflict'),
  XDSNonIdenticalSize: xds('XDSNonIdenticalSize', 409, 'conflict'),
  XDSRegistryDeprecatedDocumentError: xds('XDSRegistryDeprecatedDocumentError', 409, 'conflict'),
  UnresolvedReferenceException: xds('UnresolvedReferenceException', 400, 'not-found'),
  InvalidDocumentContent: xds('InvalidDocumentContent', 400, 'invariant'),
  XDSUnknownStoredQuery: xds('XDSUnknownStoredQuery', 400, 'not-supported'),
  XDSStoredQueryMissingParam: xds('XDSStoredQueryMissingParam', 400, 'required'),
  XDSStoredQueryParamNumber: xds('XDSStoredQueryParamNumber', 400, 'invalid'),
  XDSResultNotSinglePatient: xds('XDSResultNotSinglePatient', 400, 'invalid'),
  XDSTooManyResults: xds('XDSTooManyResults', 403, 'too-costly'),
  XDSUnknownRepositoryId: xds('XDSUnknownRepositoryId', 404, 'not-found'),
  XDSDocumentUniqueIdError: xds('XDSDocumentUniqueIdError', 404, 'not-found'),
  XDSMetadataUpdateError: xds('XDSMetadataUpdateError', 409, 'conflict'),
  XDSMetadataUpdateOperationError: xds('XDSMetadataUpdateOperationError', 400, 'invalid'),
  XDSMetadataVersionError: xds('XDSMetadataVersionError', 409, 'conflict'),
  XDSMetadataIdentifierError: xds('XDSMetadataIdentifierError', 400, 'invalid'),
  XDSPatientIDReconciliationError: xds('XDSPatientIDReconciliationError', 409, 'conflict'),
  XDSInvalidRequestException: xds('XDSInvalidRequestException', 400, 'invalid'),
  /** 405 is what PDSm 3.1.1 has for a patch of anything else. */
  UnmodifiableMetadataError: xds('UnmodifiableMetadataError', 405, 'business-rule'),
  LocalPolicyRestrictionError: xds('LocalPolicyRestrictionError', 403, 'business-rule'),
  XDSObjectTypeError: xds('XDSObjectTypeError', 400, 'invalid'),
  XDSMetadataAnnotationError: xds('XDSMetadataAnnotationError', 400, 'invalid'),
  ReferencesExistException: xds('ReferencesExistException', 409, 'conflict'),
  XDSUnreferencedObjectException: xds('XDSUnreferencedObjectException', 409, 'conflict'),
  XDSRemoveDocumentsError: xds('XDSRemoveDocumentsError', 409, 'conflict'),
  XDSRegistryError: xds('XDSRegistryError', 500, 'exception', 'Receiver'),
  XDSRepositoryError: xds('XDSRepositoryError', 500, 'exception', 'Receiver'),
  XDSRegistryBusy: xds('XDSRegistryBusy', 503, 'throttled', 'Receiver'),
  // Ours
  Internal: fault('Internal', 500, 'exception', 'Receiver'),
  Busy: fault('Busy', 503, 'throttled', 'Receiver'),
} as const satisfies Record<string, RefusalRow>;

export type RefusalCode = keyof typeof refusals;

/** The sentences that callers read, in French, from `profiles/texts/refusals.fr.json`. */
const sentences = JSON.parse(
  readFileSync(new URL('../profiles/texts/refusals.fr.json', import.meta.url), 'utf8'),
) as Record<RefusalCode, string>;

/** One thing that is wrong. `detail` goes to the log only, and so holds no value that may name a patient; `about` is public and may name only what the caller itself sent. */
export interface Fault {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly about?: string;
  /** Id of the registry object at fault (RegistryError/@location). */
  readonly location?: string;
}

/** An expected failure, as a value: one fault or several found together. */
export interface Refusal {
  readonly refused: readonly [Fault, ...Fault[]];
}

export function refuse(
  code: RefusalCode,
  detail: string,
  more: { about?: string; location?: string } = {},
): Refusal {
  return { refused: [{ code, detail, ...more }] };
}

/** Of one refusal: who mends these sends again, and an answer must not be many times as large as what it answers. */
export const MOST_FAULTS = 200;

/** All faults in one refusal, the first 200 of them; undefined when there are none. */
export function refuseAll(faults: readonly Fault[]): Refusal | undefined {
  const [first, ...rest] = faults.slice(0, MOST_FAULTS);
  return first === undefined ? undefined : { refused: [first, ...rest] };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** Of a detail the log keeps no more characters than this. */
const LONGEST_DETAIL = 500;

/** What the log keeps of a refusal: not `about`, in which the caller's own values come back, a patient's among them. */
export function loggedFaults({ refused }: Refusal): readonly Pick<Fault, 'code' | 'detail' | 'location'>[] {
  return refused.map(({ code, detail, location }) => ({
    code,
    detail: detail.slice(0, LONGEST_DETAIL),
    ...(location === undefined ? {} : { location }),
  }));
}

/** The sentence that the caller may read: fixed text, and what it itself sent that is at fault. */
export function publicText(fault: Fault): string {
  const sentence = sentences[fault.code];
  return fault.about === undefined ? sentence : `${sentence} (${fault.about})`;
}
