import { describe, expect, test } from 'vitest';
import { parseRules } from './rules-schema.ts';

describe('rules from the command line', () => {
  test('take the type of the rule', () => {
    expect(parseRules(['maxOpenOrders=5', 'takerRate=0.0004', 'reduceOnlyExcess=refuse']).binance).toEqual({
      maxOpenOrders: 5,
      takerRate: '0.0004',
      reduceOnlyExcess: 'refuse',
    });
    expect(parseRules([]).binance).toEqual({});
  });

  test.each(['noSuchRule=1', 'maxOpenOrders=many', 'reduceOnlyExcess=perhaps', 'takerRate=1e-4', 'takerRate'])('refuse %s by name', (setting) => {
    expect(() => parseRules([setting])).toThrow(/^--rule: /);
  });
});
