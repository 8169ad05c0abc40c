import { accountKeyText, type Decimal, figuresOf, type MarketFacts, marketName, type Reading, type SymbolKey, symbolKeyText, type WaveFacts } from '@breakwater/core';
import type { Ports, WaveRecord } from './ports.ts';

/**
 * Reads what a wave's policy asks for, of these keys and nothing more: figures of each market once for all accounts, balances once
 * for each account, all side by side. What could not be read is left out, and is asked for again at another look.
 */
export async function readWaveFacts(ports: Ports, { policy, facts: known, signals }: WaveRecord, keys: readonly SymbolKey[]): Promise<WaveFacts> {
  const figures = figuresOf(policy.filters);
  const reachable = keys.filter((key) => ports.accounts.some((account) => accountKeyText(account) === accountKeyText(key)));
  const markets = figures.length === 0 ? [] : reachable.filter((key) => !known.markets.has(marketName(key)));
  const unsized = new Set(signals.filter(({ notional }) => notional === null).map(({ key }) => symbolKeyText(key)));
  const balances = policy.balanceFraction === undefined ? [] : reachable.filter((key) => unsized.has(symbolKeyText(key)) && !known.balances.has(symbolKeyText(key)));
  const [readMarkets, readBalances] = await Promise.all([
    readEach(ports, markets, ({ exchange }) => exchange, marketName, (exchange, symbols) => exchange.readMarketFacts(symbols, figures)),
    readEach(ports, balances, accountKeyText, symbolKeyText, (exchange, symbols) => exchange.readAvailableBalances(symbols)),
  ]);
  return { markets: readMarkets, balances: readBalances };
}

type Fact = MarketFacts | Decimal;

/** One read for each group of keys, over any account of it; `nameOf` names what was read. */
async function readEach<T extends Fact>(
  ports: Ports,
  keys: readonly SymbolKey[],
  groupOf: (key: SymbolKey) => string,
  nameOf: (key: SymbolKey) => string,
  read: (exchange: ReturnType<Ports['exchange']>, symbols: readonly string[]) => Promise<Reading<ReadonlyMap<string, T>>>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  await Promise.all(
    [...Map.groupBy(keys, groupOf).values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      const reading = await read(ports.exchange(first), [...new Set(group.map(({ symbol }) => symbol))]);
      if (reading.type === 'unreadable') return ports.log.warn('wave_facts_unreadable', { exchange: first.exchange, account: first.account, cause: reading.cause });
      for (const key of group) {
        const value = reading.value.get(key.symbol);
        if (value !== undefined) found.set(nameOf(key), value);
      }
    }),
  );
  return found;
}
