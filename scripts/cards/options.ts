import { parseArgs } from 'node:util';
import { type ExchangeId, EXCHANGES } from '@breakwater/core';

/** What `npm run cards` was asked for. */
export interface CardOptions {
  readonly venue: ExchangeId;
  /** Where to ask: a paper exchange that is started for it, or an address; null: the exchange's testnet. */
  readonly at: 'paper' | { readonly url: string } | null;
  readonly streamUrl: string | null;
  readonly symbol: string;
  readonly cards: readonly string[];
  readonly rules: readonly string[];
  readonly waitMs: number;
  readonly usedId: string | null;
  readonly isMeant: boolean;
  readonly json: boolean;
}

/** The text of `npm run cards -- --help`. */
export const help = `Asks an exchange every question that the paper exchange and the engine take for granted, and compares. docs/exchange-cards.md has all cards.

  npm run cards -- --venue binance --paper     a paper exchange that is started for it
  npm run cards -- --venue bybit --yes         the testnet of the exchange, with keys of a testnet account

  --venue NAME      binance or bybit
  --paper           start a paper exchange and ask that; it needs neither keys nor --yes
  --rule NAME=VALUE with --paper: a rule of it that is not the usual one; may be repeated
  --url URL         ask there instead of the testnet: another test host of the exchange, or an address of this machine
  --stream-url URL  where the user streams are, if not where the requests go
  --symbol NAME     the contract that is traded, by the exchange's own name (default: BTCUSDT)
  --card ID         ask this card only; may be repeated
  --wait-seconds N  how long something may take, the market's way to a stop included (default: 60)
  --used-id ID      an old client order id, for the card client-order-id-of-long-ago of Bybit
  --yes             trade: without it, what would be done is told, and nothing is sent
  --json            make the last line of standard output the answers as one JSON object
  --help            this text

The keys come from BREAKWATER_CARDS_API_KEY and BREAKWATER_CARDS_API_SECRET. Hosts on which real money is traded are refused. The account must be in one-way
mode and hold nothing in the contract; whatever a card opens there it closes again, also when it fails. Sizes are the smallest that the contract allows.
Ends with 0 if no answer differs, 1 if one does or something is left over, 2 if the command cannot be meant.
`;

/** What cannot be meant: the command ends with 2. */
export class UsageError extends Error {}

/** Reads the command line. Returns 'help' when that was asked for; throws {@link UsageError} with one sentence for what cannot be meant. */
export function readOptions(argv: readonly string[]): CardOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const venue = EXCHANGES.find((name) => name === values.venue);
  if (venue === undefined) throw new UsageError(values.venue === undefined ? `Say whom to ask: --venue ${EXCHANGES.join(' or --venue ')}.` : `--venue is "${values.venue}", and must be ${EXCHANGES.join(' or ')}.`);
  if (values.paper && values.url !== undefined) throw new UsageError('--paper and --url name two places to ask: leave one of them out.');
  if (!values.paper && values.rule.length > 0) throw new UsageError('--rule is for the paper exchange that --paper starts: add --paper, or leave it out.');
  if (!/^[1-9]\d{0,3}$/.test(values['wait-seconds'])) throw new UsageError(`--wait-seconds is "${values['wait-seconds']}", and must be a whole number from 1 to 9999.`);
  return {
    venue,
    at: values.paper ? 'paper' : values.url === undefined ? null : { url: values.url },
    streamUrl: values['stream-url'] ?? null,
    symbol: values.symbol,
    cards: values.card,
    rules: values.rule,
    waitMs: 1_000 * Number(values['wait-seconds']),
    usedId: values['used-id'] ?? null,
    isMeant: values.yes,
    json: values.json,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        venue: { type: 'string' },
        paper: { type: 'boolean', default: false },
        rule: { type: 'string', multiple: true, default: [] },
        url: { type: 'string' },
        'stream-url': { type: 'string' },
        symbol: { type: 'string', default: 'BTCUSDT' },
        card: { type: 'string', multiple: true, default: [] },
        'wait-seconds': { type: 'string', default: '60' },
        'used-id': { type: 'string' },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} (see: npm run cards -- --help)`, { cause: error });
  }
}
