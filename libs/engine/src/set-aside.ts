import { symbolKeyText, type Verdict } from '@breakwater/core';
import type { HeldKey } from './hold-key.ts';
import type { Ports, Runtime } from './ports.ts';

/** Work that has thrown for so long, and so often, is not the weather any more: it is set aside. */
const FAILING_MS_MAX = 60_000;
const FAILURES_MIN = 5;

interface Row {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** Failures in a row of this process, by work and key. Lost with the process: who begins anew may fare better. */
const rowsOf = new WeakMap<Runtime, Map<string, Row>>();

/**
 * The same work on a held key, which a human hears of when it throws again and again (I12): an error of the program comes back as often
 * as it is tried, and would leave its signal pending for ever. The key is quarantined with a page, and the error let through as ever, so that a bare
 * position of it is attended to as often as before (I4). That the key could be claimed each time shows that the books were there.
 */
export function orSetAside(ports: Ports, doing: string, work: (held: HeldKey) => Promise<Verdict>): (held: HeldKey) => Promise<Verdict> {
  return async (held) => {
    const rows = rowsOf.get(ports.runtime) ?? new Map<string, Row>();
    rowsOf.set(ports.runtime, rows);
    const name = `${doing} ${symbolKeyText(held.key)}`;
    try {
      const verdict = await work(held);
      rows.delete(name);
      return verdict;
    } catch (error) {
      const nowMs = ports.runtime.monotonicMs();
      const known = rows.get(name);
      // After a long pause it is another story: somebody else may have done the work well meanwhile.
      const { sinceMs, count } = known === undefined || nowMs - known.lastMs > FAILING_MS_MAX ? { sinceMs: nowMs, count: 0 } : known;
      rows.set(name, { sinceMs, lastMs: nowMs, count: count + 1 });
      if (count + 1 >= FAILURES_MIN && nowMs - sinceMs >= FAILING_MS_MAX) {
        const reason = `${name} has failed ${count + 1} times in ${Math.round((nowMs - sinceMs) / 1_000)} s: ${String(error)}`;
        // One that is quarantined already stays so, and its page is raised again (quarantine-key.ts). Where not even that can be written, the next failure tries it.
        const isWritten = await ports.store.quarantineKey(held.claim, reason).then(() => true, () => false);
        if (isWritten) {
          rows.delete(name);
          ports.log.error('key_quarantined', { key: symbolKeyText(held.key), reason });
        }
      }
      throw error;
    }
  };
}
