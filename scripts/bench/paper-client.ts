import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** How to reach one account of a paper exchange. */
export interface PaperAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A plain HTTP client of the paper exchange: keep-alive connections, real signatures, nothing cached. */
export interface PaperClient {
  /** Sends a signed request; resolves with the body's text. Rejects for anything but a 200. */
  send(method: string, path: string, query: string, access?: PaperAccess): Promise<string>;
  /** Calls the admin API. */
  admin<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): void;
}

/** Opens at most `connections` connections to the exchange at `access.url`. */
export function openPaperClient(access: PaperAccess, connections: number): PaperClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(access.url);

  function call(method: string, path: string, headers: Record<string, string>, body?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (incoming.statusCode === 200) resolve(text);
          else reject(new Error(`${method} ${path} was answered with ${incoming.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    send(method, path, query, owner = access) {
      const stamped = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}&recvWindow=60000`;
      const signature = createHmac('sha256', owner.apiSecret).update(stamped).digest('hex');
      return call(method, `${path}?${stamped}&signature=${signature}`, { 'X-MBX-APIKEY': owner.apiKey });
    },
    admin: async <T>(method: string, path: string, body?: unknown) =>
      JSON.parse(await call(method, `/admin/${path}`, {}, body === undefined ? undefined : JSON.stringify(body))) as T,
    close: () => agent.destroy(),
  };
}
