import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Config, readConfig } from '@breakwater/config';
import { migrate } from '@breakwater/db';
import { type FleetPorts, openFleetPorts } from '@breakwater/fleet';
import { guardProcess } from '../../infrastructure/guard-process.ts';
import { pointTo } from '../../start/paper-accounts.ts';
import { type PaperExchange, startPaperExchange } from '../../start/paper-exchange.ts';
import { accounts, configurationText } from './configuration.ts';
import { type Fleet, serverNames, type ServerName, type SlotPlan, startFleet } from './fleet.ts';
import { type Hand, openHand } from './hand.ts';
import { type RestartableServer, startOwnPostgres, startOwnRedis } from './servers.ts';
import { openWay, type Way } from './way.ts';

/** All that runs, and all by which it can be broken and looked at. */
export interface ChaosWorld {
  readonly folder: string;
  readonly postgres: RestartableServer;
  readonly redis: RestartableServer;
  readonly hand: Hand;
  readonly fleet: Fleet;
  /** The judge's connections to the database, over a way that nothing disturbs. */
  readonly books: pg.Pool;
  /** The fleet's own adapters in this process, by which waves are delivered; their ways are not disturbed either. */
  readonly ports: FleetPorts;
  readonly config: Config;
  /** Restarts a server and leads every way to its new port. */
  restart(server: 'postgres' | 'redis', how: 'orderly' | 'crash', awayMs: number): Promise<void>;
  /** Nothing hinders any way any more. */
  clearWays(): void;
  stop(options: { keepLogs: boolean }): Promise<void>;
}

const roles = ['wave-worker', 'sync-worker', 'stop-worker', 'stream-listener'] as const;
const workersOfEach = 2;
/** A request takes as long as to a real venue nearby. */
const latencyMs = 40;

/** Starts servers, exchange and fleet. When a part does not start, what did is stopped, and the part's sentence is thrown. */
export async function startChaosWorld(seed: number, say: (line: string) => void): Promise<ChaosWorld> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-chaos-'));
  fs.mkdirSync(path.join(folder, 'logs'));
  if (process.getuid?.() === 0) fs.chmodSync(folder, fs.statSync(folder).mode | 0o011);
  const unguard = guardProcess(process.pid, 'SIGTERM', folder);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async ({ keepLogs }: { keepLogs: boolean }): Promise<void> => {
    for (const part of stops.splice(0).toReversed()) await part();
    unguard();
    if (keepLogs) fs.rmSync(path.join(folder, 'postgres'), { recursive: true, force: true });
    else fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    say('starting PostgreSQL, Redis and the paper exchange');
    const postgres = await startOwnPostgres(folder);
    stops.push(postgres.stop);
    const redis = await startOwnRedis();
    stops.push(redis.stop);
    const exchange = await startPaperExchange({ arguments: ['--seed', String(seed), '--latency-ms', String(latencyMs)], onLine: logTo(folder, 'paper-exchange') });
    stops.push(exchange.stop);
    await migrate(postgres.url());
    const ways: Record<ServerName, Way[]> = { postgres: [], redis: [], exchange: [] };
    stops.push(() => Promise.all(Object.values(ways).flatMap((some) => some.map((way) => way.close()))));
    const ports: Record<ServerName, () => number> = { postgres: postgres.port, redis: redis.port, exchange: () => Number(new URL(exchange.url).port) };
    const openWays = async (): Promise<Record<ServerName, Way>> => {
      const opened = {} as Record<ServerName, Way>;
      for (const name of serverNames) ways[name].push((opened[name] = await openWay(ports[name]())));
      return opened;
    };
    const configuration = path.join(folder, 'config.yaml');
    fs.writeFileSync(configuration, configurationText());
    const environmentOver = (over: Record<ServerName, Way>) => environmentOf(configuration, exchange, { postgres: onPort(postgres.url(), over.postgres.port), redis: onPort(redis.url(), over.redis.port), exchange: onPort(exchange.url, over.exchange.port) });

    const calm = environmentOver(await openWays());
    const config = readConfig({ env: calm });
    const fleetPorts = openFleetPorts({ ...config, logLevel: 'silent' }, 'cli');
    stops.push(fleetPorts.close);
    for (const { key, mode, positionsMax } of config.accounts) await fleetPorts.ports.store.configureAccount(key, mode, positionsMax);
    // Asked for now, before anything lies: waves are named by them.
    await Promise.all(accounts.map((account) => fleetPorts.ports.exchange(account).markets()));
    const books = new pg.Pool({ connectionString: calm['DATABASE_URL'], max: 3, application_name: 'breakwater chaos' });
    books.on('error', () => {}); // the next query opens another connection
    stops.push(() => books.end());

    say('starting the fleet');
    const plans: SlotPlan[] = [];
    for (const role of roles) {
      for (let number = 1; number <= workersOfEach; number += 1) {
        const over = await openWays();
        const name = `${role}-${number}`;
        plans.push({ name, file: `apps/${role}/src/main.ts`, ways: over, environment: environmentOver(over), onLine: logTo(folder, name), onStray: (how, words) => say(`${name} ended by itself (${how}); its last words: ${words.slice(0, 600)}`) });
      }
    }
    const fleet = startFleet(plans);
    stops.push(fleet.stop);
    const servers = { postgres, redis };
    return {
      ...{ folder, postgres, redis, hand: openHand(exchange.url), fleet, books, ports: fleetPorts, config, stop },
      restart: async (name, how, awayMs) => {
        await servers[name].restart(how, awayMs);
        for (const way of ways[name]) way.pointTo(servers[name].port());
      },
      clearWays: () => Object.values(ways).flat().forEach((way) => way.clear()),
    };
  } catch (error) {
    await stop({ keepLogs: false });
    throw error;
  }
}

function environmentOf(configuration: string, exchange: PaperExchange, urls: Record<ServerName, string>): Record<string, string> {
  return {
    BREAKWATER_CONFIG: configuration,
    DATABASE_URL: urls.postgres,
    REDIS_URL: urls.redis,
    LOG_LEVEL: 'info',
    ...pointTo(exchange, urls.exchange),
  };
}

function onPort(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href.replace(/\/$/, '');
}

function logTo(folder: string, name: string): (line: string) => void {
  const log = fs.createWriteStream(path.join(folder, 'logs', `${name}.log`), { flags: 'a' });
  log.on('error', () => {}); // the folder goes before the last line does
  return (line) => void log.write(`${line}\n`);
}
