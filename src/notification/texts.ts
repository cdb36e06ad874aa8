import { readFileSync } from 'node:fs';
import type { Message, MessageKind, PersonName } from '../model/notification.ts';
import { filled, plain } from './plain-text.ts';

interface Text {
  readonly subject: string;
  readonly body: readonly string[];
}

type FixedText =
  | 'greeting'
  | 'greeting-nobody'
  | 'closing'
  | 'automatic'
  | 'letter-care-of'
  | 'letter-professional'
  | 'letter-reference'
  | 'letter-date'
  | 'letter-subject';

/** What people read, in French. */
const texts = JSON.parse(
  readFileSync(new URL('../../profiles/texts/notifications.fr.json', import.meta.url), 'utf8'),
) as Record<MessageKind, Text> & Record<FixedText, string>;

/** A message in words, without what the medium adds. */
export interface Worded {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/**
 * A message as people read it. E-mail and letter have the same words (LC-02).
 * @param reader the name of whoever reads it; may be empty. @param at when it was queued, ISO 8601 UTC.
 */
export function worded(message: Message, reader: string, at: string): Worded {
  const { subject, body } = texts[message.kind];
  const values = valuesOf(message, at);
  return {
    subject: filled(subject, values),
    paragraphs: [
      plain(reader) === '' ? texts['greeting-nobody'] : filled(texts.greeting, { lecteur: reader }),
      ...body.map((paragraph) => filled(paragraph, values)),
      texts.closing,
    ],
  };
}

export function fixedText(name: FixedText, values: Readonly<Record<string, string>> = {}): string {
  return filled(texts[name], values);
}

function valuesOf(message: Message, at: string): Readonly<Record<string, string>> {
  const date = frenchDay(at);
  switch (message.kind) {
    case 'enrolment-invitation':
    case 'enrolment-created':
    case 'enrolment-new-code':
      return { date, titulaire: nameOf(message.holder), code: message.code, delai: message.delay };
    case 'enrolment-invitation-guardian':
      return { date, titulaire: nameOf(message.holder), delai: message.delay };
    case 'enrolment-created-guardian':
    case 'enrolment-activated':
      return { date, titulaire: nameOf(message.holder) };
    case 'account-code':
      return { date, code: message.code, minutes: String(message.minutes) };
    case 'statement':
      return {
        date,
        du: frenchDay(message.from),
        au: frenchDay(message.to),
        documents: String(message.documents),
        acces: String(message.accesses),
      };
    default:
      return { date };
  }
}

export function nameOf({ given, family }: PersonName): string {
  return `${given} ${family}`.trim();
}

const DAY = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'Europe/Paris' });

/** `22 novembre 2026`: the day of an instant in France. @param at ISO 8601, an instant or a day. */
export function frenchDay(at: string): string {
  return DAY.format(new Date(at));
}
