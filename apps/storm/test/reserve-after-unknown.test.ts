import { DEFAULT_BOUNDS, isLive } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { openSmallWave } from './small-wave.ts';

/** The bounds of production, in virtual time. */
const bounds = DEFAULT_BOUNDS;
/** The longest that an entry which never arrived keeps its place, and a while to look. */
const HELD_MS_MAX = bounds.entryWindowMs + bounds.fenceSkewMs + bounds.notFindableMs + bounds.neverFilledHoldMs + 20_000;

const isEntryFor = (symbol: string, { method, values }: PortCall): boolean => method === 'send' && (values[0] as { readonly type?: string }).type === 'market' && JSON.stringify(values).includes(symbol);

describe.each(['binance', 'bybit'] as const)('a wave of one at %s whose entry was lost on its way', (venue) => {
  test('opens from its reserve in the end, and not before the lost entry gives its place up (I10)', async () => {
    const lost: string[] = [];
    const wave = await openSmallWave(venue, { symbolCount: 3, openCount: 1, weather: (call) => (lost.some((symbol) => isEntryFor(symbol, call)) ? [fault('drop-request')] : []), bounds });
    const [best, next, last] = wave.symbols as [string, string, string];
    lost.push(best);
    const liveRows = (): number => [...wave.books.positions.values()].filter(({ status }) => isLive(status)).length;
    let liveRowsMax = 0;
    const isFinished = (): boolean => {
      liveRowsMax = Math.max(liveRowsMax, liveRows());
      return [...wave.books.waves.values()].every(({ status }) => status === 'finished');
    };
    expect(await wave.workUntil(isFinished, HELD_MS_MAX)).toBe(true);
    expect([best, next, last].map((symbol) => wave.signalOf(symbol).outcome)).toEqual(['failed', 'opened', 'skipped_limit']);
    expect(liveRowsMax).toBe(1);
    expect(await wave.workUntil(() => wave.isProtected(next), 10_000)).toBe(true);
    expect(wave.venue.account.acceptedEntries).toHaveLength(1);
  }, 120_000);
});
