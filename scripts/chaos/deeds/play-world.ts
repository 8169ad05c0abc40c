import { decimal, decimalText, floorTo, ceilTo, type Market } from '@breakwater/core';
import type { Deed } from '../schedule/deed.ts';
import { accountAt } from '../world/configuration.ts';
import type { PaperState } from '../world/hand.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import { note, type Tally } from './tally.ts';

type Happening = Extract<Deed, { kind: 'price' | 'through-stop' | 'hand-trade' | 'hand-open' | 'cancel-stop' | 'move-stop' | 'force' }>;
type Position = PaperState['accounts'][0]['positions'][number];
type Act = readonly [path: string, body: Readonly<Record<string, unknown>>];

/** What a person opens by hand is worth about so much. */
const handNotional = '60';
/** Stops lie 2 % away. */
const throughStop = { long: '0.97', short: '1.03' } as const;
/** By exchange and symbol. */
const basePrices = new Map<string, string>();

/** Lets the market, a person, or the venue's risk engine do something to the account at one exchange. */
export async function playWorld(world: ChaosWorld, tally: Tally, deed: Happening): Promise<void> {
  const { exchange } = deed;
  const state = await world.hand.state(exchange);
  const markets = await world.ports.ports.exchange(accountAt(exchange)).markets();
  for (const [symbol, { last }] of Object.entries(state.prices)) if (!basePrices.has(`${exchange} ${symbol}`)) basePrices.set(`${exchange} ${symbol}`, last);
  const act = plan(deed, state, (symbol) => {
    const market = markets.get(symbol);
    if (market === undefined) throw new Error(`${exchange} lists no ${symbol}`);
    return market;
  });
  if (act === null || !(await world.hand.tryTo('POST', act[0], { ...act[1], venue: exchange }))) return;
  tally.happenings += 1;
  note(tally, `${deed.kind}${'how' in deed ? ` ${deed.how}` : ''} at ${exchange}: ${act[0]} ${JSON.stringify(act[1])}`);
}

function plan(deed: Happening, { accounts, prices }: PaperState, marketOf: (symbol: string) => Market): Act | null {
  const [{ positions, conditionalOrders }] = accounts;
  const nthOf = <T>(all: readonly T[], nth: number): T | undefined => all[nth % Math.max(1, all.length)];
  switch (deed.kind) {
    case 'price':
      return priceAct(marketOf(deed.symbol), basePrices.get(`${deed.exchange} ${deed.symbol}`) ?? '1', String(1 + deed.perMille / 1_000));
    case 'hand-open': {
      const market = marketOf(deed.symbol);
      const price = prices[deed.symbol]?.last ?? '1';
      return ['trade', { symbol: deed.symbol, side: deed.side, quantity: decimalText(ceilTo(decimal(handNotional).div(price), market.step)) }];
    }
    case 'cancel-stop':
    case 'move-stop': {
      const stop = nthOf(conditionalOrders, deed.nth);
      if (stop === undefined) return null;
      const name = { symbol: stop.symbol, clientOrderId: stop.clientOrderId };
      if (deed.kind === 'cancel-stop') return ['cancel', { ...name, conditional: true }];
      const further = stop.side === 'SELL' ? '0.995' : '1.005';
      return ['edit-stop', { ...name, triggerPrice: decimalText(floorTo(decimal(stop.triggerPrice).times(further), marketOf(stop.symbol).tick)) }];
    }
    default: {
      const position = nthOf(positions, deed.nth);
      if (position === undefined) return null;
      const { symbol, side } = position;
      if (deed.kind === 'force') return [deed.how, { symbol }];
      if (deed.kind === 'through-stop') return priceAct(marketOf(symbol), position.entryPrice, throughStop[side]);
      return tradeAct(deed.how, position, marketOf(symbol));
    }
  }
}

function priceAct(market: Market, from: string, factor: string): Act {
  return ['prices', { [market.symbol]: { last: decimalText(floorTo(decimal(from).times(factor), market.tick)) } }];
}

function tradeAct(how: 'close' | 'reduce' | 'add' | 'flip', { symbol, side, quantity }: Position, market: Market): Act | null {
  const closing = side === 'long' ? 'SELL' : 'BUY';
  const half = decimalText(floorTo(decimal(quantity).div('2'), market.step));
  switch (how) {
    case 'close':
      return ['trade', { symbol, side: closing, quantity, reduceOnly: true }];
    case 'reduce':
      return half === '0' ? null : ['trade', { symbol, side: closing, quantity: half, reduceOnly: true }];
    case 'add':
      return ['trade', { symbol, side: side === 'long' ? 'BUY' : 'SELL', quantity }];
    case 'flip':
      return ['trade', { symbol, side: closing, quantity: decimalText(decimal(quantity).times('2')) }];
  }
}
