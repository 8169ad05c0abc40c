import { createRandom, drawInteger } from '@breakwater/paper';
import type { RequestSubject } from '../dialect.ts';
import { type Fault, type FaultRequest, lastingKinds, streamFaultKinds } from './fault.ts';

/** What a fault is matched against. */
export interface FaultSubject extends RequestSubject {
  /** Left out where there is one venue only. */
  readonly venue?: string;
  readonly method: string;
  readonly path: string;
  readonly accountName: string | null;
  /** What a stream is about to tell; absent for a request. */
  readonly event?: string;
}

const streamKinds: ReadonlySet<string> = new Set(streamFaultKinds);

/** The faults in force, and those that are spent. */
export interface FaultList {
  add(request: FaultRequest): Fault;
  list(): readonly Fault[];
  /** Removes one fault, or all. Returns how many there were. */
  remove(id: string | null): number;
  /** The faults that fire on this request, in the order in which they were added; `only` asks one of them alone. Counts the request. */
  take(subject: FaultSubject, only?: string): Fault[];
}

/** Whether the fault is meant for this request, or for this event of a stream. `path` matches whole, or as a prefix when it ends with `*`. */
function isMatching({ kind, match }: Fault, subject: FaultSubject): boolean {
  if (streamKinds.has(kind) !== (subject.event !== undefined)) return false;
  const { venue, event, method, path, symbol, account, clientOrderIdPrefix } = match;
  if (venue !== undefined && venue !== subject.venue) return false;
  if (event !== undefined && event !== subject.event) return false;
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (path?.endsWith('*') && !subject.path.startsWith(path.slice(0, -1))) return false;
  if (path !== undefined && !path.endsWith('*') && path !== subject.path) return false;
  if (account !== undefined && account !== subject.accountName && account !== subject.apiKey) return false;
  // One leg is enough for a batch, and must have both: what befalls a request befalls all of its legs.
  return [subject, ...(subject.legs ?? [])].some((order) => (symbol ?? order.symbol) === order.symbol && (clientOrderIdPrefix === undefined || (order.clientOrderId?.startsWith(clientOrderIdPrefix) ?? false)));
}

/**
 * An empty list of faults, with a chance of its own, so that faults change nothing that the model draws. A fault with the
 * id of another replaces it.
 */
export function createFaultList(seed: number): FaultList {
  const random = createRandom(seed);
  const faults = new Map<string, Fault>();
  let nextNumber = 1;
  return {
    add(request) {
      const id = request.id ?? `fault-${nextNumber++}`;
      const timesLeft = request.times ?? (lastingKinds.has(request.kind) ? Number.POSITIVE_INFINITY : 1);
      const fault = { ...request, id, timesLeft, seen: 0, fired: 0 };
      faults.set(id, fault);
      return fault;
    },
    list: () => [...faults.values()],
    remove(id) {
      if (id !== null) return faults.delete(id) ? 1 : 0;
      const count = faults.size;
      faults.clear();
      return count;
    },
    take(subject, only) {
      const firing: Fault[] = [];
      for (const fault of faults.values()) {
        if ((only !== undefined && fault.id !== only) || !isMatching(fault, subject)) continue;
        const seen = fault.seen + 1;
        const isDue = seen >= fault.nth && fault.timesLeft > 0;
        const fires = isDue && (fault.probability === 1 || drawInteger(random, 1, 1_000_000) <= fault.probability * 1_000_000);
        const next = fires ? { ...fault, seen, timesLeft: fault.timesLeft - 1, fired: fault.fired + 1 } : { ...fault, seen };
        faults.set(fault.id, next);
        if (fires) firing.push(next);
      }
      return firing;
    },
  };
}
