import type { pro } from 'ccxt';
import { onTestFinished } from 'vitest';
import { tag } from '../fixture.ts';

/** What the streams of an account have told ccxt pro so far, each update as it was when it came. */
export interface Watched {
  readonly orders: readonly any[];
  readonly trades: readonly any[];
  readonly positions: readonly any[];
  readonly balances: readonly any[];
}

/** Has ccxt pro watch all that an account's streams tell of TAG, until the test ends. A connection that breaks meanwhile ends the watching of it. */
export function watchAccount(client: InstanceType<typeof pro.binanceusdm> | InstanceType<typeof pro.bybit>): Watched {
  const watched = { orders: [] as any[], trades: [] as any[], positions: [] as any[], balances: [] as any[] };
  let isWatching = true;
  const watch = async (into: any[], next: () => Promise<any>): Promise<void> => {
    while (isWatching) into.push(...[structuredClone(await next())].flat());
  };
  const ended = Promise.allSettled([
    watch(watched.orders, () => client.watchOrders(tag)),
    watch(watched.trades, () => client.watchMyTrades(tag)),
    watch(watched.positions, () => client.watchPositions([tag])),
    watch(watched.balances, () => client.watchBalance()),
  ]);
  onTestFinished(async () => {
    isWatching = false;
    await client.close();
    await ended;
  });
  return watched;
}
