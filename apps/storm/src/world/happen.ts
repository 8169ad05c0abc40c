import { Decimal, cancelConditionalOrder, isRefusal, provokeDeleveraging, provokeLiquidation, setBook, setLeverage, setPrice, startDelisting, findMarket } from '@breakwater/paper';
import type { WorldHappening } from '../nemesis/fault-names.ts';
import type { Dice } from '../time/dice.ts';
import { cancelStopByHand, drawSize, halfOf, moveStopByHand, placeStopByHand, shift, sideOf, type Spot, tradeByHand } from './hand.ts';
import { isOfFleet, stopsOf } from './stops.ts';
import { positionSize, priceOf, type World } from './world.ts';

type Act = (world: World, dice: Dice, spot: Spot) => boolean;

/** What the market, people and other programs do. False where it could not happen. */
export const acts: Readonly<Record<WorldHappening, Act>> = {
  'price-moves': (world, dice, { symbol }) => moveTo(world, symbol, shift(world, symbol, priceOf(world, symbol).last, dice.pick(['0.997', '1.003', '0.99', '1.01']))),
  'price-through-stop': (world, dice, spot) => {
    const stops = stopsOf(world, spot.symbol, spot.leg);
    return stops.length > 0 && moveTo(world, spot.symbol, dice.pick(stops).triggerPrice);
  },
  // Mostly against the position, if there is one: that is where stops and exits are tried.
  'price-crash': (world, dice, spot) => {
    const { symbol } = spot;
    const falls = isFlat(world, spot) || dice.chance(200_000) ? dice.chance(500_000) : sideOf(world, dice, spot) === 'long';
    return moveTo(world, symbol, shift(world, symbol, priceOf(world, symbol).last, dice.pick(falls ? ['0.93', '0.8'] : ['1.07', '1.2'])));
  },
  'hand-opens': (world, dice, spot) => isFlat(world, spot) && add(world, dice, spot),
  'hand-adds': (world, dice, spot) => !isFlat(world, spot) && add(world, dice, spot),
  'hand-reduces': (world, dice, spot) => reduce(world, dice, spot, halfOf(world, spot), true),
  'hand-closes': (world, dice, spot) => reduce(world, dice, spot, sizeOf(world, spot), dice.chance(500_000)),
  // In hedge mode the other side is another leg.
  'hand-flips': (world, dice, spot) => {
    const size = sizeOf(world, spot);
    if (spot.leg === 'net') return reduce(world, dice, spot, size.times('2'), false);
    const other: Spot = { ...spot, leg: spot.leg === 'long' ? 'short' : 'long' };
    return reduce(world, dice, spot, size, true) && tradeByHand(world, dice, other, other.leg === 'long' ? 'buy' : 'sell', size, false);
  },
  'hand-cancels-stop': cancelStopByHand,
  'hand-moves-stop': moveStopByHand,
  'hand-places-stop': placeStopByHand,
  'hand-sets-leverage': (world, dice, { symbol }) => setLeverage(world.exchange, world.account, symbol, dice.pick([3, 10])) === null,
  // Somebody puts the account in order: what others left goes, and with it what keeps signals out.
  'hand-cleans-up': (world, dice, spot) => {
    const foreign = stopsOf(world, spot.symbol, spot.leg).filter((order) => !isOfFleet(order));
    for (const order of foreign) cancelConditionalOrder(world.exchange, world.account, order);
    return reduce(world, dice, spot, sizeOf(world, spot), true) || foreign.length > 0;
  },
  // Another program with its own ids: it trades and leaves stops, and its orders look like anybody's.
  'second-bot': (world, dice, spot) => {
    const traded = tradeByHand(world, dice, spot, dice.pick(['buy', 'sell'] as const), drawSize(world, dice, spot.symbol), false);
    return placeStopByHand(world, dice, spot) || traded;
  },
  liquidation: (world, dice, spot) => force(world, dice, spot, 'liquidation'),
  deleveraging: (world, dice, spot) => force(world, dice, spot, 'adl'),
  'thin-book': (world, dice, { symbol }) => {
    const levelQuantity = drawSize(world, dice, symbol).div('4');
    const { step } = findMarket(world.exchange, symbol);
    const onStep = levelQuantity.div(step).round(0, Decimal.roundUp).times(step);
    setBook(world.exchange, symbol, dice.chance(400_000) ? null : { spreadTicks: 1, stepTicks: 1, levels: dice.between(1, 5), levelQuantity: onStep });
    return true;
  },
  delisting: (world, dice, { symbol }) => {
    if (!dice.chance(100_000)) return false;
    startDelisting(world.exchange, symbol);
    return true;
  },
};

function sizeOf(world: World, { symbol, leg }: Spot): Decimal {
  return positionSize(world, symbol, leg).abs();
}

function isFlat(world: World, spot: Spot): boolean {
  return sizeOf(world, spot).eq('0');
}

function moveTo(world: World, symbol: string, last: Decimal): boolean {
  setPrice(world.exchange, symbol, { last, mark: null });
  return true;
}

function add(world: World, dice: Dice, spot: Spot): boolean {
  return tradeByHand(world, dice, spot, sideOf(world, dice, spot) === 'long' ? 'buy' : 'sell', drawSize(world, dice, spot.symbol), false);
}

function reduce(world: World, dice: Dice, spot: Spot, quantity: Decimal, reduceOnly: boolean): boolean {
  return !isFlat(world, spot) && tradeByHand(world, dice, spot, sideOf(world, dice, spot) === 'long' ? 'sell' : 'buy', quantity, reduceOnly);
}

/** Something happens for which the venue closes a position, or half of it, against the account's will. */
function force(world: World, dice: Dice, spot: Spot, cause: 'liquidation' | 'adl'): boolean {
  if (isFlat(world, spot)) return false;
  const half = halfOf(world, spot);
  const quantity = dice.chance(500_000) && half.gt('0') ? half : null;
  const provoke = cause === 'liquidation' ? provokeLiquidation : provokeDeleveraging;
  return !isRefusal(provoke(world.exchange, world.account, spot.symbol, spot.leg, quantity));
}
