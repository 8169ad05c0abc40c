/**
 * A process that asks each venue for one key's view again and again, as a read, several times at once, until it is ended: at once after
 * a look that it got, a moment after one that was denied. It says after each round how many it got and how many were denied, and why the
 * last one was.
 * Its one argument is a {@link Hammering} as JSON.
 */
import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { connectExchange } from '@breakwater/exchange';
import { openRateGovernor } from '@breakwater/rate';

export interface Hammering {
  readonly url: string;
  /** Where it reads, and with which keys. */
  readonly venues: Readonly<Partial<Record<ExchangeId, { readonly apiKey: string; readonly apiSecret: string }>>>;
  readonly symbol: string;
  readonly redisUrl: string;
}

const { url, venues, symbol, redisUrl } = JSON.parse(process.argv[2] ?? '') as Hammering;
const rate = openRateGovernor({ redisUrl });

async function hammer(venue: ExchangeId, keys: { readonly apiKey: string; readonly apiSecret: string }): Promise<never> {
  const governor = rate.governAccount({ exchange: venue, account: 'main' }, { origin: url });
  const exchange = connectExchange(venue, { account: 'main', ...keys, url, governor });
  let [looks, denied] = [0, 0];
  for (;;) {
    const readings = await Promise.all([1, 2, 3, 4].map(() => exchange.readKey(symbol)));
    const refused = readings.filter((reading) => reading.type === 'unreadable');
    looks += readings.length - refused.length;
    denied += refused.length;
    process.stdout.write(`${JSON.stringify({ venue, looks, denied, why: refused.at(-1)?.cause ?? null })}\n`);
    if (refused.length > 0) await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

await Promise.all(EXCHANGES.flatMap((venue) => (venues[venue] === undefined ? [] : [hammer(venue, venues[venue])])));
