import { X509Certificate } from 'node:crypto';
import { type Fault, isRefusal, type Refusal, type RefusalCode, refuse } from '../../src/errors.ts';
import type { Identity, TlsIdentity } from '../../src/identity/identity.ts';
import type { Granted } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Attachments, SoapService, SoapTransaction } from '../../src/soap/soap-transaction.ts';
import { xopInclude } from '../../src/soap/xop.ts';
import type { ReceivedContent } from '../../src/store/blobs.ts';
import type { Access, Execute, Transaction } from '../../src/transaction.ts';
import { elements, path, text, type XmlElement } from '../../src/xml/tree.ts';
import { xml } from '../../src/xml/write.ts';

/** A domain of one authority: a client is who its certificate says, an assertion speaks of the client that shows it. */
export function testIdentity(authority: string): Identity {
  const issuer = new X509Certificate(authority);
  const node = (peer: TlsIdentity): Subject => ({
    kind: 'node',
    mode: 'NONE',
    id: peer.id,
    name: peer.name,
    roles: [],
    purpose: 'normal',
    secretConnection: false,
    evidence: { id: '', issuer: '' },
  });
  return {
    ask: async () => {},
    peer(socket) {
      const shown = socket.getPeerX509Certificate();
      if (shown === undefined) return undefined;
      if (!shown.verify(issuer.publicKey)) return refuse('CertificateUnknown', shown.subject);
      const id = shown.subject.replace(/^CN=/, '');
      return { thumbprint: shown.fingerprint256, kind: 'structure', id, name: id, subjectDn: shown.subject };
    },
    fromAssertion(element, peer) {
      const named = text(path(element, 'Subject', 'NameID'));
      if (named !== peer.id) return refuse('AssertionNotBound', `${named} shown by ${peer.id}`);
      return { ...node(peer), kind: 'structure', mode: 'INDIRECTE' };
    },
    fromToken: async () => refuse('TokenInvalid', 'no tokens here'),
    fromNode: node,
  };
}

/** Runs a transaction without a store: the wire is what is tried here. */
export const testExecute: Execute = async (transaction, request, call) => {
  const access = { call, record: undefined, authorisation: undefined } as unknown as Granted<Access>;
  const outcome = await transaction.run(request, access);
  return isRefusal(outcome) ? outcome : outcome.answer;
};

function transaction<Request, Answer>(
  run: (request: Request, subject: Subject) => Promise<Answer | Refusal>,
): Transaction<Request, Answer> {
  return {
    event: 'SOAP',
    action: 'E',
    right: 'record.existence',
    record: () => ({ ofSubject: true }),
    run: async (request, access) => {
      const answer = await run(request, access.call.subject);
      return isRefusal(answer) ? answer : { answer, documents: [] };
    },
  };
}

/** Answers what it is asked: `throw`, `refuse CODE`, or a word that is said back with the name of the subject. */
const ask: SoapTransaction<string, string> = {
  action: 'urn:test:ask',
  responseAction: 'urn:test:askResponse',
  answers: 'simple',
  read: (body) => {
    const asked = text(body);
    const [verb, code] = asked.split(' ');
    return verb === 'unreadable' ? refuse(code as RefusalCode, 'secret detail') : asked;
  },
  transaction: transaction(async (asked, subject) => {
    const [verb, code] = asked.split(' ');
    if (verb === 'throw') throw new Error('secret of the house');
    if (verb === 'refuse') return refuse(code as RefusalCode, 'secret detail', { about: 'what was asked' });
    return `${asked} ${subject.kind} ${subject.id}`;
  }),
  write: (answer) => ({ body: xml`<t:Answer xmlns:t="urn:test">${answer}</t:Answer>` }),
  writeRefusal: (refusal) => ({
    body: xml`<t:Refused xmlns:t="urn:test">${refusal.refused.map((fault: Fault) => fault.code).join(' ')}</t:Refused>`,
  }),
};

/** Takes each Content and gives it back, with its size and hash. */
function returning(
  action: string,
  answers: 'as-request' | 'multipart',
): SoapTransaction<ReceivedContent[], ReceivedContent[]> {
  return {
    action,
    responseAction: `${action}Response`,
    answers,
    read: takeContents,
    transaction: transaction(async (contents) => contents),
    write: (contents) => ({
      body: xml`<t:Deposited xmlns:t="urn:test">${contents.map(
        ({ size, sha1 }, index) =>
          xml`<t:Content size="${size}" sha1="${sha1}">${xopInclude(`${index}@carnet`)}</t:Content>`,
      )}</t:Deposited>`,
      attachments: contents.map(({ size, open, bytes }, index) => ({
        contentId: `${index}@carnet`,
        mimeType: 'application/octet-stream',
        size,
        open,
        ...(size > 300_000 ? {} : { bytes }),
      })),
    }),
  };
}

async function takeContents(
  body: XmlElement,
  attachments: Attachments,
): Promise<ReceivedContent[] | Refusal> {
  const contents: ReceivedContent[] = [];
  for (const holder of elements(body, 'Content')) {
    const content = await attachments.take(holder);
    if (isRefusal(content)) return content;
    contents.push(content);
  }
  return contents;
}

export const testService: SoapService = {
  path: '/test',
  name: 'test',
  transactions: [ask, returning('urn:test:deposit', 'as-request'), returning('urn:test:fetch', 'multipart')],
  wsdl: (address) => `<definitions>${address}</definitions>`,
};
