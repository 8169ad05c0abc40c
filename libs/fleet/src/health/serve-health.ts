import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './readiness.ts';

export interface HealthPages {
  readiness(): Promise<Readiness>;
  metrics(): Promise<string>;
  readonly metricsType: string;
}

export interface HealthServer {
  /** Where it listens, e.g. `http://127.0.0.1:9464`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the three pages that whoever runs a process looks at: `/healthz` answers while the event loop turns, `/readyz` says
 * with 200 or 503 what is there and what is missing, `/metrics` is for Prometheus. They hold no secret and change nothing.
 *
 * @throws when the port is taken.
 */
export async function serveHealth(host: string, port: number, pages: HealthPages): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(request, response, pages).catch((error: unknown) => send(response, 500, 'text/plain', String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject).on('error', () => {});
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: HealthPages): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'Only GET is answered here.');
  switch (request.url?.split('?')[0]) {
    case '/healthz':
      return send(response, 200, 'text/plain', 'alive');
    case '/readyz': {
      const readiness = await pages.readiness();
      return send(response, readiness.ready ? 200 : 503, 'application/json', JSON.stringify(readiness));
    }
    case '/metrics':
      return send(response, 200, pages.metricsType, await pages.metrics());
    default:
      return send(response, 404, 'text/plain', 'There are /healthz, /readyz and /metrics.');
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(`${body}\n`);
}
