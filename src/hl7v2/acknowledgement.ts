import { type Fault, publicText, type Refusal, type RefusalRow, refusals } from '../errors.ts';
import { toDtm } from '../model/instant.ts';
import { escaped, field, type Message, type Separators, STANDARD } from './message.ts';

/** HL7 table 0357. */
const CONDITIONS = {
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  103: 'Table value not found',
  200: 'Unsupported message type',
  201: 'Unsupported event code',
  203: 'Unsupported version id',
  204: 'Unknown key identifier',
  205: 'Duplicate key identifier',
  206: 'Application record locked',
  207: 'Application internal error',
} as const;

/** The sender's own fields come back; none of them is longer than this in HL7 2.3.1. */
const LONGEST_FIELD = 250;

/** Versions in which ERR names location, code and severity in fields of their own (HL7 2.5, 2.15.5). */
const NEW_ERR = /^2\.[5-9]/;

export interface AcknowledgementContext {
  /** MSH-10 of the acknowledgement. */
  readonly controlId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly characterSet: string;
}

/**
 * ACK in original mode (ITI TF-2 C.2.3), in the separators of the message: MSH with sender and receiver exchanged, MSA with AA,
 * AE or AR and the sender's control id, and with a refusal an ERR for each fault. Without a message that could be read
 * nobody is named.
 */
export function acknowledgement(
  message: Message | undefined,
  refusal: Refusal | undefined,
  { controlId, at, characterSet }: AcknowledgementContext,
): string {
  const separators = message?.separators ?? STANDARD;
  const { field: bar, component, repetition, escaping, subcomponent } = separators;
  // What came raw goes back raw.
  const theirs = (number: number) => field(message?.header, number).slice(0, LONGEST_FIELD);
  const [, event = ''] = theirs(9).split(component);
  const type = /^[A-Z][0-9]{2}$/.test(event) ? ['ACK', event, 'ACK'].join(component) : 'ACK';
  const version = theirs(12) === '' ? '2.3.1' : theirs(12);
  const header = [
    'MSH',
    `${component}${repetition}${escaping}${subcomponent}`,
    ...[theirs(5), theirs(6), theirs(3), theirs(4), toDtm(new Date(at)), '', type, controlId],
    ...[theirs(11) === '' ? 'P' : theirs(11), version, '', '', '', '', '', characterSet],
  ];
  const [first] = refusal?.refused ?? [];
  const text = first === undefined ? [] : [escaped(publicText(first), separators)];
  const answer = ['MSA', codeOf(refusal), theirs(10), ...text];
  const errors = (refusal?.refused ?? []).map((fault) =>
    NEW_ERR.test(version) ? errorInFields(fault, separators) : errorInComponents(fault, separators),
  );
  return [header, answer, ...errors].map((fields) => `${fields.join(bar)}\r`).join('');
}

/** The worst of the faults: a message that is not taken at all, else one that is wrong. */
function codeOf(refusal: Refusal | undefined): 'AA' | 'AE' | 'AR' {
  if (refusal === undefined) return 'AA';
  return refusal.refused.some((fault) => conditionOf(fault).ack === 'AR') ? 'AR' : 'AE';
}

function conditionOf({ code }: Fault): NonNullable<RefusalRow['hl7']> {
  const row: RefusalRow = refusals[code];
  return row.hl7 ?? { ack: 'AR', code: 207 };
}

/** The location of a fault is a segment, which one of its name, and a field: `PID^1^3`. */
function locationOf({ location = '' }: Fault): string[] {
  return location === '' ? [] : location.split('^');
}

function errorInFields(fault: Fault, separators: Separators): string[] {
  const { component } = separators;
  const { code } = conditionOf(fault);
  const condition = [code, CONDITIONS[code], 'HL70357'].join(component);
  const text = escaped(publicText(fault), separators);
  return ['ERR', '', locationOf(fault).join(component), condition, 'E', '', '', '', text];
}

/** HL7 2.3.1, 2.16.5: one field, with the condition in the fourth component. */
function errorInComponents(fault: Fault, { component, subcomponent }: Separators): string[] {
  const { code } = conditionOf(fault);
  const [name = '', sequence = '', position = ''] = locationOf(fault);
  const condition = [code, CONDITIONS[code], 'HL70357'].join(subcomponent);
  return ['ERR', [name, sequence, position, condition].join(component)];
}
