/** What a person or another program does on the account: orders that this fleet knows nothing of until it looks. */
import {
  Decimal,
  type ConditionalOrder,
  cancelConditionalOrder,
  isRefusal,
  listOpenConditionalOrders,
  placeConditionalOrder,
  placeOrder,
  findMarket,
} from '@breakwater/paper';
import type { Dice } from '../time/dice.ts';
import { positionSize, priceOf, type World } from './world.ts';

/** A market order by hand. False if the venue refuses it. */
export function tradeByHand(world: World, dice: Dice, symbol: string, side: 'buy' | 'sell', quantity: Decimal, reduceOnly: boolean): boolean {
  if (!quantity.gt('0')) return false;
  const order = placeOrder(world.exchange, world.account, {
    ...{ symbol, side, quantity, reduceOnly, leg: 'net', type: 'market', timeInForce: 'gtc', price: null },
    clientOrderId: `web_${dice.hex(16)}`,
    origin: 'hand',
    parent: null,
  });
  return !isRefusal(order);
}

/** A size as a person would choose it: worth some hundred dollars, on the market's step. */
export function drawSize(world: World, dice: Dice, symbol: string): Decimal {
  const { step } = findMarket(world.exchange, symbol);
  return roundDown(new Decimal(String(dice.between(50, 400))).div(priceOf(world, symbol).last), step);
}

/** About half of what is held, on the market's step, in coins. */
export function halfOf(world: World, symbol: string): Decimal {
  return roundDown(positionSize(world, symbol).abs().div('2'), findMarket(world.exchange, symbol).step);
}

/** Cancels one waiting conditional order, whoever placed it. False if there is none. */
export function cancelStopByHand(world: World, dice: Dice, symbol: string): boolean {
  const stop = pickStop(world, dice, symbol);
  return stop !== null && !isRefusal(cancelConditionalOrder(world.exchange, world.account, stop));
}

/** Moves one waiting conditional order to another trigger: the venue's page cancels it and places another. */
export function moveStopByHand(world: World, dice: Dice, symbol: string): boolean {
  const stop = pickStop(world, dice, symbol);
  if (stop === null || isRefusal(cancelConditionalOrder(world.exchange, world.account, stop))) return false;
  const triggerPrice = shift(world, symbol, stop.triggerPrice, dice.pick(['0.99', '1.01', '0.97']));
  const moved = placeConditionalOrder(world.exchange, world.account, { ...stop, triggerPrice, trail: null, clientOrderId: `web_${dice.hex(16)}`, origin: 'hand' });
  return !isRefusal(moved);
}

/** Places a stop or take-profit by hand: for the whole position, or over some size; on the right side or the wrong one. */
export function placeStopByHand(world: World, dice: Dice, symbol: string): boolean {
  const size = positionSize(world, symbol);
  const isLong = size.eq('0') ? dice.chance(500_000) : size.gt('0');
  const closePosition = dice.chance(300_000) && !size.eq('0');
  const side = dice.chance(900_000) ? (isLong ? 'sell' : 'buy') : isLong ? 'buy' : 'sell';
  const order = placeConditionalOrder(world.exchange, world.account, {
    ...{ symbol, side, leg: 'net', closePosition, price: null, timeInForce: 'gtc', trail: null, priceProtect: false, origin: 'hand' },
    type: dice.pick(['stop-market', 'take-profit-market'] as const),
    quantity: closePosition ? null : size.eq('0') ? drawSize(world, dice, symbol) : size.abs(),
    reduceOnly: !closePosition,
    triggerPrice: shift(world, symbol, priceOf(world, symbol).last, dice.pick(['0.95', '1.05', '0.9', '1.1'])),
    workingPrice: dice.pick(['last', 'mark'] as const),
    clientOrderId: `web_${dice.hex(16)}`,
  });
  return !isRefusal(order);
}

/** Cancels the newest waiting stop of the fleet. False if there is none. */
export function cancelNewestStopByHand(world: World, symbol: string): boolean {
  const stops = listOpenConditionalOrders(world.exchange, world.account, symbol, world.timeline.nowMs()).filter(({ origin }) => origin === 'client');
  const newest = stops.reduce<ConditionalOrder | null>((last, stop) => (last === null || stop.conditionalOrderId > last.conditionalOrderId ? stop : last), null);
  return newest !== null && !isRefusal(cancelConditionalOrder(world.exchange, world.account, newest));
}

/** Trades until the position has this size again, negative for a short one. False where it has it. */
export function restoreSizeByHand(world: World, dice: Dice, symbol: string, size: Decimal): boolean {
  const missing = size.minus(positionSize(world, symbol));
  return tradeByHand(world, dice, symbol, missing.gt('0') ? 'buy' : 'sell', missing.abs(), false);
}

/** A price moved by a factor, on the market's tick. */
export function shift(world: World, symbol: string, price: Decimal, factor: string): Decimal {
  const { tick } = findMarket(world.exchange, symbol);
  const moved = roundDown(price.times(factor), tick);
  return moved.gt('0') ? moved : tick;
}

function pickStop(world: World, dice: Dice, symbol: string): ConditionalOrder | null {
  const stops = listOpenConditionalOrders(world.exchange, world.account, symbol, world.timeline.nowMs());
  return stops.length === 0 ? null : dice.pick(stops);
}

function roundDown(value: Decimal, step: Decimal): Decimal {
  return value.div(step).round(0, Decimal.roundDown).times(step);
}
