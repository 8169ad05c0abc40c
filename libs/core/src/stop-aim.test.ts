import { aMarket, num } from '@breakwater/testing/builders';
import { describe, expect, test } from 'vitest';
import type { StopPlan } from './stop-plan.ts';
import { isAsAimed, stopAim } from './stop-aim.ts';

const rule: StopPlan = { percent: '2' };
/** The aim of a position that was entered at 100, in whole cents. */
function aimed(side: 'long' | 'short', liquidation: string | null, plan: StopPlan = rule): string | null {
  const aim = stopAim(side, num('100'), plan, aMarket({ tick: num('0.01') }), liquidation === null ? null : num(liquidation));
  return aim === null ? null : [aim.loosest, aim.price, aim.tightest].map((price) => price.toFixed()).join(' ');
}

describe('stopAim', () => {
  test('is where the plan says while the exchange does not take the position over before', () => {
    expect([aimed('long', null), aimed('long', '50'), aimed('short', '150')]).toEqual(['98 98 98', '98 98 98', '102 102 102']);
  });

  test('lies before the liquidation price where the plan lies beyond it, for both sides alike', () => {
    expect([aimed('long', '99'), aimed('short', '101')]).toEqual(['99.02 99.1 99.3', '100.98 100.9 100.7']);
    expect(aimed('long', '98')).toBe('98.04 98.2 98.6');
  });

  test('keeps to a plan that lies just before it, and leaves a stop that was placed a little tighter', () => {
    expect([aimed('long', '97.9'), aimed('short', '102.1')]).toEqual(['98 98 98.53', '102 102 101.47']);
    expect(aimed('long', '97.7')).toBe('98 98 98');
  });

  test('is rounded to the tighter side, and is nothing where the plan gives no price', () => {
    expect(aimed('long', '99.333')).toBe('99.35 99.4 99.54');
    expect(aimed('short', '100.667')).toBe('100.65 100.6 100.46');
    expect(aimed('long', '99', { percent: '100' })).toBeNull();
  });

  test('does not believe a liquidation price with no price between it and the entry: a stop there would be no loss', () => {
    expect([aimed('long', '99.999'), aimed('long', '99.9885'), aimed('short', '100.001')]).toEqual(['98 98 98', '98 98 98', '102 102 102']);
    expect([aimed('long', '99.98'), aimed('short', '100.02')]).toEqual(['99.99 99.99 99.99', '100.01 100.01 100.01']);
  });

  test('does not believe a liquidation price on the side of the profit, and lets a stop that keeps a profit be', () => {
    expect([aimed('long', '101'), aimed('short', '99')]).toEqual(['98 98 98', '102 102 102']);
    expect([aimed('long', '99', { movedTo: '103' }), aimed('short', '101', { movedTo: '97' })]).toEqual(['103 103 103', '97 97 97']);
    expect(aimed('long', '99', { movedTo: '98.5' })).toBe('99.02 99.1 99.3');
  });

  test('takes for right what lies between its ends, both included, and nothing else', () => {
    const aim = { price: num('99.1'), loosest: num('99.02'), tightest: num('99.3') };
    expect(['99.01', '99.02', '99.1', '99.3', '99.31'].map((price) => isAsAimed(aim, 'long', num(price)))).toEqual([false, true, true, true, false]);
    expect(isAsAimed({ price: num('102'), loosest: num('102'), tightest: num('102') }, 'short', num('102'))).toBe(true);
    expect(isAsAimed(aim, 'long', null)).toBe(false);
  });
});
