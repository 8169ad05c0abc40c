/** What a failed attempt costs, doubled with each further one from the same address. */
const FAILURE_MS = 1_000;
const FAILURE_MS_MAX = 30_000;
/** Attempts of one address that may wait at once; further ones are turned away unread. */
const WAITING_MAX = 3;
/** An address that has been quiet for so long begins anew. */
const FORGET_MS = 15 * 60_000;
const ADDRESSES_MAX = 10_000;

export type Admission = 'right' | 'wrong' | 'too_many';

/** Makes guessing slow: the attempts of one address are judged one after the other, and a wrong one holds up the next. */
export interface LoginGate {
  admit(address: string, judge: () => boolean): Promise<Admission>;
  /** Wrong attempts of an address in a row. */
  failures(address: string): number;
}

interface Visitor {
  failures: number;
  waiting: number;
  lastAtMs: number;
  turn: Promise<unknown>;
}

/** Opens a gate; `wait` is for tests of its arithmetic. */
export function openLoginGate(wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => void setTimeout(resolve, ms))): LoginGate {
  const visitors = new Map<string, Visitor>();
  const visit = (address: string): Visitor => {
    const known = visitors.get(address);
    const visitor = known && (known.waiting > 0 || Date.now() - known.lastAtMs < FORGET_MS) ? known : { failures: 0, waiting: 0, lastAtMs: 0, turn: Promise.resolve() };
    // The most recent last, so that the quietest address is the one to be forgotten.
    visitors.delete(address);
    visitors.set(address, visitor);
    const [quietest] = visitors.keys();
    if (visitors.size > ADDRESSES_MAX && quietest !== undefined) visitors.delete(quietest);
    visitor.lastAtMs = Date.now();
    return visitor;
  };
  return {
    failures: (address) => visitors.get(address)?.failures ?? 0,
    admit: (address, judge) => {
      const visitor = visit(address);
      if (visitor.waiting >= WAITING_MAX) return Promise.resolve('too_many');
      visitor.waiting += 1;
      const decide = async (): Promise<Admission> => {
        if (judge()) {
          visitor.failures = 0;
          return 'right';
        }
        visitor.failures += 1;
        await wait(Math.min(FAILURE_MS * 2 ** (visitor.failures - 1), FAILURE_MS_MAX));
        return 'wrong';
      };
      const decision = visitor.turn.then(decide).finally(() => (visitor.waiting -= 1));
      visitor.turn = decision;
      return decision;
    },
  };
}
