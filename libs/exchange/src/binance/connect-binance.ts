import type { OrderLookup, Outcome, PositionMode, Request } from '@breakwater/core';
import type { Exchange } from '@breakwater/engine';
import { cacheMarkets } from '../cache-markets.ts';
import type { Signature } from '../call-record.ts';
import { type ConnectedExchange, type ConnectOptions, MEASURE_EVERY_MS, TIMEOUT_MS } from '../connected-exchange.ts';
import { governWire, priorityOf } from '../govern-wire.ts';
import { type LocalTime, takeReading, withPriority } from '../open-session.ts';
import { openGrants } from '../open-grants.ts';
import { type Granted, openWire, type Wire } from '../open-wire.ts';
import { acknowledge } from './acknowledge.ts';
import { classify } from './classify.ts';
import { createClient } from './create-client.ts';
import { findOrder } from './find-order.ts';
import { openListenKey } from './listen-key.ts';
import { parseAccountConfig } from './parse-account-config.ts';
import { parseAvailableBalances } from './parse-available-balances.ts';
import { parseMarkets } from './parse-markets.ts';
import { parseSettings } from './parse-settings.ts';
import { readAccount } from './read-account.ts';
import { readExecutions } from './read-executions.ts';
import { readKey, readKeyAndSettings } from './read-key.ts';
import { readMarketFacts } from './read-market-facts.ts';
import { type Session, startSession } from './session.ts';
import { toCall } from './to-call.ts';

export type BinanceOptions = ConnectOptions;
export type BinanceExchange = ConnectedExchange;

/** One account at Binance USD-M futures, reached through ccxt's `binanceusdm`. */
export function connectBinance(options: BinanceOptions): BinanceExchange {
  const { account, apiKey, apiSecret, url = null, timeoutMs = TIMEOUT_MS, governor = null, positionMode } = options;
  const wire = openWire({ createClient: () => createClient(apiKey, apiSecret, timeoutMs), secrets: [apiKey, apiSecret], url, timeoutMs });
  return speakBinance(account, governWire(wire, governor), { monotonicMs: () => performance.now(), measureEveryMs: MEASURE_EVERY_MS }, positionMode);
}

/**
 * One account at Binance USD-M futures over any wire: all that is asked of Binance and what its answers mean, without how
 * the bytes travel. The clock is measured at once, all else happens on demand; until then `clockErrorMs` is infinite and
 * nothing is sent.
 */
export function speakBinance(account: string, wire: Wire, time: LocalTime, positionMode?: PositionMode): BinanceExchange {
  const session = startSession(wire, time);
  // Without markets no stop can be placed, no more than without a clock.
  const loadMarkets = cacheMarkets(async () => parseMarkets(await session.readPublic('readMarkets', {}, 'protection')));
  const { clock } = session;
  const grants = openGrants(session, toCall);
  const lookingBy = (looks: Session): Exchange => ({
    key: { exchange: 'binance', account },
    nowMs: clock.nowMs,
    clockErrorMs: clock.errorMs,
    markets: loadMarkets,
    readAccount: () => takeReading(looks, () => readAccount(looks)),
    readKey: (symbol) => takeReading(looks, () => readKey(looks, symbol, positionMode)),
    readKeyAndSettings: (symbol) => takeReading(looks, () => readKeyAndSettings(looks, symbol, positionMode)),
    readSettings: (symbol) => takeReading(looks, async () => parseSettings(await looks.read('readSymbolConfig', { symbol }), symbol)),
    readExecutions: (symbol, sinceMs) => takeReading(looks, () => readExecutions(looks, symbol, sinceMs, clock.nowMs())),
    readMarketFacts: (symbols, figures) => takeReading(looks, () => readMarketFacts(looks, symbols, figures)),
    readAvailableBalances: (symbols) => takeReading(looks, async () => parseAvailableBalances(await looks.read('readBalances', {}), symbols, await loadMarkets())),
    findByClientOrderId: (symbol, list, clientOrderId): Promise<OrderLookup> => findOrder(looks, symbol, list, { clientOrderId }),
    findByExchangeOrderId: (symbol, list, exchangeOrderId): Promise<OrderLookup> => findOrder(looks, symbol, list, { exchangeOrderId }),
    admit: grants.admit,
    giveBack: grants.giveBack,
    send: (request, signature) => send(session, request, signature, grants.take(request)),
    usage: wire.usage,
  });
  return {
    ...lookingBy(session),
    lookingFor: (purpose) => lookingBy(withPriority(session, purpose)),
    ready: clock.ready,
    silentMs: wire.silentMs,
    ping: async () => void (await session.readPublic('readTime', {})),
    readAccountConfig: () => takeReading(session, async () => parseAccountConfig(await session.read('readAccountConfig', {}))),
    listenKey: openListenKey(session),
    async close() {
      clock.close();
      await wire.close();
    },
  };
}

/** Sends one request, once; whatever happens to it is a value. */
async function send(session: Session, request: Request, signature: Signature, granted?: Granted): Promise<Outcome> {
  const call = toCall(request);
  if (call === null) return { type: 'rejected', code: 'unsupported', reason: 'Binance has no orders that are part of a position' };
  if (session.clock.errorMs() === Number.POSITIVE_INFINITY) {
    return { type: 'denied', code: 'clock_unknown', reason: "the exchange's clock is not measured", retryAfterMs: CLOCK_WAIT_MS };
  }
  const reply = await session.send(call.endpoint, call.parameters, signature, priorityOf(request), granted);
  return reply.failure === null ? acknowledge(request, reply.payload) : classify(reply);
}

/** How long a measuring of the clock takes, and then some. */
const CLOCK_WAIT_MS = 250;
