/** What the world does to markets: their books, how busy they are, their end; and to an account's modes. */
import { type Refusal, readActivity, setBook, setLeverage, setMarginType, setPositionMode, settleMarket, startDelisting, toText } from '@breakwater/paper';
import { z } from 'zod';
import type { ServedVenue } from '../world.ts';
import { AdminError } from './admin-error.ts';
import { positiveDecimalField, selectAccount, selectMarket } from './selection.ts';

const bookSchema = z.union([
  z.strictObject({ symbol: z.string(), endless: z.literal(true) }),
  z.strictObject({
    symbol: z.string(),
    spreadTicks: z.int().min(0).max(100_000).default(1),
    stepTicks: z.int().min(1).max(100_000).default(1),
    levels: z.int().min(1).max(1000),
    levelQuantity: positiveDecimalField,
  }),
]);

/** Gives a symbol a book with spread and depth, or takes its book away. */
export function postBook({ exchange }: ServedVenue, body: unknown): unknown {
  const { symbol, ...shape } = bookSchema.parse(body);
  selectMarket(exchange, symbol);
  setBook(exchange, symbol, 'levels' in shape ? shape : null);
  return { symbol, levels: 'levels' in shape ? shape.levels : null };
}

const activitySchema = z.strictObject({ symbol: z.string(), dayVolume: positiveDecimalField.optional(), openInterest: positiveDecimalField.optional() });

/** How busy a market is: 24 h volume and open interest, both in its base asset. */
export function postActivity({ exchange }: ServedVenue, body: unknown): unknown {
  const { symbol, dayVolume, openInterest } = activitySchema.parse(body);
  selectMarket(exchange, symbol);
  const known = readActivity(exchange, symbol);
  const activity = { dayVolume: dayVolume ?? known.dayVolume, openInterest: openInterest ?? known.openInterest };
  exchange.activities.set(symbol, activity);
  return { symbol, dayVolume: toText(activity.dayVolume), openInterest: toText(activity.openInterest) };
}

const delistSchema = z.strictObject({ symbol: z.string(), settle: z.boolean().default(false) });

/** Begins to delist a contract, or settles it at once: every position in it is closed at the mark price. */
export function postDelist({ exchange }: ServedVenue, body: unknown): unknown {
  const { symbol, settle } = delistSchema.parse(body);
  selectMarket(exchange, symbol);
  if (settle) settleMarket(exchange, symbol);
  else startDelisting(exchange, symbol);
  return { symbol, status: selectMarket(exchange, symbol).status };
}

const modesSchema = z.strictObject({
  account: z.string().optional(),
  dual: z.boolean().optional(),
  symbol: z.string().optional(),
  leverage: z.int().optional(),
  marginType: z.enum(['cross', 'isolated']).optional(),
});

/** Throws 409 for a refusal of the model. */
function insist(refusal: Refusal | null): void {
  if (refusal !== null) throw new AdminError(409, `The exchange refuses: ${refusal.refused} ${refusal.detail}`.trim());
}

/** Changes an account's modes by hand: hedge mode, and of one symbol leverage and margin type. */
export function postModes({ exchange }: ServedVenue, body: unknown): unknown {
  const { account: named, dual, symbol, leverage, marginType } = modesSchema.parse(body);
  const account = selectAccount(exchange, named);
  if ((leverage !== undefined || marginType !== undefined) && symbol === undefined) throw new AdminError(400, 'symbol: leverage and margin type are of one symbol');
  if (symbol !== undefined) selectMarket(exchange, symbol);
  if (dual !== undefined) insist(setPositionMode(exchange, account, dual));
  if (leverage !== undefined) insist(setLeverage(exchange, account, symbol!, leverage));
  if (marginType !== undefined) insist(setMarginType(exchange, account, symbol!, marginType));
  return { account: account.name, dual: account.isHedged };
}
