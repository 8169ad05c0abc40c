import type { Account, PaperExchange } from '@breakwater/paper';
import type { Admission, Dialect, ModelEffects, OrderSubject, RequestSubject, Verdict } from '../dialect.ts';
import type { ReadableList } from '../faults/fault.ts';
import type { VenueRequest } from '../venue-request.ts';
import { accountRoutes } from './account.ts';
import { authenticateKey, authenticateSignature } from './authenticate.ts';
import { batchOrderRoutes } from './batch-orders.ts';
import { BybitError, findUsualMessage, renderBybitError } from './bybit-error.ts';
import { wrapResult } from './envelope.ts';
import { executionRoutes } from './executions.ts';
import { instrumentsRoute } from './instruments.ts';
import { isReducingRequest, readFields } from './is-reducing.ts';
import { orderListRoutes } from './list-orders.ts';
import { marketDataRoutes } from './market-data.ts';
import { orderRoutes } from './orders.ts';
import { Parameters } from './parameters.ts';
import { positionSettingRoutes } from './position-settings.ts';
import { positionRoutes } from './positions.ts';
import { createRateGuard } from './rate-guard.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import type { PublicCall, Route } from './route.ts';

/** Every endpoint by method and path. */
export const routes: ReadonlyMap<string, Route> = new Map(
  [instrumentsRoute, ...marketDataRoutes, ...orderRoutes, ...batchOrderRoutes, ...orderListRoutes, ...positionRoutes, ...positionSettingRoutes, ...executionRoutes, ...accountRoutes].map(
    (route): [string, Route] => [`${route.method} ${route.path}`, route],
  ),
);

/** What an order seems to be about: that of a request, or a leg of a batch. */
function readOrderSubject(order: unknown): OrderSubject {
  const fields = (order ?? {}) as Readonly<Record<string, unknown>>;
  const readText = (name: string): string | null => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null);
  return { symbol: readText('symbol'), clientOrderId: readText('orderLinkId') };
}

/** What a request seems to be about, without trusting it. */
function readSubject(request: VenueRequest): RequestSubject {
  const fields: Record<string, unknown> = request.method === 'GET' ? Object.fromEntries(new URLSearchParams(request.query)) : readFields(request.body);
  const apiKey = request.headers['x-bapi-api-key'];
  const { request: legs } = fields;
  return {
    apiKey: typeof apiKey === 'string' ? apiKey : null,
    ...readOrderSubject(fields),
    ...(Array.isArray(legs) ? { legs: legs.map(readOrderSubject) } : {}),
    isReducing: isReducingRequest(request),
    signedAtMs: Number(request.headers['x-bapi-timestamp']),
  };
}

/** How many calls a request counts for: a batch as many as it has orders. */
function countCalls(path: string, parameters: Parameters): number {
  return path.endsWith('-batch') ? Math.max(1, parameters.countOf('request')) : 1;
}

/** The Bybit v5 wire protocol over `exchange`: linear contracts, unified account. Source: docs, Bybit v5, "Integration Guidance". */
export function createBybitDialect(exchange: PaperExchange, limits: 'count' | 'enforce'): Dialect {
  const guard = createRateGuard(limits === 'enforce');
  const renderError = (error: BybitError, headers: Readonly<Record<string, string>> = {}): Verdict => renderBybitError(error, exchange.clock.nowMs(), headers);
  const renderCode = (code: number): Verdict => renderError(new BybitError(code, findUsualMessage(code)));

  /** Runs `work`; a thrown venue error becomes a verdict, anything else is a fault of this program and passes on. */
  function toVerdict(call: PublicCall, headers: Readonly<Record<string, string>>, work: () => unknown): Verdict {
    try {
      return { answer: { status: 200, headers, body: wrapResult(work(), call.nowMs) }, code: null };
    } catch (error) {
      if (error instanceof BybitError) return renderError(error, headers);
      throw error;
    }
  }

  function admit(request: VenueRequest, skewMs: number): Admission {
    const route = routes.get(`${request.method} ${request.path}`);
    const nowMs = exchange.clock.nowMs();
    if (route === undefined) return { kind: 'unknown-path', answer: { status: 404, headers: {}, body: { retCode: 10017, retMsg: 'Route not found.', result: {}, retExtInfo: {}, time: nowMs } } };
    let account: Account | null = null;
    let headers: Record<string, string> = {};
    try {
      guard.countRequest(request.ip, nowMs);
      if (route.security === 'signed') {
        account = authenticateKey(exchange, request);
        authenticateSignature(account, request, nowMs + skewMs);
      }
      const parameters = request.method === 'GET' ? Parameters.ofQuery(request.query) : Parameters.ofBody(request.body);
      if (route.security === 'signed') headers = guard.countCalls(account!.name, route.path, route.perSecond, countCalls(route.path, parameters), nowMs);
      refuseUnknown(exchange, route, parameters);
      const call = { exchange, parameters, nowMs };
      if (route.security === 'public') {
        const told = { ...call, nowMs: nowMs + skewMs };
        return { kind: 'admitted', request: { account: null, act: () => toVerdict(told, headers, () => route.act(told)) } };
      }
      const owner = account!;
      const act = ({ lagMs, hideMs, ...effects }: ModelEffects): Verdict => {
        const asOfMs = (list: ReadableList): number => nowMs - lagMs(list);
        const isVisible = (list: ReadableList, createdAtMs: number): boolean => hideMs(list) === 0 || createdAtMs <= nowMs - hideMs(list);
        return toVerdict(call, headers, () => route.act({ ...call, account: owner, asOfMs, isVisible, ...effects }));
      };
      return { kind: 'admitted', request: { account: owner, act } };
    } catch (error) {
      if (!(error instanceof BybitError)) throw error;
      // An address that is kept out never gets as far as an envelope.
      const verdict = error.httpStatus === 403 ? { answer: { status: 403, headers: {}, body: `<html><body>${error.message}</body></html>` }, code: error.code } : renderError(error, headers);
      return { kind: 'refused', account, verdict };
    }
  }

  return {
    name: 'bybit',
    ownsPath: (path) => path.startsWith('/v5/'),
    readSubject,
    admit,
    // The venue answers errors with HTTP 200; 400 is what a fault says that names no status.
    renderError: (httpStatus, code, message) => renderError(new BybitError(code, message ?? findUsualMessage(code), httpStatus === 400 ? 200 : httpStatus)),
    get unknownOutcomes() {
      return { unavailable: renderCode(10016), timeout: renderCode(10000) };
    },
    get maintenance() {
      return renderCode(10019);
    },
    get overload() {
      return renderCode(10429);
    },
    readUsedWeight: (ip) => guard.readUsed(ip, exchange.clock.nowMs()),
  };
}
