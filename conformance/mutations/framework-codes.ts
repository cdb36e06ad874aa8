/** What any registration may be refused with (ITI TF-3 Table 4.2.4.1-2), apart from failures of the server itself. */
const REGISTRATION = [
  'XDSDuplicateUniqueIdInRegistry',
  'XDSNonIdenticalHash',
  'XDSNonIdenticalSize',
  'XDSPatientIdDoesNotMatch',
  'XDSRegistryDeprecatedDocumentError',
  'XDSRegistryDuplicateUniqueIdInMessage',
  'XDSRegistryMetadataError',
  'XDSUnknownPatientId',
  'UnresolvedReferenceException',
];

const UPDATE = [
  'LocalPolicyRestrictionError',
  'UnmodifiableMetadataError',
  'XDSInvalidRequestException',
  'XDSMetadataIdentifierError',
  'XDSMetadataUpdateError',
  'XDSMetadataUpdateOperationError',
  'XDSMetadataVersionError',
  'XDSObjectTypeError',
  'XDSPatientIDReconciliationError',
];

/** The codes with which each transaction may be refused; XDSRegistryError and XDSRepositoryError say that the server failed. */
export const FRAMEWORK_CODES: Readonly<Record<string, ReadonlySet<string>>> = {
  RegisterTransaction: new Set(REGISTRATION),
  RegisterODDETransaction: new Set(REGISTRATION),
  ProvideAndRegisterTransaction: new Set([
    ...REGISTRATION,
    'InvalidDocumentContent',
    'XDSMissingDocument',
    'XDSMissingDocumentMetadata',
    'XDSRepositoryDuplicateUniqueIdInMessage',
    'XDSRepositoryMetadataError',
  ]),
  MuTransaction: new Set([...REGISTRATION, ...UPDATE]),
};
