import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  /** The child of Body. */
  readonly body: string;
  readonly action: string;
  /** What it says it relates to, instead of the request. */
  readonly relatesTo?: string;
  /** As multipart/related. */
  readonly multipart?: boolean;
}

const MULTIPART =
  'multipart/related; type="application/xop+xml"; start="<root@test>"; start-info="application/soap+xml"; boundary="part"';
const ROOT_PART =
  '--part\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root@test>\r\n\r\n';

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
    const { body, action, relatesTo, multipart } = answers[requests.length] ?? answers.at(-1)!;
    requests.push(said);
    const id = relatesTo ?? /MessageID[^>]*>([^<]*)</.exec(said)?.[1] ?? '';
    const envelope = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action>${action}</a:Action><a:RelatesTo>${id}</a:RelatesTo></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
    response.setHeader(
      'content-type',
      multipart === true ? MULTIPART : 'application/soap+xml; charset=UTF-8',
    );
    response.end(multipart === true ? `${ROOT_PART}${envelope}\r\n--part--\r\n` : envelope);
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
