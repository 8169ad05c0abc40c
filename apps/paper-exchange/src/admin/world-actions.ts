/** What the world does to prices, time and the venue's accounts. */
import { type PaperExchange, openAccount, setPrice, toText } from '@breakwater/paper';
import { z } from 'zod';
import { advanceWorld } from '../walking.ts';
import type { ServedVenue, World } from '../world.ts';
import { AdminError } from './admin-error.ts';
import { decimalField, executionsField, positiveDecimalField, selectMarket } from './selection.ts';

const pricesSchema = z.record(
  z.string(),
  z.strictObject({ last: positiveDecimalField.optional(), mark: positiveDecimalField.optional() }),
);

/** `{SYMBOL: {last?, mark?}}`. `last` alone moves the mark price too. */
export function postPrices({ exchange }: ServedVenue, body: unknown): unknown {
  const changes = Object.entries(pricesSchema.parse(body));
  for (const [symbol] of changes) selectMarket(exchange, symbol);
  for (const [symbol, { last, mark }] of changes) setPrice(exchange, symbol, { last: last ?? null, mark: mark ?? null });
  return Object.fromEntries(changes.map(([symbol]) => [symbol, renderPrice(exchange, symbol)]));
}

function renderPrice(exchange: PaperExchange, symbol: string): Record<string, string> {
  const { last, mark } = exchange.prices.get(symbol)!;
  return { last: toText(last), mark: toText(mark) };
}

const fillScriptSchema = z.strictObject({ symbol: z.string(), executions: executionsField });

/** How the next market order of a symbol is cut into executions. What the script leaves over expires. */
export function postFillScript({ exchange }: ServedVenue, body: unknown): unknown {
  const { symbol, executions } = fillScriptSchema.parse(body);
  selectMarket(exchange, symbol);
  exchange.fillScripts.set(symbol, executions);
  return { symbol, executions: executions.length };
}

const accountSchema = z.strictObject({
  name: z.string().min(1).optional(),
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  balance: decimalField.optional(),
  dual: z.boolean().default(false),
});

/** Opens another account. */
export function postAccount({ exchange }: ServedVenue, body: unknown): unknown {
  const { name, apiKey, apiSecret, balance, dual } = accountSchema.parse(body);
  const given = name ?? `account-${exchange.accounts.size + 1}`;
  try {
    const opening = { name: given, apiKey, apiSecret, balance: balance ?? decimalField.parse('100000'), isHedged: dual };
    return { name: openAccount(exchange, opening).name, apiKey };
  } catch (error) {
    throw new AdminError(409, (error as Error).message);
  }
}

const clockSchema = z.strictObject({ advanceMs: z.int().min(0).max(366 * 86_400_000) });

/** Moves a virtual clock; what is due on the way happens at its time, and prices walk if they do. */
export function postClock(world: World, body: unknown): unknown {
  const { advanceMs } = clockSchema.parse(body);
  if (!advanceWorld(world, advanceMs)) throw new AdminError(409, 'The clock is real: start with --clock virtual');
  return { nowMs: world.clock.nowMs() };
}

/** Starts or stops the random walk of prices. */
export function postWalk(world: World, body: unknown): unknown {
  world.isWalking = z.strictObject({ on: z.boolean() }).parse(body).on;
  return { on: world.isWalking };
}

const outageSchema = z.strictObject({ forMs: z.int().min(1).max(600_000) });

/** Closes the listener for a while, in real time whatever the clock: nothing can reach the exchange meanwhile, this API included. */
export function postOutage(plan: (forMs: number) => void, body: unknown): unknown {
  const { forMs } = outageSchema.parse(body);
  plan(forMs);
  return { forMs };
}
