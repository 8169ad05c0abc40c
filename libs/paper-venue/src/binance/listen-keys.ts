import { type Account, type PaperExchange, drawHex } from '@breakwater/paper';
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
function readKey({ account, nowMs }: Pick<SignedCall, 'account' | 'nowMs'>): ListenKey | null {
  const key = keys.get(account);
  return key === undefined || nowMs >= key.validUntilMs ? null : key;
}

/** The account whose valid key this is; `null` if it is nobody's. */
export function findKeyOwner(exchange: PaperExchange, key: string): Account | null {
  const nowMs = exchange.clock.nowMs();
  for (const account of exchange.accounts.values()) if (readKey({ account, nowMs })?.key === key) return account;
  return null;
}

/** What has become of a key: until when it is valid, or whether it has run out, or was taken away. */
export function readKeyState(account: Account, key: string, nowMs: number): { readonly validUntilMs: number } | 'expired' | 'deleted' {
  const known = keys.get(account);
  if (known === undefined) return 'deleted';
  return known.key !== key || nowMs >= known.validUntilMs ? 'expired' : known;
}

/** Lets the account's key run out now. */
export function expireKey(account: Account, nowMs: number): void {
  const known = keys.get(account);
  if (known !== undefined) keys.set(account, { ...known, validUntilMs: Math.min(known.validUntilMs, nowMs) });
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
