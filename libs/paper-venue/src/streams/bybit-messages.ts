/** What Bybit's private topics say. Sources: docs, Bybit v5, "Order", "Execution", "Fast Execution", "Position" and "Wallet" streams. */
import {
  type Account,
  type AccountEvent,
  type ConditionalOrder,
  type Fill,
  type Order,
  type PaperExchange,
  type Position,
  findMarket,
  listPositions,
  readPositionTerms,
  summariseMargin,
  toText,
  zero,
} from '@breakwater/paper';
import { renderExecutionRow } from '../bybit/render-execution.ts';
import { renderOrderRow } from '../bybit/render-order.ts';
import { renderPositionRow } from '../bybit/render-position.ts';
import { renderWalletRow } from '../bybit/render-wallet.ts';
import { sumFills } from './fill-sums.ts';

/** One row for one topic. */
export interface TopicRow {
  readonly topic: 'order' | 'execution' | 'execution.fast' | 'position' | 'wallet';
  readonly symbol: string | null;
  readonly clientOrderId: string | null;
  readonly row: Record<string, unknown>;
}

const category = 'linear';

/** The conditional order that an order once was. */
function findParent(account: Account, { symbol, parent }: Order): ConditionalOrder | null {
  const timeline = parent === null ? undefined : account.ledgers.get(symbol)?.conditionalOrders.get(parent.conditionalOrderId);
  return timeline?.versions.at(-1)?.value ?? null;
}

function renderOrder(exchange: PaperExchange, account: Account, conditional: ConditionalOrder | null, order: Order | null): TopicRow {
  const { symbol, clientOrderId } = conditional ?? order!;
  const sums = order === null ? null : sumFills(account, order);
  const row = renderOrderRow(exchange, account, { conditional, order }, () => sums?.commission ?? zero);
  const closedPnl = sums === null ? '0' : toText(sums.closedProfit.round(8));
  return { topic: 'order', symbol, clientOrderId, row: { category, ...row, closedPnl, feeCurrency: findMarket(exchange, symbol).marginAsset } };
}

function renderExecution(exchange: PaperExchange, account: Account, fill: Fill): TopicRow[] {
  const row = renderExecutionRow(exchange, account, fill);
  const of = { symbol: fill.symbol, clientOrderId: fill.clientOrderId };
  const execPnl = fill.closedQuantity.eq(zero) ? '0' : toText(fill.realisedProfit.minus(fill.commission).round(8));
  const { symbol, execId, execPrice, execQty, orderId, isMaker, orderLinkId, side, execTime, seq } = row;
  const fast = { category, symbol, execId, execPrice, execQty, orderId, isMaker, orderLinkId, side, execTime, seq };
  return [
    { ...of, topic: 'execution.fast', row: fast },
    { ...of, topic: 'execution', row: { category, isLeverage: '0', ...row, execPnl, marketUnit: '' } },
  ];
}

/** A position as the listing showed it after the first `fillCount` executions of its contract; the stream calls its average price by another name. */
function renderPosition(exchange: PaperExchange, account: Account, position: Position, fillCount?: number): TopicRow {
  const { symbol } = position;
  const { avgPrice, ...row } = renderPositionRow(account, readPositionTerms(exchange, account, position), summariseMargin(exchange, account, findMarket(exchange, symbol).marginAsset), undefined, fillCount);
  return { topic: 'position', symbol, clientOrderId: null, row: { category, ...row, entryPrice: avgPrice } };
}

/** The row of a conditional order, and of the position that it belongs to; none where its child tells the same. */
function renderConditional(exchange: PaperExchange, account: Account, { order, position, fillCount }: Extract<AccountEvent, { readonly kind: 'conditional-order' }>): TopicRow[] {
  // One id for life: once the child is there, its row is the order's.
  if (order.status === 'triggered' || order.status === 'finished') return [];
  const row = renderOrder(exchange, account, order, null);
  // A position shows what waits for it. What is triggered or ends with it is told by the position's own change.
  const changesPosition = order.bond !== undefined && (order.status === 'new' || order.status === 'canceled');
  return !changesPosition ? [row] : [row, renderPosition(exchange, account, position, fillCount)];
}

/** The rows out of what has become of an account, in the order in which they are told. The wallet comes once, after all else. */
export function renderTopicRows(exchange: PaperExchange, account: Account, events: readonly AccountEvent[]): TopicRow[] {
  const own = events.filter((event) => event.account === account);
  const rows: TopicRow[] = [];
  for (let index = 0; index < own.length; index++) {
    const event = own[index]!;
    if (event.kind === 'order') {
      const order = [renderOrder(exchange, account, findParent(account, event.order), event.order), ...(event.fill === null ? [] : renderExecution(exchange, account, event.fill))];
      const next = event.fill === null ? undefined : own[index + 1];
      const position = next?.kind === 'position' ? [renderPosition(exchange, account, next.position, next.fillCount)] : [];
      index += position.length;
      rows.push(...(exchange.rules.fillEvents === 'order-first' ? [...order, ...position] : [...position, ...order]));
    } else if (event.kind === 'conditional-order') rows.push(...renderConditional(exchange, account, event));
    else if (event.kind === 'position') rows.push(renderPosition(exchange, account, event.position, event.fillCount));
    else if (event.kind === 'leverage') rows.push(...listPositions(account, event.symbol, exchange.clock.nowMs()).map((position) => renderPosition(exchange, account, position)));
  }
  if (own.some(({ kind }) => kind === 'position' || kind === 'wallet')) {
    rows.push({ topic: 'wallet', symbol: null, clientOrderId: null, row: renderWalletRow(exchange, account, () => true) });
  }
  return rows;
}
