import { randomUUID } from 'node:crypto';
import { type AccountKey, decimal } from '@breakwater/core';
import { openStore } from '@breakwater/db';
import type { NewSignal } from '@breakwater/engine';
import { cloneDatabase, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observePorts } from '../src/health/observe-ports.ts';
import { openMetrics } from '../src/health/open-metrics.ts';
import type { FleetPorts } from '../src/index.ts';

const account: AccountKey = { exchange: 'binance', account: 'main' };
let database: TestDatabase;
let books: ReturnType<typeof openStore>;
beforeAll(async () => {
  database = await cloneDatabase();
  books = openStore({ databaseUrl: database.url });
  await books.store.configureAccount(account, 'trade', 5);
});
afterAll(async () => {
  await books.close();
  await database.drop();
});

test('a wave that is delivered again counts each of its signals as prevented by its row, as a signal of another wave does', async () => {
  const metrics = openMetrics();
  const { store } = observePorts({ store: books.store, lock: { acquire: async () => ({ type: 'unavailable' }) } } as unknown as FleetPorts['ports'], metrics);
  const counted = async (): Promise<string | undefined> => (await metrics.render()).split('\n').find((line) => line.startsWith('breakwater_duplicates_prevented_total{by="unique_row"}'))?.split(' ').at(-1);
  const policy = { open: 5, notional: '200', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 600_000 };
  const signals = ['SOLUSDT', 'ETHUSDT'].map((symbol): NewSignal => ({ id: randomUUID(), externalId: symbol, key: { ...account, symbol, leg: 'net' }, side: 'long', score: decimal('0.5'), notional: decimal('200'), leverage: 1, stopRule: policy.stop }));
  const wave = { source: 'ats', externalId: 'w', contentHash: 'a', atMs: Date.now(), policy, signals };
  await store.acceptWave(wave);
  expect(await counted()).toBe('0');
  expect(await store.acceptWave(wave)).toMatchObject({ type: 'already_known' });
  expect(await counted()).toBe('2');
  await store.acceptWave({ ...wave, externalId: 'w-again', contentHash: 'b', signals: signals.slice(0, 1) });
  expect(await counted()).toBe('3');
});
