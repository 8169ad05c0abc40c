import { expect, test } from 'vitest';
import { scalePrice, sizeContract } from './contract.ts';

const GRID = { symbol: 'BTCUSDT', tick: '0.1', step: '0.001', quantityMin: '0.001', notionalMin: '100', priceBand: '0.05' };

test('the size passes the least notional by half of it, is a whole even number of steps, and no larger', () => {
  expect(sizeContract(GRID, '91250.3')).toMatchObject({ quantity: '0.004', doubled: '0.008' });
  expect(sizeContract({ ...GRID, tick: '0.0000001', step: '1', quantityMin: '1', notionalMin: '5' }, '0.0003544').quantity).toBe('31040');
});

test('a contract whose least quantity is worth more has that size, made even', () => {
  expect(sizeContract({ ...GRID, quantityMin: '0.5', step: '0.1', notionalMin: '5' }, '3000').quantity).toBe('0.6');
});

test('prices lie on the grid, written out', () => {
  expect(scalePrice('91250.3', '0.95', '0.1')).toBe('86687.7');
  expect(scalePrice('0.0000035', '0.95', '0.0000001')).toBe('0.0000033');
});
