import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Config, readConfig, wavePolicyOf } from '../libs/config/src/index.ts';
import { type Bounds, parseWaveLine } from '../libs/core/src/index.ts';
import { acceptWave, type AcceptedWave } from '../libs/engine/src/index.ts';
import { type FleetPorts, openFleetPorts } from '../libs/fleet/src/index.ts';
import { cloneDatabase } from '../libs/testing/src/database.ts';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';
import { type OwnRedis, startOwnRedis } from '../libs/testing/src/redis.ts';
import { until } from '../libs/testing/src/until.ts';
import type { Venue } from './venues.ts';

export type WorkerName = 'wave-worker' | 'sync-worker' | 'stop-worker' | 'stream-listener';

export interface WorldOptions {
  readonly latencyMs?: number;
  readonly bounds?: Partial<Bounds>;
  readonly positionsMax?: number;
  readonly foreignPositions?: 'adopt' | 'protect-only';
  readonly mode?: 'observe' | 'protect' | 'trade';
  /** As the fleet is told; the paper exchange's account begins in one-way mode, whatever stands here. */
  readonly positionMode?: 'one-way' | 'hedge';
  readonly marginMode?: 'cross' | 'isolated';
  readonly lock?: 'redlock' | 'none';
  /** Where a test asks more than a venue lets one address ask. */
  readonly rateGovernor?: 'none';
  readonly entrySlippagePercentMax?: string;
  /** Fields of the default policy, as they stand in the file; default: five are opened, each of 200. */
  readonly wavePolicy?: string;
  /** How often accounts are synced by themselves; long by default, so that a test decides when. */
  readonly resyncIntervalMs?: number;
  /** Jobs of a queue at once in one process, where it is not as many as by default. */
  readonly concurrency?: Config['concurrency'];
}

/** A real fleet's surroundings for one test: database, Redis, paper exchange, and worker processes on demand. */
export interface FleetWorld {
  readonly config: Config;
  readonly databaseUrl: string;
  /** What a process must find in its environment to belong to this world. */
  readonly environment: Readonly<Record<string, string>>;
  readonly venue: Venue;
  readonly redis: OwnRedis;
  readonly paper: TestProcess;
  /** The fleet's own adapters in this process, as the command line uses them. */
  readonly fleet: FleetPorts;
  query<Row = Record<string, any>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Calls the paper exchange's admin API about the world's venue; throws its words on anything but success. */
  admin<T = any>(method: string, path: string, body?: unknown): Promise<T>;
  /** The paper exchange's own state of the account. */
  atExchange(): Promise<PaperAccount>;
  /** Starts a worker process and waits until it is ready. */
  startWorker(name: WorkerName, environment?: Record<string, string>): Promise<TestProcess>;
  /** Starts a worker process without waiting for anything. */
  launchWorker(name: WorkerName, environment?: Record<string, string>): TestProcess;
  submitWave(id: string, signals: readonly Record<string, unknown>[]): Promise<AcceptedWave>;
  stop(): Promise<void>;
}

export interface PaperAccount {
  readonly positions: readonly { symbol: string; leg: string; side: string; quantity: string; entryPrice: string }[];
  readonly conditionalOrders: readonly { symbol: string; clientOrderId: string; quantity: string; triggerPrice: string }[];
  readonly fills: readonly { symbol: string; tradeId: string; side: string; quantity: string; price: string; realisedPnl: string }[];
  readonly bare: readonly { symbol: string; bareMs: number; bareSince: number | null; closedAt: number | null }[];
  readonly acceptedEntries: readonly { symbol: string; clientOrderId: string }[];
  readonly duplicateExecutions: readonly unknown[];
}

/** Starts everything but the workers, with one account at the venue. Call `stop` when the test ends, whatever it ended with. */
export async function startFleetWorld(venue: Venue, options: WorldOptions = {}): Promise<FleetWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'breakwater-world-'));
  const [database, redis, paper] = await Promise.all([cloneDatabase(), startOwnRedis(), startPaper(venue, options.latencyMs ?? 0)]);
  const configPath = path.join(folder, 'config.yaml');
  await writeFile(configPath, yamlOf(venue, options));
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    BREAKWATER_CONFIG: configPath,
    [venue.variable('URL')]: paper.url,
    [venue.variable('API_KEY')]: paper.apiKey,
    [venue.variable('API_SECRET')]: paper.apiSecret,
    LOG_LEVEL: 'info',
  };
  const config = readConfig({ env });
  const fleet = openFleetPorts({ ...config, logLevel: 'silent' }, 'cli');
  for (const account of config.accounts) await fleet.ports.store.configureAccount(account.key, account.mode, account.positionsMax, account.limits);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // A test may take the database away; the next query connects anew.
  pool.on('error', () => {});
  const workers: TestProcess[] = [];
  const admin = async <T>(method: string, at: string, body?: unknown): Promise<T> => {
    // A fault says for itself which venue it is for; everything else means Binance where nothing is said.
    const isNamed = method === 'GET' || at.startsWith('faults');
    const url = new URL(`${paper.url}/admin/${at}`);
    if (method === 'GET') url.searchParams.set('venue', venue.exchange);
    const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(isNamed ? body : { ...(body as object), venue: venue.exchange }) }) });
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const launchWorker = (name: WorkerName, environment: Record<string, string> = {}): TestProcess => {
    const worker = startProcess(`apps/${name}/src/main.ts`, { environment: { ...env, ...environment } });
    workers.push(worker);
    return worker;
  };
  return {
    venue,
    config,
    databaseUrl: database.url,
    environment: env,
    redis,
    paper: paper.process,
    fleet,
    admin,
    query: async (text, values = []) => (await pool.query(text, [...values])).rows,
    atExchange: async () => (await admin<{ accounts: PaperAccount[] }>('GET', 'state')).accounts[0]!,
    launchWorker,
    startWorker: async (name, environment) => {
      const worker = launchWorker(name, environment);
      await worker.untilLine('worker_ready');
      return worker;
    },
    submitWave: async (id, signals) => {
      const line = JSON.stringify({ source: 'ats', id, signals: signals.map((signal) => ({ action: 'open', exchange: venue.exchange, side: 'short', score: '0.5', ...signal })) });
      const parsed = parseWaveLine(line, { file: 'test', line: 1 }, Date.now());
      if (parsed.type === 'refused') throw new Error(JSON.stringify(parsed.refusals));
      return acceptWave(
        { ...fleet.ports, markets: (account) => fleet.ports.exchange(account).markets(), policy: (source) => wavePolicyOf(config, source) },
        parsed.wave,
        { file: 'test', line: 1 },
      );
    },
    stop: async () => {
      // Awake first: a paused process cannot end.
      await Promise.all(workers.map((worker) => (worker.hasEnded() ? undefined : worker.kill('SIGCONT').then(() => worker.kill()))));
      await Promise.all([fleet.close(), pool.end()]);
      await Promise.all([paper.process.stop(), redis.kill()]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startPaper(venue: Venue, latencyMs: number): Promise<{ url: string; apiKey: string; apiSecret: string; process: TestProcess }> {
  const process = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0', '--latency-ms', String(latencyMs)] });
  const { url, venues } = JSON.parse(await process.untilLine('"url"')) as { url: string; venues: Record<string, { apiKey: string; apiSecret: string }> };
  return { url, ...venues[venue.exchange]!, process };
}

function yamlOf({ account }: Venue, options: WorldOptions): string {
  const bounds = Object.entries(options.bounds ?? {}).map(([name, value]) => `  ${name}: ${value}\n`);
  return `deployment: test
accounts:
  - name: ${account.account}
    exchange: ${account.exchange}
    mode: ${options.mode ?? 'trade'}
    positionMode: ${options.positionMode ?? 'one-way'}
    positionsMax: ${options.positionsMax ?? 20}
    foreignPositions: ${options.foreignPositions ?? 'adopt'}
    stop: { percent: "2" }${options.marginMode === undefined ? '' : `\n    marginMode: ${options.marginMode}`}${options.entrySlippagePercentMax === undefined ? '' : `\n    entrySlippagePercentMax: "${options.entrySlippagePercentMax}"`}
wavePolicies:
  default: { ${options.wavePolicy ?? 'open: 5, notional: "200"'}, leverage: 3, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 900000 }
resyncIntervalMs: ${options.resyncIntervalMs ?? 3_600_000}
lock: ${options.lock ?? 'redlock'}
${options.rateGovernor === undefined ? '' : `rateGovernor: ${options.rateGovernor}\n`}${options.concurrency === undefined ? '' : `concurrency: ${JSON.stringify(options.concurrency)}\n`}${bounds.length > 0 ? `bounds:\n${bounds.join('')}` : ''}`;
}

/** Waits until the symbol has exactly one open row under a stop that rests at the exchange, and returns the row. */
export async function untilProtected(world: FleetWorld, symbol: string, timeoutMs = 20_000): Promise<Record<string, any>> {
  return until(
    async () => {
      const rows = await world.query(`select * from position where symbol = $1 and status = 'open' and bare_since is null`, [symbol]);
      const { conditionalOrders } = await world.atExchange();
      return rows.length === 1 && conditionalOrders.filter((order) => order.symbol === symbol).length === 1 ? rows[0] : null;
    },
    { what: `${symbol} to be open and protected`, timeoutMs },
  );
}
