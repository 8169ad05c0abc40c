import net from 'node:net';

/** A TCP proxy in front of a database that can hold back what the server answers, from a marked request on, or cut the connection there. */
export interface HoldingProxy {
  /** The database's URL by way of the proxy. */
  readonly url: string;
  /** From the next request that contains `mark` on, holds every answer of that connection until `release`. */
  holdAnswerTo(mark: string): void;
  /** At the next request that contains `mark`, cuts its connection instead of passing it on. */
  cutAt(mark: string): void;
  /** Whether that has happened. */
  hasCut(): boolean;
  /** Whether an answer is being held. */
  isHolding(): boolean;
  release(): void;
  close(): Promise<void>;
}

/** Listens on `port`, or on any free one. */
export async function startHoldingProxy(databaseUrl: string, port = 0): Promise<HoldingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  let mark: string | null = null;
  let held: net.Socket | null = null;
  let cutMark: string | null = null;
  let hasCut = false;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => {
      if (mark !== null && chunk.includes(mark)) {
        mark = null;
        held = upstream;
        upstream.pause();
      }
      if (cutMark !== null && chunk.includes(cutMark)) {
        cutMark = null;
        hasCut = true;
        client.resetAndDestroy();
        return;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    holdAnswerTo: (text) => {
      mark = text;
    },
    cutAt: (text) => {
      cutMark = text;
    },
    hasCut: () => hasCut,
    isHolding: () => held !== null,
    release: () => held?.resume(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
