/** What a person or another program does on the account: orders that this fleet knows nothing of until it looks. */
import type { Leg, OrderSide, PositionSide } from '@breakwater/core';
import {
  Decimal,
  type ConditionalOrder,
  cancelConditionalOrder,
  isRefusal,
  placeConditionalOrder,
  placeOrder,
  findMarket,
  setPositionStop,
} from '@breakwater/paper';
import type { Dice } from '../time/dice.ts';
import { ownStopsOf, stopsOf } from './stops.ts';
import { positionSize, priceOf, type World } from './world.ts';

/** What a hand is laid on. */
export interface Spot {
  readonly symbol: string;
  readonly leg: Leg;
}

/** A market order by hand. False if the venue refuses it. */
export function tradeByHand(world: World, dice: Dice, { symbol, leg }: Spot, side: OrderSide, quantity: Decimal, reduceOnly: boolean): boolean {
  if (!quantity.gt('0')) return false;
  const order = placeOrder(world.exchange, world.account, {
    // In hedge mode leg and side say it.
    ...{ symbol, side, quantity, reduceOnly: reduceOnly && leg === 'net', leg, type: 'market', timeInForce: 'gtc', price: null },
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

/** About half of what a leg holds, on the market's step, in coins. */
export function halfOf(world: World, { symbol, leg }: Spot): Decimal {
  return roundDown(positionSize(world, symbol, leg).abs().div('2'), findMarket(world.exchange, symbol).step);
}

/** The side of what a leg holds, or would hold; a flat net position may become either. */
export function sideOf(world: World, dice: Dice, { symbol, leg }: Spot): PositionSide {
  if (leg !== 'net') return leg;
  const size = positionSize(world, symbol, leg);
  return (size.eq('0') ? dice.chance(500_000) : size.gt('0')) ? 'long' : 'short';
}

/** Cancels one waiting conditional order, whoever placed it. False if there is none. */
export function cancelStopByHand(world: World, dice: Dice, spot: Spot): boolean {
  const stop = pickStop(world, dice, spot);
  return stop !== null && !isRefusal(cancelConditionalOrder(world.exchange, world.account, stop));
}

/** Moves one waiting conditional order to another trigger: the venue's page cancels it and places another. */
export function moveStopByHand(world: World, dice: Dice, spot: Spot): boolean {
  const stop = pickStop(world, dice, spot);
  if (stop === null || isRefusal(cancelConditionalOrder(world.exchange, world.account, stop))) return false;
  const { bond: _bond, ...unbound } = stop;
  const triggerPrice = shift(world, spot.symbol, stop.triggerPrice, dice.pick(['0.99', '1.01', '0.97']));
  // That the new one is refused makes it a cancel: something has happened all the same.
  placeConditionalOrder(world.exchange, world.account, { ...unbound, triggerPrice, trail: null, clientOrderId: `web_${dice.hex(16)}`, origin: 'hand' });
  return true;
}

/**
 * Places a stop or take-profit by hand: for the whole position, or over some size; on the right side or the wrong one; where
 * the venue knows such, also as a part of the position itself.
 */
export function placeStopByHand(world: World, dice: Dice, spot: Spot): boolean {
  const { symbol, leg } = spot;
  const size = positionSize(world, symbol, leg);
  const closing = sideOf(world, dice, spot) === 'long' ? 'sell' : 'buy';
  const triggerPrice = shift(world, symbol, priceOf(world, symbol).last, dice.pick(['0.95', '1.05', '0.9', '1.1']));
  const workingPrice = dice.pick(['last', 'mark'] as const);
  const clientOrderId = `web_${dice.hex(16)}`;
  const purpose = dice.pick(['stop', 'take-profit'] as const);
  if (world.venue.hasPositionStops && !size.eq('0') && dice.chance(400_000)) {
    const mode = dice.pick(['full', 'partial'] as const);
    const wish = { triggerPrice, workingPrice, price: null };
    return setPositionStop(world.exchange, world.account, { symbol, leg, purpose, mode, wish, quantity: mode === 'full' ? null : size.abs(), clientOrderId }) === null;
  }
  const closePosition = dice.chance(300_000) && !size.eq('0');
  const order = placeConditionalOrder(world.exchange, world.account, {
    ...{ symbol, leg, closePosition, triggerPrice, workingPrice, clientOrderId, price: null, timeInForce: 'gtc', trail: null, priceProtect: false, origin: 'hand' },
    side: dice.chance(900_000) || (leg !== 'net' && closePosition) ? closing : closing === 'sell' ? 'buy' : 'sell',
    type: `${purpose}-market`,
    quantity: closePosition ? null : size.eq('0') ? drawSize(world, dice, symbol) : size.abs(),
    reduceOnly: !closePosition && leg === 'net',
  });
  return !isRefusal(order);
}

/** Cancels the newest waiting stop of the fleet. False if there is none. */
export function cancelNewestStopByHand(world: World, spot: Spot): boolean {
  const stops = ownStopsOf(world, spot.symbol, spot.leg);
  const newest = stops.reduce<ConditionalOrder | null>((last, stop) => (last === null || stop.conditionalOrderId > last.conditionalOrderId ? stop : last), null);
  return newest !== null && !isRefusal(cancelConditionalOrder(world.exchange, world.account, newest));
}

/** Trades until the leg has this size again, negative for a short one. False where it has it. */
export function restoreSizeByHand(world: World, dice: Dice, spot: Spot, size: Decimal): boolean {
  const missing = size.minus(positionSize(world, spot.symbol, spot.leg));
  return tradeByHand(world, dice, spot, missing.gt('0') ? 'buy' : 'sell', missing.abs(), false);
}

/** A price moved by a factor, on the market's tick. */
export function shift(world: World, symbol: string, price: Decimal, factor: string): Decimal {
  const { tick } = findMarket(world.exchange, symbol);
  const moved = roundDown(price.times(factor), tick);
  return moved.gt('0') ? moved : tick;
}

function pickStop(world: World, dice: Dice, spot: Spot): ConditionalOrder | null {
  const stops = stopsOf(world, spot.symbol, spot.leg);
  return stops.length === 0 ? null : dice.pick(stops);
}

function roundDown(value: Decimal, step: Decimal): Decimal {
  return value.div(step).round(0, Decimal.roundDown).times(step);
}
