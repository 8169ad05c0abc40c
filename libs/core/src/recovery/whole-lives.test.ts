import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, aReport, num } from '@breakwater/testing/builders';
import { wholeLives } from './whole-lives.ts';

/** `+5` is bought, `-5` sold. */
const course = (...trades: string[]) => trades.map((trade, index) => anExecution({ tradeId: `t${index}`, side: trade.startsWith('+') ? 'buy' : 'sell', quantity: num(trade.slice(1)), atMs: index }));

describe('wholeLives', () => {
  test.each([
    ['nothing was executed', [], aFlatReport(), []],
    ['one that goes on', ['+5'], aReport(), ['long 5 t0 goes on']],
    ['one that ended, and one that goes on', ['+3', '-3', '+5'], aReport(), ['long 3 t0 t1 ended', 'long 5 t2 goes on']],
    ['the most that it held counts', ['+3', '+4', '-6', '-1'], aFlatReport(), ['long 7 t0 t1 t2 t3 ended']],
    ['a short one', ['-5', '+5'], aFlatReport(), ['short 5 t0 t1 ended']],
    ['a beginning that is not there', ['-5', '+2'], aReport({ quantity: num('2') }), ['long 2 t1 goes on']],
    ['what turns one round ends it, and begins the next', ['+3', '-8', '+5'], aFlatReport(), ['long 3 t0 t1 ended', 'short 5 t1 t2 ended']],
  ] as const)('%s', (_, trades, report, expected) => {
    const lives = wholeLives(report, course(...trades));
    expect(lives.map(({ side, largest, executions, hasEnded }) => [side, largest.toFixed(), ...executions.map(({ fill }) => fill.tradeId), hasEnded ? 'ended' : 'goes on'].join(' '))).toEqual(expected);
  });
});
