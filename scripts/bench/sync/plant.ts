import { decimal, decimalText, floorTo, type ExchangeId } from '@breakwater/core';
import type { Hand, PaperState } from '../../chaos/world/hand.ts';

type Held = PaperState['accounts'][0]['positions'][number];
type Stop = PaperState['accounts'][0]['conditionalOrders'][number];

interface Spot {
  readonly held: Held;
  readonly stop: Stop;
  readonly tick: string;
  readonly step: string;
}

type Deed = (spot: Spot) => readonly (readonly [path: string, body: Record<string, unknown>])[];

const closing = ({ side }: Held): string => (side === 'long' ? 'SELL' : 'BUY');
const opening = ({ side }: Held): string => (side === 'long' ? 'BUY' : 'SELL');
const half = ({ held, step }: Spot): string => decimalText(floorTo(decimal(held.quantity).div('2'), decimal(step)));
const shifted = ({ stop, tick }: Spot, factor: string): string => decimalText(floorTo(decimal(stop.triggerPrice).times(factor), decimal(tick)));
const close = ({ held }: Spot) => ['trade', { symbol: held.symbol, side: closing(held), quantity: held.quantity, reduceOnly: true }] as const;
const cancel = ({ stop }: Spot) => ['cancel', { symbol: stop.symbol, clientOrderId: stop.clientOrderId, conditional: true }] as const;

/** Ways in which an exchange comes to differ from the books, each by somebody's hand or by the market. */
export const deeds: Readonly<Record<string, Deed>> = {
  'closed by hand': (spot) => [close(spot)],
  'reduced by hand': (spot) => [['trade', { symbol: spot.held.symbol, side: closing(spot.held), quantity: half(spot), reduceOnly: true }]],
  'added to by hand': ({ held }) => [['trade', { symbol: held.symbol, side: opening(held), quantity: held.quantity }]],
  'flipped by hand': ({ held }) => [['trade', { symbol: held.symbol, side: closing(held), quantity: decimalText(decimal(held.quantity).times('2')) }]],
  'closed and opened again by hand': (spot) => [close(spot), ['trade', { symbol: spot.held.symbol, side: opening(spot.held), quantity: spot.held.quantity }]],
  'closed by hand, and its stop cancelled': (spot) => [close(spot), cancel(spot)],
  'stop cancelled by hand': (spot) => [cancel(spot)],
  'stop moved by hand': (spot) => [['edit-stop', { symbol: spot.stop.symbol, clientOrderId: spot.stop.clientOrderId, triggerPrice: shifted(spot, spot.held.side === 'long' ? '0.99' : '1.01') }]],
  'another stop placed by hand, and ours cancelled': (spot) => [
    cancel(spot),
    ['stop', { symbol: spot.held.symbol, side: closing(spot.held), quantity: half(spot), triggerPrice: shifted(spot, spot.held.side === 'long' ? '0.99' : '1.01'), reduceOnly: true, clientOrderId: `web_${spot.held.symbol.slice(0, 20)}` }],
  ],
  'stop executed': (spot) => [['prices', { [spot.held.symbol]: { last: shifted(spot, spot.held.side === 'long' ? '0.999' : '1.001') } }]],
  'liquidated': ({ held }) => [['liquidate', { symbol: held.symbol }]],
  'liquidated in part': (spot) => [['liquidate', { symbol: spot.held.symbol, quantity: half(spot) }]],
  'deleveraged by the exchange': ({ held }) => [['adl', { symbol: held.symbol }]],
  'settled with its contract': ({ held }) => [['delist', { symbol: held.symbol, settle: true }]],
};

/** Opened by hand on a contract where the fleet holds nothing. */
export const ORPHAN = 'opened by hand';

export interface Grid {
  readonly tick: string;
  readonly step: string;
}

/**
 * Plants COUNT differences on the positions of one venue's account, one for each symbol, the kinds by turns. Returns how many of each kind
 * could be brought about: where the exchange refuses, the next position is tried.
 */
export async function plantDifferences(hand: Hand, exchange: ExchangeId, count: number, gridOf: (symbol: string) => Grid | null): Promise<Map<string, number>> {
  const { accounts, prices } = await hand.state(exchange);
  const [{ positions, conditionalOrders }] = accounts;
  const planted = new Map<string, number>();
  const note = (kind: string): void => void planted.set(kind, (planted.get(kind) ?? 0) + 1);
  const kinds = [...Object.keys(deeds), ORPHAN];
  const spots = positions.flatMap((held) => {
    const [stop, grid] = [conditionalOrders.find(({ symbol }) => symbol === held.symbol), gridOf(held.symbol)];
    return stop === undefined || grid === null ? [] : [{ held, stop, ...grid }];
  });
  const free = Object.keys(prices).filter((symbol) => gridOf(symbol) !== null && positions.every((held) => held.symbol !== symbol));
  for (let done = 0; done < count; ) {
    const kind = kinds[done % kinds.length]!;
    if (kind === ORPHAN) {
      const symbol = free.shift();
      if (symbol === undefined) throw new Error(`${exchange} has no contract left that nothing is held of`);
      const quantity = decimalText(floorTo(decimal('200').div(prices[symbol]!.last), decimal(gridOf(symbol)!.step)));
      if (quantity === '0' || !(await hand.tryTo('POST', 'trade', { venue: exchange, symbol, side: 'BUY', quantity }))) continue;
    } else {
      const spot = spots.shift();
      if (spot === undefined) throw new Error(`${exchange} holds too few positions to plant ${count} differences`);
      const acts = deeds[kind]!(spot);
      const [first, ...others] = acts;
      if (first === undefined || !(await hand.tryTo('POST', first[0], { venue: exchange, ...first[1] }))) continue;
      for (const [path, body] of others) await hand.act('POST', path, { venue: exchange, ...body });
    }
    note(kind);
    done += 1;
  }
  return planted;
}
