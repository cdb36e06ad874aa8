import type { Fault } from '../errors.ts';
import type { SubmittedDocumentEntry } from '../model/document-entry.ts';
import { parseCx } from '../model/hl7v2.ts';
import { uniqueIdOf } from './document-id.ts';
import type { CdaHeader } from './header.ts';

/**
 * Where a CDA document and its DocumentEntry disagree: patient, id, type, legal authenticator (CI-SIS, correspondence of
 * the CDA header and XDS metadata).
 * @returns one InvalidDocumentContent per attribute, named in `about`; none when they agree.
 */
export function cdaDisagreements(header: CdaHeader, entry: SubmittedDocumentEntry): Fault[] {
  const faults: Fault[] = [];
  const disagree = (attribute: string): void => {
    faults.push({
      code: 'InvalidDocumentContent',
      detail: `${attribute}: the document and the metadata disagree`,
      about: attribute,
      location: entry.id,
    });
  };

  const patient = parseCx(entry.patientId);
  const { ids } = header.patient;
  if (!ids.some((id) => id.extension === patient.value && id.root === patient.authority)) {
    disagree('patientId');
  }

  const uniqueId = header.id === undefined ? undefined : uniqueIdOf(header.id);
  if (uniqueId !== entry.uniqueId) disagree('uniqueId');

  const { code: type } = header;
  if (type === undefined || type.code !== entry.typeCode?.code || type.system !== entry.typeCode.system) {
    disagree('typeCode');
  }

  if (header.legalAuthenticator === undefined) {
    disagree('legalAuthenticator');
  }
  return faults;
}
