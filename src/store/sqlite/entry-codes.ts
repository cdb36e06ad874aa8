import type { Code } from '../../model/code.ts';
import type { DocumentEntry } from '../../model/document-entry.ts';

/** The coded attributes that can be searched, by their name in `entry_code.attribute`. */
export type CodeAttribute =
  | 'class'
  | 'type'
  | 'format'
  | 'practice-setting'
  | 'facility-type'
  | 'event'
  | 'confidentiality';

/** Every searchable code of an entry. */
export function codesOf(entry: DocumentEntry): readonly { attribute: CodeAttribute; code: Code }[] {
  const one = (attribute: CodeAttribute, code: Code) => ({ attribute, code });
  return [
    one('class', entry.classCode),
    one('type', entry.typeCode),
    one('format', entry.formatCode),
    one('practice-setting', entry.practiceSettingCode),
    one('facility-type', entry.healthcareFacilityTypeCode),
    ...entry.eventCodes.map((code) => one('event', code)),
    ...entry.confidentialityCodes.map((code) => one('confidentiality', code)),
  ];
}
