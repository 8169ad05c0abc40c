import { type Account, type Decimal, type Fill, type PaperExchange, readLeverage, toText, zero } from '@breakwater/paper';
import { renderExecutionRow } from './render-execution.ts';

const money = (value: Decimal): string => toText(value.round(8));

/** What one order has closed, from all its closing executions. Source: docs, Bybit v5, "Get Closed PnL". */
export function renderClosedProfit(exchange: PaperExchange, account: Account, fills: readonly Fill[]): Record<string, unknown> {
  const sum = (pick: (fill: Fill) => Decimal): Decimal => fills.reduce((total, fill) => total.plus(pick(fill)), zero);
  const last = fills.at(-1)!;
  const { orderId, side, orderQty, orderPrice, orderType, execType } = renderExecutionRow(exchange, account, last);
  const closed = sum((fill) => fill.closedQuantity);
  const exit = sum((fill) => fill.price.times(fill.closedQuantity));
  const profit = sum((fill) => fill.realisedProfit);
  // The entry follows from what was realised: selling, profit is exit minus entry; buying, the other way round.
  const entry = last.side === 'sell' ? exit.minus(profit) : exit.plus(profit);
  const fee = sum((fill) => fill.commission);
  return {
    ...{ symbol: last.symbol, orderId, side, qty: orderQty, orderPrice, orderType, execType },
    closedSize: toText(closed),
    openFee: '0',
    closeFee: money(fee),
    cumEntryValue: money(entry),
    avgEntryPrice: toText(entry.div(closed).round(12)),
    cumExitValue: money(exit),
    avgExitPrice: toText(exit.div(closed).round(12)),
    closedPnl: money(profit.minus(fee)),
    fillCount: String(fills.length),
    leverage: String(readLeverage(exchange, account, last.symbol)),
    createdTime: String(fills[0]!.timeMs),
    updatedTime: String(last.timeMs),
  };
}
