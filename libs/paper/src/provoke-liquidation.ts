import type { Account } from './account.ts';
import { Decimal, smallerOf, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { type ForcedClosing, watchForcedClosing } from './forced-closing.ts';
import { isHalted } from './hold-back.ts';
import { readPosition } from './ledger.ts';
import { liquidateWherePoor } from './liquidate.ts';
import { computeUnrealisedProfit } from './margin.ts';
import { readMarginPart } from './margin-parts.ts';
import { type Leg, type Position, findClosingSide } from './position.ts';
import { listOpenPositions } from './read-account.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readRate } from './rules.ts';
import { setPrice } from './set-price.ts';
import { summariseMargin } from './summarise-margin.ts';
import { transferMoney } from './transfer-money.ts';

/** More than the rounding of fees can come to, in money. */
const roundingBound = new Decimal('0.0000001');
/** How far the mark price may be taken for a cross position: to the half, or to twice of what it was. */
const most = new Decimal('2');

/** The cross positions that share a margin asset with `symbol`, those with the largest loss first: as they are liquidated. */
function listByLoss(exchange: PaperExchange, account: Account, symbol: string): { readonly position: Position; readonly profit: Decimal; readonly notional: Decimal }[] {
  const asset = findMarket(exchange, symbol).marginAsset;
  return listOpenPositions(account, null, exchange.clock.nowMs())
    .filter((position) => findMarket(exchange, position.symbol).marginAsset === asset && account.marginTypes.get(position.symbol) !== 'isolated')
    .map((position) => ({ position, profit: computeUnrealisedProfit(exchange, position), notional: position.quantity.abs().times(readPrice(exchange, position.symbol).mark) }))
    .sort((left, right) => left.profit.cmp(right.profit));
}

/** The mark price at which a cross position has the largest loss of all; the present one where it has, or where that is too far. */
function findWorstMark(exchange: PaperExchange, account: Account, position: Position): Decimal {
  const { symbol, leg, quantity, entryPrice } = position;
  const { mark } = readPrice(exchange, symbol);
  const [worst] = listByLoss(exchange, account, symbol).filter((each) => each.position.symbol !== symbol || each.position.leg !== leg);
  if (worst === undefined || computeUnrealisedProfit(exchange, position).lt(worst.profit)) return mark;
  const loss = worst.profit.minus(findMarket(exchange, symbol).tick.times(quantity.abs()));
  const wanted = entryPrice.plus(loss.div(quantity));
  return wanted.lt(mark.div(most)) || wanted.gt(mark.times(most)) ? mark : wanted;
}

/** The mark price just beyond that at which the money of an isolated symbol is used up; `null` if no price is. */
function findRuinousMark(exchange: PaperExchange, account: Account, position: Position): Decimal | null {
  const { symbol } = position;
  const rate = readRate(exchange.rules.maintenanceRate);
  let money = readMarginPart(exchange, account, symbol).isolatedWallet.neg();
  let slope = zero;
  for (const { quantity, entryPrice } of listOpenPositions(account, symbol, exchange.clock.nowMs())) {
    money = money.plus(entryPrice.times(quantity));
    slope = slope.plus(quantity).minus(quantity.abs().times(rate));
  }
  const isLong = position.quantity.gt(zero);
  if (slope.eq(zero) || slope.gt(zero) !== isLong) return null;
  // A price that rounds to nothing is none: who has paid for all of a long position cannot be ruined.
  const { tick } = findMarket(exchange, symbol);
  const mark = money.div(slope).times(isLong ? '0.9999' : '1.0001').div(tick).round(0, isLong ? 'down' : 'up').times(tick);
  return mark.gt(zero) ? mark : null;
}

/**
 * How much money has to leave before a cross position is liquidated as far as `quantity`, and no further: what stands behind
 * all positions is then what those need that are to stay, and the fees of the others.
 */
function findExcess(exchange: PaperExchange, account: Account, position: Position, quantity: Decimal): Decimal {
  const { symbol, leg } = position;
  const { crossBalance, crossMaintenance } = summariseMargin(exchange, account, findMarket(exchange, symbol).marginAsset);
  const maintenance = readRate(exchange.rules.maintenanceRate);
  const fee = readRate(exchange.rules.takerRate);
  let left = crossMaintenance.plus(roundingBound);
  for (const each of listByLoss(exchange, account, symbol)) {
    const isIt = each.position.symbol === symbol && each.position.leg === leg;
    const closing = isIt ? each.notional.times(quantity).div(position.quantity.abs()) : each.notional;
    left = left.minus(closing.times(maintenance)).plus(closing.times(fee));
    if (isIt) break;
  }
  const excess = crossBalance.minus(left);
  return excess.gt(zero) ? excess : zero;
}

/**
 * Brings about what a position, or `quantity` of it, is liquidated for, and lets the venue do it: the mark price goes
 * against it, and the money that no position needs leaves the account; an isolated position has its own, so that the mark price does it
 * alone. Price and money come back afterwards. Stops that wait for the mark price act before, as for any price; positions with larger
 * losses go first, as always. Returns what was done, or the refusal.
 */
export function provokeLiquidation(exchange: PaperExchange, account: Account, symbol: string, leg: Leg, quantity: Decimal | null): ForcedClosing | Refusal {
  const position = readPosition(account, symbol, leg);
  if (findClosingSide(position) === null) return refuse('no-position');
  if (isHalted(exchange, symbol) || exchange.rules.liquidation === 'off') return refuse('cannot-be-ruined');
  const isIsolated = account.marginTypes.get(symbol) === 'isolated';
  const mark = isIsolated ? findRuinousMark(exchange, account, position) : findWorstMark(exchange, account, position);
  if (mark === null) return refuse('cannot-be-ruined');
  const before = readPrice(exchange, symbol).mark;
  const { marginAsset } = findMarket(exchange, symbol);
  return watchForcedClosing(exchange, account, position, 'liquidation', () => {
    if (!mark.eq(before)) setPrice(exchange, symbol, { last: null, mark });
    const size = readPosition(account, symbol, leg).quantity.abs();
    const excess = isIsolated || size.eq(zero) ? zero : findExcess(exchange, account, readPosition(account, symbol, leg), quantity === null ? size : smallerOf(size, quantity));
    transferMoney(exchange, account, marginAsset, excess.neg());
    liquidateWherePoor(exchange, symbol);
    transferMoney(exchange, account, marginAsset, excess);
    if (!mark.eq(before)) setPrice(exchange, symbol, { last: null, mark: before });
  });
}
