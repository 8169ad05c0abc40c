import { expect, test } from 'vitest';
import { requestEffect } from './request.ts';

const place = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg: 'net', side: 'buy', quantity: '1', clientOrderId: 'x' } as const;

test.each([
  ['an entry', { ...place, reduceOnly: false }, 'increases'],
  ['an exit', { ...place, reduceOnly: true }, 'reduces'],
  ['a cancel', { kind: 'cancel', symbol: 'TAGUSDT', list: 'conditional', clientOrderId: 'x' }, 'reduces'],
  ['leverage', { kind: 'leverage', symbol: 'TAGUSDT', leverage: 1 }, 'configures'],
  ['margin mode', { kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'cross' }, 'configures'],
] as const)('%s: %s', (_, request, effect) => {
  expect(requestEffect(request)).toBe(effect);
});
