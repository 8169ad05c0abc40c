import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child, type ChildPlan } from './start-child.ts';

export interface SuperviseOptions {
  /** How long a process may take to end after SIGTERM before it is killed; default 10,000. */
  graceMs?: number;
  /** The first pause before a restart; it doubles up to `backOffMsMax`. Defaults 250 and 10,000. */
  backOffMs?: number;
  backOffMsMax?: number;
  /** A process that lived this long starts again with the first pause; default 30,000. */
  steadyMs?: number;
  /** Hears what happens to the processes: `started`, `ended`, `restarting`. */
  onChange?(name: string, change: string): void;
}

/** A set of processes that are kept alive until `stop`. */
export interface Supervisor {
  /** The process ids now, by name (absent while a process waits for its restart). */
  pids(): Map<string, number>;
  /** Ends all at once and resolves when none is left: at the latest `graceMs` (and the time of a SIGKILL) later. */
  stop(): Promise<void>;
}

/** Starts every plan and starts it again, after a growing pause, whenever it ends by itself. */
export function supervise(plans: readonly ChildPlan[], options: SuperviseOptions = {}): Supervisor {
  const stopping = new AbortController();
  const running = new Map<string, Child>();
  const loops = plans.map((plan) => keepAlive(plan, running, stopping.signal, options));
  return {
    pids: () => new Map([...running].map(([name, { pid }]) => [name, pid])),
    stop: async () => {
      stopping.abort();
      await Promise.all([...running.values()].map((child) => child.stop(options.graceMs ?? 10_000)));
      await Promise.all(loops);
    },
  };
}

async function keepAlive(plan: ChildPlan, running: Map<string, Child>, stopping: AbortSignal, options: SuperviseOptions): Promise<void> {
  const { backOffMs = 250, backOffMsMax = 10_000, steadyMs = 30_000, onChange } = options;
  for (let pauseMs = backOffMs; !stopping.aborted; pauseMs = Math.min(pauseMs * 2, backOffMsMax)) {
    const startedAt = performance.now();
    let lastWords = '';
    const onLine: ChildPlan['onLine'] = (line, stream) => {
      if (line.trim() !== '') lastWords = line;
      plan.onLine?.(line, stream);
    };
    const child = startChild({ ...plan, onLine });
    running.set(plan.name, child);
    onChange?.(plan.name, `started as process ${child.pid}`);
    const how = await child.ended;
    running.delete(plan.name);
    if (stopping.aborted) return;
    if (performance.now() - startedAt >= steadyMs) pauseMs = backOffMs;
    onChange?.(plan.name, `ended by itself (${how}), starts again in ${pauseMs} ms; its last words: ${lastWords.slice(0, 500)}`);
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {}); // the signal ends the loop
  }
}
