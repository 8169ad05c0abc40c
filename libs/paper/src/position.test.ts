import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, toText, zero } from './decimal.ts';
import { type Position, type Side, applyExecution, createFlatPosition, signQuantity } from './position.ts';

interface Step {
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 1000 }).map((units) => new Decimal(String(units))),
    price: fc.integer({ min: 1, max: 9999 }).map((ticks) => new Decimal(String(ticks)).div('10000000')),
  }),
  { minLength: 1, maxLength: 30 },
);

const flat = createFlatPosition('TAGUSDT', 'net');
const apply = (position: Position, { side, quantity, price }: Step) => applyExecution(position, side, quantity, price, 1);

describe('a position', () => {
  test('averages its entry price by quantity, and keeps it when reduced', () => {
    let { position } = apply(flat, { side: 'buy', quantity: new Decimal('100'), price: new Decimal('1.0') });
    ({ position } = apply(position, { side: 'buy', quantity: new Decimal('300'), price: new Decimal('1.2') }));
    expect(toText(position.entryPrice)).toBe('1.15');
    const reduced = apply(position, { side: 'sell', quantity: new Decimal('150'), price: new Decimal('1.25') });
    expect([toText(reduced.position.quantity), toText(reduced.position.entryPrice), toText(reduced.realisedProfit)]).toEqual(['250', '1.15', '15']);
  });

  test('a short gains when the price falls', () => {
    const { position } = apply(flat, { side: 'sell', quantity: new Decimal('10'), price: new Decimal('5') });
    const closed = apply(position, { side: 'buy', quantity: new Decimal('10'), price: new Decimal('4') });
    expect([toText(closed.realisedProfit), toText(closed.position.quantity), toText(closed.position.entryPrice)]).toEqual(['10', '0', '0']);
  });

  test('going through zero opens the other side at the execution price', () => {
    const { position } = apply(flat, { side: 'buy', quantity: new Decimal('10'), price: new Decimal('5') });
    const flipped = apply(position, { side: 'sell', quantity: new Decimal('25'), price: new Decimal('6') });
    expect([toText(flipped.position.quantity), toText(flipped.position.entryPrice), toText(flipped.realisedProfit)]).toEqual(['-15', '6', '10']);
    expect(flipped.position.realisedProfit.eq(zero)).toBe(true);
  });

  test('its quantity is the sum of its executions', () => {
    fc.assert(
      fc.property(steps, (executions) => {
        const end = executions.reduce((position, step) => apply(position, step).position, flat);
        const sum = executions.reduce((total, { side, quantity }) => total.plus(signQuantity(side, quantity)), zero);
        expect(end.quantity.eq(sum)).toBe(true);
      }),
    );
  });

  test('no money appears or vanishes: cash paid, value held and profit realised agree', () => {
    fc.assert(
      fc.property(steps, (executions) => {
        let position: Position = flat;
        let cash = zero;
        let realised = zero;
        for (const step of executions) {
          const change = apply(position, step);
          position = change.position;
          realised = realised.plus(change.realisedProfit);
          cash = cash.minus(signQuantity(step.side, step.quantity).times(step.price));
        }
        // What was paid and not yet won back is what the position cost.
        const difference = cash.plus(position.quantity.times(position.entryPrice)).minus(realised);
        expect(difference.abs().lt('0.000000000000001')).toBe(true);
      }),
    );
  });

  test('the entry price lies between the cheapest and the dearest execution of its life', () => {
    fc.assert(
      fc.property(steps, (executions) => {
        let position: Position = flat;
        for (const step of executions) {
          position = apply(position, step).position;
          if (position.quantity.eq(zero)) continue;
          const prices = executions.map(({ price }) => price);
          const slack = new Decimal('0.00000000000000000001');
          expect(prices.some((price) => price.lte(position.entryPrice.plus(slack)))).toBe(true);
          expect(prices.some((price) => price.gte(position.entryPrice.minus(slack)))).toBe(true);
        }
      }),
    );
  });
});
