import { accountVariable } from '@breakwater/config';
import { type AccountKey, EXCHANGES, type ExchangeId } from '@breakwater/core';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from '../../infrastructure/postgres.ts';
import { startRedis } from '../../infrastructure/redis.ts';
import { openDatabase } from '../../start/open-database.ts';
import { startPaperExchange } from '../../start/paper-exchange.ts';
import { startChild } from '../../start/start-child.ts';
import { workerNodeArguments } from '../../start/world.ts';
import { type PaperAccess, openPaperClient } from '../paper-client.ts';
import { paperSpeeches } from '../paper-speech.ts';
import { openAccount, readContracts } from '../paper-venue.ts';
import { connections } from '../run-all.ts';
import type { Say } from '../run-as-command.ts';
import { holdPositions } from './hold-positions.ts';
import type { PassFigures } from './pass-process.ts';

/** What passes over one account in agreement take. */
export interface Run extends PassFigures {
  readonly venue: ExchangeId;
  readonly positions: number;
  /** Of the exchange, a pass: by the reports in the books. */
  readonly exchangeCalls: number;
  readonly weight: number;
  /** Rows that a pass wrote or changed besides its report, by the database's own statistics. */
  readonly writes: number;
}

const PASSES = 15;
const DEPLOYMENT = 'bench';
/** The database tells its statistics this late. */
const STATISTICS_MS = 1_500;

/**
 * Lets a process of its own go over accounts that hold so many positions, at each venue, with nobody else at work. Throws when a pass finds a
 * difference: then it was no pass in agreement.
 */
export async function measurePasses(sizes: readonly number[], stopped: AbortSignal, say: Say): Promise<Run[]> {
  const stops: (() => Promise<unknown>)[] = [];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-bench-'));
  try {
    const [postgres, redis, paper] = await Promise.all([startPostgres(), startRedis(), startPaperExchange({ arguments: ['--markets', '6000'] })]);
    stops.push(() => postgres.stop(), () => redis.stop(), () => paper.stop());
    const database = await openDatabase(postgres, undefined);
    stops.push(database.close);
    const books = new pg.Client({ connectionString: database.url });
    await books.connect();
    stops.push(() => books.end());
    const client = openPaperClient(paper.url, connections);
    stops.push(async () => client.close());

    const names = [0, ...sizes].map((size) => `holds-${size}`);
    const accessOf = new Map<string, PaperAccess>();
    const environment: Record<string, string> = { DATABASE_URL: database.url, REDIS_URL: redis.url, BREAKWATER_CONFIG: path.join(folder, 'config.yaml') };
    for (const exchange of EXCHANGES) {
      for (const account of names) {
        const access = await openAccount(client, paper.url, exchange, account);
        accessOf.set(`${exchange}.${account}`, access);
        const key: AccountKey = { exchange, account };
        Object.assign(environment, { [accountVariable(key, 'URL')]: paper.url, [accountVariable(key, 'API_KEY')]: access.apiKey, [accountVariable(key, 'API_SECRET')]: access.apiSecret });
        await books.query(`insert into account (exchange, account, mode, positions_max) values ($1, $2, 'trade', 6000)`, [exchange, account]);
      }
    }
    const accounts = EXCHANGES.flatMap((exchange) => names.map((name) => `  - { name: ${name}, exchange: ${exchange}, mode: trade, positionsMax: 6000 }\n`));
    fs.writeFileSync(path.join(folder, 'config.yaml'), `deployment: ${DEPLOYMENT}\naccounts:\n${accounts.join('')}wavePolicies:\n  default: { open: 1, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 900000 }\n`);

    const runs: Run[] = [];
    for (const speech of paperSpeeches) {
      const contracts = await readContracts(client, speech);
      for (const size of sizes) {
        stopped.throwIfAborted();
        const key: AccountKey = { exchange: speech.venue, account: `holds-${size}` };
        if (contracts.length < size) throw new Error(`${speech.venue} has ${contracts.length} contracts for ${size} positions`);
        say(`${speech.venue}: ${size} positions under their stops`);
        await holdPositions(client, speech, books, { key, access: accessOf.get(`${key.exchange}.${key.account}`)!, contracts: contracts.slice(0, size), deployment: DEPLOYMENT });
        await books.query('analyze');
        await delay(STATISTICS_MS);
        const before = await countWrites(books);
        const figures = await passOver(key, names[0]!, environment);
        await delay(STATISTICS_MS);
        const writes = (await countWrites(books)) - before;
        const { rows } = await books.query<{ calls: number; weight: number }>('select max(calls)::int as calls, max(weight)::int as weight from reconciliation_report where exchange = $1 and account = $2', [key.exchange, key.account]);
        say(`${speech.venue}: ${figures.ownMs} ms of ${figures.wholeMs} ms are our own`);
        runs.push({ venue: speech.venue, positions: size, ...figures, exchangeCalls: rows[0]?.calls ?? 0, weight: rows[0]?.weight ?? 0, writes });
      }
    }
    return runs;
  } finally {
    for (const stop of stops.toReversed()) await stop().catch(() => undefined);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows that were ever inserted, changed or deleted, but for reports. */
async function countWrites(books: pg.Client): Promise<number> {
  const { rows } = await books.query<{ n: string }>(`select sum(n_tup_ins + n_tup_upd + n_tup_del) as n from pg_stat_user_tables where relname not like 'reconciliation_report%'`);
  return Number(rows[0]?.n ?? 0);
}

async function passOver(key: AccountKey, empty: string, environment: Record<string, string>): Promise<PassFigures> {
  let last = '';
  const said: string[] = [];
  const child = startChild({
    ...{ name: 'pass-process', file: 'scripts/bench/sync/pass-process.ts', arguments: [key.exchange, empty, key.account, String(PASSES)], nodeArguments: workerNodeArguments, environment },
    onLine: (line, stream) => {
      if (stream === 'stdout') last = line;
      else said.push(line);
    },
  });
  const how = await child.ended;
  if (how !== 0) throw new Error(`the process that passes over ${key.exchange}.${key.account} ended with ${how}: ${said.slice(-5).join(' | ')}`);
  return JSON.parse(last) as PassFigures;
}
