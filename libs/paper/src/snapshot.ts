import { Decimal } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';

/** Text of the whole state. Restoring it gives an exchange that goes on as if nothing had happened. */
export function encodeSnapshot(exchange: PaperExchange): string {
  const { markets, prices, accounts, sequences, fillScripts, random, journal } = exchange;
  const state = { markets, prices, accounts, sequences, fillScripts, random, nextJournalIndex: journal.nextIndex };
  return JSON.stringify(state, function encode(this: Record<string, unknown>, key, encoded: unknown) {
    // `encoded` has passed through toJSON already, which would turn a decimal into mere text: look at the original.
    const original = this[key];
    if (original instanceof Decimal) return { $decimal: original.toFixed() };
    if (original instanceof Map) return { $map: [...original] };
    if (original instanceof Set) return { $set: [...original] };
    return encoded;
  });
}

/** The inverse of the tags above. */
function decode(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('$decimal' in value) return new Decimal(value.$decimal as string);
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$set' in value) return new Set(value.$set as unknown[]);
  return value;
}

/**
 * Puts a saved state into a fresh exchange, replacing all that it has. The journal starts empty, but its indexes go on.
 * Throws if the text is not a snapshot.
 */
export function restoreSnapshot(exchange: PaperExchange, text: string): void {
  const state = JSON.parse(text, decode) as Record<string, unknown>;
  for (const name of ['markets', 'prices', 'accounts', 'sequences', 'fillScripts'] as const) {
    const saved = state[name];
    if (!(saved instanceof Map)) throw new Error(`Not a snapshot of a paper exchange: ${name} is missing`);
    const present = exchange[name] as Map<unknown, unknown>;
    present.clear();
    for (const [key, value] of saved) present.set(key, value);
  }
  exchange.random.state = (state.random as { state: number }).state;
  exchange.journal.nextIndex = state.nextJournalIndex as number;
}
