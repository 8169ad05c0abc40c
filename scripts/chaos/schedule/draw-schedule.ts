import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { serverNames } from '../world/fleet.ts';
import { symbols } from '../world/configuration.ts';
import type { Deed, Due } from './deed.ts';
import { type Dice, rollDice } from './dice.ts';
import { drawLie, lieNames } from './draw-lie.ts';

const minuteMs = 60_000;
const slots = 8;
/** Beyond every bound of the fence, the lock of a job, the time-out of a request and the age of a heartbeat. */
const pauseMs = [7_000, 9_000] as const;
/** Beyond the longest time-outs of all: those of the connections to Redis and PostgreSQL. */
const longPauseMs = [16_000, 18_000] as const;

/** How often each deed comes in a minute, and how it is drawn. */
const perMinute: readonly { readonly count: number; draw(dice: Dice, nth: number, minute: number): Deed }[] = [
  { count: 7, draw: (dice) => ({ kind: 'kill', ...drawAim(dice), downMs: dice.between(0, 1_500) }) },
  { count: 5, draw: (dice, nth) => ({ kind: 'pause', ...drawAim(dice), forMs: dice.between(...((nth === 0 ? longPauseMs : pauseMs) as readonly [number, number])) }) },
  { count: 2, draw: () => ({ kind: 'flush' }) },
  { count: 1, draw: (dice) => ({ kind: 'restart', server: 'redis', how: 'orderly', awayMs: dice.between(0, 3_000) }) },
  { count: 1, draw: (dice) => ({ kind: 'restart', server: 'postgres', how: dice.pick(['orderly', 'crash'] as const), awayMs: dice.between(0, 2_000) }) },
  { count: 9, draw: (dice) => ({ kind: 'cut', server: dice.pick(serverNames), slot: dice.chance(30) ? 'all' : dice.between(0, slots - 1) }) },
  { count: 4, draw: (dice) => ({ kind: 'slow', server: dice.pick(serverNames), slot: dice.chance(30) ? 'all' : dice.between(0, slots - 1), delayMs: dice.pick([20, 100, 400]), forMs: dice.between(1_000, 4_000) }) },
  { count: 3, draw: (dice) => ({ kind: 'hold', server: dice.pick(serverNames), slot: dice.between(0, slots - 1), forMs: dice.between(1_000, 7_000) }) },
  { count: 36, draw: (dice, nth, minute) => ({ kind: 'wave', id: `${minute}-${nth}`, signals: drawSignals(dice, `${minute}-${nth}`), deliveries: dice.pick([1, 1, 1, 2, 3]) }) },
  { count: 8, draw: (dice) => ({ kind: 'resync', ...somewhere(dice), symbol: dice.chance(50) ? null : dice.pick(symbols) }) },
  { count: 12, draw: (dice) => ({ kind: 'price', ...somewhere(dice), symbol: dice.pick(symbols), perMille: dice.between(-15, 15) }) },
  { count: 22, draw: (dice) => ({ kind: 'through-stop', ...somewhere(dice), nth: dice.between(0, 99) }) },
  { count: 7, draw: (dice) => ({ kind: 'hand-trade', ...somewhere(dice), how: dice.pick(['close', 'reduce', 'add', 'flip'] as const), nth: dice.between(0, 99) }) },
  { count: 2, draw: (dice) => ({ kind: 'hand-open', ...somewhere(dice), symbol: dice.pick(symbols), side: dice.pick(['BUY', 'SELL'] as const) }) },
  { count: 4, draw: (dice) => ({ kind: 'cancel-stop', ...somewhere(dice), nth: dice.between(0, 99) }) },
  { count: 2, draw: (dice) => ({ kind: 'move-stop', ...somewhere(dice), nth: dice.between(0, 99) }) },
  { count: 2, draw: (dice, nth) => ({ kind: 'force', ...somewhere(dice), how: nth === 0 ? 'liquidate' : 'adl', nth: dice.between(0, 99) }) },
];

/**
 * The whole schedule of a run: what happens, and when, all from the seed. Every minute has every kind of deed and every lie,
 * at moments of its own; a run shorter than a minute has the first ones of its minute.
 */
export function drawSchedule(seed: number, minutes: number): readonly Due[] {
  const dice = rollDice(seed);
  const all: Due[] = [];
  for (let minute = 0; minute < Math.ceil(minutes); minute += 1) {
    const rows = [...perMinute, { count: lieNames.length, draw: drawLies(dice) }];
    for (const { count, draw } of rows) {
      for (let nth = 0; nth < count; nth += 1) {
        // Each in its own share of the minute, so that nothing comes in one heap.
        const atMs = minute * minuteMs + Math.floor((nth * minuteMs) / count) + dice.between(0, Math.floor(minuteMs / count) - 1);
        all.push({ atMs, deed: draw(dice, nth, minute) });
      }
    }
  }
  return all.filter(({ atMs }) => atMs < minutes * minuteMs).toSorted((a, b) => a.atMs - b.atMs);
}

function drawLies(dice: Dice): (dice: Dice, nth: number) => Deed {
  const names = dice.shuffled(lieNames);
  return (_dice, nth) => drawLie(dice, names[nth] as string);
}

function somewhere(dice: Dice): { exchange: ExchangeId } {
  return { exchange: dice.pick(EXCHANGES) };
}

function drawAim(dice: Dice): { aim: 'intent' | number; instead: number } {
  const instead = dice.between(0, slots - 1);
  return { aim: dice.chance(90) ? 'intent' : instead, instead };
}

function drawSignals(dice: Dice, wave: string): Extract<Deed, { kind: 'wave' }>['signals'] {
  return dice
    .shuffled(symbols)
    .slice(0, dice.between(3, 6))
    .map((symbol, index) => ({ id: `${wave}-${index}`, ...somewhere(dice), symbol, side: dice.pick(['long', 'short'] as const), score: `0.${dice.between(10, 99)}` }));
}
