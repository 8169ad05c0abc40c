import { describe, expect, test } from 'vitest';
import { type OnCall, openSmallWave } from './small-wave.ts';

/** How soon a wave that nothing disturbs is open and protected. */
const UNDISTURBED_MS = 20_000;
/** In so long whatever fails for good has come to its end, or to a human (libs/engine/src/set-aside.ts), and what failed once is settled. */
const ENDED_MS = 300_000;
/** Without its claim a key can neither be worked on nor set aside: its jobs fail, and are to be seen as failed. */
const unsayable: ReadonlySet<string> = new Set(['store.claimKey']);

interface Told {
  readonly places: readonly string[];
  readonly findings: readonly string[];
}

/** Works a wave off in which the calls about the second of three symbols go as told. */
async function workOff(venue: 'binance' | 'bybit', goes: (place: string, index: number) => ReturnType<OnCall>): Promise<Told> {
  const places: string[] = [];
  let failing = '';
  const onCall: OnCall = (symbol, place) => {
    if (symbol !== failing) return 'through';
    places.push(place);
    return goes(place, places.length - 1);
  };
  const wave = await openSmallWave(venue, { symbolCount: 3, onCall });
  failing = wave.symbols[1]!;
  const others = wave.symbols.filter((symbol) => symbol !== failing);
  const findings: string[] = [];
  if (!(await wave.workUntil(() => others.every(wave.isProtected), UNDISTURBED_MS))) findings.push('the others are not open and protected');
  const isSetAside = (): boolean => [...wave.books.claims.values()].some(({ keyText, quarantineReason }) => keyText.endsWith(failing) && quarantineReason !== null) && [...wave.books.pages.values()].some(({ subject }) => subject.includes(failing));
  const hasEnded = (): boolean => wave.isProtected(failing) || (wave.signalOf(failing).outcome !== 'pending' && wave.signalOf(failing).outcome !== 'opened') || isSetAside();
  if (!(await wave.workUntil(hasEnded, ENDED_MS))) findings.push(`it is ${wave.signalOf(failing).outcome}, and nobody was told`);
  const entries = wave.venue.account.acceptedEntries.filter(({ symbol }) => symbol === failing);
  if (entries.length > 1) findings.push('it was entered twice');
  if (entries.length === 1 && !wave.isProtected(failing) && !isSetAside()) findings.push(`it was entered, is ${wave.signalOf(failing).outcome}, and is not protected`);
  if (!others.every(wave.isProtected)) findings.push('the others are not protected any more');
  return { places, findings };
}

describe.each(['binance', 'bybit'] as const)('one signal of three at %s that throws in every possible place', (venue) => {
  test('leaves the others open and protected, and ends or is quarantined with a page, when it throws there each time', async () => {
    const { places, findings } = await workOff(venue, () => 'through');
    expect(findings).toEqual([]);
    const all = new Set(places);
    expect(all.size).toBeGreaterThan(8);
    const told: Record<string, readonly string[]> = {};
    for (const place of all) {
      for (const way of ['throws_before', 'throws_after'] as const) {
        const { findings: found } = await workOff(venue, (at) => (at === place ? way : 'through'));
        const expected = unsayable.has(place) ? found.filter((text) => !text.endsWith('nobody was told')) : found;
        if (expected.length > 0) told[`${place} ${way}`] = expected;
      }
    }
    expect(told).toEqual({});
  }, 300_000);

  test('is open and protected in the end, or was never entered, when it throws only once, at any of its calls, before or after the call has acted', async () => {
    const { places } = await workOff(venue, () => 'through');
    const told: Record<string, readonly string[]> = {};
    for (const [index, place] of places.entries()) {
      for (const way of ['throws_before', 'throws_after'] as const) {
        const { findings } = await workOff(venue, (_, at) => (at === index ? way : 'through'));
        if (findings.length > 0) told[`${index} ${place} ${way}`] = findings;
      }
    }
    expect(told).toEqual({});
  }, 300_000);
});
