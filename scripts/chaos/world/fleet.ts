import { type Child, startChild } from '../../start/start-child.ts';
import type { Way } from './way.ts';

export const serverNames = ['postgres', 'redis', 'exchange'] as const;
export type ServerName = (typeof serverNames)[number];

/** One place in the fleet: a worker of one kind, which is started again whenever it ends. */
export interface Slot {
  readonly name: string;
  readonly ways: Readonly<Record<ServerName, Way>>;
  /** The process in it now; null while it is down. */
  pid(): number | null;
  isPaused(): boolean;
}

/** What a slot is to hold. */
export interface SlotPlan {
  readonly name: string;
  readonly file: string;
  readonly ways: Readonly<Record<ServerName, Way>>;
  readonly environment: Readonly<Record<string, string>>;
  onLine(line: string): void;
  /** Hears that its process ended although nobody had killed it: with which code or signal, and its last words. */
  onStray(how: string, lastWords: string): void;
}

export interface Fleet {
  readonly slots: readonly Slot[];
  /** Slots whose process runs and is not paused. */
  awake(): readonly Slot[];
  /** kill -9; after DOWN_MS another process takes the slot. Resolves once the process is gone. */
  kill(slot: Slot, downMs: number): Promise<void>;
  /** SIGSTOP, and SIGCONT after FOR_MS or when everything is woken. */
  pause(slot: Slot, forMs: number): void;
  /** Continues what is paused and starts what is down, at once. */
  wakeAll(): void;
  /** How many processes ended although nobody had killed them. */
  endedByThemselves(): number;
  stop(): Promise<void>;
}

interface Place extends Slot {
  child: Child | null;
  paused: boolean;
  killed: boolean;
  wake: () => void;
}

const stopMs = 10_000;
const againMs = 300;

/** Starts a process for every plan. */
export function startFleet(plans: readonly SlotPlan[]): Fleet {
  let isStopping = false;
  let strays = 0;
  const loops: Promise<void>[] = [];
  const places = plans.map(({ name, ways }): Place => {
    const place: Place = { name, ways, child: null, paused: false, killed: false, wake: () => {}, pid: () => place.child?.pid ?? null, isPaused: () => place.paused };
    return place;
  });
  const waiting = new Map<Place, number>();
  const keep = async (place: Place, plan: SlotPlan): Promise<void> => {
    while (!isStopping) {
      let lastWords = '';
      const onLine = (line: string): void => {
        if (line.trim() !== '') lastWords = line;
        plan.onLine(line);
      };
      const child = startChild({ name: plan.name, file: plan.file, environment: { ...plan.environment }, nodeArguments: ['--max-semi-space-size=4'], onLine });
      place.child = child;
      const how = await child.ended;
      place.child = null;
      place.paused = false;
      if (isStopping) return;
      if (!place.killed) {
        strays += 1;
        plan.onStray(String(how), lastWords);
      }
      place.killed = false;
      await sleep(place, waiting.get(place) ?? againMs);
      waiting.delete(place);
    }
  };
  places.forEach((place, index) => loops.push(keep(place, plans[index] as SlotPlan)));
  const resume = (place: Place): void => {
    if (place.child !== null && place.paused) signal(place.child.pid, 'SIGCONT');
    place.paused = false;
  };
  const wakeAll = (): void => {
    for (const place of places) {
      resume(place);
      place.wake();
    }
  };
  return {
    slots: places,
    awake: () => places.filter(({ child, paused }) => child !== null && !paused),
    kill: async (slot, downMs) => {
      const place = slot as Place;
      if (place.child === null) return;
      place.killed = true;
      waiting.set(place, downMs);
      const { ended, pid } = place.child;
      signal(pid, 'SIGKILL');
      await ended;
    },
    pause: (slot, forMs) => {
      const place = slot as Place;
      if (place.child === null) return;
      const { child } = place;
      place.paused = true;
      signal(child.pid, 'SIGSTOP');
      setTimeout(() => place.child === child && resume(place), forMs).unref();
    },
    wakeAll,
    endedByThemselves: () => strays,
    stop: async () => {
      isStopping = true;
      wakeAll();
      await Promise.all(places.map((place) => place.child?.stop(stopMs)));
      await Promise.all(loops);
    },
  };
}

function sleep(place: Place, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    place.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}
