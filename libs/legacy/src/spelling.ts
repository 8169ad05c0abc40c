import { toExchangeId } from '@breakwater/core';

/** The one spelling of an exchange: `Binance` and ` binanceusdm ` are `binance`; one that is not known here is written in lower case. */
export function exchangeSpelling(text: string): string {
  return toExchangeId(text) ?? text.trim().toLowerCase();
}

/** `TAG/USDT:USDT`, `TAG-USDT`, `tagusdt`: a linear perpetual, however it is written. */
const PERPETUAL = /^([A-Z0-9]+?)[/_-]?(USDT|USDC)(?::\2)?$/;

/** The exchanges' own spelling of a linear perpetual, `TAGUSDT`; anything else (a dated future, say) stays as it is written. */
export function symbolSpelling(text: string): string {
  const found = PERPETUAL.exec(text.trim().toUpperCase());
  return found === null ? text : `${found[1]}${found[2]}`;
}
