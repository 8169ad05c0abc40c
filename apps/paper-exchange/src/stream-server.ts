import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Answer, type ClientSide, type Fate, type Outlet, type VenueRequest, countRequest, findRefusal, recordRequest } from '@breakwater/paper-venue';
import { type WebSocket, WebSocketServer } from 'ws';
import { lostKinds, pause, refuseUnknownPath, sumDelayMs } from './pipeline.ts';
import type { ServedVenue, World } from './world.ts';

/** The largest message that a client may send: the venues take a few hundred topics in one. */
const largestMessageBytes = 65_536;

/** Who connects has not said yet who it is. */
const subject = { apiKey: null, symbol: null, clientOrderId: null, isReducing: true };

/** The WebSocket side of the server. */
export interface StreamServer {
  /** Breaks every connection. */
  end(): void;
}

/** A connection as the venue's streams see it. A client that does not read what it is sent is cut off, before it costs others anything. */
function openOutlet(socket: WebSocket, backlogBytes: number): Outlet {
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > backlogBytes) socket.terminate();
      else socket.send(text);
    },
    ping: () => socket.readyState === socket.OPEN && socket.ping(),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
}

/** Hands what happens on a socket to the streams. A broken frame closes its own connection and nothing else. */
function listen(socket: WebSocket, client: ClientSide): void {
  let why = 'closed by the client';
  socket.on('message', (data, isBinary) => {
    if (!isBinary) client.hear(String(data));
  });
  socket.on('ping', client.beat);
  socket.on('pong', client.beat);
  socket.on('error', (error) => {
    why = error.message;
  });
  socket.on('close', () => client.end(why));
}

/** Answers a request to connect with an ordinary answer, and ends it. */
function refuse(socket: Duplex, { status, headers, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const lines = Object.entries({ connection: 'close', 'content-type': typeof body === 'string' ? 'text/html' : 'application/json;charset=UTF-8', 'content-length': Buffer.byteLength(text), ...headers });
  socket.end(`HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Refused'}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`);
}

/** Serves the user streams of all venues on `server`, whose ordinary requests it leaves alone. */
export function serveStreams(server: Server, world: World, toVenueRequest: (incoming: IncomingMessage) => VenueRequest, backlogBytes: number): StreamServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes, perMessageDeflate: false });

  async function admit(incoming: IncomingMessage, wire: Duplex, head: Buffer): Promise<void> {
    const request = toVenueRequest(incoming);
    const venue = world.venues.find(({ streams }) => streams.ownsPath(request.path));
    if (venue === undefined) {
      refuseUnknownPath(world, request);
      return refuse(wire, { status: 404, headers: {}, body: '<html><body>404 Not Found</body></html>' });
    }
    // A key in the path is no endpoint of its own.
    countRequest(world.counts, `GET ${request.path.replace(/\/[^/]{32,}$/, '/*')}`, true);
    const faults = world.faults.take({ ...subject, venue: venue.name, method: 'GET', path: request.path, accountName: null });
    const note = (verdict: Fate['verdict'], httpStatus: number | null): void =>
      recordRequest(venue, request, subject, faults, { verdict, executed: verdict === 'answered', httpStatus, code: null, accountName: null });
    await pause(world, world.latencyMs / 2 + sumDelayMs(faults, 'delay-request'));
    const lost = faults.find(({ kind }) => lostKinds.has(kind));
    if (lost !== undefined) {
      note('dropped', null);
      if (lost.kind !== 'hang-request') wire.destroy();
      return;
    }
    const refusal = findRefusal(venue.dialect, subject, faults)?.answer ?? connect(venue, request, incoming, wire, head);
    note(refusal === null ? 'answered' : 'refused', refusal?.status ?? 101);
    if (refusal !== null) refuse(wire, refusal);
  }

  /** Lets the venue's streams decide; returns their refusal. */
  function connect(venue: ServedVenue, request: VenueRequest, incoming: IncomingMessage, wire: Duplex, head: Buffer): Answer | null {
    // The streams are asked first, so that a refusal is an HTTP answer; what they say at once waits until the socket stands.
    let socket: WebSocket | null = null;
    const early: ((outlet: Outlet) => void)[] = [];
    const act = (work: (outlet: Outlet) => void): void => void (socket === null ? early.push(work) : work(openOutlet(socket, backlogBytes)));
    const client = venue.streams.connect(request, {
      send: (text) => act((outlet) => outlet.send(text)),
      ping: () => act((outlet) => outlet.ping()),
      close: (code, reason) => act((outlet) => outlet.close(code, reason)),
      terminate: () => act((outlet) => outlet.terminate()),
    });
    if ('status' in client) return client;
    const giveUp = (): void => client.end('closed before it stood');
    wire.once('close', giveUp);
    sockets.handleUpgrade(incoming, wire, head, (upgraded) => {
      wire.off('close', giveUp);
      socket = upgraded;
      listen(upgraded, client);
      for (const work of early) work(openOutlet(upgraded, backlogBytes));
    });
    return null;
  }

  server.on('upgrade', (incoming: IncomingMessage, wire: Duplex, head: Buffer) => {
    // A connection that breaks while it is being made is nobody's fault.
    wire.on('error', () => wire.destroy());
    void admit(incoming, wire, head);
  });
  return {
    end() {
      for (const { streams } of world.venues) streams.end();
    },
  };
}
