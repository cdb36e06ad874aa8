import { fixedText, worded } from '../../../notification/texts.ts';
import type { Stage } from '../stage.ts';

const KINDS = ['document-added', 'first-access', 'emergency-access'] as const;
/** What would tell a reader of her mailbox about her health: documents, professions, people, her matricule. */
const HEALTH = /vaccin|certificat|87273|pharma|infirm|sage-femme|CARON|DUVAL|ESAT/i;

/** Without a mail server each mail is a file in `mail/` of the data folder. */
export async function charlotteIsTold(stage: Stage): Promise<void> {
  const mails = await stage.mails();
  const texts = mails.map(decoded);
  const count = (kind: (typeof KINDS)[number]) => {
    const [, first = ''] = worded({ kind }, '', new Date().toISOString()).paragraphs;
    const sentence = first.slice(0, first.indexOf(' le '));
    return texts.filter((text) => text.includes(sentence)).length;
  };
  for (const kind of KINDS) stage.tell(`${kind}: ${count(kind)}`);
  stage.expect('one mail for each of the two documents', count('document-added') === 2);
  stage.expect('mails for first accesses of professionals', count('first-access') > 0);
  stage.expect('mails for the broken glass and the SAMU', count('emergency-access') > 1);
  stage.expect(
    'each mail is one of these',
    KINDS.reduce((sum, kind) => sum + count(kind), 0) === mails.length,
  );
  stage.expect(
    'no mail names a document, a professional or her matricule',
    texts.every((text) => !HEALTH.test(text) && !text.includes(stage.matricule)),
  );
  stage.expect(
    'and each says so',
    texts.every((text) => text.includes(fixedText('automatic'))),
  );
}

/** A mail with its text decoded from quoted-printable. */
function decoded(mail: string): string {
  const bytes = mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
