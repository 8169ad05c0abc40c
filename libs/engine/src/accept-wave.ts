import { type AccountKey, accountKeyText, decimal, derivedId, resolveMarket, type WaveFileSignal, type WaveFileWave } from '@breakwater/core';
import type { NewSignal, Ports, WaveAcceptance, WavePolicy } from './ports.ts';

/** A signal that was not taken: its place in the wave, the field that is wrong, and why. */
export interface SignalRefusal {
  readonly index: number;
  readonly field: string;
  readonly reason: string;
}

export interface WaveIntake {
  /** null: no signal was left to take. */
  readonly acceptance: WaveAcceptance | null;
  readonly refusals: readonly SignalRefusal[];
}

/**
 * Takes a wave in: finds each signal's account and market, completes it from the policy, writes wave and signals in one
 * statement, and wakes a wave worker. A repeated delivery changes nothing and says so; a signal that came before, in
 * this or another wave, is refused and stays what it was (I2).
 *
 * Rejects while an exchange that is named in the wave cannot be reached: without its markets no symbol can be told.
 */
export async function acceptWave(ports: Ports, wave: WaveFileWave, policy: WavePolicy): Promise<WaveIntake> {
  const refusals: SignalRefusal[] = [];
  const signals: NewSignal[] = [];
  const places = new Map<string, number>();
  for (const signal of wave.signals) {
    const taken = await complete(ports, wave, signal, policy);
    if ('reason' in taken) {
      refusals.push(taken);
    } else {
      signals.push(taken);
      places.set(taken.externalId, signal.index);
    }
  }
  if (signals.length === 0) return { acceptance: null, refusals };
  const acceptance = await ports.store.acceptWave({
    source: wave.source,
    externalId: wave.externalId,
    contentHash: wave.contentHash,
    atMs: wave.atMs,
    policy,
    signals,
  });
  if (acceptance.type === 'accepted') {
    for (const repeated of acceptance.repeated) {
      refusals.push({ index: places.get(repeated.externalId) ?? -1, field: 'id', reason: `signal ${repeated.externalId} of ${wave.source} is known already (${repeated.outcome})` });
    }
    // A lost wake-up is found by the sweeper.
    await ports.jobs.enqueueWave(acceptance.waveId).catch((error: unknown) => ports.log.warn('queue_unreachable', { waveId: acceptance.waveId, error: String(error) }));
  }
  return { acceptance, refusals };
}

async function complete(ports: Ports, wave: WaveFileWave, signal: WaveFileSignal, policy: WavePolicy): Promise<NewSignal | SignalRefusal> {
  const refuse = (field: string, reason: string): SignalRefusal => ({ index: signal.index, field, reason });
  const account = findAccount(ports, signal);
  if (account === null) return refuse('account', `no account ${signal.account ?? ''} at ${signal.exchange} is configured`);
  const market = resolveMarket(await ports.exchange(account).markets(), signal.symbol);
  if (market === null) return refuse('symbol', `${signal.exchange} lists no market "${signal.symbol}"`);
  return {
    id: derivedId('signal', wave.source, signal.externalId),
    externalId: signal.externalId,
    key: { ...account, symbol: market.symbol, leg: 'net' },
    side: signal.side,
    score: decimal(signal.score),
    notional: decimal(signal.notional ?? policy.notional),
    leverage: signal.leverage ?? policy.leverage,
    stopRule: signal.stop ?? policy.stop,
  };
}

/** The account that the signal names; without a name, the exchange's first in the configuration. */
function findAccount(ports: Ports, signal: WaveFileSignal): AccountKey | null {
  const named = ports.accounts.filter((account) => account.exchange === signal.exchange);
  if (signal.account === null) return named[0] ?? null;
  const wanted = accountKeyText({ exchange: signal.exchange, account: signal.account });
  return named.find((account) => accountKeyText(account) === wanted) ?? null;
}
