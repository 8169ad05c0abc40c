import type { Dice } from '../time/dice.ts';
import type { Storm } from './storm.ts';

/** In so many storms, of a million; and how long it takes until the operator thinks otherwise, in milliseconds. */
const STORMS = 100_000;
const SWITCHES_APART_MS = [1_000, 4_000, 10_000];

/** The operator stops the clock's passes and starts them again, in some storms; the calm finds them on. */
export function switchPasses(storm: Storm, dice: Dice): void {
  if (!dice.chance(STORMS)) return;
  const { visit, rules, timeline, trace, nemesis } = storm;
  let isOn = true;
  const turn = (): void => {
    if (nemesis.isCalm()) return;
    isOn = !isOn;
    trace.add(timeline.nowMs(), 'operator', `switches the clock's passes ${isOn ? 'on' : 'off'}`);
    visit('operator').store.switchSync(rules.account.key, isOn).catch(() => undefined);
    timeline.after(dice.pick(SWITCHES_APART_MS), turn);
  };
  timeline.after(dice.pick(SWITCHES_APART_MS), turn);
}
