import { Decimal, cancelConditionalOrder, closeByForce, isRefusal, listOpenConditionalOrders, setBook, setLeverage, setPrice, startDelisting, findMarket } from '@breakwater/paper';
import type { WorldHappening } from '../nemesis/fault-names.ts';
import type { Dice } from '../time/dice.ts';
import { cancelStopByHand, drawSize, halfOf, moveStopByHand, placeStopByHand, shift, tradeByHand } from './hand.ts';
import { positionSize, priceOf, type World } from './world.ts';

type Act = (world: World, dice: Dice, symbol: string) => boolean;

/** What the market, people and other programs do. False where it could not happen. */
export const acts: Readonly<Record<WorldHappening, Act>> = {
  'price-moves': (world, dice, symbol) => moveTo(world, symbol, shift(world, symbol, priceOf(world, symbol).last, dice.pick(['0.997', '1.003', '0.99', '1.01']))),
  'price-through-stop': (world, dice, symbol) => {
    const stops = listOpenConditionalOrders(world.exchange, world.account, symbol, world.timeline.nowMs());
    return stops.length > 0 && moveTo(world, symbol, dice.pick(stops).triggerPrice);
  },
  // Mostly against the position, if there is one: that is where stops and exits are tried.
  'price-crash': (world, dice, symbol) => {
    const size = positionSize(world, symbol);
    const falls = size.eq('0') || dice.chance(200_000) ? dice.chance(500_000) : size.gt('0');
    return moveTo(world, symbol, shift(world, symbol, priceOf(world, symbol).last, dice.pick(falls ? ['0.93', '0.8'] : ['1.07', '1.2'])));
  },
  'hand-opens': (world, dice, symbol) => positionSize(world, symbol).eq('0') && tradeByHand(world, dice, symbol, dice.pick(['buy', 'sell'] as const), drawSize(world, dice, symbol), false),
  'hand-adds': (world, dice, symbol) => {
    const size = positionSize(world, symbol);
    return !size.eq('0') && tradeByHand(world, dice, symbol, size.gt('0') ? 'buy' : 'sell', drawSize(world, dice, symbol), false);
  },
  'hand-reduces': (world, dice, symbol) => reduce(world, dice, symbol, halfOf(world, symbol), true),
  'hand-closes': (world, dice, symbol) => reduce(world, dice, symbol, positionSize(world, symbol).abs(), dice.chance(500_000)),
  'hand-flips': (world, dice, symbol) => reduce(world, dice, symbol, positionSize(world, symbol).abs().times('2'), false),
  'hand-cancels-stop': cancelStopByHand,
  'hand-moves-stop': moveStopByHand,
  'hand-places-stop': placeStopByHand,
  'hand-sets-leverage': (world, dice, symbol) => setLeverage(world.exchange, world.account, symbol, dice.pick([3, 10])) === null,
  // Somebody puts the account in order: what others left goes, and with it what keeps signals out.
  'hand-cleans-up': (world, dice, symbol) => {
    const foreign = listOpenConditionalOrders(world.exchange, world.account, symbol, world.timeline.nowMs()).filter(({ origin }) => origin === 'hand');
    for (const order of foreign) cancelConditionalOrder(world.exchange, world.account, order);
    return reduce(world, dice, symbol, positionSize(world, symbol).abs(), true) || foreign.length > 0;
  },
  // Another program with its own ids: it trades and leaves stops, and its orders look like anybody's.
  'second-bot': (world, dice, symbol) => {
    const traded = tradeByHand(world, dice, symbol, dice.pick(['buy', 'sell'] as const), drawSize(world, dice, symbol), false);
    return placeStopByHand(world, dice, symbol) || traded;
  },
  liquidation: (world, dice, symbol) => force(world, dice, symbol, 'liquidation'),
  deleveraging: (world, dice, symbol) => force(world, dice, symbol, 'adl'),
  'thin-book': (world, dice, symbol) => {
    const levelQuantity = drawSize(world, dice, symbol).div('4');
    const { step } = findMarket(world.exchange, symbol);
    const onStep = levelQuantity.div(step).round(0, Decimal.roundUp).times(step);
    setBook(world.exchange, symbol, dice.chance(400_000) ? null : { spreadTicks: 1, stepTicks: 1, levels: dice.between(1, 5), levelQuantity: onStep });
    return true;
  },
  delisting: (world, dice, symbol) => {
    if (!dice.chance(100_000)) return false;
    startDelisting(world.exchange, symbol);
    return true;
  },
};

function moveTo(world: World, symbol: string, last: Decimal): boolean {
  setPrice(world.exchange, symbol, { last, mark: null });
  return true;
}

function reduce(world: World, dice: Dice, symbol: string, quantity: Decimal, reduceOnly: boolean): boolean {
  const size = positionSize(world, symbol);
  return !size.eq('0') && tradeByHand(world, dice, symbol, size.gt('0') ? 'sell' : 'buy', quantity, reduceOnly);
}

/** The venue closes a position, or half of it, against the account's will. */
function force(world: World, dice: Dice, symbol: string, cause: 'liquidation' | 'adl'): boolean {
  if (positionSize(world, symbol).eq('0')) return false;
  const half = halfOf(world, symbol);
  const quantity = dice.chance(500_000) && half.gt('0') ? half : null;
  return !isRefusal(closeByForce(world.exchange, world.account, symbol, 'net', cause, quantity));
}
