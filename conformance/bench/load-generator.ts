import { Agent, request } from 'node:https';

/** One request, ready to send. Parts of the body that requests share stand in memory once. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Uint8Array[];
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What a scenario gives the generator: the next request of a client, and what is wrong with a reply. */
export interface Plan {
  /** Certificate of each client. */
  readonly tls: (client: number) => TlsFiles;
  /** Undefined when the requests made in advance are used up. */
  readonly next: (client: number) => Shot | undefined;
  /** Says what is wrong, or undefined. */
  readonly fault: (reply: Reply) => string | undefined;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly requests: number;
  /** With those of the warm-up. */
  readonly answered: number;
  readonly failures: number;
  readonly firstFault: string | undefined;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly bytesPerReply: number;
  /** The requests ran out before the time did. */
  readonly ranOut: boolean;
}

export function send(origin: string, agent: Agent, shot: Shot): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = shot.body.reduce((sum, part) => sum + part.length, 0);
    const call = request(
      origin + shot.path,
      {
        method: shot.method,
        agent,
        headers: { ...shot.headers, ...(shot.method === 'GET' ? {} : { 'content-length': String(length) }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
          });
        });
      },
    );
    call.on('error', reject);
    for (const part of shot.body) call.write(part);
    call.end();
  });
}

export function agentFor(tls: TlsFiles): Agent {
  return new Agent({ ...tls, keepAlive: true, maxSockets: 1 });
}

/**
 * Keeps `clients` connections busy, each with one request at a time, and counts what comes back.
 * Answers that come during the warm-up, or after the end, are checked and not counted.
 */
export async function runLoad(
  plan: Plan,
  settings: {
    readonly origin: string;
    readonly clients: number;
    readonly seconds: number;
    readonly warmUpSeconds: number;
  },
): Promise<LoadResult> {
  const agents = Array.from({ length: settings.clients }, (_, client) => agentFor(plan.tls(client)));
  const counted = performance.now() + settings.warmUpSeconds * 1000;
  const end = counted + settings.seconds * 1000;
  const latencies: number[] = [];
  let failures = 0;
  let answered = 0;
  let firstFault: string | undefined;
  let bytes = 0;
  let ranOut = false;
  let last = counted;

  const client = async (at: number): Promise<void> => {
    const agent = agents[at] as Agent;
    for (let sent = performance.now(); sent < end; sent = performance.now()) {
      const shot = plan.next(at);
      if (shot === undefined) {
        ranOut = true;
        return;
      }
      let received = 0;
      const fault = await send(settings.origin, agent, shot).then(
        (reply) => {
          received = reply.body.length;
          return plan.fault(reply);
        },
        (error: Error) => error.message,
      );
      const now = performance.now();
      answered++;
      if (fault !== undefined) {
        failures++;
        firstFault ??= fault;
      } else if (now >= counted && now <= end) {
        latencies.push(now - sent);
        bytes += received;
        last = now;
      }
    }
  };
  await Promise.all(agents.map((_, at) => client(at)));
  for (const agent of agents) agent.destroy();

  latencies.sort((left, right) => left - right);
  const quantile = (part: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
  const seconds = ranOut ? (last - counted) / 1000 : settings.seconds;
  return {
    perSecond: seconds > 0 ? latencies.length / seconds : 0,
    requests: latencies.length,
    answered,
    failures,
    firstFault,
    seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    bytesPerReply: latencies.length === 0 ? 0 : Math.round(bytes / latencies.length),
    ranOut,
  };
}
