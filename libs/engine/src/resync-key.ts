import type { SymbolKey, Verdict } from '@breakwater/core';
import { holdKey } from './hold-key.ts';
import { lookFor } from './look-for.ts';
import { mendKey } from './mend-key.ts';
import type { Ports } from './ports.ts';
import { orSetAside } from './set-aside.ts';

/**
 * Reconciles one key: under lock and claim both sides are read again, and only then is anything decided. Leaves a
 * report of what was found and done, unless it was a look at a price that is followed, and found nothing. Somebody has reason to think that the key differs, so its looks go before entries and passes.
 *
 * An entry that found the key busy goes away, and the key's next look is no entry while the other leg has a position: so whoever looked wakes
 * the entry that waits for the key. Else both would be woken together each time, and the look be first.
 */
export async function resyncKey(ports: Ports, key: SymbolKey, cause: string): Promise<Verdict> {
  const startedMs = ports.runtime.monotonicMs();
  const before = ports.exchange(key).usage();
  const verdict = await holdKey(ports, key, orSetAside(ports, 'resyncing', (held) => mendKey(lookFor(ports, 'close'), held)));
  if (verdict.type === 'done' && verdict.isWaitedFor === true) await ports.jobs.enqueueEntry(key).catch(() => undefined);
  const after = ports.exchange(key).usage();
  const said = 'summary' in verdict ? verdict.summary : verdict.reason;
  const isNothing = verdict.type === 'done' && said === 'nothing to do';
  // A price that is followed has the key looked at again and again: there is nothing to tell of that.
  if (isNothing && verdict.isRoutine === true && cause === 'sweep') return verdict;
  await ports.store.addReport({
    account: { exchange: key.exchange, account: key.account },
    symbol: key.symbol,
    cause,
    findings: [],
    acts: isNothing ? [] : [{ verdict: verdict.type, said }],
    calls: after.calls - before.calls,
    weight: after.weight - before.weight,
    durationMs: Math.round(ports.runtime.monotonicMs() - startedMs),
  });
  return verdict;
}
