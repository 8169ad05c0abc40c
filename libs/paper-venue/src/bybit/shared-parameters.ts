/** What many endpoints read alike. */
import { type Leg, type Market, type Side, isHedgedOn } from '@breakwater/paper';
import { BybitError, invalid, toBybitError } from './bybit-error.ts';
import type { Parameters } from './parameters.ts';
import type { PublicCall, SignedCall } from './route.ts';
import { findModelWord, legNumbers, sideWords } from './words.ts';

const categories = new Set(['linear', 'inverse', 'spot', 'option']);

/** Whether a call is about the category that is served; a listing of another one is empty. Throws 10001 for no category at all. */
export function isLinear(parameters: Parameters): boolean {
  const category = parameters.text('category');
  if (!categories.has(category)) throw new BybitError(10001, 'Illegal category');
  return category === 'linear';
}

/** Throws 10001 unless a call that acts is about linear contracts. */
export function insistOnLinear(parameters: Parameters): void {
  if (!isLinear(parameters)) throw new BybitError(10001, 'Illegal category');
}

/** The contract that a call names; throws 10001 for one that is not traded here. */
export function readMarket({ exchange, parameters }: PublicCall): Market {
  const market = exchange.markets.get(parameters.text('symbol'));
  if (market === undefined) throw toBybitError('unknown-symbol', '');
  return market;
}

/** As `readMarket`, but the call may leave it out. */
export function readOptionalMarket(call: PublicCall): Market | null {
  return call.parameters.optionalText('symbol') === null ? null : readMarket(call);
}

export function readSide(parameters: Parameters): Side {
  const side = findModelWord(sideWords, parameters.text('side'));
  if (side === null) throw new BybitError(10001, 'Side invalid');
  return side;
}

/** The leg of a call: 0 or nothing in one-way mode, 1 or 2 in hedge mode. Throws 10001 for one of the other mode. */
export function readLeg({ account, parameters }: SignedCall, symbol: string): Leg {
  const leg = findModelWord(legNumbers, parameters.optionalInteger('positionIdx') ?? 0);
  if (leg === null) throw invalid('positionIdx');
  if ((leg === 'net') === isHedgedOn(account, symbol)) throw toBybitError('leg-mismatch', '');
  return leg;
}
