import { resolveMarket } from '@breakwater/core';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { AdminAccess } from './call-admin.ts';

/** The exchange's own id of a market; only its case may be missing, and the paper exchange says whether it is listed. */
const OWN_SPELLING = /^[a-z0-9]+$/i;

/** The venues that a paper exchange is. */
export const paperVenues = ['binance', 'bybit'] as const;
export type PaperVenue = (typeof paperVenues)[number];

/**
 * A venue's own id of a market in any spelling that people write. Only for another spelling than its own the listed
 * markets are asked for.
 * @throws CliError when none fits, or nothing answers there.
 */
export async function findPaperSymbol({ url }: AdminAccess, text: string, venue: PaperVenue = 'binance'): Promise<string> {
  if (OWN_SPELLING.test(text)) return text.toUpperCase();
  try {
    const symbol = await findListed(url, text, venue);
    if (symbol !== null) return symbol;
  } catch (error) {
    throw new CliError(EXIT.unreachable, `The markets of ${url} cannot be read (${error instanceof Error ? error.message : String(error)}): start a paper exchange there, or say with --url where one is.`, { cause: error });
  }
  throw new CliError(EXIT.usage, `"${text}" is not a market that the paper exchange lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.`);
}

async function findListed(url: string, text: string, venue: PaperVenue): Promise<string | null> {
  const { connectExchange } = await import('@breakwater/exchange');
  const exchange = connectExchange(venue, { account: 'paper', apiKey: '', apiSecret: '', url });
  try {
    return resolveMarket(await exchange.markets(), text)?.symbol ?? null;
  } finally {
    await exchange.close();
  }
}
