import {
  type AccountKey,
  accountKeyText,
  type Decimal,
  decimal,
  derivedId,
  entryLeg,
  followsOf,
  type Markets,
  type PositionMode,
  type Refusal,
  resolveMarket,
  type WaveFileExit,
  type WaveFileSignal,
  type WaveFileWave,
  type WavePolicy,
} from '@breakwater/core';
import type { AccountRules, Jobs, NewSignal, NewWish, Store, WaveAcceptance } from './ports.ts';

/** What taking a wave in needs of the world. */
export interface AcceptWavePorts {
  readonly store: Pick<Store, 'acceptWave'>;
  readonly jobs: Pick<Jobs, 'enqueueWave'>;
  readonly accounts: readonly AccountKey[];
  /** Of each of `accounts`: in hedge mode a signal opens the leg of its side. */
  rules(account: AccountKey): Pick<AccountRules, 'positionMode'>;
  /**
   * Rejects while the exchange cannot be reached: without its markets no symbol can be told. `reload` is wished for when
   * those that are loaded lack a symbol: it may have been listed since.
   */
  markets(account: AccountKey, reload?: boolean): Promise<Markets>;
  policy(source: string): WavePolicy;
}

export interface AcceptedWave {
  /** null when no signal was left, or the wave is older than what the books remember. */
  readonly acceptance: Exclude<WaveAcceptance, { type: 'forgotten' }> | null;
  /** Signals that only the configuration, the markets or the books could refuse. */
  readonly refusals: readonly Refusal[];
  /** False when Redis is away: the sweep finds the wave in the database instead. */
  readonly isEnqueued: boolean;
}

/**
 * Takes one parsed wave into the books, any number of times: names each signal's account and market, completes it from
 * the policy, keeps the rest of the wave when one is refused, and wakes a wave worker. A repeated delivery changes
 * nothing; a signal that came before, in another wave, stays what it was and is refused here (I2). Throws what the store
 * and the markets throw.
 */
export async function acceptWave(ports: AcceptWavePorts, wave: WaveFileWave, at: { readonly file: string; readonly line: number }): Promise<AcceptedWave> {
  const { source, externalId, contentHash, atMs } = wave;
  const refusals: Refusal[] = [];
  const refuse = (index: number, field: string, reason: string): void => void refusals.push({ ...at, field: wave.isBare ? field : `signals[${index}].${field}`, reason });
  const signals: NewSignal[] = [];
  const exits: NewWish[] = [];
  const used = new Map<string, Markets>();
  // Once a wave is enough: what is not listed then is not listed.
  const reloaded = new Set<string>();
  for (const signal of [...wave.signals, ...wave.exits]) {
    const account = findAccount(ports.accounts, signal);
    if (typeof account === 'string') {
      refuse(signal.index, 'account', account);
      continue;
    }
    const name = accountKeyText(account);
    let markets = used.get(name) ?? (await ports.markets(account));
    if (resolveMarket(markets, signal.symbol) === null && !reloaded.has(name)) {
      reloaded.add(name);
      markets = await ports.markets(account, true);
    }
    used.set(name, markets);
    const market = resolveMarket(markets, signal.symbol);
    if (market && signal.action === 'open') signals.push(complete(source, account, market.symbol, signal, ports.policy(source), ports.rules(account).positionMode));
    else if (market && signal.action !== 'open') exits.push(toWish(source, account, market.symbol, signal));
    else refuse(signal.index, 'symbol', `"${signal.symbol}" is not a market that ${account.exchange} lists`);
  }
  if (signals.length + exits.length === 0) return { acceptance: null, refusals, isEnqueued: false };
  const policy = normalisePolicy(ports.policy(source), [...used.values()]);
  const acceptance = await ports.store.acceptWave({ source, externalId, contentHash, atMs, policy, signals, exits });
  if (acceptance.type === 'forgotten') {
    refusals.push({ ...at, field: 'at', reason: `is before ${acceptance.keptSince}, and waves of that time are not remembered any more: whether this one came before cannot be told` });
    return { acceptance: null, refusals, isEnqueued: false };
  }
  if (acceptance.type === 'conflict') return { acceptance, refusals, isEnqueued: false };
  for (const { externalId: id, outcome } of acceptance.type === 'accepted' ? acceptance.repeated : []) {
    const index = [...wave.signals, ...wave.exits].find((signal) => signal.externalId === id)?.index ?? 0;
    refuse(index, 'id', `the signal "${id}" of ${source} came before, in another wave (${outcome})`);
  }
  const isEnqueued = await ports.jobs.enqueueWave(acceptance.waveId).then(
    () => true,
    () => false,
  );
  return { acceptance, refusals, isEnqueued };
}

/** The account that a signal names, or the only one at its exchange; a text says why there is none. */
function findAccount(accounts: readonly AccountKey[], { exchange, account }: Pick<WaveFileSignal, 'exchange' | 'account'>): AccountKey | string {
  const atExchange = accounts.filter((key) => key.exchange === exchange);
  if (account !== null) return atExchange.find((key) => key.account === account) ?? `no account "${account}" at ${exchange} is configured`;
  const [only, second] = atExchange;
  if (only === undefined) return `no account at ${exchange} is configured`;
  return second === undefined ? only : `is missing, and ${exchange} has several: ${atExchange.map((key) => key.account).join(', ')}`;
}

/** What the sender left out is the policy's of this moment: a later change of configuration does not alter the signal. */
function complete(source: string, account: AccountKey, symbol: string, signal: WaveFileSignal, policy: WavePolicy, positionMode: PositionMode): NewSignal {
  return {
    id: derivedId('signal', source, signal.externalId),
    externalId: signal.externalId,
    key: { ...account, symbol, leg: entryLeg(positionMode, signal.side) },
    side: signal.side,
    score: decimal(signal.score),
    notional: toNotional(signal.notional ?? policy.notional),
    leverage: signal.leverage ?? policy.leverage,
    stopRule: signal.stop === null ? policy.stop : { ...followsOf(policy.stop), ...signal.stop },
  };
}

/** null until the wave is worked off, where the policy sizes by the balance. */
function toNotional(text: string | null): Decimal | null {
  return text === null ? null : decimal(text);
}

/** A wish on a market; only an operator's covers what is foreign. */
function toWish(source: string, account: AccountKey, symbol: string, exit: WaveFileExit): NewWish {
  const { externalId, action, leg, side, quantity, fraction, stop, mayLoosen } = exit;
  return {
    id: derivedId('signal', source, externalId),
    externalId,
    key: { ...account, symbol },
    action,
    leg,
    side,
    quantity: quantity === null ? null : decimal(quantity),
    fraction: fraction === null ? null : decimal(fraction),
    stopRule: stop,
    mayLoosen,
    coversForeign: false,
  };
}

/** The lists in the exchanges' own spelling, which is how signals are compared with them. */
function normalisePolicy(policy: WavePolicy, markets: readonly Markets[]): WavePolicy {
  const spellings = (text: string): string[] => [text, ...markets.flatMap((listed) => resolveMarket(listed, text)?.symbol ?? [])];
  const normalise = (list: readonly string[]): string[] => [...new Set(list.flatMap(spellings))];
  return { ...policy, stopList: normalise(policy.stopList), ...(policy.whiteList === undefined ? {} : { whiteList: normalise(policy.whiteList) }) };
}
