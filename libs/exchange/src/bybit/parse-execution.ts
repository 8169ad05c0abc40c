import { type Decimal, type FillReport, type Leg, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { SIDES } from './words.ts';

/** One execution, with what only Bybit's order of events needs. */
export interface BybitExecution {
  readonly fill: FillReport;
  /** Executions that happened at the same time share it. */
  readonly sequence: number;
  /** What was left of the order after it. */
  readonly leavesQuantity: Decimal;
  /** How much of a position it closed. */
  readonly closedQuantity: Decimal;
}

/** Whether the position changed. Source: Bybit v5, "Enums Definitions", execType. Funding and sessions only move money. */
const CHANGES_POSITION: Readonly<Record<string, boolean>> = {
  Trade: true,
  AdlTrade: true,
  BustTrade: true,
  Delivery: true,
  Settle: true,
  BlockTrade: true,
  MovePosition: true,
  FutureSpread: true,
  Funding: false,
  SessionSettlePnL: false,
};

export interface ExecutionContext {
  /** Whether the symbol has a long and a short leg: the row does not say which one it is about. */
  readonly isHedged: boolean;
  /** The coin that fees are paid in unless the row names one. */
  readonly settleCoin: string;
}

/** What an execution row is known by. Throws `Unreadable` for a row without an id. */
export function executionIdOf(value: unknown): string {
  return new Row(value, 'execution').text('execId');
}

/**
 * One execution, from a row of Bybit v5's GET /v5/execution/list; null for one that changed no position. Quantity in coins.
 *
 * In hedge mode the leg follows from what was closed: `closedSize` is above zero when a leg shrank. The list does not tell the
 * profit: it is zero here, and read elsewhere (see share-profits.ts). Throws `Unreadable` for a row that lacks anything.
 */
export function parseExecution(value: unknown, { isHedged, settleCoin }: ExecutionContext): BybitExecution | null {
  const row = new Row(value, 'execution');
  if (!row.choice('execType', CHANGES_POSITION)) return null;
  const quantity = row.decimal('execQty');
  const price = row.decimal('execPrice');
  if (!quantity.gt(ZERO) || !price.gt(ZERO)) throw new Unreadable('execution: quantity or price is not above zero');
  const side = row.choice('side', SIDES);
  const closedQuantity = row.decimalOrNone('closedSize') ?? ZERO;
  return {
    closedQuantity,
    sequence: row.has('seq') ? row.integer('seq') : 0,
    leavesQuantity: row.decimalOrNone('leavesQty') ?? ZERO,
    fill: {
      symbol: row.text('symbol'),
      tradeId: row.text('execId'),
      exchangeOrderId: row.text('orderId'),
      side,
      leg: isHedged ? legOf(side === 'buy', closedQuantity.gt(ZERO)) : 'net',
      quantity,
      price,
      fee: row.decimal('execFee'),
      feeAsset: (row.has('feeCurrency') ? row.label('feeCurrency') : '') || settleCoin,
      realisedPnl: ZERO,
      atMs: row.integer('execTime'),
    },
  };
}

/** Oldest first: by time, then as the exchange counted, then as their order was used up. */
export function byOccurrence(a: BybitExecution, b: BybitExecution): number {
  return a.fill.atMs - b.fill.atMs || a.sequence - b.sequence || b.leavesQuantity.cmp(a.leavesQuantity) || (a.fill.tradeId < b.fill.tradeId ? -1 : 1);
}

/** Buying opens a long or closes a short, selling the reverse. */
function legOf(isBuy: boolean, isClosing: boolean): Leg {
  return isBuy !== isClosing ? 'long' : 'short';
}
