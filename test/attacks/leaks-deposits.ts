import { Readable } from 'node:stream';
import { lotAuthor } from '../../src/client/lot-author.ts';
import { XDSB } from '../../src/ebrim/namespaces.ts';
import { writeSubmitObjects } from '../../src/ebrim/write-submission.ts';
import { signLot } from '../../src/identity/sign-lot.ts';
import { NO_EXTRAS } from '../../src/model/document-entry.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { INS_NIR_TEST } from '../../src/model/ins.ts';
import {
  APND,
  type Association,
  HAS_MEMBER,
  RPLC,
  SIGNS,
  type SubmittedObjects,
  XFRM,
  XFRM_RPLC,
} from '../../src/model/submission.ts';
import { xml } from '../../src/xml/write.ts';
import { CHARLOTTE, submission, vaccinationNote } from '../support/submission-builder.ts';
import type { Hunt, SoapChannel } from './leaks-channels.ts';
import type { LeakHouse } from './leaks-house.ts';
import { surroundingsOf } from './leaks-surroundings.ts';

/** A signed lot of whoever asks, its ids the same in both servers. */
export interface ReadyLot {
  readonly objects: SubmittedObjects;
  /** Bytes by the id of the entry. */
  readonly documents: readonly (readonly [id: string, bytes: Buffer])[];
}

export interface LotWishes {
  /** uniqueId of the document. */
  readonly uniqueId?: string;
  /** uniqueId of the SubmissionSet. */
  readonly lot?: string;
  /** entryUUID of the document; the server gives one unless said. */
  readonly entryUuid?: string;
  /** uniqueId of the document that the header says it replaces. */
  readonly replaces?: string;
}

let serial = 0;

/** @param as slug of who deposits and signs. */
export async function readyLot(
  { servers: [{ pki }] }: LeakHouse,
  as: string,
  ins: string,
  { uniqueId, lot, entryUuid, replaces }: LotWishes = {},
): Promise<ReadyLot> {
  serial++;
  const names = {
    note: uniqueId ?? `1.2.250.1.999.79.1.${serial}`,
    signature: `1.2.250.1.999.79.2.${serial}`,
    lot: lot ?? `1.2.250.1.999.79.3.${serial}`,
  };
  const patientId = formatCx(ins, INS_NIR_TEST, 'NH');
  const { submissionSets, entries, associations } = submission(names).objects;
  const { author } = lotAuthor(pki.identity(as));
  const id = entryUuid ?? 'Document01';
  const named = (one: string) => (one === 'Document01' ? id : one);
  const bytes = vaccinationNote(names.note, {
    [CHARLOTTE.value]: ins,
    ...(replaces === undefined
      ? {}
      : {
          '<component>': `<relatedDocument typeCode="RPLC"><parentDocument><id root="${replaces}"/></parentDocument></relatedDocument><component>`,
        }),
  });
  const signature = await signLot({
    key: pki.signingKey(as),
    chain: pki.credentials(as, 'sign').certificate,
    submissionSetUniqueId: names.lot,
    documents: [{ uniqueId: names.note, xml: true, open: () => Readable.from([bytes]) }],
    at: new Date(),
  });
  return {
    objects: {
      submissionSets: submissionSets.map((set) => ({ ...set, patientId, authors: [author] })),
      entries: entries.map((entry) => ({ ...entry, id: named(entry.id), patientId })),
      folders: [],
      associations: associations.map((one) => ({ ...one, target: named(one.target) })),
    },
    documents: [
      [id, bytes],
      ['Signature01', Buffer.from(signature)],
    ],
  };
}

/** ITI-41, without attachments, so that both servers get the very same bytes. */
export function depositRequest(
  { objects, documents }: ReadyLot,
  more: readonly Association[] = [],
): ReturnType<SoapChannel['request']> {
  const written = writeSubmitObjects({ ...objects, associations: [...objects.associations, ...more] });
  const held = documents.map(
    ([id, bytes]) => xml`<xds:Document id="${id}">${bytes.toString('base64')}</xds:Document>`,
  );
  return {
    path: 'repository',
    action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
    body: xml`<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${XDSB}">${written}${held}</xds:ProvideAndRegisterDocumentSetRequest>`,
  };
}

/** A deposit that points at something hidden. */
export interface DepositChannel {
  readonly name: string;
  readonly tie: (hunt: Hunt) => Association;
}

const REFERENCE = [{ name: 'SubmissionSetStatus', values: ['Reference'] }];

function pointing(
  name: string,
  type: string,
  target: (hunt: Hunt) => string,
  source = 'Document01',
): DepositChannel {
  return {
    name: `ITI-41 ${name}`,
    tie: (hunt) => ({
      id: 'Relation01',
      type,
      source,
      target: target(hunt),
      slots: type === HAS_MEMBER ? REFERENCE : [],
      extras: NO_EXTRAS,
    }),
  };
}

const itself = ({ hidden }: Hunt) => hidden.entryUuid;

export const depositChannels: readonly DepositChannel[] = [
  pointing('that replaces it', RPLC, itself),
  pointing('that appends to it', APND, itself),
  pointing('that transforms it', XFRM, itself),
  pointing('that transforms and replaces it', XFRM_RPLC, itself),
  pointing('that signs it', SIGNS, itself, 'Signature01'),
  pointing('that refers to it', HAS_MEMBER, itself, 'SubmissionSet01'),
  pointing('that replaces its submission set', RPLC, ({ hidden }) => surroundingsOf(hidden).set.id),
  pointing(
    'that refers to its folder',
    HAS_MEMBER,
    ({ hidden }) => surroundingsOf(hidden).folder.id,
    'SubmissionSet01',
  ),
];
