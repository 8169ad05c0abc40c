import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { accountVariable } from '@breakwater/config';
import type { ExchangeId } from '@breakwater/core';
import { connect } from '@breakwater/db';
import { cloneDatabase, type OwnRedis, startOwnRedis, startProcess, type TestDatabase, type TestProcess } from '@breakwater/testing';
import { type Ran, runHere } from './run-here.ts';

interface Keys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

type WorkerName = 'wave-worker' | 'sync-worker' | 'stop-worker';

export interface CliRun extends Ran {
  /** The one line that is a JSON object. */
  json<T>(): T;
}

/** The command with servers of its own behind it. */
export interface Cli {
  readonly database: TestDatabase;
  readonly redis: OwnRedis;
  readonly exchange: TestProcess;
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a worker and waits until it is ready; `close` ends it. */
  startWorker(name: WorkerName, environment?: Readonly<Record<string, string>>): Promise<TestProcess>;
  /** The same, without waiting for anything. */
  launchWorker(name: WorkerName, environment: Readonly<Record<string, string>>): TestProcess;
  /** Runs one statement on the database. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Starts the command without waiting for its end. */
  start(commandLine: readonly string[], environment?: Readonly<Record<string, string>>): TestProcess;
  /** Runs it to its end, in this process. */
  run(commandLine: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CliRun>;
  /** Sends Binance a signed request of the account's, past the fleet. */
  signed(method: 'POST', path: string, parameters: Readonly<Record<string, string>>): Promise<void>;
  /** Writes a file for the command to read; returns its path. */
  write(name: string, text: string): string;
  close(): Promise<void>;
}

const configOf = (exchanges: readonly ExchangeId[]): string => `
accounts:
${exchanges.map((exchange) => `  - { name: main, exchange: ${exchange}, mode: trade, positionsMax: 5 }\n`).join('')}wavePolicies:
  default: { open: 2, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [BTC/USDT], signalAgeMsMax: 3600000 }
`;

/**
 * Starts a database, a Redis and a paper exchange, all migrated, empty and its own, with an account `main` at each of the exchanges. Call `close` in
 * `afterAll`.
 */
export async function openCli(exchanges: readonly ExchangeId[] = ['binance']): Promise<Cli> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-cli-'));
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  };
  const [database, redis] = await Promise.all([cloneDatabase(), startOwnRedis()]);
  const exchange = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0'] });
  const { url, apiKey, apiSecret, venues } = JSON.parse(await exchange.untilLine('"url"')) as Keys & { url: string; venues: Record<ExchangeId, Keys> };
  const access = exchanges.flatMap((name) => {
    const key = { exchange: name, account: 'main' };
    return [[accountVariable(key, 'URL'), url], [accountVariable(key, 'API_KEY'), venues[name].apiKey], [accountVariable(key, 'API_SECRET'), venues[name].apiSecret]] as const;
  });
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    BREAKWATER_CONFIG: write('breakwater.config.yaml', configOf(exchanges)),
    ...(Object.fromEntries(access) as Record<string, string>),
    NO_COLOR: '1',
  };
  const start = (commandLine: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    startProcess('apps/cli/src/main.ts', { arguments: [...commandLine], environment: { ...environment, ...changes } });
  const side = connect({ databaseUrl: database.url, connectionsMax: 1 });
  const workers: TestProcess[] = [];
  const launchWorker = (name: WorkerName, changes: Readonly<Record<string, string>>): TestProcess => {
    const worker = startProcess(`apps/${name}/src/main.ts`, { environment: { ...environment, ...changes } });
    workers.push(worker);
    return worker;
  };
  return {
    query: <Row>(text: string, values: readonly unknown[] = []) => side.run<Row>({ name: '', text }, values),
    signed: async (method, at, parameters) => {
      const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString();
      const signature = createHmac('sha256', apiSecret).update(query).digest('hex');
      const response = await fetch(`${url}${at}?${query}&signature=${signature}`, { method, headers: { 'X-MBX-APIKEY': apiKey } });
      if (!response.ok) throw new Error(`${method} ${at}: ${await response.text()}`);
    },
    launchWorker,
    startWorker: async (name, changes = {}) => {
      const worker = launchWorker(name, changes);
      await worker.untilLine('worker_ready');
      return worker;
    },
    database,
    redis,
    exchange,
    environment,
    write,
    start,
    run: async (commandLine, changes = {}) => {
      const ran = await runHere(commandLine, { ...environment, ...changes });
      return { ...ran, json: <T>(): T => JSON.parse(ran.lines.find((line) => line.startsWith('{')) ?? 'null') as T };
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await Promise.all([side.close(), exchange.stop()]);
      await redis.kill();
      await database.drop();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
