import { randomUUID } from 'node:crypto';
import { type AccountKey, DEFAULT_BOUNDS, decimal, symbolKeyText, type SymbolKey } from '@breakwater/core';
import { openStore, type PostgresStore } from '@breakwater/db';
import { openPosition, type Ports, processWave } from '@breakwater/engine';
import { noLock } from '@breakwater/lock';
import { cloneDatabase, type TestDatabase, until } from '@breakwater/testing';
import { waveIdOf } from '@breakwater/testing/conformance/store-fixture';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRateWorld, type Party, type RateWorld } from './rate-world.ts';

const account: AccountKey = { exchange: 'bybit', account: 'main' };
const SIGNALS = 12;
const NOTIONAL = '200';

let world: RateWorld;
let database: TestDatabase;
let stores: { readonly store: PostgresStore; close(): Promise<void> }[];
beforeEach(async () => {
  stores = [];
  [world, database] = await Promise.all([openRateWorld(), cloneDatabase()]);
});
afterEach(async () => {
  await world.close();
  await Promise.all(stores.map((one) => one.close()));
  await database.drop();
});

/** One worker with a governor, a store and connections of its own. There are no queues: what fills is protected at once. */
function startWorker({ exchange }: Party, key = account): Ports {
  const opened = openStore({ databaseUrl: database.url, workerId: randomUUID() });
  stores.push(opened);
  const away = (): Promise<never> => Promise.reject(new Error('there are no queues'));
  return {
    store: opened.store,
    lock: noLock,
    jobs: { enqueueWave: away, enqueueEntry: away, enqueueProtection: away, enqueueResync: away, enqueueAccountResync: away },
    log: { info() {}, warn() {}, error() {} },
    runtime: { newId: randomUUID, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), monotonicMs: () => performance.now() },
    bounds: { ...DEFAULT_BOUNDS, heartbeatMsMax: 600_000 },
    deployment: 'test',
    exchange: (_, purpose = 'read') => exchange.lookingFor(purpose),
    rules: () => ({ key, mode: 'trade', positionMode: 'one-way', positionsMax: SIGNALS, stop: { percent: '2' }, stopTrigger: 'mark', marginMode: 'cross', foreignPositions: 'alert' }),
    accounts: [key],
  };
}

/** Closes the budget of new orders for everybody, as the exchange's own words would. */
async function closeOrderBudget({ governor }: Party, forMs: number): Promise<void> {
  const admission = await governor.admit({ method: 'privatePostV5OrderCreate', weight: 1, priority: 'protection', waitMsMax: 5_000 });
  if (admission.type === 'denied') throw new Error(admission.reason);
  const nowMs = Date.now();
  await admission.tell({ httpStatus: 200, retryAfterMs: null, body: `{"retCode":10006,"retMsg":"Too many visits!","time":${nowMs}}`, headers: { 'x-bapi-limit-reset-timestamp': String(nowMs + forMs) } });
}

test('a burst of entries for which there is no order budget waits for it: all are opened in the end, each sent once (I2), and none fails', { timeout: 180_000 }, async () => {
  const parties = [world.join('bybit'), world.join('bybit')] as const;
  await Promise.all(parties.map(({ exchange }) => exchange.ready()));
  const workers = parties.map((party) => startWorker(party));
  const [{ store }] = workers as [Ports, Ports];
  const { exchange } = parties[0];
  const beganAtMs = exchange.nowMs() - 1_000;
  const markets = await exchange.markets();
  const reading = await exchange.readSettings([...markets.keys()][0]!);
  if (reading.type === 'unreadable') throw new Error(reading.cause);
  await store.configureAccount(account, 'trade', SIGNALS);
  await store.beat({ id: randomUUID(), role: 'stop-worker', version: 'test', host: 'test', pid: 1 });
  // The leverage is as planned, so that all of them come to their orders at once.
  const policy = { open: SIGNALS, notional: NOTIONAL, leverage: reading.value.leverage, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 600_000 };
  const keys = [...markets.keys()].slice(0, SIGNALS).map((symbol): SymbolKey => ({ ...account, symbol }));
  expect(keys).toHaveLength(SIGNALS);
  const signals = keys.map((key) => ({ ...{ id: randomUUID(), externalId: key.symbol, key: { ...key, leg: 'net' as const }, side: 'long' as const }, ...{ score: decimal('0.5'), notional: decimal(NOTIONAL), leverage: policy.leverage, stopRule: policy.stop } }));
  const waveId = waveIdOf(await store.acceptWave({ source: 'test', externalId: 'burst', contentHash: 'a', atMs: Date.now(), policy, signals }));
  await processWave(workers[0]!, waveId);
  await closeOrderBudget(parties[0], 8_000);
  const said = new Map<string, string>();
  const outcomes = async (): Promise<string[]> => ((await store.readWave(waveId))?.signals ?? []).map(({ outcome }) => outcome);
  await until(
    async () => {
      const wave = await store.readWave(waveId);
      const pending = wave?.signals.filter(({ outcome }) => outcome === 'pending') ?? [];
      await Promise.all(pending.map(async ({ key }, index) => said.set(symbolKeyText(key), JSON.stringify(await openPosition(workers[index % 2]!, key)))));
      return (await outcomes()).every((outcome) => outcome !== 'pending');
    },
    { what: () => `every signal to end; they said ${JSON.stringify([...said])}`, timeoutMs: 120_000, pollMs: 500 },
  );
  expect(await outcomes()).toEqual(keys.map(() => 'opened'));
  expect(parties.reduce((sum, { governor }) => sum + governor.usage().byPriority.entry.denials, 0)).toBeGreaterThan(0);
  expect(await world.refusals('bybit')).toEqual([]);
  for (const { symbol } of keys) {
    const executions = await until(async () => {
      const read = await exchange.lookingFor('protection').readExecutions(symbol, beganAtMs);
      return read.type === 'read' ? read.value : null;
    }, { what: `the executions of ${symbol} to be read` });
    expect(new Set(executions.filter(({ side }) => side === 'buy').map(({ exchangeOrderId }) => exchangeOrderId)).size).toBe(1);
  }
});

const binance: AccountKey = { exchange: 'binance', account: 'main' };
const key: SymbolKey = { ...binance, symbol: 'SOLUSDT' };

/** A signal that waits for its entry, and nobody who would protect it. */
async function startWithSignal() {
  const party = world.join('binance');
  await party.exchange.ready();
  const ports = startWorker(party, binance);
  const { store } = stores[0]!;
  const reading = await party.exchange.readSettings(key.symbol);
  if (reading.type === 'unreadable') throw new Error(reading.cause);
  await store.configureAccount(binance, 'trade', SIGNALS);
  const policy = { open: 1, notional: NOTIONAL, leverage: reading.value.leverage, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 600_000 };
  const signal = { id: randomUUID(), externalId: 's', key: { ...key, leg: 'net' as const }, side: 'long' as const, score: decimal('0.5'), notional: decimal(NOTIONAL), leverage: policy.leverage, stopRule: policy.stop };
  const waveId = waveIdOf(await store.acceptWave({ source: 'test', externalId: 'off', contentHash: 'a', atMs: Date.now(), policy, signals: [signal] }));
  await processWave(ports, waveId);
  return { party, ports, store };
}

test('an entry that may not be committed gives its order budget back, however often it is tried', { timeout: 60_000 }, async () => {
  const { party, ports } = await startWithSignal();
  for (let attempt = 0; attempt < 4; attempt += 1) expect(await openPosition(ports, key)).toMatchObject({ type: 'snooze', reason: 'not sent: nobody_protects' });
  // Of the orders of a minute, each attempt found all of them free but its own.
  expect(party.governor.usage().used['orders_1m']).toBe(1);
});

test('an entry that is switched off asks the exchange nothing, however long that lasts', { timeout: 60_000 }, async () => {
  const { party, ports, store } = await startWithSignal();
  await store.switchEntries(binance, false);
  const before = party.exchange.usage();
  for (let attempt = 0; attempt < 4; attempt += 1) expect(await openPosition(ports, key)).toMatchObject({ type: 'snooze', reason: 'entries are off' });
  expect(party.exchange.usage()).toEqual(before);
});
