import { Decimal, roundToStep } from './decimal.ts';
import { type PaperExchange, readPrice } from './exchange.ts';
import { drawInteger } from './random.ts';
import { setPrice } from './set-price.ts';

/** The largest step of one walk, in hundred-thousandths of the price (0.05 %). */
const widestStep = 50;
const scale = new Decimal('100000');

/**
 * Moves every market one step of a random walk. The same seed and the same calls give the same prices. A coarse tick
 * swallows small steps; then the price moves a whole tick now and then, so that it does not freeze.
 */
export function walkPrices(exchange: PaperExchange): void {
  for (const { symbol, tick, minPrice } of exchange.markets.values()) {
    const step = drawInteger(exchange.random, -widestStep, widestStep);
    const { last } = readPrice(exchange, symbol);
    let next = roundToStep(last.plus(last.times(new Decimal(BigInt(step))).div(scale)), tick);
    if (next.eq(last)) {
      // Chance grows with the step that was swallowed, so the walk keeps its pace on any grid.
      const swallowed = last.times(new Decimal(BigInt(Math.abs(step)))).div(scale).div(tick);
      const draw = new Decimal(BigInt(drawInteger(exchange.random, 0, 99_999))).div(scale);
      if (draw.lt(swallowed)) next = step < 0 ? last.minus(tick) : last.plus(tick);
    }
    if (next.eq(last) || next.lt(minPrice)) continue;
    setPrice(exchange, symbol, { last: next, mark: null });
  }
}
