/** Liquidation and deleveraging, from their causes: prices, margin, and what the book and the insurance fund can bear. */
import { type Account, readWallet } from './account.ts';
import { cancelAllOrders } from './cancel-order.ts';
import { closeByForce } from './close-by-force.ts';
import { type Decimal, roundToStep, smallerOf, zero } from './decimal.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, findMarket, readPrice, recordChange } from './exchange.ts';
import { readPosition } from './ledger.ts';
import { noteMoney } from './margin-book.ts';
import { computeUnrealisedProfit } from './margin.ts';
import { readMarginPart } from './margin-parts.ts';
import { listOpenPositions } from './read-account.ts';
import { isRefusal } from './refusal.ts';
import { type Position, type Side, findClosingSide } from './position.ts';
import { readRate } from './rules.ts';
import { summariseMargin } from './summarise-margin.ts';

/** A position cannot need more steps than this, however small a share each of them closes. */
const mostSteps = 100;

/** Whether nothing is left behind a position: what there was is lost. */
function isBankrupt(exchange: PaperExchange, account: Account, symbol: string): boolean {
  if (account.marginTypes.get(symbol) === 'isolated') {
    const { isolatedWallet, isolatedProfit } = readMarginPart(exchange, account, symbol);
    return isolatedWallet.plus(isolatedProfit).lte(zero);
  }
  return summariseMargin(exchange, account, findMarket(exchange, symbol).marginAsset).crossBalance.lte(zero);
}

/** How much one step closes: a share on the quantity step, the whole of what is too small to be shared, or of who is bankrupt. */
function findStepQuantity(exchange: PaperExchange, account: Account, position: Position): Decimal {
  const { step } = findMarket(exchange, position.symbol);
  const size = position.quantity.abs();
  if (isBankrupt(exchange, account, position.symbol)) return size;
  const share = roundToStep(size.times(readRate(exchange.rules.liquidationFraction)), step);
  return share.lte(zero) ? size : smallerOf(share, size);
}

/** The positions that are closed by orders of `side`, over all accounts, those that gained most first: the order in which they are deleveraged. */
export function rankByProfit(exchange: PaperExchange, symbol: string, side: Side): { readonly account: Account; readonly position: Position }[] {
  return [...exchange.accounts.values()]
    .flatMap((account) => listOpenPositions(account, symbol, exchange.clock.nowMs()).map((position) => ({ account, position })))
    .filter(({ position }) => findClosingSide(position) === side)
    .map((each) => ({ ...each, profit: computeUnrealisedProfit(exchange, each.position) }))
    .sort((left, right) => right.profit.cmp(left.profit));
}

/**
 * Takes `quantity` away from the positions that gained most from a price, because nobody else could: automatic
 * deleveraging, at the mark price. `side` is the side on which they are closed. Returns how much they could bear.
 */
function deleverageOthers(exchange: PaperExchange, symbol: string, side: Side, quantity: Decimal): Decimal {
  let left = quantity;
  for (const { account, position } of rankByProfit(exchange, symbol, side)) {
    if (left.lte(zero)) break;
    const order = closeByForce(exchange, account, symbol, position.leg, 'adl', left);
    if (!isRefusal(order)) left = left.minus(order.executedQuantity);
  }
  return quantity.minus(left);
}

/** One step of the liquidation of a position. What the book cannot take, the insurance fund takes, or others must. */
function liquidateStep(exchange: PaperExchange, account: Account, position: Position): void {
  const { symbol, leg } = position;
  const closing = findStepQuantity(exchange, account, position);
  const order = closeByForce(exchange, account, symbol, leg, 'liquidation', closing);
  if (isRefusal(order)) return;
  const rest = closing.minus(order.executedQuantity);
  if (rest.lte(zero)) return;
  const opposite = order.side === 'buy' ? 'sell' : 'buy';
  if (exchange.rules.insuranceFund === 'empty' || exchange.isFundExhausted) deleverageOthers(exchange, symbol, opposite, rest);
  const { mark } = readPrice(exchange, symbol);
  closeByForce(exchange, account, symbol, leg, 'liquidation', rest, [{ price: mark, quantity: rest }]);
}

/** The insurance fund pays what a wallet owes after a liquidation. Source: docs: losses do not exceed the margin. */
function payDebt(exchange: PaperExchange, account: Account, asset: string): void {
  const wallet = readWallet(account, asset);
  if (wallet.gte(zero) || listOpenPositions(account, null, exchange.clock.nowMs()).length > 0) return;
  account.wallets.set(asset, zero);
  noteMoney(account);
  recordChange(exchange, 'insurance-paid', account, null, { asset, amount: wallet.neg().toFixed() });
  tellObservers(exchange, () => ({ kind: 'wallet', cause: 'insurance', account, atMs: exchange.clock.nowMs(), asset, walletBalance: zero, change: wallet.neg() }));
}

/** The position that is to go next: of the cross ones the one with the largest loss. `null` when all is well. */
function findNextPosition(exchange: PaperExchange, account: Account, symbol: string): Position | null {
  const asset = findMarket(exchange, symbol).marginAsset;
  const nowMs = exchange.clock.nowMs();
  if (account.marginTypes.get(symbol) === 'isolated') {
    const part = readMarginPart(exchange, account, symbol);
    if (part.isolatedMaintenance.eq(zero) || part.isolatedWallet.plus(part.isolatedProfit).gte(part.isolatedMaintenance)) return null;
    return listOpenPositions(account, symbol, nowMs)[0] ?? null;
  }
  const { crossBalance, crossMaintenance } = summariseMargin(exchange, account, asset);
  if (crossMaintenance.eq(zero) || crossBalance.gte(crossMaintenance)) return null;
  const cross = listOpenPositions(account, null, nowMs).filter(
    (position) => findMarket(exchange, position.symbol).marginAsset === asset && account.marginTypes.get(position.symbol) !== 'isolated',
  );
  const byLoss = (left: Position, right: Position): number => computeUnrealisedProfit(exchange, left).cmp(computeUnrealisedProfit(exchange, right));
  return cross.sort(byLoss)[0] ?? null;
}

/**
 * Liquidates every account that the prices of `symbol` have brought below its maintenance margin: its resting orders
 * go first, then positions, step by step, until the margin suffices. Source: docs, Binance, "Liquidation Protocols".
 */
export function liquidateWherePoor(exchange: PaperExchange, symbol: string): void {
  if (exchange.rules.liquidation === 'off') return;
  for (const account of exchange.accounts.values()) {
    if (!account.ledgers.has(symbol) || readMarginPart(exchange, account, symbol).maintenanceMargin.eq(zero)) continue;
    for (let step = 0; step < mostSteps; step++) {
      const position = findNextPosition(exchange, account, symbol);
      if (position === null) break;
      cancelAllOrders(exchange, account, position.symbol, 'liquidation');
      const before = readPosition(account, position.symbol, position.leg).quantity;
      liquidateStep(exchange, account, position);
      payDebt(exchange, account, findMarket(exchange, symbol).marginAsset);
      if (readPosition(account, position.symbol, position.leg).quantity.eq(before)) break;
    }
  }
}
