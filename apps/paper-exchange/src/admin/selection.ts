import { type Account, type Leg, type Market, type PaperExchange, type Side, parseDecimal } from '@breakwater/paper';
import { z } from 'zod';
import { AdminError } from './admin-error.ts';

/** A decimal as text, parsed. */
export const decimalField = z.string().transform((text, context) => {
  const decimal = parseDecimal(text);
  if (decimal !== null) return decimal;
  context.issues.push({ code: 'custom', message: 'must be a decimal number as text', input: text });
  return z.NEVER;
});

export const positiveDecimalField = decimalField.refine((decimal) => decimal.gt('0'), { error: 'must be greater than 0' });
export const sideField = z.enum(['BUY', 'SELL']).transform((word): Side => (word === 'BUY' ? 'buy' : 'sell'));
export const positionSideField = z
  .enum(['BOTH', 'LONG', 'SHORT'])
  .default('BOTH')
  .transform((word): Leg => (word === 'BOTH' ? 'net' : word === 'LONG' ? 'long' : 'short'));
export const executionsField = z.array(z.strictObject({ price: positiveDecimalField, quantity: positiveDecimalField })).min(1);

/** The account by name or API key; the first one when none is named. Throws 404 if there is no such account. */
export function selectAccount(exchange: PaperExchange, named: string | undefined): Account {
  const accounts = [...exchange.accounts.values()];
  const found = named === undefined ? accounts[0] : accounts.find(({ name, apiKey }) => name === named || apiKey === named);
  if (found === undefined) throw new AdminError(404, `There is no account ${named ?? ''}`);
  return found;
}

/** The market of a symbol. Throws 404 if there is none. */
export function selectMarket(exchange: PaperExchange, symbol: string): Market {
  const market = exchange.markets.get(symbol);
  if (market === undefined) throw new AdminError(404, `There is no market ${symbol}`);
  return market;
}
