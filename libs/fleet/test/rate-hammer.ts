/**
 * A process that asks for one key's view again and again, as a read, several times at once, until it is ended: at once after a look that
 * it got, a moment after one that was denied. It says after each round how many it got and how many were denied, and why the last one was.
 */
import { connectExchange } from '@breakwater/exchange';
import { openRateGovernor } from '@breakwater/rate';

const { HAMMER_VENUE, HAMMER_URL, HAMMER_KEY, HAMMER_SECRET, HAMMER_SYMBOL, REDIS_URL } = process.env as Readonly<Record<string, string>>;
const venue = HAMMER_VENUE === 'bybit' ? 'bybit' : 'binance';
const governor = openRateGovernor({ redisUrl: REDIS_URL! }).governAccount({ exchange: venue, account: 'main' }, { origin: HAMMER_URL! });
const exchange = connectExchange(venue, { account: 'main', apiKey: HAMMER_KEY!, apiSecret: HAMMER_SECRET!, url: HAMMER_URL!, governor });

let [looks, denied] = [0, 0];
for (;;) {
  const readings = await Promise.all([1, 2, 3, 4].map(() => exchange.readKey(HAMMER_SYMBOL!)));
  const refused = readings.filter((reading) => reading.type === 'unreadable');
  looks += readings.length - refused.length;
  denied += refused.length;
  process.stdout.write(`${JSON.stringify({ looks, denied, why: refused.at(-1)?.cause ?? null })}\n`);
  if (refused.length > 0) await new Promise((resolve) => setTimeout(resolve, 400));
}
