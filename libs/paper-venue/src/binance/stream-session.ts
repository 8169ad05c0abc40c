import { type Account, type PaperExchange, findMarket } from '@breakwater/paper';
import type { Heartbeat, StreamAct, StreamDialect, StreamEvent, StreamSession } from '../streams/stream-dialect.ts';
import type { VenueRequest } from '../venue-request.ts';
import { BinanceError, renderBinanceError } from './binance-error.ts';
import { expireKey, findKeyOwner, readKeyState } from './listen-keys.ts';
import { isMarginThin, renderMarginCall } from './stream-account.ts';
import { renderStreamEvents } from './stream-events.ts';

/** Source: docs, Binance USD-M, "Websocket Market Streams": ping frame every 3 minutes, pong within 10, 24 hours. */
const heartbeat: Heartbeat = { pingEveryMs: 180_000, patienceMs: 600_000, lifetimeMs: 86_400_000 };

const paths = /^(?:\/private)?\/(ws|stream)(?:\/([^/]+))?$/;

/** The key of a path, such as `/private/ws?listenKey=KEY`, `/ws/KEY`, `/stream?streams=KEY`; `null` for a path without one. */
function readKey({ path, query }: VenueRequest): string | null {
  const values = new URLSearchParams(query);
  return paths.exec(path)?.[2] ?? (values.get('listenKey') || values.get('streams') || null);
}

/**
 * The stream of one key. It says `listenKeyExpired` once when the key runs out, and nothing more; a deleted key closes it.
 * Combined streams (`/stream`) say in an envelope from which stream each message is.
 */
function createSession(exchange: PaperExchange, account: Account, key: string, isCombined: boolean): StreamSession {
  let hasExpired = false;
  const wrap = (text: string): string => (isCombined ? `{"stream":${JSON.stringify(key)},"data":${text}}` : text);
  const wrapEvent = (event: StreamEvent): StreamEvent => ({ ...event, text: wrap(event.text) });
  const warned = new Set<string>();

  function look(): StreamAct[] {
    const nowMs = exchange.clock.nowMs();
    const state = readKeyState(account, key, nowMs);
    if (state === 'deleted') return [{ kind: 'close', code: 1000, reason: 'listenKey deleted' }];
    if (state !== 'expired' || hasExpired) return [];
    hasExpired = true;
    return [{ kind: 'say', text: wrap(JSON.stringify({ e: 'listenKeyExpired', E: nowMs, listenKey: key })) }];
  }

  return {
    heartbeat,
    readAccount: () => (hasExpired ? null : account),
    // The venue's user streams take no requests; what is sent there is read and forgotten.
    hear: () => [],
    render: (events) => renderStreamEvents(exchange, account, events).map(wrapEvent),
    renderWarnings(symbol) {
      const { marginAsset } = findMarket(exchange, symbol);
      if (!account.ledgers.has(symbol) || !isMarginThin(exchange, account, marginAsset)) {
        warned.delete(marginAsset);
        return [];
      }
      if (warned.has(marginAsset)) return [];
      warned.add(marginAsset);
      return [wrapEvent(renderMarginCall(exchange, account, marginAsset))];
    },
    expireKey() {
      expireKey(account, exchange.clock.nowMs());
      return look();
    },
    readDueMs() {
      const state = readKeyState(account, key, exchange.clock.nowMs());
      return typeof state === 'string' ? null : state.validUntilMs;
    },
    look,
  };
}

/** A stream that nobody's key opened: it is there, and never says anything. */
const silence: StreamSession = {
  heartbeat,
  readAccount: () => null,
  hear: () => [],
  render: () => [],
  renderWarnings: () => [],
  expireKey: () => [],
  readDueMs: () => null,
  look: () => [],
};

/** Binance USD-M's user data streams. Source: docs, Binance USD-M, "User Data Streams". */
export function createBinanceStreams(exchange: PaperExchange): StreamDialect {
  return {
    ownsPath: (path) => paths.test(path),
    open(request) {
      const key = readKey(request);
      const owner = key === null ? null : findKeyOwner(exchange, key);
      if (owner !== null && key !== null) return { kind: 'opened', session: createSession(exchange, owner, key, paths.exec(request.path)?.[1] === 'stream') };
      if (exchange.rules.unknownListenKey === 'silence') return { kind: 'opened', session: silence };
      return { kind: 'refused', answer: renderBinanceError(new BinanceError(-1125, 'This listenKey does not exist.')).answer };
    },
  };
}
