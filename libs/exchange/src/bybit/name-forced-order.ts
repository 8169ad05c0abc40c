import type { Row } from '../row.ts';

/** Why Bybit itself made an order. Source: Bybit v5, "Enums Definitions", createType. */
const FORCED: Readonly<Record<string, string>> = {
  CreateByLiq: 'autoclose-',
  CreateByTakeOver_PassThrough: 'autoclose-',
  CreateByAdl_PassThrough: 'adl_autoclose-',
  CreateBySettle: 'settlement_autoclose-',
  CreateByAdminClosing: 'settlement_autoclose-',
};

/**
 * A name for an order that has no client id: the one by which the core knows a liquidation, an auto-deleveraging or a settlement
 * (`exchangeCause`), made of why Bybit says that it made the order, where Binance says it by the name itself; empty for any
 * other order, which somebody placed without naming it.
 */
export function nameForcedOrder(row: Row, exchangeOrderId: string): string {
  const prefix = row.has('createType') ? FORCED[row.label('createType')] : undefined;
  return prefix === undefined ? '' : `${prefix}${exchangeOrderId}`;
}
