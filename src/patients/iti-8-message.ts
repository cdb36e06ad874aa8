import { type Refusal, refuse } from '../errors.ts';
import {
  components,
  field,
  type Message,
  repetitions,
  type Segment,
  segment,
  value,
} from '../hl7v2/message.ts';
import { birthDateOf } from './birth-date.ts';
import type { FedIds } from './fed-ids.ts';
import type { MergeTold, PatientTold } from './identity-feed.ts';

type Traits = PatientTold['traits'];

/**
 * Reads ADT^A01, A04, A05 or A08 (ITI TF-2 3.8.4.1.2). Of the segments that the transaction requires, EVN and PV1 hold
 * nothing that a registry needs, and are not missed.
 * @returns MessagePartMissing without a PID, MessageFieldInvalid for a date or sex that is none.
 */
export function readPatientMessage(message: Message): PatientTold | Refusal {
  const pid = only(message, 'PID');
  if ('refused' in pid) return pid;
  const birthDate = readDate(value(message, pid, 7));
  if (birthDate === 'no date') {
    return refuse('MessageFieldInvalid', 'PID-7', { about: 'PID-7', location: 'PID^1^7' });
  }
  const sex = readSex(value(message, pid, 8));
  if (sex === 'no sex') {
    return refuse('MessageFieldInvalid', 'PID-8', { about: 'PID-8', location: 'PID^1^8' });
  }
  return {
    patient: idsOf(message, pid, 3),
    traits: {
      ...namesOf(message, pid),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(sex === undefined ? {} : { sex }),
    },
  };
}

/**
 * Reads ADT^A40: MRG-1 is merged into PID-3 (ITI TF-2 3.8.4.2.2). One message merges one pair.
 * @returns MessagePartMissing, or MessageUnreadable for more than one pair.
 */
export function readMergeMessage(message: Message): MergeTold | Refusal {
  const pid = only(message, 'PID');
  if ('refused' in pid) return pid;
  const mrg = only(message, 'MRG');
  if ('refused' in mrg) return mrg;
  return { surviving: idsOf(message, pid, 3), subsumed: idsOf(message, mrg, 1) };
}

function only(message: Message, name: string): Segment | Refusal {
  const all = message.segments.filter((one) => one.name === name);
  if (all.length > 1) return refuse('MessageUnreadable', `several ${name}`, { location: `${name}^2` });
  return segment(message, name) ?? refuse('MessagePartMissing', name, { about: name, location: name });
}

/** CX: the id, and the OID of its assigning authority (CX.4.2) where CX.4.3 is ISO or left out. */
function idsOf(message: Message, of: Segment, number: number): FedIds {
  const ids = repetitions(field(of, number), message.separators).map((raw) => {
    const parts = components(raw, message.separators);
    const [namespace = '', oid = '', kind = ''] = parts[3] ?? [];
    // An authority that is named otherwise than by OID is not one of ours, and not absent either.
    const authority = kind === '' || kind === 'ISO' ? oid : `${kind} ${oid}`;
    return { value: parts[0]?.[0] ?? '', authority: authority === '' ? namespace : authority };
  });
  return { ids, location: `${of.name}^1^${number}` };
}

/** HL7: an empty field says nothing, `""` says that there is nothing. */
function said(text: string): string | undefined {
  if (text === '') return undefined;
  return text === '""' ? '' : text;
}

/** XPN with its type in XPN.7 (HL7 table 0200): B, or M before HL7 2.4, the name of birth; L the legal one. */
function namesOf(message: Message, pid: Segment): Traits {
  const names = repetitions(field(pid, 5), message.separators).map((raw) => {
    const [family = [], given = [], further = [], , , , type = []] = components(raw, message.separators);
    const first = said(given[0] ?? '');
    const others = (said(further[0] ?? '') ?? '').split(' ').filter((one) => one !== '');
    return {
      type: type[0] ?? '',
      family: said(family[0] ?? ''),
      givens: first === undefined ? undefined : [first, ...others].filter((one) => one !== ''),
    };
  });
  const birth = names.find(({ type }) => type === 'B' || type === 'M');
  const legal = names.find(({ type }) => type === 'L' || type === '') ?? names[0];
  const family = birth?.family ?? legal?.family;
  const usual = birth === undefined ? undefined : legal?.family;
  const givens = birth?.givens ?? legal?.givens;
  return {
    ...(family === undefined ? {} : { family }),
    ...(usual === undefined || usual === family ? {} : { usualFamily: usual }),
    ...(givens === undefined ? {} : { givens }),
  };
}

function readDate(text: string): string | undefined {
  const given = said(text);
  return given === undefined || given === '' ? given : birthDateOf(given);
}

/** HL7 table 0001; whatever is neither male nor female is unknown to a record. */
function readSex(text: string): 'M' | 'F' | 'U' | undefined | 'no sex' {
  const given = said(text);
  if (given === undefined) return undefined;
  if (given === 'M' || given === 'F') return given;
  return ['', 'U', 'O', 'A', 'N'].includes(given) ? 'U' : 'no sex';
}
