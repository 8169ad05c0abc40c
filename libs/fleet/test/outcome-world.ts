import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@breakwater/db';
import { cloneDatabase } from '@breakwater/testing';

/** One request as a receiver of outcomes sees it. */
export interface Received {
  readonly id: string;
  readonly body: string;
  readonly message: { readonly sequence: number; readonly type: string; readonly wave: { readonly id: string }; readonly signal?: { readonly id: string; readonly outcome: string } };
  readonly isSigned: boolean;
}

/** What a receiver does with its request number `index`. */
export type Behave = (response: http.ServerResponse, received: Received, index: number) => void;

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  behave: Behave;
  close(): Promise<void>;
}

/** The check that docs/outcomes.md tells receivers to make, written from the specification and not from our code. */
export function isSignedWith(secret: string, headers: http.IncomingHttpHeaders, body: string): boolean {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const wanted = createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
  const isFresh = Math.abs(Date.now() / 1_000 - Number(headers['webhook-timestamp'])) < 300;
  return isFresh && String(headers['webhook-signature']).split(' ').includes(`v1,${wanted}`);
}

/** An HTTP server that takes outcomes, and answers 204 unless it is told to behave otherwise. */
export async function openReceiver(secret: string): Promise<Receiver> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { id: String(request.headers['webhook-id']), body, message: JSON.parse(body) as Received['message'], isSigned: isSignedWith(secret, request.headers, body) };
      received.push(one);
      receiver.behave(response, one, received.length - 1);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/outcomes`,
    received,
    behave: (response) => response.writeHead(204).end(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

export interface OutcomeWorld {
  readonly databaseUrl: string;
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** A wave of so many pending signals, `<id>-1` and so on. */
  addWave(id: string, signals: number, source?: string): Promise<void>;
  settle(signalId: string, outcome?: string): Promise<void>;
  /** Lets everything be tried again at once. */
  hurry(): Promise<void>;
  countWaiting(): Promise<number>;
  close(): Promise<void>;
}

/** Books with waves of which signals can be settled. */
export async function openOutcomeWorld(): Promise<OutcomeWorld> {
  const database = await cloneDatabase();
  const side = connect({ databaseUrl: database.url, connectionsMax: 2 });
  const query = <Row>(text: string, values: readonly unknown[] = []) => side.run<Row>({ name: '', text }, values);
  await query(`INSERT INTO account (exchange, account, mode, positions_max) VALUES ('binance', 'main', 'trade', 5)`);
  return {
    databaseUrl: database.url,
    query,
    addWave: async (id, signals, source = 'ats') => {
      await query(`INSERT INTO wave (id, source, external_id, content_hash, policy, at) VALUES (gen_random_uuid(), $1, $2, '', '{}', now())`, [source, id]);
      await query(
        `INSERT INTO signal (id, wave_id, source, external_id, action, exchange, account, symbol, leg, side, score)
         SELECT gen_random_uuid(), w.id, $1, $2 || '-' || n, 'open', 'binance', 'main', 'TAGUSDT', 'net', 'short', 0.5 FROM wave w, generate_series(1, $3) n WHERE w.external_id = $2`,
        [source, id, signals],
      );
    },
    settle: async (signalId, outcome = 'failed') => void (await query(`UPDATE signal SET outcome = $2, reason = 'because', outcome_at = now() WHERE external_id = $1`, [signalId, outcome])),
    hurry: async () => {
      await query(`UPDATE outcome_webhook SET retry_at = now()`);
      await query(`UPDATE outcome_message SET retry_at = now() WHERE retry_at > now()`);
    },
    countWaiting: async () => Number((await query<{ count: string }>(`SELECT count(*) FROM outcome_message WHERE is_owed AND delivered_at IS NULL`))[0]?.count),
    close: async () => {
      await side.close();
      await database.drop();
    },
  };
}
