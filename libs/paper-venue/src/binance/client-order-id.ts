import { type PaperExchange, drawHex } from '@breakwater/paper';
import { BinanceError } from './binance-error.ts';
import type { Parameters } from './parameters.ts';

/** Source: docs, Binance USD-M, "New Order": newClientOrderId. */
const allowed = /^[.A-Z:/a-z0-9_-]{1,36}$/;

/** The client's own id under `name`, or one that the exchange makes. Throws -4015 for one that breaks the rule. */
export function readClientOrderId(exchange: PaperExchange, parameters: Parameters, name: string): string {
  const sent = parameters.optionalText(name);
  if (sent === null) return drawHex(exchange.random, 22);
  if (!allowed.test(sent)) throw new BinanceError(-4015, 'Client order id is not valid.');
  return sent;
}
