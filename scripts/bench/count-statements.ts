import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Config, wavePolicyOf } from '@breakwater/config';
import { type AccountKey, parseWaveLine } from '@breakwater/core';
import { acceptWave, type Exchange, openPosition, processWave } from '@breakwater/engine';
import { openFleetPorts } from '@breakwater/fleet';
import { countToBooking, ENTRY_SENT } from './count-to-booking.ts';

/** Nobody is woken: the sweepers of the fleet would find the work within a second, and this process has done it by then. */
const noJobs = { enqueueWave: async () => {}, enqueueEntry: async () => {}, enqueueProtection: async () => {}, enqueueResync: async () => {}, enqueueAccountResync: async () => {} };

/**
 * How many statements go to the database for one entry, from the start of its job to the booked fill: opens a position at each of
 * the symbols in this process, by the operation that the wave workers run. Throws when the fleet was quicker.
 */
export async function countStatements(config: Config, account: AccountKey, symbols: readonly string[]): Promise<number[]> {
  const fleet = openFleetPorts({ ...config, logLevel: 'silent' }, 'wave-worker');
  const ports = { ...fleet.ports, jobs: { ...fleet.ports.jobs, ...noJobs } };
  const counts: number[] = [];
  try {
    await Promise.all(fleet.exchanges.map((exchange) => exchange.ready()));
    for (const symbol of symbols) {
      const text = JSON.stringify({ source: 'bench', id: `count-${symbol}`, signals: [{ id: `count-${symbol}`, action: 'open', ...account, symbol, side: 'long', score: '0.5' }] });
      const parsed = parseWaveLine(text, { file: 'bench', line: 1 }, Date.now());
      if (parsed.type === 'refused') throw new Error(`a wave of the bench was refused: ${JSON.stringify(parsed.refusals)}`);
      const { acceptance } = await acceptWave({ ...ports, markets: (key) => ports.exchange(key).markets(), policy: (source) => wavePolicyOf(config, source) }, parsed.wave, { file: 'bench', line: 1 });
      if (acceptance?.type !== 'accepted') throw new Error(`the wave for ${symbol} was not taken in`);
      await processWave(ports, acceptance.waveId);
      const noted: string[] = [];
      const hear = (name: unknown): void => void noted.push(String(name));
      subscribe('breakwater.statement', hear);
      const verdict = await openPosition({ ...ports, exchange: (...asked) => tellingOfEntries(ports.exchange(...asked), () => noted.push(ENTRY_SENT)) }, { ...account, symbol });
      unsubscribe('breakwater.statement', hear);
      const count = countToBooking(noted);
      if (count === null) throw new Error(`the entry for ${symbol} was not made here: ${JSON.stringify(verdict)}`);
      counts.push(count);
    }
  } finally {
    await fleet.close();
  }
  return counts;
}

/** The same exchange, which says when an entry leaves for it. */
function tellingOfEntries(exchange: Exchange, tell: () => void): Exchange {
  return {
    ...exchange,
    send(request, signature) {
      if (request.kind === 'place' && !request.reduceOnly) tell();
      return exchange.send(request, signature);
    },
  };
}
