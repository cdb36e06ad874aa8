import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { type JWK, SignJWT } from 'jose';
import { HERE, throwawayAuthority } from './throwaway-certificates.ts';

interface Key {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
}

function freshKey(alg: 'RS256' | 'ES256' = 'RS256'): Key {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomUUID();
  return {
    id,
    privateKey,
    jwk: { ...(publicKey.export({ format: 'jwk' }) as JWK), kid: id, alg, use: 'sig' },
  };
}

let shared: Key | undefined;

/** The key that every issuer begins with: made once, since an RSA key takes long. */
function firstKey(): Key {
  shared ??= freshKey();
  return shared;
}

/** One question that the issuer was asked. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
  /** Common name of the client certificate. */
  readonly client: string | undefined;
}

/** An issuer of tokens as Pro Santé Connect and other OIDC providers are, over TLS, with all that may go wrong with one. */
export class IssuerSimulator {
  readonly asked: Asked[] = [];
  readonly authority = throwawayAuthority('Issuers of a test');
  keys: Key[] = [firstKey()];
  /** The names of the discovery documents that it has. */
  documents: readonly string[] = ['openid-configuration'];
  /** What its discovery document says otherwise. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** What it answers to every question instead, where that is set. */
  answer: { readonly status: number; readonly body: string } | 'nothing' | undefined;
  /** What introspection says. */
  introspected: unknown = { active: true };
  /** What it tells of the holder of a token. */
  userInfo: Readonly<Record<string, unknown>> | undefined;
  private held: Promise<void> | undefined;
  private readonly server: Server;
  private readonly sockets = new Set<Duplex>();

  private constructor() {
    const { key, cert } = this.authority.issue('localhost', HERE);
    this.server = createServer({
      key,
      cert,
      ca: this.authority.cert,
      requestCert: true,
      rejectUnauthorized: false,
    });
    this.server.on('request', async (request, response) => {
      const path = request.url ?? '';
      const form = new URLSearchParams(await text(request));
      const { CN: client } = (request.socket as TLSSocket).getPeerCertificate().subject ?? {};
      this.asked.push({
        path,
        authorization: request.headers.authorization,
        form,
        client: typeof client === 'string' ? client : undefined,
      });
      await this.held;
      if (this.answer === 'nothing') return void request.socket.destroy();
      const body = this.answer?.body ?? this.bodyOf(path);
      const location = { location: `${this.issuer}/certs` };
      response.writeHead(this.answer?.status ?? (body === undefined ? 404 : 200), location).end(body);
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<IssuerSimulator> {
    const simulator = new IssuerSimulator();
    await new Promise<void>((resolve) => simulator.server.listen(0, '127.0.0.1', resolve));
    return simulator;
  }

  get issuer(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}/realm`;
  }

  /** Another key signs from now on, and the one before is no longer published. */
  rotate(alg?: 'RS256' | 'ES256'): void {
    this.keys = [freshKey(alg)];
  }

  /** Leaves every question without an answer until what is returned is called. */
  hold(): () => void {
    let release = () => {};
    this.held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  countOf(end: string): number {
    return this.asked.filter(({ path }) => path.endsWith(end)).length;
  }

  sign(
    claims: Readonly<Record<string, unknown>>,
    { at, key = this.keys[0] }: { readonly at: Date; readonly key?: Key | undefined },
  ): Promise<string> {
    if (key === undefined) throw new Error('no key');
    const now = Math.floor(at.getTime() / 1000);
    return new SignJWT({ iss: this.issuer, sub: 'somebody', iat: now, exp: now + 120, ...claims })
      .setProtectedHeader({ alg: String(key.jwk.alg), typ: 'JWT', kid: key.id })
      .sign(key.privateKey);
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private bodyOf(path: string): string | undefined {
    const { issuer } = this;
    const document = this.documents.find((name) => path === `/realm/.well-known/${name}`);
    if (document !== undefined) {
      const jwks = { jwks_uri: `${issuer}/certs`, introspection_endpoint: `${issuer}/introspect` };
      return JSON.stringify({ issuer, ...jwks, ...this.metadata });
    }
    if (path === '/realm/certs') return JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) });
    if (path === '/realm/userinfo' && this.userInfo !== undefined) return JSON.stringify(this.userInfo);
    return path === '/realm/introspect' ? JSON.stringify(this.introspected) : undefined;
  }
}
