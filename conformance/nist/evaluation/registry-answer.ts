import { attribute, element, elements, type XmlElement } from '../../../src/xml/tree.ts';

export interface RegistryError {
  readonly errorCode: string;
  readonly codeContext: string;
  readonly severity: string;
}

/** What every answer of XDS.b says of its own success. */
export interface RegistryAnswer {
  /** The whole URN, empty where there is none. */
  readonly status: string;
  readonly errors: readonly RegistryError[];
}

const ERROR = 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error';
const WARNING = 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning';

/** Reads status and errors out of an answer's element; those of a retrieval stand one deeper. */
export function registryAnswer(payload: XmlElement): RegistryAnswer {
  const response =
    payload.local === 'RetrieveDocumentSetResponse' ? element(payload, 'RegistryResponse') : payload;
  const list = element(response, 'RegistryErrorList');
  return {
    status: attribute(response, 'status') ?? '',
    errors: (list === undefined ? [] : elements(list, 'RegistryError')).map((each) => ({
      errorCode: attribute(each, 'errorCode') ?? '',
      codeContext: attribute(each, 'codeContext') ?? '',
      severity: attribute(each, 'severity') ?? '',
    })),
  };
}

export function isWarning({ severity }: RegistryError): boolean {
  return severity === WARNING;
}

/** Severities that are neither of the two of ebRS. */
export function severityFindings({ errors }: RegistryAnswer): string[] {
  return errors
    .filter(({ severity }) => severity !== ERROR && severity !== WARNING)
    .map(({ errorCode, severity }) => `severity of ${errorCode} is ${JSON.stringify(severity)}`);
}

/** An error in one line, for the reader of a report. */
export function describeErrors({ errors }: RegistryAnswer): string {
  return errors.map(({ errorCode, codeContext }) => `${errorCode}: ${codeContext}`).join('; ');
}
