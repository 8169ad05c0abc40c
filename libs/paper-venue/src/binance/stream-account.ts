/** Messages about money, positions and settings. Sources: docs, Binance USD-M, "Event: Balance and Position Update", "Event: Account Configuration Update", "Event: Margin Call". */
import {
  type Account,
  type AccountEvent,
  Decimal,
  type Ledger,
  type Leg,
  type PaperExchange,
  type Position,
  findMarket,
  listOpenPositions,
  readPositionTerms,
  summariseMargin,
  toText,
  zero,
} from '@breakwater/paper';
import type { StreamEvent } from '../streams/stream-dialect.ts';
import { renderPositionV3 } from './render-position.ts';
import { legWords } from './words.ts';

const money = (value: Decimal): string => toText(value.round(8), 8);

/** What each leg of a symbol has ever realised, and out of how many fills it was added up. */
const realised = new WeakMap<Ledger, { count: number; readonly sums: Map<Leg, Decimal> }>();

/** Profit that a leg has ever realised, before fees. Only the fills since the last time are looked at. */
function sumRealised(ledger: Ledger, leg: Leg): Decimal {
  const known = realised.get(ledger) ?? { count: 0, sums: new Map<Leg, Decimal>() };
  realised.set(ledger, known);
  for (const fill of ledger.fills.slice(known.count)) known.sums.set(fill.leg, (known.sums.get(fill.leg) ?? zero).plus(fill.realisedProfit));
  known.count = ledger.fills.length;
  return known.sums.get(leg) ?? zero;
}

/** A position as the REST lists show it. */
function readRow(exchange: PaperExchange, account: Account, position: Position): Record<string, unknown> {
  const { marginAsset } = findMarket(exchange, position.symbol);
  return renderPositionV3(readPositionTerms(exchange, account, position), summariseMargin(exchange, account, marginAsset));
}

const nameMarginType = (account: Account, symbol: string): 'cross' | 'isolated' => account.marginTypes.get(symbol) ?? 'cross';

function renderPosition(exchange: PaperExchange, account: Account, position: Position): Record<string, unknown> {
  const { symbol, leg } = position;
  const row = readRow(exchange, account, position);
  return {
    ...{ s: symbol, pa: row.positionAmt, ep: row.entryPrice, bep: row.breakEvenPrice, cr: toText(sumRealised(account.ledgers.get(symbol)!, leg)) },
    ...{ up: row.unRealizedProfit, mt: nameMarginType(account, symbol), iw: row.isolatedWallet, ps: legWords[leg] },
  };
}

function renderBalance(exchange: PaperExchange, account: Account, asset: string, balance: Decimal, change: Decimal): Record<string, unknown> {
  const { walletBalance, crossWallet } = summariseMargin(exchange, account, asset);
  return { a: asset, wb: money(balance), cw: money(balance.minus(walletBalance).plus(crossWallet)), bc: toText(change) };
}

/** `ACCOUNT_UPDATE`: what has changed, and nothing else. */
export function renderAccountUpdate(exchange: PaperExchange, event: Extract<AccountEvent, { readonly kind: 'position' | 'wallet' | 'margin-type' }>): StreamEvent {
  const { account, atMs } = event;
  const tell = (reason: string, balances: unknown[], positions: unknown[], symbol: string | null): StreamEvent => ({
    ...{ name: 'ACCOUNT_UPDATE', symbol, clientOrderId: null },
    text: JSON.stringify({ e: 'ACCOUNT_UPDATE', E: exchange.clock.nowMs(), T: atMs, a: { m: reason, B: balances, P: positions } }),
  });
  if (event.kind === 'wallet') return tell(event.cause === 'insurance' ? 'INSURANCE_CLEAR' : event.change.lt(zero) ? 'WITHDRAW' : 'DEPOSIT', [renderBalance(exchange, account, event.asset, event.walletBalance, event.change)], [], null);
  if (event.kind === 'margin-type') {
    const legs = [...(account.ledgers.get(event.symbol)?.positions.values() ?? [])].map(({ versions }) => versions.at(-1)!.value);
    return tell('MARGIN_TYPE_CHANGE', [], legs.map((position) => renderPosition(exchange, account, position)), event.symbol);
  }
  const { position, asset, walletBalance } = event;
  return tell('ORDER', [renderBalance(exchange, account, asset, walletBalance, zero)], [renderPosition(exchange, account, position)], position.symbol);
}

/** `ACCOUNT_CONFIG_UPDATE`: another leverage. */
export function renderConfigUpdate(exchange: PaperExchange, { atMs, symbol, leverage }: Extract<AccountEvent, { readonly kind: 'leverage' }>): StreamEvent {
  const body = { e: 'ACCOUNT_CONFIG_UPDATE', E: exchange.clock.nowMs(), T: atMs, ac: { s: symbol, l: leverage } };
  return { name: 'ACCOUNT_CONFIG_UPDATE', symbol, clientOrderId: null, text: JSON.stringify(body) };
}

/** Whether the margin of an asset is nearly used up, by the venue's measure: what must be kept, as a share of what there is. */
export function isMarginThin(exchange: PaperExchange, account: Account, asset: string): boolean {
  const { crossBalance, crossMaintenance } = summariseMargin(exchange, account, asset);
  return crossMaintenance.gt(zero) && crossMaintenance.gte(crossBalance.times(new Decimal(exchange.rules.marginCallRatio)));
}

/** `MARGIN_CALL`: the positions that an asset's margin stands behind. */
export function renderMarginCall(exchange: PaperExchange, account: Account, asset: string): StreamEvent {
  const { crossBalance } = summariseMargin(exchange, account, asset);
  const positions = listOpenPositions(account, null, exchange.clock.nowMs()).filter(({ symbol }) => findMarket(exchange, symbol).marginAsset === asset);
  const rows = positions.map((position) => {
    const row = readRow(exchange, account, position);
    const marginType = nameMarginType(account, position.symbol) === 'isolated' ? 'ISOLATED' : 'CROSSED';
    return { s: position.symbol, ps: row.positionSide, pa: row.positionAmt, mt: marginType, iw: row.isolatedWallet, mp: row.markPrice, up: row.unRealizedProfit, mm: row.maintMargin };
  });
  const body = { e: 'MARGIN_CALL', E: exchange.clock.nowMs(), cw: money(crossBalance), p: rows };
  return { name: 'MARGIN_CALL', symbol: null, clientOrderId: null, text: JSON.stringify(body) };
}
