import type { Markets, OrderLookup, Outcome, Reading, Request } from '@breakwater/core';
import type { Exchange } from '@breakwater/engine';
import type { Signature } from '../call-record.ts';
import { openWire, type Wire } from '../open-wire.ts';
import { acknowledge } from './acknowledge.ts';
import { classify } from './classify.ts';
import { createClient } from './create-client.ts';
import { findOrder } from './find-order.ts';
import { type AccountConfig, parseAccountConfig } from './parse-account-config.ts';
import { parseMarkets } from './parse-markets.ts';
import { parseSettings } from './parse-settings.ts';
import { readAccount } from './read-account.ts';
import { readExecutions } from './read-executions.ts';
import { readKey } from './read-key.ts';
import { type LocalTime, type Session, startSession, takeReading } from './session.ts';
import { toCall } from './to-call.ts';

export interface BinanceOptions {
  /** The configured name of the account. */
  readonly account: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where connections go instead of Binance: the origin of a paper exchange, e.g. `http://127.0.0.1:4010`. */
  readonly url?: string;
  /** How long one request may take, headers and body; default 5,000. */
  readonly timeoutMs?: number;
}

export interface BinanceExchange extends Exchange {
  /** Resolves once the exchange's clock is measured; rejects while the exchange cannot be reached. */
  ready(): Promise<void>;
  /** How long ago the exchange last answered anything; infinite if it never did. */
  silentMs(): number;
  /** Asks the exchange for its time, the cheapest question there is. Rejects when no answer comes. */
  ping(): Promise<void>;
  /** What the account lets this key do; needs a key that the exchange knows. */
  readAccountConfig(): Promise<Reading<AccountConfig>>;
  /** Stops measuring the clock and closes the connections. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 5_000;
const MEASURE_EVERY_MS = 30_000;

/** One account at Binance USD-M futures, reached through ccxt's `binanceusdm`. */
export function connectBinance(options: BinanceOptions): BinanceExchange {
  const { account, apiKey, apiSecret, url = null, timeoutMs = TIMEOUT_MS } = options;
  const wire = openWire({ createClient: () => createClient(apiKey, apiSecret, timeoutMs), secrets: [apiKey, apiSecret], url, timeoutMs });
  return speakBinance(account, wire, { monotonicMs: () => performance.now(), measureEveryMs: MEASURE_EVERY_MS });
}

/**
 * One account at Binance USD-M futures over any wire: all that is asked of Binance and what its answers mean, without how
 * the bytes travel. The clock is measured at once, all else happens on demand; until then `clockErrorMs` is infinite and
 * nothing is sent.
 */
export function speakBinance(account: string, wire: Wire, time: LocalTime): BinanceExchange {
  const session = startSession(wire, time);
  const loadMarkets = cacheMarkets(session);
  const { clock } = session;
  return {
    key: { exchange: 'binance', account },
    nowMs: clock.nowMs,
    clockErrorMs: clock.errorMs,
    ready: clock.ready,
    silentMs: wire.silentMs,
    ping: async () => void (await session.readPublic('readTime', {})),
    markets: loadMarkets,
    readAccount: () => takeReading(session, () => readAccount(session)),
    readKey: (symbol) => takeReading(session, () => readKey(session, symbol)),
    readSettings: (symbol) => takeReading(session, async () => parseSettings(await session.read('readSymbolConfig', { symbol }), symbol)),
    readAccountConfig: () => takeReading(session, async () => parseAccountConfig(await session.read('readAccountConfig', {}))),
    readExecutions: (symbol, sinceMs) => takeReading(session, () => readExecutions(session, symbol, sinceMs, clock.nowMs())),
    findByClientOrderId: (symbol, list, clientOrderId): Promise<OrderLookup> => findOrder(session, symbol, list, { clientOrderId }),
    findByExchangeOrderId: (symbol, list, exchangeOrderId): Promise<OrderLookup> => findOrder(session, symbol, list, { exchangeOrderId }),
    send: (request, signature) => send(session, request, signature),
    usage: wire.usage,
    async close() {
      clock.close();
      await wire.close();
    },
  };
}

/** Sends one request, once; whatever happens to it is a value. */
async function send(session: Session, request: Request, signature: Signature): Promise<Outcome> {
  const call = toCall(request);
  if (call === null) return { type: 'rejected', code: 'unsupported', reason: 'Binance has no orders that are part of a position' };
  if (session.clock.errorMs() === Number.POSITIVE_INFINITY) {
    return { type: 'denied', code: 'clock_unknown', reason: "the exchange's clock is not measured", retryAfterMs: CLOCK_WAIT_MS };
  }
  const reply = await session.send(call.endpoint, call.parameters, signature);
  return reply.failure === null ? acknowledge(request, reply.payload) : classify(reply);
}

/** How long a measuring of the clock takes, and then some. */
const CLOCK_WAIT_MS = 250;

/**
 * Markets are loaded once and again on demand, one request at a time. A failed loading is forgotten, so that the next
 * caller tries again (ccxt's own loader would repeat the failure for ever).
 */
function cacheMarkets(session: Session): (reload?: boolean) => Promise<Markets> {
  let loaded: Promise<Markets> | null = null;
  let loading: Promise<Markets> | null = null;
  return (reload = false) => {
    if (loaded !== null && !reload) return loaded;
    loading ??= session
      .readPublic('readMarkets', {})
      .then((value) => {
        const markets = parseMarkets(value);
        loaded = Promise.resolve(markets);
        return markets;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
}
