import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openJobs, openQueues, type OpenJobs, type OpenQueues, runWorker } from '@breakwater/queue';
import { cloneDatabase, startOwnRedis, startProcess, type TestProcess, until } from '@breakwater/testing';

export const PASSWORD = 'a-long-pass-word-1';
export const TOKEN = 'token-of-the-board-1';

const CONFIG = `
accounts:
  - { name: main, exchange: binance, mode: trade, positionsMax: 5 }
wavePolicies:
  default: { open: 2, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 3600000 }
`;

/** A board process with its own database, Redis and paper exchange, and no worker: what is added stays to be seen. */
export interface BoardWorld {
  readonly jobs: OpenJobs;
  readonly queues: OpenQueues;
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a board on a free port; `url` is where it listens. */
  startBoard(environment?: Readonly<Record<string, string>>): Promise<RunningBoard>;
  /** The same, without waiting for what it may never reach. */
  startBoardAlone(environment: Readonly<Record<string, string>>): Promise<RunningBoard>;
  /** Starts a process of the board without waiting for anything. */
  launchBoard(environment: Readonly<Record<string, string>>): TestProcess;
  /** Plants a job in Redis by hand and lets a worker give it up. */
  plantFailedJob(data: unknown): Promise<string>;
  close(): Promise<void>;
}

export interface RunningBoard {
  readonly url: string;
  readonly process: TestProcess;
}

/** Starts everything but the board. Call `close` in `afterAll`. */
export async function openBoardWorld(): Promise<BoardWorld> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-board-'));
  const config = path.join(folder, 'config.yaml');
  fs.writeFileSync(config, CONFIG);
  const [database, redis] = await Promise.all([cloneDatabase(), startOwnRedis()]);
  const paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0'] });
  const { url } = JSON.parse(await paper.untilLine('"url"')) as { url: string };
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, BREAKWATER_CONFIG: config, BREAKWATER_BINANCE_MAIN_URL: url, BREAKWATER_BOARD_PORT: '0' };
  const jobs = openJobs({ redisUrl: redis.url, timeoutMs: 3_000 });
  const queues = openQueues({ redisUrl: redis.url, timeoutMs: 3_000 });
  const boards: TestProcess[] = [];
  const launchBoard = (changes: Readonly<Record<string, string>>): TestProcess => {
    const board = startProcess('apps/board/src/main.ts', { environment: { ...environment, ...changes } });
    boards.push(board);
    return board;
  };
  const startBoardAlone = async (changes: Readonly<Record<string, string>>): Promise<RunningBoard> => {
    const board = launchBoard({ BREAKWATER_BOARD_PASSWORD: PASSWORD, BREAKWATER_BOARD_TOKEN: TOKEN, ...changes });
    const { url } = JSON.parse(await board.untilLine('"board_ready"')) as { url: string };
    return { url, process: board };
  };
  return {
    jobs,
    queues,
    environment,
    launchBoard,
    startBoardAlone,
    startBoard: async (changes = {}) => {
      const board = await startBoardAlone(changes);
      // It listens before it has reached Redis, and says so: until then it has no queues to show.
      await until(async () => (await fetch(`${board.url}/readyz`)).ok, { what: 'the board to have reached what it shows' });
      return board;
    },
    plantFailedJob: async (data) => {
      const job = await queues.queues.resyncs.add('resync-key', data);
      const nothing = { info: () => {}, warn: () => {}, error: () => {} };
      const done = async () => ({ type: 'done', summary: 'done' }) as const;
      const worker = runWorker({ redisUrl: redis.url, queue: 'resyncs', log: nothing, handlers: { 'resync-account': done, 'resync-key': done } });
      await until(async () => (await job.getState()) === 'failed', { what: 'the planted job to be given up' });
      await worker.stop();
      return job.id ?? '';
    },
    close: async () => {
      await Promise.all(boards.map((board) => board.kill()));
      await Promise.all([jobs.close(), queues.close()]);
      await paper.stop();
      await redis.kill();
      await database.drop();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
