import { expect, test } from 'vitest';
import type { StopPlan } from './stop-plan.ts';
import { toStopPlan } from './wish.ts';

const trailing = { atPercent: '2', behindPercent: '1', stepPercent: '0.5' };
const age = { fromMs: 1, costPercent: '0.1', breakEvenForMs: 1, lossPercentPerHour: '1', closeAtMs: 2 };
const plan: StopPlan = { percent: '2', trailing, age, best: '103' };

test('a wished stop goes on following the price from where it is put, with the best price that is known', () => {
  expect(toStopPlan({ stopRule: { price: '101' }, mayLoosen: false }, plan)).toEqual({ movedTo: '101', trailing, age, best: '103' });
  expect(toStopPlan({ stopRule: { percent: '1' }, mayLoosen: false }, { ...plan, movedTo: '101' })).toEqual({ percent: '1', trailing, age, best: '103' });
});

test('who may loosen it has taken it over: only the age still counts', () => {
  expect(toStopPlan({ stopRule: { price: '90' }, mayLoosen: true }, plan)).toEqual({ movedTo: '90', age });
});

test.each([true, false])('nothing takes back that a position is to be closed (loosened: %s)', (mayLoosen) => {
  expect(toStopPlan({ stopRule: { price: '101' }, mayLoosen }, { ...plan, over: 'too_old' }).over).toBe('too_old');
});
