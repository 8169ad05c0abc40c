/**
 * What the exchange has promised to do later. The model has no timers: whoever owns the clock calls `carryOutDue` when
 * time has passed.
 */
import type { Account } from './account.ts';
import { cancelAllConditionalOrders, cancelAllOrders } from './cancel-order.ts';
import { type PaperExchange, recordChange } from './exchange.ts';
import { isHalted } from './hold-back.ts';
import { executeLimitOrder, executeMarketOrder } from './execute-order.ts';
import { matchOrder } from './match-order.ts';
import { isOpenOrder } from './order.ts';
import { readNow } from './timeline.ts';
import { triggerConditionalOrders } from './trigger-conditional-orders.ts';

export type AgendaItem =
  /** An accepted order that meets the market only now. */
  | { readonly kind: 'execute'; readonly dueMs: number; readonly account: string; readonly symbol: string; readonly orderId: number }
  /** An order that was acknowledged and comes to the matching engine only now. */
  | { readonly kind: 'match'; readonly dueMs: number; readonly account: string; readonly symbol: string; readonly orderId: number }
  /** Conditional orders whose price was reached before they stood. */
  | { readonly kind: 'trigger'; readonly dueMs: number; readonly account: string; readonly symbol: string }
  /** A dead man's switch that was not renewed. */
  | { readonly kind: 'cancel-all'; readonly dueMs: number; readonly account: string; readonly symbol: string };

/** Whether an item waits for its market to go on. Cancels need no market. */
function isHeldBack(exchange: PaperExchange, { kind, symbol }: AgendaItem): boolean {
  return kind !== 'cancel-all' && isHalted(exchange, symbol);
}

/** When the next promise is due; `null` when there is none. */
export function readNextDueMs(exchange: PaperExchange): number | null {
  return exchange.agenda.reduce<number | null>((next, item) => (isHeldBack(exchange, item) || (next !== null && item.dueMs >= next) ? next : item.dueMs), null);
}

/**
 * Cancels all resting orders of a symbol after `countdownMs` unless it is set again before; 0 takes it back.
 * Conditional orders are touched only where the rule `countdownCancels` says so. Source: docs, Binance USD-M, "Auto-Cancel All Open Orders".
 */
export function setCountdown(exchange: PaperExchange, account: Account, symbol: string, countdownMs: number): void {
  const isSame = (item: AgendaItem): boolean => item.kind === 'cancel-all' && item.account === account.name && item.symbol === symbol;
  exchange.agenda = exchange.agenda.filter((item) => !isSame(item));
  const dueMs = exchange.clock.nowMs() + countdownMs;
  if (countdownMs > 0) exchange.agenda.push({ kind: 'cancel-all', dueMs, account: account.name, symbol });
  recordChange(exchange, 'countdown-set', account, symbol, { countdownMs });
}

const noOrders: ReadonlySet<number> = new Set();

/** The orders of a symbol that have been accepted and not yet met the market: no price fills them before. */
export function listUnmatched({ agenda }: PaperExchange, symbol: string): ReadonlySet<number> {
  if (agenda.length === 0) return noOrders;
  return new Set(agenda.flatMap((item) => ((item.kind === 'match' || item.kind === 'execute') && item.symbol === symbol ? [item.orderId] : [])));
}

/** Carries out every promise that is due, in the order of due times. */
export function carryOutDue(exchange: PaperExchange): void {
  carryOut(exchange, () => true);
}

/** As `carryOutDue`, for what the matching engine has to do: it is never behind with that when a price changes. */
export function carryOutMatches(exchange: PaperExchange): void {
  carryOut(exchange, ({ kind }) => kind !== 'cancel-all');
}

/** Carries out what is due and wanted. */
function carryOut(exchange: PaperExchange, isWanted: (item: AgendaItem) => boolean): void {
  if (exchange.agenda.length === 0) return;
  const nowMs = exchange.clock.nowMs();
  const isDue = (item: AgendaItem): boolean => item.dueMs <= nowMs && isWanted(item) && !isHeldBack(exchange, item);
  const due = exchange.agenda.filter(isDue).sort((left, right) => left.dueMs - right.dueMs);
  if (due.length === 0) return;
  exchange.agenda = exchange.agenda.filter((item) => !isDue(item));
  for (const item of due) {
    const account = exchange.accounts.get(item.account);
    if (account === undefined) continue;
    if (item.kind === 'cancel-all') {
      cancelAllOrders(exchange, account, item.symbol);
      if (exchange.rules.countdownCancels === 'all') cancelAllConditionalOrders(exchange, account, item.symbol);
      continue;
    }
    if (item.kind === 'trigger') {
      triggerConditionalOrders(exchange, item.symbol);
      continue;
    }
    const timeline = account.ledgers.get(item.symbol)?.orders.get(item.orderId);
    if (timeline === undefined || !isOpenOrder(readNow(timeline))) continue;
    const order = readNow(timeline);
    if (item.kind === 'match') matchOrder(exchange, account, order);
    else if (order.price === null) executeMarketOrder(exchange, account, order);
    else executeLimitOrder(exchange, account, order);
  }
}
