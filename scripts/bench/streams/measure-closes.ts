import { readConfig } from '@breakwater/config';
import { type AccountKey, type ExchangeId, EXCHANGES } from '@breakwater/core';
import { openFleetPorts } from '@breakwater/fleet';
import { setTimeout as delay } from 'node:timers/promises';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Hand, openHand } from '../../chaos/world/hand.ts';
import { startWorld } from '../../start/world.ts';
import { openPositions } from './open-positions.ts';

/** One position that a hand closed: milliseconds from its execution at the exchange. */
export interface Close {
  readonly symbol: string;
  /** Until that execution stood in the books, and until the row was closed. */
  readonly bookedMs: number;
  readonly closedMs: number;
}

export interface ClosesOfVenue {
  readonly exchange: ExchangeId;
  readonly withStream: readonly Close[];
  readonly withoutStream: readonly Close[];
}

const account = 'main';
const keys: readonly AccountKey[] = EXCHANGES.map((exchange) => ({ exchange, account }));
const latencyMs = 20;
/** The default of the configuration, named here because a whole one of them is waited for. */
const resyncIntervalMs = 60_000;
const WITHOUT_LEAST = 5;
/** The first ones warm everything up. */
const WARM_UP = 5;
/** Between two closes: longer than the looks of one take, and never in step with anything. */
const APART_MS = 150;
const APART_MS_MORE = 200;
const SETTLE_MS_MAX = 180_000;
const LOOK_MS = 250;

const configuration = (positionsMax: number): string => `deployment: bench
accounts:
${EXCHANGES.map((exchange) => `  - { name: ${account}, exchange: ${exchange}, mode: trade, positionsMax: ${positionsMax} }\n`).join('')}wavePolicies:
  default: { open: ${positionsMax}, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 900000 }
resyncIntervalMs: ${resyncIntervalMs}
`;

/** Starts a world without a listener, has its fleet open positions at both venues, and closes them by hand: some without the stream, then TRIALS of each venue with it. */
export async function measureCloses(trials: number, stopped: AbortSignal, say: (line: string) => void): Promise<readonly ClosesOfVenue[]> {
  const without = Math.max(WITHOUT_LEAST, Math.round(trials / 10));
  const count = without + WARM_UP + trials;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-bench-'));
  fs.writeFileSync(path.join(folder, 'config.yaml'), configuration(count));
  process.env['BREAKWATER_CONFIG'] = path.join(folder, 'config.yaml');
  // Closes come faster than an exchange would let them be looked at.
  process.env['BREAKWATER_RATE_GOVERNOR'] = 'none';
  const world = await startWorld({ exchangeArguments: ['--markets', String(count * 2), '--latency-ms', String(latencyMs)], say });
  const fleet = openFleetPorts({ ...readConfig({ env: world.environment }), rateGovernor: 'none', logLevel: 'silent' }, 'cli');
  const books = new pg.Pool({ connectionString: world.databaseUrl, max: 2 });
  let keepLogs = true;
  try {
    const hand = openHand(world.exchange.url);
    const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
      for (const deadline = performance.now() + SETTLE_MS_MAX; !(await condition()); await delay(LOOK_MS)) {
        stopped.throwIfAborted();
        if (performance.now() > deadline) throw new Error(`waited ${SETTLE_MS_MAX / 1_000} s for ${what}`);
      }
    };
    say(`the fleet opens ${count} positions at each exchange`);
    const symbols = await openPositions(fleet, keys, count, { books, until });
    const closeAll = async (from: number, to: number, apartMs: () => number): Promise<void> => {
      for (let index = from; index < to; index += 1) {
        stopped.throwIfAborted();
        await Promise.all(keys.map(({ exchange }) => closeByHand(hand, books, exchange, symbols.get(exchange)![index]!)));
        await delay(apartMs());
      }
      await until('the closes to be in the books', async () => {
        // The venues list contracts in different orders: the same name may be closed at one and still open at the other.
        const wanted = keys.flatMap(({ exchange }) => symbols.get(exchange)!.slice(from, to).map((symbol) => `${exchange}.${symbol}`));
        const { rows } = await books.query<{ left: number }>(`select count(*)::int as left from position where status <> 'closed' and exchange::text || '.' || symbol = any($1)`, [wanted]);
        return rows[0]?.left === 0;
      });
    };
    say(`closing ${without} at each exchange within one interval of the passes, ${resyncIntervalMs / 1_000} s, without the stream`);
    await closeAll(0, without, () => resyncIntervalMs / without);
    world.addWorkers('stream-listener', 1);
    await until('the streams to be open', async () => (await hand.act<{ account: string | null }[]>('GET', 'streams')).filter((stream) => stream.account === account).length === keys.length);
    say(`closing ${trials} at each exchange with the stream, after ${WARM_UP} that warm everything up`);
    await closeAll(without, without + WARM_UP, () => APART_MS);
    await closeAll(without + WARM_UP, count, () => APART_MS + Math.random() * APART_MS_MORE);
    const measure = (exchange: ExchangeId, from: number, to: number): Promise<readonly Close[]> => readCloses(hand, books, exchange, symbols.get(exchange)!.slice(from, to));
    const measured = await Promise.all(keys.map(async ({ exchange }) => ({ exchange, withoutStream: await measure(exchange, 0, without), withStream: await measure(exchange, without + WARM_UP, count) })));
    keepLogs = false;
    return measured;
  } finally {
    keepLogs &&= !stopped.aborted;
    if (keepLogs) say(`the logs stay in ${world.folder}/logs`);
    await Promise.allSettled([books.end(), fleet.close()]);
    await world.stop({ keepLogs });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function closeByHand(hand: Hand, books: pg.Pool, venue: ExchangeId, symbol: string): Promise<void> {
  const { rows } = await books.query<{ quantity: string }>(`select trim_scale(quantity)::text as quantity from position where exchange = $1::exchange and symbol = $2 and status = 'open' and side = 'long'`, [venue, symbol]);
  if (rows[0] === undefined) throw new Error(`there is no open position in ${symbol} at ${venue}`);
  await hand.act('POST', 'trade', { venue, symbol, side: 'SELL', quantity: rows[0].quantity, reduceOnly: true });
}

/** When the exchange's journal says that a hand's order was executed, and when PostgreSQL says that the books knew. */
async function readCloses(hand: Hand, books: pg.Pool, exchange: ExchangeId, symbols: readonly string[]): Promise<readonly Close[]> {
  const executed = new Map((await hand.journal(exchange, 0)).filter(({ kind, detail }) => kind === 'fill' && String(detail['clientOrderId']).startsWith('web_')).map(({ symbol, timeMs }) => [symbol, timeMs]));
  const { rows } = await books.query<{ symbol: string; booked_ms: string; closed_ms: string }>(
    `select symbol, min(extract(epoch from at) * 1000) filter (where type = 'fills_booked' and position_id is not null and at >= to_timestamp(($3::numeric[])[array_position($2::text[], symbol)] / 1000)) as booked_ms,
            max(extract(epoch from at) * 1000) filter (where type = 'position_closed') as closed_ms
       from position_event where exchange = $1::exchange and symbol = any($2) group by symbol`,
    [exchange, symbols, symbols.map((symbol) => executed.get(symbol))],
  );
  return rows.map(({ symbol, booked_ms, closed_ms }) => {
    const atMs = executed.get(symbol);
    if (atMs === undefined || booked_ms === null || closed_ms === null) throw new Error(`the close of ${symbol} at ${exchange} is not in the journal, or not in the books`);
    return { symbol, bookedMs: Math.round(Number(booked_ms) - atMs), closedMs: Math.round(Number(closed_ms) - atMs) };
  });
}
