import { readConfig, wavePolicyOf } from '@breakwater/config';
import { type AccountKey, type ExchangeId, type Market, parseWaveLine } from '@breakwater/core';
import { acceptWave } from '@breakwater/engine';
import type { FleetPorts } from '@breakwater/fleet';
import type pg from 'pg';

/** A contract that every wave may name. */
const isUsual = ({ symbol, isTrading }: Market): boolean => isTrading && /^[A-Z0-9]+USDT$/.test(symbol);
const WAVE_SIZE = 50;

/** Has the fleet open COUNT positions of each account by waves, and waits until all of them are protected and nothing is under way. Returns their symbols. */
export async function openPositions(
  fleet: FleetPorts,
  accounts: readonly AccountKey[],
  count: number,
  { books, until }: { readonly books: pg.Pool; until(what: string, condition: () => Promise<boolean>): Promise<void> },
): Promise<ReadonlyMap<ExchangeId, readonly string[]>> {
  await Promise.all(fleet.exchanges.map((exchange) => exchange.ready()));
  const config = readConfig({ needs: [] });
  for (const { key, mode, positionsMax } of config.accounts) await fleet.ports.store.registerAccount(key, mode, positionsMax);
  const opened = new Map<ExchangeId, readonly string[]>();
  for (const key of accounts) {
    const markets = await fleet.ports.exchange(key).markets();
    const symbols = [...markets.values()].filter(isUsual).map(({ symbol }) => symbol).slice(0, count);
    if (symbols.length < count) throw new Error(`there are ${symbols.length} contracts at ${key.exchange}, and ${count} are wanted`);
    opened.set(key.exchange, symbols);
    for (let from = 0; from < count; from += WAVE_SIZE) {
      const id = `${key.exchange}-${from}`;
      const signals = symbols.slice(from, from + WAVE_SIZE).map((symbol) => ({ id: `${id}.${symbol}`, action: 'open', ...key, symbol, side: 'long', score: '0.5' }));
      const parsed = parseWaveLine(JSON.stringify({ source: 'bench', id, signals }), { file: 'bench', line: 1 }, Date.now());
      if (parsed.type === 'refused') throw new Error(`a wave of the bench was refused: ${JSON.stringify(parsed.refusals)}`);
      await acceptWave({ ...fleet.ports, markets: () => Promise.resolve(markets), policy: (source) => wavePolicyOf(config, source) }, parsed.wave, { file: 'bench', line: 1 });
    }
  }
  const isQuiet = `select (select count(*) from position where status = 'open' and bare_since is null) = $1
                      and not exists (select from claim where holder is not null or due_at is not null) and not exists (select from intent where outcome in ('open', 'unknown')) as quiet`;
  await until('the positions to be open and protected', async () => (await books.query<{ quiet: boolean }>(isQuiet, [count * accounts.length])).rows[0]?.quiet === true);
  return opened;
}
