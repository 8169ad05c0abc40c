import { createHmac } from 'node:crypto';
import type { AccountSettings } from '@breakwater/config';
import type { ExchangeId } from '@breakwater/core';
import { BYBIT_STREAM_WISHES, type ConnectedExchange, streamBase, Unreadable } from '@breakwater/exchange';
import type { Pace } from './pace.ts';

/** How a stream is opened and kept, where the exchanges differ. */
export interface StreamDoor {
  /** Where to connect now. The address may hold a key: it is never logged. */
  open(): Promise<{ readonly type: 'opened'; readonly address: string } | { readonly type: 'closed'; readonly why: string; readonly retryAfterMs?: number }>;
  /** What is said as soon as the connection stands, each after the answer to the one before; an answer names what it is to. */
  readonly greetings: readonly { readonly to: string; text(): string }[];
  /** What is said to hear whether the other side is there; null: a ping of the WebSocket itself. */
  readonly ping: string | null;
  /** Keeps the stream from running out; absent where it does not. */
  readonly prolonging?: { readonly everyMs: number; readonly againMs: number; prolong(): Promise<'prolonged' | 'gone' | 'not_known'> };
}

type Account = Pick<AccountSettings, 'key' | 'credentials' | 'url' | 'streamUrl'>;

/**
 * Binance: a listen key opens the stream, and has to be kept valid. It is one for all who use it: another one that turns up in its place, or
 * none, means that this stream has ended. Source: Binance USD-M documentation, "User Data Streams".
 */
function openBinanceDoor(exchange: ConnectedExchange, account: Account, pace: Pace): StreamDoor {
  const { listenKey } = exchange;
  if (listenKey === undefined) throw new Error('the exchange gives no listen key');
  let current = '';
  return {
    open: async () => {
      const taken = await listenKey.take();
      if (taken.type === 'unreadable') return { type: 'closed', why: taken.cause, ...(taken.retryAfterMs === undefined ? {} : { retryAfterMs: taken.retryAfterMs }) };
      current = taken.value;
      return { type: 'opened', address: `${streamBase('binance', account)}/private/ws?listenKey=${encodeURIComponent(current)}` };
    },
    greetings: [],
    ping: null,
    prolonging: {
      everyMs: pace.prolongEveryMs,
      againMs: pace.prolongAgainMs,
      prolong: async () => {
        const prolonged = await listenKey.prolong();
        if (prolonged.type === 'unreadable') return 'not_known';
        return prolonged.value === current ? 'prolonged' : 'gone';
      },
    },
  };
}

/** So long a greeting is valid, by the exchange's clock. */
const AUTH_MS = 10_000;

/** Bybit: who connects says who it is, signed, then what it wants to hear of. Source: Bybit v5 documentation, "WebSocket Stream", "Connect". */
function openBybitDoor(exchange: ConnectedExchange, account: Account): StreamDoor {
  const { apiKey, apiSecret } = account.credentials;
  return {
    open: async () => {
      try {
        // The signature names an instant of the exchange's own clock.
        await exchange.ready();
      } catch (error) {
        const retryAfterMs = error instanceof Unreadable ? error.retryAfterMs : null;
        return { type: 'closed', why: error instanceof Error ? error.message : String(error), ...(retryAfterMs === null ? {} : { retryAfterMs }) };
      }
      return { type: 'opened', address: `${streamBase('bybit', account)}/v5/private` };
    },
    greetings: [
      {
        to: 'auth',
        text: () => {
          const expires = exchange.nowMs() + AUTH_MS;
          return JSON.stringify({ op: 'auth', args: [apiKey, expires, createHmac('sha256', apiSecret).update(`GET/realtime${expires}`).digest('hex')] });
        },
      },
      { to: 'subscribe', text: () => JSON.stringify({ op: 'subscribe', args: BYBIT_STREAM_WISHES }) },
    ],
    ping: JSON.stringify({ op: 'ping' }),
  };
}

const DOORS: Readonly<Record<ExchangeId, (exchange: ConnectedExchange, account: Account, pace: Pace) => StreamDoor>> = { binance: openBinanceDoor, bybit: openBybitDoor };

/** The door to the stream of one account. */
export function openStreamDoor(exchange: ConnectedExchange, account: Account, pace: Pace): StreamDoor {
  return DOORS[account.key.exchange](exchange, account, pace);
}
