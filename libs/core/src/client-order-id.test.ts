import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachedStopName, type ClientOrderIdParts, exchangeCause, makeClientOrderId, ownOrderRole } from './client-order-id.ts';

const parts: ClientOrderIdParts = { deployment: 'a', exchange: 'binance', account: 'main', role: 'stop', subject: 'position-1', generation: 1 };

const anyParts: fc.Arbitrary<ClientOrderIdParts> = fc.record({
  deployment: fc.string(),
  exchange: fc.constantFrom('binance' as const, 'bybit' as const),
  account: fc.string(),
  role: fc.constantFrom('entry' as const, 'stop' as const, 'exit' as const),
  subject: fc.string(),
  generation: fc.nat(),
});

describe('makeClientOrderId', () => {
  test('fits the alphabet and the 36 characters of both venues, and names its role', () => {
    fc.assert(
      fc.property(anyParts, (any) => {
        const id = makeClientOrderId(any);
        expect(id).toMatch(/^[A-Za-z0-9_-]{1,36}$/);
        expect(ownOrderRole(id)).toBe(any.role);
      }),
    );
  });

  test('is the same for the same order, and another for any other', () => {
    fc.assert(
      fc.property(anyParts, anyParts, (one, other) => {
        expect(makeClientOrderId({ ...one })).toBe(makeClientOrderId(one));
        expect(makeClientOrderId(one) === makeClientOrderId(other)).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
      }),
    );
  });

  test.each([
    ['deployment', { deployment: 'b' }],
    ['exchange', { exchange: 'bybit' }],
    ['account', { account: 'sub' }],
    ['role', { role: 'exit' }],
    ['subject', { subject: 'position-2' }],
    ['generation', { generation: 2 }],
  ] as const)('tells orders apart by their %s', (_, change) => {
    expect(makeClientOrderId({ ...parts, ...change })).not.toBe(makeClientOrderId(parts));
  });

  test('does not let one part run into the next', () => {
    expect(makeClientOrderId({ ...parts, deployment: 'ab', account: 'c' })).not.toBe(makeClientOrderId({ ...parts, deployment: 'a', account: 'bc' }));
  });

  test('stays what it was: an id that changes would orphan every order that rests', () => {
    expect(makeClientOrderId(parts)).toMatchInlineSnapshot(`"bws9f5bcd83bf2624696b25963e36f84b7b"`);
  });
});

describe('ownOrderRole', () => {
  test.each([['web_1'], [''], ['bws'], ['bwz0123456789abcdef0123456789abcdef'], ['bws0123456789ABCDEF0123456789ABCDEF'], ['xbws0123456789abcdef0123456789abcdef'], ['autoclose-1']])('takes "%s" for foreign', (id) => {
    expect(ownOrderRole(id)).toBeNull();
  });
});

test.each([
  ['autoclose-1760000', 'liquidation'],
  ['adl_autoclose', 'adl'],
  ['settlement_autoclose-17', 'settlement'],
  ['delivery_autoclose-17', 'settlement'],
  [attachedStopName('bwe1'), 'stop'],
  ['web_autoclose-1', null],
  ['', null],
])('the exchange made %s: %s', (id, cause) => {
  expect(exchangeCause(id)).toBe(cause);
});

function sorted(any: ClientOrderIdParts): unknown[] {
  return [any.deployment, any.exchange, any.account, any.subject, any.role, any.generation];
}
