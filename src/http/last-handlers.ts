import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/** What no router took. */
export const notFound: RequestHandler = (_request, response) => {
  response.status(404).type('text/plain').send('404\n');
};

/** An exception that no router caught: logged whole, told as a bare status. */
export function unexpected(report: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const status = clientStatus(error);
    if (status === undefined) report(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(status ?? 500)
      .type('text/plain')
      .send(`${status ?? 500}\n`);
  };
}

/** The 4xx status that express gives an address that cannot be decoded. */
function clientStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return STATUS_CODES[status] === undefined ? undefined : status;
}
