import { createHash, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';

/** Options of {@link guarded}. */
export interface GuardedOptions {
  /** The bytes of a body at most. */
  readonly bodyLimit: number;
  /** Each request must bring it, as `authorization: Bearer …`. Without one, all who reach the port may ask. */
  readonly token?: string | undefined;
  /** The origins whose pages may read the answers; none by default. */
  readonly origins?: readonly string[] | undefined;
  /** The connections at a time, 1,000 by default; further ones are closed. */
  readonly connections?: number | undefined;
  /** Milliseconds in which a request must be there, headers and body; 10,000 by default. */
  readonly requestTimeout?: number | undefined;
}

/**
 * Returns an app of Fastify that a network may reach: with limits, and one form of error, `{ error: { code, message } }`. Closing it
 * finishes the requests under way, and ends all connections that are left after `requestTimeout`.
 */
export function guarded(options: GuardedOptions): FastifyInstance {
  const { bodyLimit, token, origins = [], connections = 1_000, requestTimeout = 10_000 } = options;
  const app = fastify({
    bodyLimit,
    requestTimeout,
    connectionTimeout: 2 * requestTimeout,
    keepAliveTimeout: 5_000,
    // Without the interval, Node looks for late requests each 30 seconds only.
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: requestTimeout / 10 },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, _, reply) => void (reply as FastifyReply).code(400).send(errorOf(400, error.message)),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.server.maxConnections = connections;
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin !== undefined && origins.includes(origin)) {
      reply.headers({ 'access-control-allow-origin': origin, vary: 'origin' });
      const allowed = { 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': 'authorization, content-type' }; // prettier-ignore
      if (request.method === 'OPTIONS') return reply.code(204).headers(allowed).send();
    }
    if (token !== undefined && !isSame(request.headers.authorization ?? '', `Bearer ${token}`))
      throw refusal(401, 'authorization: must be Bearer with the token of the server.');
  });
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    // What does not even send its request would keep the server open.
    setTimeout(() => app.server.closeAllConnections(), requestTimeout).unref();
  });
  app.addHook('onSend', async (_, reply) => void (isClosing && reply.header('connection', 'close')));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const { statusCode: status = 500, message } = error;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send(errorOf(status, status < 500 ? message : 'The server failed. Its log says why.'));
  });
  app.setNotFoundHandler((request, reply) => reply.code(404).send(errorOf(404, `No route ${request.method} ${request.url.slice(0, 80)}.`))); // prettier-ignore
  return app;
}

/** Returns an error that is answered with a status. */
export function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

function errorOf(status: number, message: string): object {
  const code = (STATUS_CODES[status] ?? 'Error').toLowerCase().replaceAll(' ', '-');
  return { error: { code, message } };
}

/** Hashes have one length, and are compared in the same time wherever they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

/** Answers what is no request, or is not there in time, and ends its connection. */
function refuseConnection({ code }: Error & { readonly code?: string }, socket: Socket): void {
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[code ?? ''] ?? 400;
  const body = JSON.stringify(errorOf(status, 'The request must be valid HTTP, and be there in time.'));
  const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  if (socket.writable) socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`);
  socket.destroySoon();
}
