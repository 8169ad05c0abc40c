import { readConfig, wavePolicyOf } from '@breakwater/config';
import { type AccountKey, decimalText, EXCHANGES, type Market, parseWaveLine } from '@breakwater/core';
import { acceptWave } from '@breakwater/engine';
import { openFleetPorts } from '@breakwater/fleet';
import { setTimeout as delay } from 'node:timers/promises';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { compareSides, readLiveRows } from '../../chaos/judge/compare-sides.ts';
import { openHand } from '../../chaos/world/hand.ts';
import { startWorld } from '../../start/world.ts';
import { plantDifferences } from './plant.ts';

/** What became of differences that were planted on positions of a fleet that runs. */
export interface Repair {
  readonly planted: number;
  /** Kinds of difference. */
  readonly classes: number;
  /** Differences between books and exchange afterwards, by the exchange's own state. */
  readonly left: number;
  /** Rows that were closed without a known cause. */
  readonly causeUnknown: number;
  /** Rows that a second pass wrote: events, requests, executions. */
  readonly secondPassChanges: number;
  /** From the pass being asked for until nothing differs and nothing is under way. */
  readonly seconds: number;
}

const account = 'main';
/** A contract that every wave may name. */
const isUsual = ({ symbol, isTrading }: Market): boolean => isTrading && /^[A-Z0-9]+USDT$/.test(symbol);
const keys: readonly AccountKey[] = EXCHANGES.map((exchange) => ({ exchange, account }));
const OPEN_MS_MAX = 180_000;
const REPAIR_MS_MAX = 240_000;
const LOOK_MS = 250;
const WAVE_SIZE = 50;

const configuration = (positionsMax: number): string => `deployment: bench
accounts:
${EXCHANGES.map((exchange) => `  - { name: ${account}, exchange: ${exchange}, mode: trade, positionsMax: ${positionsMax} }\n`).join('')}wavePolicies:
  default: { open: ${WAVE_SIZE}, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 900000 }
`;

/**
 * Starts a world as `npm start` does, has its fleet open POSITIONS over both venues, switches the clock's passes off, plants PLANTED differences
 * by hand, and asks for one pass over each account.
 */
export async function measureRepair(positions: number, planted: number, stopped: AbortSignal, say: (line: string) => void): Promise<Repair> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-bench-'));
  fs.writeFileSync(path.join(folder, 'config.yaml'), configuration(positions));
  process.env['BREAKWATER_CONFIG'] = path.join(folder, 'config.yaml');
  process.env['BREAKWATER_RATE_GOVERNOR'] = 'none';
  const world = await startWorld({ exchangeArguments: ['--markets', String(positions)], say });
  const config = readConfig({ env: world.environment });
  const fleet = openFleetPorts({ ...config, rateGovernor: 'none', logLevel: 'silent' }, 'cli');
  const books = new pg.Pool({ connectionString: world.databaseUrl, max: 2 });
  let keepLogs = true;
  try {
    const hand = openHand(world.exchange.url);
    await Promise.all(fleet.exchanges.map((exchange) => exchange.ready()));
    const markets = new Map(await Promise.all(keys.map(async (key) => [key.exchange, await fleet.ports.exchange(key).markets()] as const)));
    const count = async (question: string): Promise<number> => (await books.query<{ n: number }>(`select count(*)::int as n ${question}`)).rows[0]?.n ?? 0;
    const isIdle = async (): Promise<boolean> => {
      const { resyncs, protections, entries } = await fleet.ports.jobs.counts();
      const busy = [resyncs, protections, entries].some(({ active, waiting }) => active + waiting > 0);
      return !busy && (await count(`from claim where holder is not null or due_at is not null`)) + (await count(`from intent where outcome in ('open', 'unknown')`)) === 0;
    };
    const differences = async () => (await Promise.all(keys.map(async ({ exchange }) => compareSides(exchange, await readLiveRows(books, exchange), (await hand.state(exchange)).accounts[0])))).flat();
    const until = async (timeoutMs: number, condition: () => Promise<boolean>): Promise<boolean> => {
      for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; ) {
        stopped.throwIfAborted();
        if (await condition()) return true;
        await delay(LOOK_MS);
      }
      return condition();
    };

    for (const { key, mode, positionsMax } of config.accounts) await fleet.ports.store.registerAccount(key, mode, positionsMax);
    say(`the fleet opens ${positions} positions`);
    for (const key of keys) {
      const symbols = [...(markets.get(key.exchange)?.values() ?? [])].filter(isUsual).map(({ symbol }) => symbol).slice(0, positions / keys.length);
      for (let from = 0; from < symbols.length; from += WAVE_SIZE) {
        const id = `${key.exchange}-${from}`;
        const signals = symbols.slice(from, from + WAVE_SIZE).map((symbol, index) => ({ id: `${id}.${symbol}`, action: 'open', ...key, symbol, side: index % 2 === 0 ? 'long' : 'short', score: '0.5' }));
        const parsed = parseWaveLine(JSON.stringify({ source: 'bench', id, signals }), { file: 'bench', line: 1 }, Date.now());
        if (parsed.type === 'refused') throw new Error(`a wave of the bench was refused: ${JSON.stringify(parsed.refusals)}`);
        await acceptWave({ ...fleet.ports, markets: (one) => fleet.ports.exchange(one).markets(), policy: (source) => wavePolicyOf(config, source) }, parsed.wave, { file: 'bench', line: 1 });
      }
    }
    if (!(await until(OPEN_MS_MAX, async () => (await count(`from wave where status <> 'finished'`)) === 0 && (await isIdle()) && (await differences()).length === 0))) {
      throw new Error(`the positions were not all open and protected after ${OPEN_MS_MAX / 1_000} s: ${JSON.stringify((await differences()).slice(0, 3))}`);
    }
    for (const key of keys) await fleet.ports.store.switchSync(key, false);

    say(`planting ${planted} differences`);
    const kinds = new Map<string, number>();
    for (const { exchange } of keys) {
      const gridOf = (symbol: string) => {
        const market = markets.get(exchange)?.get(symbol);
        return market === undefined || !isUsual(market) ? null : { tick: decimalText(market.tick), step: decimalText(market.step) };
      };
      for (const [kind, times] of await plantDifferences(hand, exchange, planted / keys.length, gridOf)) kinds.set(kind, (kinds.get(kind) ?? 0) + times);
    }
    say([...kinds].map(([kind, times]) => `${times} ${kind}`).join(', '));

    const startedMs = performance.now();
    for (const key of keys) await fleet.ports.jobs.enqueueAccountResync(key, 'bench');
    await delay(LOOK_MS);
    await until(REPAIR_MS_MAX, async () => (await isIdle()) && (await differences()).length === 0);
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    const left = await differences();
    for (const { exchange, symbol, said } of left.slice(0, 10)) say(`left: ${exchange} ${symbol}: ${said}`);
    const causeUnknown = await count(`from position where close_reason = 'unknown'`);

    const mark = async (): Promise<number> => (await count('from position_event')) + (await count('from intent')) + (await count('from fill'));
    const before = await mark();
    const reports = await count(`from reconciliation_report where symbol is null and cause = 'second'`);
    for (const key of keys) await fleet.ports.jobs.enqueueAccountResync(key, 'second');
    await until(REPAIR_MS_MAX, async () => (await count(`from reconciliation_report where symbol is null and cause = 'second'`)) >= reports + keys.length && (await isIdle()));
    keepLogs = false;
    return { planted: [...kinds.values()].reduce((sum, times) => sum + times, 0), classes: kinds.size, left: left.length, causeUnknown, secondPassChanges: (await mark()) - before, seconds };
  } finally {
    if (keepLogs && !stopped.aborted) say(`the logs stay in ${world.folder}/logs`);
    await Promise.allSettled([books.end(), fleet.close()]);
    await world.stop({ keepLogs: keepLogs && !stopped.aborted });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
