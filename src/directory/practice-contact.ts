import type { PracticeContact } from '../model/directory.ts';
import { isEmailAddress } from '../model/notification.ts';

/** TRE_R02: cabinet individuel, whose mailbox is that of the one professional who practises there. */
const CABINET_INDIVIDUEL = 'SA07';

/** Columns of an extraction that say where a practice is; the coordinates are those of its structure. */
export const CONTACT_COLUMNS = {
  recipient: 'Complément destinataire (coord. structure)',
  building: 'Complément point géographique (coord. structure)',
  number: 'Numéro Voie (coord. structure)',
  repetition: 'Indice répétition voie (coord. structure)',
  wayType: 'Libellé type de voie (coord. structure)',
  way: 'Libellé Voie (coord. structure)',
  distribution: 'Mention distribution (coord. structure)',
  cedex: 'Bureau cedex (coord. structure)',
  postalCode: 'Code postal (coord. structure)',
  city: 'Libellé commune (coord. structure)',
  email: 'Adresse e-mail (coord. structure)',
} as const;

/**
 * How a professional is written to at a practice: the postal address where its town is known, and the e-mail address of a
 * cabinet individuel. What goes there names no patient.
 * @param value of a column, trimmed; empty where there is none. @param structureName empty where there is none.
 */
export function practiceContact(
  value: (column: keyof typeof CONTACT_COLUMNS) => string,
  { sector, structureName }: { readonly sector: string | undefined; readonly structureName: string },
): PracticeContact | undefined {
  const email = value('email');
  const isOwn = sector === CABINET_INDIVIDUEL && isEmailAddress(email);
  const postal = postalLines(value, structureName);
  if (!isOwn && postal === undefined) return undefined;
  return { ...(postal === undefined ? {} : { postal }), ...(isOwn ? { email } : {}) };
}

function postalLines(
  value: (column: keyof typeof CONTACT_COLUMNS) => string,
  structureName: string,
): readonly string[] | undefined {
  const words = (...columns: (keyof typeof CONTACT_COLUMNS)[]) =>
    columns
      .map(value)
      .filter((word) => word !== '')
      .join(' ');
  const town = /^[0-9]{5} /.test(value('cedex'))
    ? value('cedex')
    : `${value('postalCode')} ${value('cedex') || value('city')}`.trim();
  if (town === '') return undefined;
  const lines = [
    structureName,
    value('recipient'),
    value('building'),
    words('number', 'repetition', 'wayType', 'way'),
    value('distribution'),
    town,
  ];
  return lines.filter((line) => line !== '');
}
