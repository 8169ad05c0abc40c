import type { Account, PaperExchange } from '@breakwater/paper';
import type { Admission, Dialect, ModelEffects, RequestSubject, Verdict } from '../dialect.ts';
import type { ReadableList } from '../faults/fault.ts';
import type { VenueRequest } from '../venue-request.ts';
import { accountRoutes } from './account.ts';
import { accountSettingRoutes } from './account-settings.ts';
import { authenticateKey, authenticateSignature } from './authenticate.ts';
import { findUnknownParameters } from './accepted-parameters.ts';
import { batchOrderRoutes } from './batch-orders.ts';
import { BinanceError, overloaded, renderBinanceError } from './binance-error.ts';
import { conditionalOrderRoutes } from './conditional-orders.ts';
import { exchangeInfoRoute } from './exchange-info.ts';
import { isReducingRequest } from './is-reducing.ts';
import { marketDataRoutes } from './market-data.ts';
import { listenKeyRoutes } from './listen-keys.ts';
import { orderBookDataRoutes } from './order-book-data.ts';
import { orderRoutes } from './orders.ts';
import { Parameters } from './parameters.ts';
import { positionRoutes } from './positions.ts';
import { createRateCounter, minuteMs } from './rate-counter.ts';
import { type RateGuard, createRateGuard } from './rate-guard.ts';
import { readLegSubjects } from './read-legs.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import type { Route } from './route.ts';
import { tradeRoutes } from './trades.ts';

/** Every endpoint by method and path. */
export const routes: ReadonlyMap<string, Route> = new Map(
  [
    exchangeInfoRoute,
    ...marketDataRoutes,
    ...orderBookDataRoutes,
    ...orderRoutes,
    ...batchOrderRoutes,
    ...listenKeyRoutes,
    ...conditionalOrderRoutes,
    ...positionRoutes,
    ...tradeRoutes,
    ...accountRoutes,
    ...accountSettingRoutes,
  ].map((route): [string, Route] => [`${route.method} ${route.path}`, route]),
);

/** Query and body as one url-encoded string: the venue takes parameters from either. */
function joinParameters({ query, body }: VenueRequest): string {
  return query !== '' && body !== '' ? `${query}&${body}` : query + body;
}

/** What a request seems to be about, without trusting it. */
function readSubject(request: VenueRequest): RequestSubject {
  const values = new URLSearchParams(joinParameters(request));
  const apiKey = request.headers['x-mbx-apikey'];
  const legs = readLegSubjects(values);
  return {
    ...(legs === null ? {} : { legs }),
    apiKey: typeof apiKey === 'string' ? apiKey : null,
    symbol: values.get('symbol'),
    isReducing: isReducingRequest(request, values),
    signedAtMs: Number(values.get('timestamp') ?? Number.NaN),
    clientOrderId:
      values.get('newClientOrderId') ?? values.get('clientAlgoId') ?? values.get('origClientOrderId') ?? null,
  };
}

/** Counts a request against its address and account. Returns the headers for its reply; throws when a limit refuses it. */
function countRequest(guard: RateGuard, route: Route, request: VenueRequest, hasSymbol: boolean, account: Account | null, nowMs: number): Record<string, string> {
  const weight = hasSymbol ? route.weight : (route.wideWeight ?? route.weight);
  const headers = guard.countWeight(request.ip, weight, nowMs);
  if (route.orderCounts === undefined || account === null) return headers;
  return { ...headers, ...guard.countOrders(account.name, route.orderCounts, nowMs) };
}

/** Runs `work`; a thrown venue error becomes a verdict, anything else is a fault of this program and passes on. */
function toVerdict(headers: Readonly<Record<string, string>>, work: () => unknown): Verdict {
  try {
    return { answer: { status: 200, headers, body: work() }, code: null };
  } catch (error) {
    if (error instanceof BinanceError) return renderBinanceError(error, headers);
    throw error;
  }
}

/** The Binance USD-M wire protocol over `exchange`. Source: docs, Binance USD-M, "General Info". */
export function createBinanceDialect(exchange: PaperExchange, limits: 'count' | 'enforce'): Dialect {
  const rates = createRateCounter();
  const guard = createRateGuard(rates, limits === 'enforce', exchange.rules);

  function admit(request: VenueRequest, skewMs: number): Admission {
    const route = routes.get(`${request.method} ${request.path}`);
    if (route === undefined) {
      const msg = `Path ${request.path}, Method ${request.method} is invalid`;
      return { kind: 'unknown-path', answer: { status: 404, headers: {}, body: { code: -5000, msg } } };
    }
    const nowMs = exchange.clock.nowMs();
    let account: Account | null = null;
    let headers: Record<string, string> = {};
    try {
      const parameters = new Parameters(joinParameters(request));
      if (route.security !== 'public') account = authenticateKey(exchange, request);
      headers = countRequest(guard, route, request, parameters.has('symbol'), account, nowMs);
      const call = { exchange, parameters, nowMs, rates };
      refuseUnknown(exchange, parameters, (sent) => findUnknownParameters(route, sent));
      if (route.security === 'public') {
        return { kind: 'admitted', request: { account: null, act: () => toVerdict(headers, () => route.act({ ...call, nowMs: nowMs + skewMs })) } };
      }
      const owner = account!;
      if (route.security === 'signed') authenticateSignature(owner, request, parameters, nowMs + skewMs);
      const act = ({ lagMs, hideMs, ...effects }: ModelEffects): Verdict => {
        const asOfMs = (list: ReadableList): number => nowMs - lagMs(list);
        const isVisible = (list: ReadableList, createdAtMs: number): boolean => hideMs(list) === 0 || createdAtMs <= nowMs - hideMs(list);
        return toVerdict(headers, () => route.act({ ...call, account: owner, asOfMs, isVisible, ...effects }));
      };
      return { kind: 'admitted', request: { account: owner, act } };
    } catch (error) {
      if (error instanceof BinanceError) return { kind: 'refused', account, verdict: renderBinanceError(error, headers) };
      throw error;
    }
  }

  return {
    name: 'binance',
    ownsPath: (path) => path.startsWith('/fapi/'),
    readSubject,
    admit,
    renderError: (httpStatus, code, message) =>
      renderBinanceError(new BinanceError(code, message ?? 'An error that was asked for.', httpStatus)),
    unknownOutcomes: {
      unavailable: {
        answer: { status: 503, headers: {}, body: { msg: 'Unknown error, please check your request or try again later.' } },
        code: 503,
      },
      timeout: renderBinanceError(
        new BinanceError(-1007, 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.', 408),
      ),
    },
    maintenance: renderBinanceError(new BinanceError(-1016, 'System is under maintenance.', 503)),
    overload: renderBinanceError(overloaded()),
    readUsedWeight: (ip) => rates.read(`weight ${ip}`, minuteMs, exchange.clock.nowMs()),
  };
}
