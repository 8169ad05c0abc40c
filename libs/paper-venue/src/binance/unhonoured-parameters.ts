/**
 * Parameters that the venue documents and this one does not carry out. An order that was accepted without them would be
 * another order than the one that was asked for, and its client would learn nothing of it: they are refused. What asks for
 * nothing else than the order has anyway, as its answer says it, passes.
 */
import { BinanceError } from './binance-error.ts';
import type { Parameters } from './parameters.ts';

/** Throws -1106 if any of `names` was sent with another value than the one that `plain` has for it. Source: docs, Binance USD-M, "Error Codes": PARAMETER_EMPTY and following. */
export function refuseNotRequired(parameters: Parameters, names: readonly string[], plain: Readonly<Record<string, string>> = {}): void {
  for (const name of names) {
    const sent = parameters.optionalText(name);
    if (sent !== null && sent !== plain[name]) throw new BinanceError(-1106, `Parameter '${name.toLowerCase()}' sent when not required.`);
  }
}

/** Throws -5037 for a price that follows the book. Source: docs, Binance USD-M, "New Order": priceMatch; the code is assumed for those that the venue would know. */
export function refusePriceMatch(parameters: Parameters): void {
  parameters.optionalChoice('priceMatch', ['NONE'], -5037, 'Invalid price match');
}

/** What no order of either list can be asked for. Source: docs, Binance USD-M, "New Order", "New Algo Order": priceMatch, selfTradePreventionMode, goodTillDate. */
export function refuseUnhonoured(parameters: Parameters): void {
  refusePriceMatch(parameters);
  parameters.optionalChoice('selfTradePreventionMode', ['EXPIRE_MAKER'], -5039, 'Invalid self trade prevention mode');
  refuseNotRequired(parameters, ['goodTillDate'], { goodTillDate: '0' });
}
