import { openListening } from '../apps/stream-listener/src/open-listening.ts';
import type { Pace } from '../apps/stream-listener/src/pace.ts';
import { openFleetPorts } from '../libs/fleet/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import type { FleetWorld } from './fleet-world.ts';

/** A listener in this process, as apps/stream-listener runs one, and what it counted. */
export interface TestListener {
  /** Who it is in the lease. */
  readonly holder: string;
  /** How connections ended, in their order. */
  readonly ends: readonly string[];
  /** Names of events, in the order of arrival. */
  readonly events: readonly string[];
  /** What was asked for: `resync-key added`. */
  readonly looks: readonly string[];
  /** What /readyz would say of its stream: null, or what is wrong. */
  readiness(): string | null;
  untilOpen(): Promise<void>;
  close(): Promise<void>;
}

/** What a test has no time for is short; silence is judged as in production unless the test says otherwise. */
const QUICK: Partial<Pace> = { renewEveryMs: 100, reconnectMsMax: 200, passLookEveryMs: 100, passGraceMs: 200, accountGapMs: 200, accountGapMsMax: 400 };

/** Starts to listen to the account of a world. Call `close` before the world is stopped. */
export function startListener(world: FleetWorld, pace: Partial<Pace> = {}): TestListener {
  const fleet = openFleetPorts({ ...world.config, logLevel: 'silent' }, 'stream-listener');
  const [ends, events, looks]: string[][] = [[], [], []];
  let isOpen: boolean | null = false;
  let check: () => unknown = () => undefined;
  const listening = openListening({
    config: world.config,
    health: {
      fleet,
      streams: {
        setConnected: (_account, isConnected) => void (isOpen = isConnected),
        watchSilence: () => undefined,
        onEvent: (_account, event) => void events!.push(event),
        onLook: (_account, job, result) => void looks!.push(`${job} ${result}`),
        onEnd: (_account, ended) => void ends!.push(ended),
      },
      addCheck: (_name, looked) => void (check = looked),
    },
    pace: { ...QUICK, ...pace },
    chance: () => 0,
  });
  return {
    holder: fleet.identity.id,
    ...{ ends: ends!, events: events!, looks: looks! },
    readiness: () => {
      try {
        check();
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    },
    untilOpen: async () => void (await until(() => isOpen === true, { what: () => `the stream to be open; connections ended: ${ends!.join()}`, timeoutMs: 20_000 })),
    close: async () => {
      await listening.close();
      await fleet.close();
    },
  };
}
