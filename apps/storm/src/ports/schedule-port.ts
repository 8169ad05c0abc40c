import type { Actor } from '../time/actor.ts';
import type { Scheduler } from '../time/scheduler.ts';

/** Told of every call that has had its effect, while nothing else has happened since. */
export type OnCall = (method: string, values: readonly unknown[], result: unknown) => void;

type Method = (...values: readonly unknown[]) => unknown;

/**
 * A port whose every method is a point at which the seed may interleave, delay, fail or kill. The methods are found by
 * looking at the port, so that one that is added later cannot slip past.
 */
export function schedulePort<Port extends object>(port: Port, name: string, actor: Actor, scheduler: Scheduler, onCall: OnCall): Port {
  const scheduled: Record<string, Method> = {};
  for (const method of methodsOf(port)) {
    const run = (port as Record<string, Method>)[method]!.bind(port);
    scheduled[method] = (...values) =>
      scheduler.call(actor, { port: name, method, symbol: symbolIn(values[0]) }, () => {
        const result = run(...values);
        onCall(method, values, result);
        return result;
      });
  }
  return scheduled as Port;
}

/** The names of a port's methods, its own and those of its class. */
export function methodsOf(port: object): string[] {
  const names = new Set<string>();
  for (let layer: object | null = port; layer !== null && layer !== Object.prototype; layer = Object.getPrototypeOf(layer) as object | null) {
    for (const name of Object.getOwnPropertyNames(layer)) {
      if (name !== 'constructor' && typeof (port as Record<string, unknown>)[name] === 'function') names.add(name);
    }
  }
  return [...names];
}

/** The symbol that a call is about: of a key, or of the claim that it is made under. */
function symbolIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('symbol' in value) return String(value.symbol);
  return 'key' in value ? symbolIn(value.key) : null;
}
