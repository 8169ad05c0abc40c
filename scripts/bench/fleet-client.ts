import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { readConfig, wavePolicyOf } from '@breakwater/config';
import { type ExchangeId, parseWaveLine } from '@breakwater/core';
import { acceptWave } from '@breakwater/engine';
import { openFleetPorts } from '@breakwater/fleet';
import type { World } from '../start/world.ts';
import { newestLives, type PaperAccount, type PaperAdmin } from './paper-account.ts';
import { noSamples, type Samples } from './samples.ts';

/** Lets the fleet open and close positions, and reads what it took. */
export interface FleetClient {
  /** Opens SYMBOLS by waves of SIZE, each once all work for the one before has ended, and measures every position. */
  open(symbols: readonly string[], size: number): Promise<Samples>;
  /** Closes everything that is open by its own stop, and waits until the books say so, 30 s or as long as is said. */
  closeAll(timeoutMs?: number): Promise<void>;
  /** Resolves once so many workers live. Throws after 30 s without them. */
  untilWorkers(atLeast: number): Promise<void>;
  close(): Promise<void>;
}

const account = 'main';
const readyMsMax = 30_000;
const settleMsMax = 30_000;
/** Seldom enough not to be felt by what is measured. */
const lookMs = 25;

/** Joins the fleet of WORLD as the command line does, to trade at one exchange; resolves once all its workers live. Throws after 30 s without them. */
export async function openFleetClient(world: World, paper: PaperAdmin, exchange: ExchangeId = 'binance'): Promise<FleetClient> {
  const config = readConfig({ env: world.environment });
  const fleet = openFleetPorts({ ...config, logLevel: 'silent' }, 'cli');
  const database = new pg.Client({ connectionString: world.databaseUrl, application_name: 'breakwater bench' });
  await database.connect();
  const run = randomBytes(4).toString('hex');
  let waves = 0;
  const count = async (question: string, values: readonly unknown[] = []) => (await database.query<{ n: number }>(`select count(*)::int as n ${question}`, [...values])).rows[0]?.n ?? 0;

  const submit = async (symbols: readonly string[]): Promise<void> => {
    const id = `${run}-${(waves += 1)}`;
    const signals = symbols.map((symbol) => ({ id: `${id}.${symbol}`, action: 'open', exchange, account, symbol, side: waves % 2 === 0 ? 'long' : 'short', score: '0.5' }));
    const parsed = parseWaveLine(JSON.stringify({ source: 'bench', id, signals }), { file: 'bench', line: 1 }, Date.now());
    if (parsed.type === 'refused') throw new Error(`a wave of the bench was refused: ${JSON.stringify(parsed.refusals)}`);
    await acceptWave({ ...fleet.ports, markets: (key) => fleet.ports.exchange(key).markets(), policy: (source) => wavePolicyOf(config, source) }, parsed.wave, { file: 'bench', line: 1 });
    // Everything at rest: the wave is finished, every position under its stop, nobody works on a key.
    await until(`wave ${id} to be worked off`, settleMsMax, async () =>
      (await count(`from wave where status <> 'finished'`)) + (await count(`from claim where holder is not null`)) +
      (await count(`from position where status <> 'closed' and (status <> 'open' or bare_since is not null)`)) === 0);
  };

  const untilWorkers = (atLeast: number) => until('the workers to be ready', readyMsMax, async () => (await count(`from worker where stopped_at is null and heartbeat_at > clock_timestamp() - interval '5 s'`)) >= atLeast);
  await untilWorkers(3);
  return {
    untilWorkers,
    open: async (symbols, size) => {
      const first = waves + 1;
      for (let from = 0; from < symbols.length; from += size) await submit(symbols.slice(from, from + size));
      const { rows } = await database.query<{ symbol: string; accepted_ms: string }>(
        `select s.symbol, extract(epoch from w.received_at) * 1000 as accepted_ms from signal s join wave w on w.id = s.wave_id where w.source = 'bench' and w.external_id = any($1)`,
        [Array.from({ length: waves + 1 - first }, (_, index) => `${run}-${first + index}`)],
      );
      return measure(await paper.read(account), new Map(rows.map((row) => [row.symbol, Number(row.accepted_ms)])));
    },
    closeAll: async (timeoutMs = settleMsMax) => {
      const prices = await paper.prices();
      const { conditionalOrders } = await paper.read(account);
      const move = (priceOf: (order: (typeof conditionalOrders)[number]) => string | undefined) =>
        paper.post('prices', Object.fromEntries(conditionalOrders.map((order) => [order.symbol, { last: priceOf(order) }])));
      await move(({ triggerPrice }) => triggerPrice);
      for (const { symbol } of conditionalOrders) await fleet.ports.jobs.enqueueResync({ exchange, account, symbol }, 'bench');
      await until('the books to close', timeoutMs, async () => (await count(`from position where status <> 'closed'`)) + (await count(`from claim where holder is not null`)) === 0);
      await move(({ symbol }) => prices.get(symbol));
    },
    close: async () => {
      await Promise.all([database.end(), fleet.close()]);
    },
  };
}

/** Throws if a position was never opened or never protected: a figure without it would flatter. */
function measure(state: PaperAccount, acceptedMs: ReadonlyMap<string, number>): Samples {
  const lives = newestLives(state);
  const samples = noSamples();
  for (const [symbol, at] of acceptedMs) {
    const life = lives.get(symbol);
    if (life === undefined || life.openedAt < at || life.protectedAt === null) throw new Error(`the signal for ${symbol} did not become a protected position`);
    samples.entryMs.push(life.openedAt - at);
    samples.bareMs.push(life.bareMs);
  }
  return samples;
}

async function until(what: string, timeoutMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await delay(lookMs);
  }
}
