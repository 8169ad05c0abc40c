import { DEFAULT_BOUNDS, sumOf } from '@breakwater/core';
import { findNewestLife, listFills } from '@breakwater/paper';
import type { Fault } from '@breakwater/paper-venue';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { openSmallWave } from './small-wave.ts';

/** The bounds of production, in virtual time. The only worker's heart beats on. */
const bounds = DEFAULT_BOUNDS;
const { notFindableMs } = bounds;

const isEntry = ({ method, values }: PortCall): boolean => method === 'send' && (values[0] as { readonly type?: string }).type === 'market';
const hide = (delayMs: number, ...lists: NonNullable<Fault['lists']>): Fault => fault('hide', { delayMs, lists });
const lag = (delayMs: number, ...lists: NonNullable<Fault['lists']>): Fault => fault('lag', { delayMs, lists });
const everything = ['orders', 'positions', 'trades'] as const;

/** The reply of the entry is lost, and those of so many calls to the exchange after it. */
function losing(replies: number, others: readonly Fault[] = []): (call: PortCall) => readonly Fault[] {
  let lost = 0;
  return (call) => {
    const isLost = lost > 0 ? lost < replies : isEntry(call);
    if (isLost) lost += 1;
    return isLost ? [...others, fault('drop-reply')] : others;
  };
}

/** Both at once, for who loses a reply and fills late. */
function fillingLate(delayMs: number): (call: PortCall) => readonly Fault[] {
  const lose = losing(1);
  return (call) => [...lose(call), ...(isEntry(call) ? [fault('late-fill', { delayMs })] : [])];
}

interface Evidence {
  readonly what: string;
  weather(): (call: PortCall) => readonly Fault[];
  /** When the position is first protected: no sooner than anybody could know of it, and then soon. */
  readonly protectedMs: readonly [from: number, to: number];
  /** The signal is given up meanwhile: what comes is beyond the bounds. */
  readonly isGivenUp?: boolean;
}

const evidence: readonly Evidence[] = [
  // The fill was told: who protects it does not wait for the list of positions.
  { what: 'position visible after 24 s', weather: () => () => [hide(24_000, 'positions')], protectedMs: [0, 2_000] },
  { what: 'positions shown as 24 s ago', weather: () => () => [lag(24_000, 'positions')], protectedMs: [0, 2_000] },
  { what: 'reply lost, position visible after 24 s', weather: () => losing(1, [hide(24_000, 'positions')]), protectedMs: [0, 5_000] },
  { what: 'reply lost, order not findable for 60 s', weather: () => losing(1, [hide(notFindableMs - 1_000, 'orders')]), protectedMs: [0, notFindableMs + 10_000] },
  { what: 'reply lost, nothing to be seen for 60 s', weather: () => losing(1, [hide(notFindableMs - 1_000, ...everything)]), protectedMs: [notFindableMs - 1_000, notFindableMs + 10_000] },
  { what: 'reply lost three times', weather: () => losing(3), protectedMs: [0, 10_000] },
  { what: 'reply lost, fill after 24 s', weather: () => fillingLate(24_000), protectedMs: [24_000, 34_000] },
  // Its executions are listed meanwhile, under an order that nobody can see: that keeps it unknown, and its signal with it.
  { what: 'reply lost, order not findable for 100 s, executions listed', weather: () => losing(1, [hide(100_000, 'orders')]), protectedMs: [0, 115_000] },
  // The position alone is shown meanwhile: it is as the order would have made it.
  { what: 'reply lost, order and executions not to be found for 100 s, position shown', weather: () => losing(1, [hide(100_000, 'orders', 'trades')]), protectedMs: [0, 115_000] },
  { what: 'fill after "not found"', weather: () => losing(1, [hide(3 * notFindableMs, ...everything)]), protectedMs: [3 * notFindableMs, 4 * notFindableMs], isGivenUp: true },
];

describe.each(['binance', 'bybit'] as const)('an entry at %s of which the evidence comes late', (venue) => {
  test.each(evidence)('is sent once, lives, is protected and booked in the end: $what', async ({ weather, protectedMs: [fromMs, toMs], isGivenUp = false }) => {
    const wave = await openSmallWave(venue, { symbolCount: 1, weather: weather(), bounds });
    const [symbol] = wave.symbols as [string];
    const startedAtMs = wave.nowMs();
    const outcomes = new Set<string>();
    const isProtected = (): boolean => {
      outcomes.add(wave.signalOf(symbol).outcome);
      return wave.isProtected(symbol);
    };
    expect(await wave.workUntil(isProtected, toMs)).toBe(true);
    expect(wave.nowMs() - startedAtMs).toBeGreaterThanOrEqual(fromMs);
    // All that is late has come, and nobody who saw it was misled.
    await wave.workUntil(() => false, 2 * notFindableMs);
    const { exchange, account } = wave.venue;
    expect(account.acceptedEntries).toHaveLength(1);
    expect(findNewestLife(account, symbol, 'net')).toMatchObject({ closedAtMs: null, bareSinceMs: null });
    expect(wave.isProtected(symbol)).toBe(true);
    // One row, whatever was thought of it meanwhile: it lives again rather than being adopted.
    expect(wave.books.positions.size).toBe(1);
    const executed = listFills(exchange, account, symbol, wave.nowMs());
    expect(executed.length).toBeGreaterThan(0);
    expect(sumOf([...wave.books.fills.values()].map(({ quantity }) => quantity)).toFixed()).toBe(executed.reduce((sum, fill) => sum.plus(fill.quantity), executed[0]!.quantity.minus(executed[0]!.quantity)).toFixed());
    expect(wave.signalOf(symbol).outcome).toBe('opened');
    expect(outcomes.has('failed')).toBe(isGivenUp);
  }, 120_000);

  test('is not given up by who comes back when its time is long over: what nobody looked for was not missed', async () => {
    const awayMs = 5 * notFindableMs;
    const wave = await openSmallWave(venue, { symbolCount: 1, weather: losing(1, [hide(awayMs + 30_000, 'orders')]), bounds });
    const [symbol] = wave.symbols as [string];
    expect(await wave.workUntil(() => wave.venue.account.acceptedEntries.length > 0, 10_000)).toBe(true);
    wave.beAway(awayMs);
    const outcomes = new Set<string>();
    await wave.workUntil(() => !outcomes.add(wave.signalOf(symbol).outcome), 2 * notFindableMs);
    expect(outcomes).not.toContain('failed');
    expect(wave.signalOf(symbol).outcome).toBe('opened');
    expect(wave.isProtected(symbol)).toBe(true);
    expect(wave.books.positions.size).toBe(1);
  }, 120_000);
});
