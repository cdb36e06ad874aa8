import type { AddressInfo, Server } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { parseXml } from '../../src/xml/parse.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { sandboxPki } from './pki.ts';

export interface ReceivedMessage {
  /** The fields of RFC 5424 before the message. */
  readonly header: {
    readonly priority: string;
    readonly time: string;
    readonly host: string;
    readonly id: string;
  };
  readonly message: XmlElement;
  readonly text: string;
}

/** An audit record repository as RFC 5425 has it: TLS that demands a certificate, frames of counted bytes, no answer. */
export interface AuditRepositoryDouble {
  readonly port: number;
  readonly received: readonly ReceivedMessage[];
  /** Common names of the certificates that were shown. */
  readonly nodes: readonly string[];
  /** Resolves when a message for which it holds has come. */
  until(holds: (received: readonly ReceivedMessage[]) => boolean): Promise<void>;
  /** Drops what is connected, and refuses until `listen` is called. */
  breakOff(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

export async function auditRepository(): Promise<AuditRepositoryDouble> {
  const pki = await sandboxPki();
  const received: ReceivedMessage[] = [];
  const nodes: string[] = [];
  const sockets = new Set<TLSSocket>();
  const waiting: (() => void)[] = [];
  let port = 0;
  let server: Server;
  const take = (socket: TLSSocket) => {
    nodes.push(String(socket.getPeerCertificate().subject.CN));
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let frame = nextFrame(bytes); frame !== undefined; frame = nextFrame(bytes)) {
        received.push(readMessage(frame.text));
        bytes = bytes.subarray(frame.end);
      }
      for (const wake of waiting.splice(0)) wake();
    });
  };
  const listen = async () => {
    server = createServer(
      {
        key: pki.server.key,
        cert: pki.server.certificate,
        ca: [pki.ca],
        requestCert: true,
        rejectUnauthorized: true,
      },
      take,
    );
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    port = (server.address() as AddressInfo).port;
  };
  const breakOff = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen();
  return {
    get port() {
      return port;
    },
    received,
    nodes,
    async until(holds) {
      while (!holds(received)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    breakOff,
    listen,
    close: breakOff,
  };
}

function nextFrame(bytes: Buffer): { readonly text: string; readonly end: number } | undefined {
  const space = bytes.indexOf(' ');
  if (space < 0) return undefined;
  const count = bytes.toString('ascii', 0, space);
  expect(count).to.match(/^[1-9][0-9]*$/);
  const end = space + 1 + Number(count);
  return bytes.length < end ? undefined : { text: bytes.toString('utf8', space + 1, end), end };
}

const SYSLOG = /^<(\d+)>1 (\S+) (\S+) Carnet \d+ (\S+) - (<\?xml.*)$/s;

function readMessage(text: string): ReceivedMessage {
  const match = SYSLOG.exec(text);
  expect(match, text.slice(0, 120)).to.not.equal(null);
  const [, priority = '', time = '', host = '', id = '', message = ''] = match!;
  return { header: { priority, time, host, id }, message: parseXml(message), text };
}
