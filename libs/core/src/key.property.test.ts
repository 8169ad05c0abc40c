import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXCHANGES, isAccountName, LEGS, positionKeyText, type PositionKey } from './key.ts';

const anyAccount = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
const anySymbol = fc.stringMatching(/^[A-Z0-9]{1,6}(USDT|USDC|PERP)(-[0-9]{2}[A-Z]{3}[0-9]{2})?$/);
const anyKey: fc.Arbitrary<PositionKey> = fc.record({ exchange: fc.constantFrom(...EXCHANGES), account: anyAccount, symbol: anySymbol, leg: fc.constantFrom(...LEGS) });

test('two keys have one text only if they are one key: neither exchange nor account, symbol nor leg is left out, and none runs into the next', () => {
  fc.assert(
    fc.property(anyKey, anyKey, fc.subarray(['exchange', 'account', 'symbol', 'leg'] as const), (key, drawn, shared) => {
      expect(isAccountName(key.account)).toBe(true);
      // Most pairs share some of their parts: what tells them apart is a single one.
      const other = { ...drawn, ...Object.fromEntries(shared.map((part) => [part, key[part]])) };
      const isSame = key.exchange === other.exchange && key.account === other.account && key.symbol === other.symbol && key.leg === other.leg;
      expect(positionKeyText(key) === positionKeyText(other)).toBe(isSame);
    }),
    { numRuns: 1_000 },
  );
});
