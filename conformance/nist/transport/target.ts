import { readFileSync } from 'node:fs';
import { createSoapClient, type SoapClient, type SoapReply } from '../../../src/client/soap-client.ts';
import type { AnswerAttachment } from '../../../src/soap/soap-transaction.ts';
import { storedMarkup } from '../../../src/xml/write.ts';

export type Actor = 'registry' | 'repository';

/** Where the server under test listens, and how it is reached. */
export interface TargetOptions {
  readonly registry: string;
  readonly repository: string;
  /** PEM texts: the authorities of the server's certificate, and the client's own certificate and key. */
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

export interface TargetCall {
  readonly actor: Actor;
  readonly action: string;
  /** The child of Body, as text. */
  readonly body: string;
  readonly assertion?: string | undefined;
  /** MTOM with these parts; undefined for a simple message. */
  readonly attachments?: readonly AnswerAttachment[] | undefined;
}

export interface Target {
  /** @throws when the server cannot be reached, or answers with something that is no SOAP. */
  call(call: TargetCall): Promise<SoapReply>;
  close(): void;
}

/** Reads the PEM files that the command line names. */
export function pemFiles(files: {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}): Pick<TargetOptions, 'ca' | 'certificate' | 'key'> {
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  return { ca: read(files.ca), certificate: read(files.certificate), key: read(files.key) };
}

export function createTarget(options: TargetOptions): Target {
  const clients = new Map<string, SoapClient>();
  const { ca, certificate, key } = options;
  const clientOf = (origin: string): SoapClient => {
    const known = clients.get(origin);
    if (known !== undefined) return known;
    const made = createSoapClient({
      origin,
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    });
    clients.set(origin, made);
    return made;
  };
  return {
    call({ actor, action, body, assertion, attachments }) {
      const address = new URL(options[actor]);
      return clientOf(address.origin).call({
        path: `${address.pathname}${address.search}`,
        action,
        body: storedMarkup(body),
        assertion,
        attachments,
      });
    },
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}
