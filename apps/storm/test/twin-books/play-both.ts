import { expect } from 'vitest';
import type { Call } from './any-call.ts';
import type { TwinBooks } from './open-twins.ts';
import { begin, Player } from './play.ts';
import { memoryTables, postgresTables } from './read-tables.ts';

/** A look costs as much as five calls. */
const LOOK_EVERY = 3;

/** Plays the calls on both sides; fails at the first answer, look or table that differs. */
export async function playBoth(twins: TwinBooks, calls: readonly Call[]): Promise<void> {
  const both = await twins.fresh();
  const [postgres, memory] = [new Player(both.postgres), new Player(both.memory)];
  await begin(postgres);
  await begin(memory);
  for (const [index, call] of calls.entries()) {
    await both.passTime(call.afterMs);
    const [real, double] = [await postgres.play(call), await memory.play(call)];
    expect(double.answer, `${call.call}: ${real.why || 'answered'} | ${double.why || 'answered'}`).toEqual(real.answer);
    const isLooked = index % LOOK_EVERY === 0 || index === calls.length - 1;
    if (isLooked) expect(await memory.look(), call.call).toEqual(await postgres.look());
  }
  expect(memoryTables(both, memory)).toEqual(await postgresTables(both, postgres));
}
