import { drawHex } from '@breakwater/paper';
import { BinanceError } from './binance-error.ts';
import type { Route, SignedCall } from './route.ts';

const validMs = 3_600_000;

interface ListenKey {
  readonly key: string;
  readonly validUntilMs: number;
}

/** By account: one for all who use it, so that whoever deletes it takes it away from all. Source: docs: "Start User Data Stream". */
const keys = new WeakMap<object, ListenKey>();

/** The account's key while it is valid. */
function readKey({ account, nowMs }: SignedCall): ListenKey | null {
  const key = keys.get(account);
  return key === undefined || nowMs >= key.validUntilMs ? null : key;
}

/** Makes the account's key valid for another hour. */
function keepKey({ account, nowMs }: SignedCall, key: string): { listenKey: string } {
  keys.set(account, { key, validUntilMs: nowMs + validMs });
  return { listenKey: key };
}

/** The key of the user data stream: an API key is enough, no signature. Source: docs, Binance USD-M, "User Data Streams". */
export const listenKeyRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/fapi/v1/listenKey',
    security: 'key',
    weight: 1,
    act: (call) => keepKey(call, readKey(call)?.key ?? drawHex(call.exchange.random, 64)),
  },
  {
    method: 'PUT',
    path: '/fapi/v1/listenKey',
    security: 'key',
    weight: 1,
    act: (call) => {
      const key = readKey(call);
      if (key === null) throw new BinanceError(-1125, 'This listenKey does not exist.');
      return keepKey(call, key.key);
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/listenKey',
    security: 'key',
    weight: 1,
    act: ({ account }) => {
      keys.delete(account);
      return {};
    },
  },
];
