import type { Exchange, Ports } from '@breakwater/engine';
import { isWorldFailing } from '../fleet/is-world-failing.ts';
import type { Heard, PortCall } from './place.ts';
import { DEPLOYMENT, jobs, type SmallPlace } from './small-world.ts';

/** Where a job stands after it has heard so much. */
export interface Resumed {
  /** Calls that it waits for. */
  readonly pending: readonly PortCall[];
  readonly isFinished: boolean;
  /** It ended in an error that no failing of the world explains. */
  readonly bug: string | null;
  /** It has looked at a clock since the last thing heard: then the instant is part of what it knows. */
  readonly hasReadClock: boolean;
}

type Settle = { resolve(value: unknown): void; reject(error: unknown): void };

const storeMethods = ['claimKey', 'releaseKey', 'makeDue', 'readKey', 'commitIntent', 'record', 'quarantineKey', 'readLiveRows', 'acceptWave', 'readWave', 'keepWaveFacts', 'recordWaveProgress', 'readDueWork', 'addReport', 'configureAccount', 'beat', 'isTakenAfter'];
const exchangeMethods = ['readAccount', 'readKey', 'readKeyAndSettings', 'readSettings', 'readExecutions', 'readMarketFacts', 'readAvailableBalances', 'findByClientOrderId', 'findByExchangeOrderId', 'send'];
const jobsMethods = ['enqueueWave', 'enqueueEntry', 'enqueueProtection', 'enqueueResync', 'enqueueAccountResync'];
const log = { info() {}, warn() {}, error() {} };

/** Runs jobs of the real engine as far as what they hear carries them. The markets never change and are no call. */
export interface WorkerStage {
  /** A job that has heard nothing yet, at its first calls. */
  begin(name: string, job: number, startMs: number): Promise<RunningJob>;
}

/**
 * A job in the middle of its awaits. It cannot be cloned, so it goes one way on only; but it is deterministic, so another
 * one that is told the same answers at the same times stands at the same await.
 */
export interface RunningJob {
  readonly stand: Resumed;
  hear(heard: Heard): Promise<Resumed>;
}

/** A stage for workers. */
export function createStage({ account, key, rules }: SmallPlace, markets: Exchange['markets']): WorkerStage {
  return {
    async begin(name, job, startMs) {
      const calls: PortCall[] = [];
      const settles = new Map<number, Settle>();
      let nowMs = startMs;
      let hasReadClock = false;
      let ids = 0;
      const readClock = (): number => {
        hasReadClock = true;
        return nowMs;
      };
      const call = (port: PortCall['port'], method: string, values: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          settles.set(calls.length, { resolve, reject });
          calls.push({ index: calls.length, port, method, values });
        });
      const portOf = (port: PortCall['port'], methods: readonly string[]): Record<string, (...values: unknown[]) => Promise<unknown>> =>
        Object.fromEntries(methods.map((method) => [method, (...values: unknown[]) => call(port, method, values)]));
      const exchange = { ...portOf('exchange', exchangeMethods), key: account, nowMs: readClock, clockErrorMs: () => 1, usage: () => ({ calls: 0, weight: 0 }), markets } as unknown as Exchange;
      const ports = {
        store: portOf('store', storeMethods),
        jobs: portOf('jobs', jobsMethods),
        lock: portOf('lock', ['acquire']),
        log,
        runtime: { newId: () => `${name}/${job}.${(ids += 1)}`, wait: (ms: number) => call('time', 'wait', [ms, nowMs + ms]), monotonicMs: readClock },
        bounds: rules.bounds,
        deployment: DEPLOYMENT,
        exchange: () => exchange,
        rules: () => rules.account,
        accounts: [account],
      } as unknown as Ports;
      let isFinished = false;
      let bug: string | null = null;
      jobs[job]!.run(ports, key).then(
        () => (isFinished = true),
        (error: unknown) => {
          isFinished = true;
          if (!isWorldFailing(error)) bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
        },
      );
      await microtasks();
      const stand = (): Resumed => ({ pending: calls.filter(({ index }) => settles.has(index)), isFinished, bug, hasReadClock });
      return {
        get stand() {
          return stand();
        },
        async hear({ index, news, atMs }) {
          nowMs = atMs;
          hasReadClock = false;
          const settle = settles.get(index);
          settles.delete(index);
          if (news.type === 'answer') settle!.resolve(news.value);
          else settle!.reject(news.error);
          await microtasks();
          return stand();
        },
      };
    },
  };
}

/** Lets every continuation run that an answer has set off. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
