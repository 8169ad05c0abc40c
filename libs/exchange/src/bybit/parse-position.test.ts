import { describe, expect, test } from 'vitest';
import { aFlatPosition, aPosition } from '../../test/bybit-replies.ts';
import { Unreadable } from '../unreadable.ts';
import { parsePosition } from './parse-position.ts';
import { parsePositionStop } from './parse-position-stop.ts';

describe('parsePosition', () => {
  test('reads an open position exactly', () => {
    const report = parsePosition(aPosition());
    expect(report).toMatchObject({ symbol: 'TAGUSDT', leg: 'net', side: 'long', liquidationPrice: null, updatedAtMs: 1_697_673_600_012 });
    expect([report.quantity.toFixed(), report.entryPrice.toFixed(), report.markPrice.toFixed()]).toEqual(['564334', '0.0003543817', '0.0003544']);
  });

  test.each([
    [0, 'Sell', 'net', 'short'],
    [1, 'Buy', 'long', 'long'],
    [2, 'Sell', 'short', 'short'],
  ])('reads index %i, side %s as leg %s, side %s', (positionIdx, side, leg, meaning) => {
    expect(parsePosition({ ...aPosition(), positionIdx, side })).toMatchObject({ leg, side: meaning });
  });

  test.each(['', 'None'])('reads a leg of size 0 and side "%s" as flat', (side) => {
    expect(parsePosition({ ...aFlatPosition(), side }).quantity.toFixed()).toBe('0');
    expect(parsePosition({ ...aFlatPosition(), side, positionIdx: 2 })).toMatchObject({ leg: 'short', side: 'short' });
  });

  test('reads a symbol that was never traded as flat since ever', () => {
    expect(parsePosition({ ...aFlatPosition(), updatedTime: '' }).updatedAtMs).toBe(0);
  });

  test.each(
    Object.entries({ side: '', size: '-1', avgPrice: '0', positionIdx: 3, updatedTime: '', symbol: '' }).concat([
      ['side', 'Hold'],
      ['size', ''],
    ]),
  )('refuses an open position whose %s is %j', (field, value) => {
    expect(() => parsePosition({ ...aPosition(), [field]: value })).toThrow(Unreadable);
  });

  test('refuses a long leg that is short', () => {
    expect(() => parsePosition({ ...aPosition(), positionIdx: 1, side: 'Sell' })).toThrow(Unreadable);
  });
});

describe('parsePositionStop', () => {
  test('tells a stop that is part of the position: it rests, covers all of it, and its trigger is not known', () => {
    const row = { ...aPosition(), stopLoss: '0.0003473' };
    const stop = parsePositionStop(row, parsePosition(row));
    expect(stop).toMatchObject({ list: 'position', clientOrderId: '', kind: 'stop_market', status: 'resting', side: 'sell', leg: 'net', triggerType: null, reduceOnly: true, closesPosition: true, quantity: null });
    expect(stop?.triggerPrice?.toFixed()).toBe('0.0003473');
  });

  test.each(['', '0', '0.00'])('tells none when stopLoss is "%s"', (stopLoss) => {
    const row = { ...aPosition(), stopLoss };
    expect(parsePositionStop(row, parsePosition(row))).toBeNull();
  });
});
