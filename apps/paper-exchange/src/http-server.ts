import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { addAdminRoutes } from './admin/routes.ts';
import type { Load } from './load.ts';
import { planOutages } from './outage.ts';
import { handleVenueRequest, refuseUnknownPath } from './pipeline.ts';
import { streamInTurns } from './pace.ts';
import { serveStreams } from './stream-server.ts';
import { JsonInPieces, type Reply, type VenueRequest } from '@breakwater/paper-venue';
import type { World } from './world.ts';

export interface HttpServer {
  /** Resolves to the URL under which it can be reached. */
  listen(host: string, port: number): Promise<string>;
  close(): Promise<void>;
}

export interface HttpServerOptions {
  /** `null` leaves the admin API open; the server binds to the loopback address by default. */
  readonly adminToken: string | null;
  /** Saves the state; `false` when there is nowhere to save it. */
  readonly save: () => boolean;
  readonly load: Load;
  /** How long a client may take to send a request. */
  readonly requestTimeoutMs: number;
  /** How much a stream's client may leave unread before it is cut off. */
  readonly streamBacklogBytes: number;
}

/** A request as the pipeline wants it: nothing decoded, because the signature covers the text as received. */
function toVenueRequest(incoming: IncomingMessage, body: unknown, nowMs: number): VenueRequest {
  const [path = '', query = ''] = splitOnce(incoming.url ?? '', '?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query,
    body: typeof body === 'string' ? body : '',
    headers: incoming.headers,
    ip: incoming.socket.remoteAddress ?? '',
    arrivedAtMs: nowMs,
  };
}

/** The text before and after the first `separator`. */
function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Sends a reply, or breaks the connection in the way that it says. */
function sendReply(reply: FastifyReply, outcome: Reply): void {
  const { socket } = reply.raw;
  if (outcome.kind === 'answer') {
    const { text } = outcome;
    void reply.code(outcome.status).headers(outcome.headers).send(text instanceof JsonInPieces ? streamInTurns(text) : text);
    return;
  }
  reply.hijack();
  if (outcome.kind === 'hang') return;
  if (outcome.kind === 'close') {
    socket?.destroy();
  } else if (outcome.kind === 'reset') {
    socket?.resetAndDestroy();
  } else {
    const bytes = Buffer.from(outcome.text);
    reply.raw.writeHead(outcome.status, { ...outcome.headers, 'content-length': bytes.length });
    const cut = outcome.kind === 'cut';
    reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      if (cut) socket?.destroy();
    });
  }
}

/**
 * Answers what never became a request of the venue (a URL that cannot be decoded, a body without end) with a bare page,
 * as a web server in front of a venue does. A fault of this program is told on standard error as well.
 */
function refuseBrokenRequest(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  if (status >= 500) process.stderr.write(`paper-exchange: ${request.method} ${request.url}: ${error.stack ?? error.message}\n`);
  void reply.code(status).type('text/html').send(`<html><body>${status}</body></html>`);
}

/** Closes the connection of a client that sends no HTTP, or sends it too slowly, with a bare page. */
function refuseBrokenConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const page = `<html><body>${status}</body></html>`;
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\nconnection: close\r\n\r\n${page}`);
  socket.destroySoon();
}

/** The one HTTP server: the admin API under its own prefix, every other path to the dialect that owns it. */
export function createHttpServer(world: World, options: HttpServerOptions): HttpServer {
  const app = Fastify({
    logger: false,
    bodyLimit: 1_048_576,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: refuseBrokenRequest,
    clientErrorHandler: refuseBrokenConnection,
    // Without these a client that sends a byte now and then would keep its connection for ever.
    requestTimeout: options.requestTimeoutMs,
    http: { headersTimeout: options.requestTimeoutMs, connectionsCheckingInterval: Math.ceil(options.requestTimeoutMs / 4) },
  });
  app.setErrorHandler(refuseBrokenRequest);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const streams = serveStreams(app.server, world, (incoming) => toVenueRequest(incoming, '', world.clock.nowMs()), options.streamBacklogBytes);
  const outage = planOutages(app.server, streams.end);
  app.addHook('onResponse', (_request, _reply, done) => {
    outage.beginIfPlanned();
    done();
  });
  addAdminRoutes(app, world, { ...options, planOutage: outage.plan });
  app.all('/*', async (request, reply) => {
    const venueRequest = toVenueRequest(request.raw, request.body, world.clock.nowMs());
    const venue = world.venues.find(({ dialect }) => dialect.ownsPath(venueRequest.path));
    const outcome = venue === undefined ? refuseUnknownPath(world, venueRequest) : await handleVenueRequest(world, venue, venueRequest);
    sendReply(reply, outcome);
    options.load.noteReply();
    return reply;
  });
  return {
    listen: (host, port) => app.listen({ host, port }),
    close: () => {
      outage.end();
      streams.end();
      return app.close();
    },
  };
}
