import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { guardProcess } from '../infrastructure/guard-process.ts';
import { startPostgres } from '../infrastructure/postgres.ts';
import { startRedis } from '../infrastructure/redis.ts';
import { openDatabase } from './open-database.ts';
import { pointTo } from './paper-accounts.ts';
import { type PaperExchange, startPaperExchange } from './paper-exchange.ts';
import { planBoard, type BoardAddress } from './plan-board.ts';
import type { ChildPlan } from './start-child.ts';
import { supervise, type Supervisor } from './supervise.ts';

/** All that runs: servers, exchange and fleet. */
export interface World {
  databaseUrl: string;
  exchange: PaperExchange;
  /** What a process of ours must find in its environment to belong to this world. */
  environment: Record<string, string>;
  /** Holds a log file for each process. */
  folder: string;
  /** null when none was wanted. */
  board: BoardAddress | null;
  /** The process ids of the workers now, by name. */
  pids(): Map<string, number>;
  /** Starts more workers of one kind beside those that run; they end with the world. */
  addWorkers(name: WorkerName, count: number): void;
  /** Stops everything in order: workers, exchange, Redis, Postgres. The folder of a fresh world goes too, unless its logs are wanted. */
  stop(options?: { keepLogs?: boolean }): Promise<void>;
}

export interface WorldOptions {
  /** Keeps database and exchange; without it both are new and go with the world. */
  keep?: string | undefined;
  /** Options of the paper exchange besides its port and state. */
  exchangeArguments?: readonly string[];
  /** Starts a board too, for people who watch. */
  hasBoard?: boolean;
  /** Listens to what the exchange tells of its accounts, too, as `npm start` does; a bench decides for itself what it measures. */
  isListening?: boolean;
  /** Hears how far the start has come and what happens to the processes. */
  say(line: string): void;
}

const workers = ['wave-worker', 'sync-worker', 'stop-worker'] as const;
const listener = 'stream-listener';
type WorkerName = (typeof workers)[number] | typeof listener;
const workerStopMs = 10_000;
/** By default V8 lets young objects pile up to 32 MB before it looks; a worker makes few, and smaller pauses suit it too (measured: 40 MB less). */
export const workerNodeArguments = ['--max-semi-space-size=4'];

/** Starts a world. When a part of it does not start, what did is stopped, and the part's sentence is thrown. */
export async function startWorld({ keep, exchangeArguments = [], hasBoard = false, isListening = false, say }: WorldOptions): Promise<World> {
  const folder = keep ?? fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-world-'));
  fs.mkdirSync(path.join(folder, 'logs'), { recursive: true });
  // Root's PostgreSQL runs as another user, who must get through to its part; each part is closed by itself.
  if (process.getuid?.() === 0) fs.chmodSync(folder, fs.statSync(folder).mode | 0o011);
  // A world that is killed leaves nothing behind: the servers have guards of their own, and this one is the folder's.
  const unguard = keep === undefined ? guardProcess(process.pid, 'SIGTERM', folder) : () => {};
  const stops: (() => Promise<void>)[] = [];
  const stop = async ({ keepLogs = false } = {}) => {
    for (const part of stops.splice(0).toReversed()) await part();
    unguard();
    if (keep === undefined && !keepLogs) fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    say('starting PostgreSQL, Redis and the paper exchange');
    const [postgres, redis, exchange] = await startAll(stops, [
      () => startPostgres(keep === undefined ? {} : { dir: path.join(keep, 'postgres') }),
      () => startRedis(),
      () => startPaperExchange({ arguments: [...exchangeArguments, ...(keep === undefined ? [] : ['--state', path.join(keep, 'paper-exchange.json')])], onLine: logTo(folder, 'paper-exchange') }),
    ]);
    const database = await openDatabase(postgres, keep);
    stops.push(database.close);
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      BREAKWATER_CONFIG: process.env.BREAKWATER_CONFIG ?? path.join(repositoryFolder, 'breakwater.config.yaml'),
      ...pointTo(exchange, exchange.url),
    };
    say('starting the fleet');
    // Each process has a health port of its own; its log says which.
    const watched = { ...environment, BREAKWATER_HEALTH_PORT: '0' };
    const planned = hasBoard ? await planBoard(watched) : null;
    const planOf = (name: WorkerName, label: string = name): ChildPlan => ({ name: label, file: `apps/${name}/src/main.ts`, nodeArguments: workerNodeArguments, environment: watched });
    const plans: ChildPlan[] = [...workers, ...(isListening ? [listener] as const : [])].map((name) => planOf(name));
    if (planned !== null) plans.push(planned.plan);
    const run = (some: readonly ChildPlan[]): Supervisor => {
      const supervisor = supervise(some.map((plan) => ({ ...plan, onLine: logTo(folder, plan.name) })), { graceMs: workerStopMs, onChange: (name, change) => say(`${name} ${change}`) });
      stops.push(supervisor.stop);
      return supervisor;
    };
    const fleets = [run(plans)];
    const addWorkers: World['addWorkers'] = (name, count) => void fleets.push(run(Array.from({ length: count }, (_, index) => planOf(name, `${name}-${fleets.length}${index}`))));
    return { databaseUrl: database.url, exchange, environment, folder, board: planned?.board ?? null, pids: () => new Map(fleets.flatMap((fleet) => [...fleet.pids()])), addWorkers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Stoppable = { stop(): Promise<void> };

/** Starts parts at the same time. All that started can be stopped, also when another part did not start. */
async function startAll<T extends readonly Stoppable[]>(stops: (() => Promise<void>)[], starters: { [part in keyof T]: () => Promise<T[part]> }): Promise<T> {
  const results = await Promise.allSettled(starters.map((start) => start()));
  for (const result of results) if (result.status === 'fulfilled') stops.push(() => result.value.stop());
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }) as unknown as T;
}

function logTo(folder: string, name: string): (line: string) => void {
  const log = fs.createWriteStream(path.join(folder, 'logs', `${name}.log`), { flags: 'a' });
  log.on('error', () => {}); // the folder of a fresh world goes before the last line does
  return (line) => void log.write(`${line}\n`);
}
