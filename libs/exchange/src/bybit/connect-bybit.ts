import type { OrderLookup } from '@breakwater/core';
import type { Exchange } from '@breakwater/engine';
import { cacheMarkets } from '../cache-markets.ts';
import { type ConnectedExchange, type ConnectOptions, MEASURE_EVERY_MS, TIMEOUT_MS } from '../connected-exchange.ts';
import { governWire } from '../govern-wire.ts';
import { type LocalTime, takeReading, withPriority } from '../open-session.ts';
import { openGrants } from '../open-grants.ts';
import { openWire, type Wire } from '../open-wire.ts';
import { Unreadable } from '../unreadable.ts';
import { createClient } from './create-client.ts';
import type { RequestParameters } from './endpoints.ts';
import { findOrder } from './find-order.ts';
import { parseAvailableBalances } from './parse-available-balances.ts';
import { type BybitMarkets, parseMarkets } from './parse-markets.ts';
import { readAccount } from './read-account.ts';
import { readAccountConfig } from './read-account-config.ts';
import { readExecutions } from './read-executions.ts';
import { readKey, readKeyAndSettings } from './read-key.ts';
import { readMarketFacts } from './read-market-facts.ts';
import { readPages } from './read-pages.ts';
import { readMarginMode, readSettings } from './read-settings.ts';
import { sendRequest } from './send-request.ts';
import { type Session, startSession } from './session.ts';
import { toCall } from './to-call.ts';

/** The time of this process, and a way to let some of it pass. */
export interface WaitingTime extends LocalTime {
  wait(ms: number): Promise<void>;
}

/** One account at Bybit's linear contracts (unified account), reached through ccxt's `bybit`. */
export function connectBybit(options: ConnectOptions): ConnectedExchange {
  const { account, apiKey, apiSecret, url = null, timeoutMs = TIMEOUT_MS, governor = null } = options;
  const wire = openWire<RequestParameters>({
    createClient: (signature) => createClient(apiKey, apiSecret, timeoutMs, signature),
    secrets: [apiKey, apiSecret],
    url,
    timeoutMs,
  });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return speakBybit(account, governWire(wire, governor), { monotonicMs: () => performance.now(), measureEveryMs: MEASURE_EVERY_MS, wait });
}

/**
 * One account at Bybit v5 over any wire: all that is asked of Bybit and what its answers mean, without how the bytes travel. The
 * clock is measured at once, all else happens on demand; until then `clockErrorMs` is infinite and nothing is sent.
 */
export function speakBybit(account: string, wire: Wire<RequestParameters>, time: WaitingTime): ConnectedExchange {
  const session = startSession(wire, time);
  // Without markets no stop can be placed, no more than without a clock.
  const loadMarkets = cacheMarkets(() => readMarkets(withPriority(session, 'protection')));
  const { clock } = session;
  const grants = openGrants(session, toCall);
  const lookingBy = (looks: Session): Exchange => ({
    key: { exchange: 'bybit', account },
    nowMs: clock.nowMs,
    clockErrorMs: clock.errorMs,
    markets: loadMarkets,
    readAccount: () => takeReading(looks, () => readAccount(looks)),
    readKey: (symbol) => takeReading(looks, () => readKey(looks, symbol)),
    readKeyAndSettings: (symbol) => takeReading(looks, () => readKeyAndSettings(looks, symbol)),
    readSettings: (symbol) => takeReading(looks, () => readSettings(looks, symbol)),
    readExecutions: (symbol, sinceMs) =>
      takeReading(looks, async () => {
        const settleCoin = (await loadMarkets()).get(symbol)?.settleCoin;
        if (settleCoin === undefined) throw new Unreadable(`executions: Bybit lists no ${symbol}`);
        return readExecutions(looks, { symbol, settleCoin, sinceMs, nowMs: clock.nowMs() });
      }),
    readMarketFacts: (symbols, figures) => takeReading(looks, () => readMarketFacts(looks, symbols, figures)),
    readAvailableBalances: (symbols) =>
      takeReading(looks, async () => {
        const [wallet, marginMode, markets] = await Promise.all([looks.read('readWallet', { accountType: 'UNIFIED' }), readMarginMode(looks), loadMarkets()]);
        return parseAvailableBalances(wallet, symbols, markets, marginMode === 'isolated');
      }),
    findByClientOrderId: (symbol, list, clientOrderId): Promise<OrderLookup> => findOrder(looks, symbol, list, { clientOrderId }),
    findByExchangeOrderId: (symbol, list, exchangeOrderId): Promise<OrderLookup> => findOrder(looks, symbol, list, { exchangeOrderId }),
    admit: grants.admit,
    giveBack: grants.giveBack,
    send: (request, signature) => sendRequest(session, time.wait, request, signature, grants.take(request)),
    usage: wire.usage,
  });
  return {
    ...lookingBy(session),
    lookingFor: (purpose) => lookingBy(withPriority(session, purpose)),
    ready: clock.ready,
    silentMs: wire.silentMs,
    ping: async () => void (await session.readPublic('readTime', {})),
    readAccountConfig: () => takeReading(session, async () => readAccountConfig(session, await loadMarkets())),
    async close() {
      clock.close();
      await wire.close();
    },
  };
}

/** The largest page that Bybit v5 gives of its instruments. */
const MARKETS_A_PAGE = 1_000;

/**
 * Contracts that may hold a position. Unless asked for another status, Bybit v5's GET /v5/market/instruments-info lists those that
 * trade alone; one that is being delisted has to be watched to its end (I4).
 */
const STATUSES = ['Trading', 'PreLaunch', 'Delivering'];

async function readMarkets(session: Session): Promise<BybitMarkets> {
  const lists = STATUSES.map((status) =>
    readPages(session, {
      endpoint: 'readMarkets',
      parameters: { category: 'linear', status, limit: MARKETS_A_PAGE },
      what: 'instruments',
      parse: (row) => row,
      // An odd row is left out later; it must not stop the others here.
      idOf: (row) => JSON.stringify(row),
    }),
  );
  return parseMarkets((await Promise.all(lists)).flat());
}
