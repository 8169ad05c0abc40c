import type { PaperExchange } from '@breakwater/paper';
import { BinanceError } from './binance-error.ts';
import type { Parameters } from './parameters.ts';

/** Throws -1104 if `findUnknown` finds names among those that were sent and the rules say so. Source: docs, Binance USD-M, "Error Codes": UNREAD_PARAMETERS. */
export function refuseUnknown({ rules }: PaperExchange, parameters: Parameters, findUnknown: (sent: readonly string[]) => readonly string[]): void {
  if (rules.unknownParameters === 'ignore') return;
  const sent = parameters.listNames();
  const unknown = findUnknown(sent).length;
  if (unknown === 0) return;
  throw new BinanceError(-1104, `Not all sent parameters were read; read '${sent.length - unknown}' parameter(s) but was sent '${sent.length}'.`);
}
