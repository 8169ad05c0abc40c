import { isTerminal, type KeyRecords, type OrderRecord, type OrderReport, type Sight, type Unreadable, unreachable } from '@breakwater/core';
import { readMarket } from './find-market.ts';
import type { Exchange, Ports, Store } from './ports.ts';
import type { SymbolKey } from '@breakwater/core';

export type Observation = { readonly type: 'seen'; readonly sight: Sight } | Unreadable;

/**
 * Looks at both sides of a key: the database first, then the exchange, then each unfinished order of ours that no open
 * list shows. One part that cannot be read makes the whole unreadable (I6).
 *
 * The instant before anything was read is kept: every request that rests on this sight is signed with it.
 */
export async function observeKey(ports: Pick<Ports, 'exchange' | 'rules' | 'bounds' | 'deployment'> & { readonly store: Pick<Store, 'readKey'> }, key: SymbolKey): Promise<Observation> {
  const exchange = ports.exchange(key);
  const beganAtMs = exchange.nowMs();
  const listed = await readMarket(exchange, key.symbol);
  if (listed.type === 'unreadable') return listed;
  const { market } = listed;
  if (market === null) return { type: 'unreadable', cause: `${key.exchange} lists no market ${key.symbol}` };
  const [records, view] = await Promise.all([ports.store.readKey(key), exchange.readKey(key.symbol)]);
  if (view.type === 'unreadable') return view;
  const lookedUp = await lookUpUnlisted(exchange, records, view.value.orders);
  if (lookedUp.type === 'unreadable') return lookedUp;
  const rules = ports.rules(key);
  return {
    type: 'seen',
    sight: {
      key,
      market,
      records,
      view: view.value,
      beganAtMs,
      lookedUp: lookedUp.reports,
      executions: null,
      isStopPassed: false,
      rules: {
        bounds: ports.bounds,
        deployment: ports.deployment,
        stop: rules.stop,
        stopTrigger: rules.stopTrigger,
        foreignPositions: rules.foreignPositions,
        mode: rules.mode,
      },
    },
  };
}

type Unlisted = { readonly type: 'read'; readonly reports: ReadonlyMap<string, OrderReport> } | Unreadable;

async function lookUpUnlisted(exchange: Exchange, records: KeyRecords, listed: readonly OrderReport[]): Promise<Unlisted> {
  const reports = new Map<string, OrderReport>();
  for (const order of records.orders.filter((candidate) => isWorthLooking(candidate, records, listed))) {
    const lookup = await lookUp(exchange, records.key.symbol, order);
    switch (lookup.type) {
      case 'unreadable':
        return lookup;
      case 'not_found':
        break;
      case 'found':
        reports.set(order.id, lookup.report);
        break;
      default:
        unreachable(lookup);
    }
  }
  return { type: 'read', reports };
}

/** Unfinished orders that no open list shows; and those that "never existed", for as long as their row is remembered. */
function isWorthLooking(order: OrderRecord, records: KeyRecords, listed: readonly OrderReport[]): boolean {
  if (order.role === 'foreign') return false;
  if (order.status === 'never_existed') return order.role === 'entry' && records.positions.some((position) => position.id === order.positionId);
  if (isTerminal(order.status)) return false;
  return !listed.some((report) => report.list === order.list && (report.exchangeOrderId === order.exchangeOrderId || report.clientOrderId === order.clientOrderId));
}

/**
 * Finds one order of ours. A conditional order that has triggered ends as the plain order that it became: that one says
 * what was executed.
 */
export async function lookUp(exchange: Exchange, symbol: string, order: OrderRecord): Promise<Awaited<ReturnType<Exchange['findByClientOrderId']>>> {
  const lookup =
    order.exchangeOrderId === null
      ? await exchange.findByClientOrderId(symbol, order.list, order.clientOrderId)
      : await exchange.findByExchangeOrderId(symbol, order.list, order.exchangeOrderId);
  if (lookup.type !== 'found' || lookup.report.status !== 'triggered' || lookup.report.childOrderId === null) return lookup;
  const child = await exchange.findByExchangeOrderId(symbol, 'plain', lookup.report.childOrderId);
  if (child.type !== 'found') return child.type === 'not_found' ? lookup : child;
  const isDone = isTerminal(child.report.status);
  return {
    type: 'found',
    report: {
      ...lookup.report,
      status: isDone ? child.report.status : 'triggered',
      executedQuantity: child.report.executedQuantity,
      averagePrice: child.report.averagePrice,
      updatedAtMs: child.report.updatedAtMs,
    },
  };
}
