import type { Claim, Store } from '@breakwater/engine';
import { DEFAULT_BOUNDS } from '@breakwater/core';
import type { Database } from './connect.ts';

/** No symbol is called so, and no claim has this epoch: every write below finds that it was deposed and writes nothing. */
const NOBODYS: Claim = { key: { exchange: 'binance', account: 'warm-up', symbol: 'WARM-UP' }, epoch: '0', holder: '00000000-0000-0000-0000-000000000000' };

/**
 * Opens every connection and runs on each what stands between a fill and its stop, so that the first position after the
 * start does not pay for connecting and planning (some 20 ms). Writes nothing. Throws what the database throws.
 */
export async function warmUp(database: Database, store: Store): Promise<void> {
  const onEachConnection = (run: () => Promise<unknown>) => Promise.all(Array.from({ length: database.connectionsMax }, run));
  await onEachConnection(() => store.readKey(NOBODYS.key));
  await onEachConnection(() =>
    store.commitIntent(
      NOBODYS,
      {
        ...{ intentId: NOBODYS.holder, kind: 'leverage', orderId: null, request: { kind: 'leverage', symbol: NOBODYS.key.symbol, leverage: 1 } },
        ...{ signedAtMs: 0, windowMs: 0, mayBreakQuiet: false, mayCancelNewest: false, events: [] },
      },
      DEFAULT_BOUNDS,
    ),
  );
  await onEachConnection(() => store.record(NOBODYS, {}));
  await onEachConnection(() => store.releaseKey(NOBODYS, {}));
  await onEachConnection(() => store.isTakenAfter(NOBODYS));
}
