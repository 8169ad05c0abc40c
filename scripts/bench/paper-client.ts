import { Agent, request } from 'node:http';
import type { WireRequest } from './paper-speech.ts';

/** How to reach one account of a paper exchange. */
export interface PaperAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A plain HTTP client of the paper exchange: keep-alive connections, nothing cached. */
export interface PaperClient {
  /** Resolves with the body's text. Rejects for anything but a 200. */
  send(request: WireRequest): Promise<string>;
  /**
   * As `send`, and resolves with no more than the beginning of the text, once all of it has come. Making text of a long body takes
   * longer than the exchange needs to send it, and the two share the machine that is measured.
   */
  sendForBeginning(request: WireRequest): Promise<string>;
  /** Calls the admin API. */
  admin<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): void;
}

const beginningBytes = 300;

/** Opens at most `connections` connections to the exchange at `url`. */
export function openPaperClient(url: string, connections: number): PaperClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);

  function sendForBody({ method, path, headers, body }: WireRequest): Promise<readonly Buffer[]> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          if (incoming.statusCode === 200) resolve(chunks);
          else reject(new Error(`${method} ${path} was answered with ${incoming.statusCode}: ${Buffer.concat(chunks).toString().slice(0, 300)}`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  const send = async (wire: WireRequest): Promise<string> => Buffer.concat(await sendForBody(wire)).toString();

  return {
    send,
    sendForBeginning: async (wire) => (await sendForBody(wire))[0]?.toString('utf8', 0, beginningBytes) ?? '',
    admin: async <T>(method: string, path: string, body?: unknown) => JSON.parse(await send({ method, path: `/admin/${path}`, headers: {}, ...(body !== undefined && { body: JSON.stringify(body) }) })) as T,
    close: () => agent.destroy(),
  };
}
