import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  /** The child of Body. */
  readonly body: string;
  readonly action: string;
}

export interface AnsweringServer {
  readonly url: string;
  /** The requests that have come. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A server that gives one answer after the other, whatever it is asked: the wrong ones are for the runner to find. */
export async function answeringServer(answers: readonly Answer[]): Promise<AnsweringServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const said = Buffer.concat(chunks).toString('utf8');
    const { body, action } = answers[requests.length] ?? answers.at(-1)!;
    requests.push(said);
    const id = /MessageID[^>]*>([^<]*)</.exec(said)?.[1] ?? '';
    response.setHeader('content-type', 'application/soap+xml; charset=UTF-8');
    response.end(
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action>${action}</a:Action><a:RelatesTo>${id}</a:RelatesTo></s:Header><s:Body>${body}</s:Body></s:Envelope>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
