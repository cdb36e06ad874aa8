import { type Markup, xml } from '../../xml/write.ts';

/** Code, name of its system, the meaning in words (DICOM PS3.15 A.5.1, coded value). */
export type CodedValue = readonly [code: string, system: string, text: string];

/** The codes of DICOM PS3.16. */
export const DCM = 'DCM';
/** What IHE still takes from RFC 3881 where no other code exists (ITI TF-2 3.20.7.1.3). */
export const RFC_3881 = 'RFC-3881';

const ELEMENTS = {
  EventID: (attributes: Markup) => xml`<EventID ${attributes}/>`,
  EventTypeCode: (attributes: Markup) => xml`<EventTypeCode ${attributes}/>`,
  PurposeOfUse: (attributes: Markup) => xml`<PurposeOfUse ${attributes}/>`,
  RoleIDCode: (attributes: Markup) => xml`<RoleIDCode ${attributes}/>`,
  AuditSourceTypeCode: (attributes: Markup) => xml`<AuditSourceTypeCode ${attributes}/>`,
  ParticipantObjectIDTypeCode: (attributes: Markup) => xml`<ParticipantObjectIDTypeCode ${attributes}/>`,
};

/** A coded value as an element of that name. */
export function coded(element: keyof typeof ELEMENTS, [code, system, text]: CodedValue): Markup {
  return ELEMENTS[element](xml`csd-code="${code}" codeSystemName="${system}" originalText="${text}"`);
}
