import { expect, test } from 'vitest';
import { summariseMoves } from './candles.ts';
import { toText } from './decimal.ts';
import { createTestExchange } from './test-exchange.ts';

const minute = 60_000;
const tell = ({ exchange }: ReturnType<typeof createTestExchange>, minutes: number) => Object.values(summariseMoves(exchange, 'TAGUSDT', minutes)).map((each) => toText(each));

test('the moves of a span begin with the price before it, and weigh each price by its time', () => {
  const world = createTestExchange();
  expect(tell(world, 1440)).toEqual(['0.0003544', '0.0003544', '0.0003544', '0.0003544']);
  world.price('0.0004');
  world.clock.advance(10 * minute);
  world.price('0.0003');
  world.clock.advance(9 * minute);
  // Of the last twenty minutes, ten at 0.0004 and ten at 0.0003, the present one included; the day began with the first price.
  expect(tell(world, 20)).toEqual(['0.0003544', '0.0004', '0.0003', '0.00035']);
  expect(tell(world, 10)).toEqual(['0.0004', '0.0004', '0.0003', '0.0003']);
  world.clock.advance(10 * minute);
  expect(tell(world, 5)).toEqual(['0.0003', '0.0003', '0.0003', '0.0003']);
  world.price('0.00032');
  expect(tell(world, 5)).toEqual(['0.0003', '0.00032', '0.0003', '0.000304']);
});

test('a day of moving prices is kept, and no more', () => {
  const world = createTestExchange();
  for (let count = 0; count < 1500; count++) {
    world.price(`0.00${1000 + count}`);
    world.clock.advance(minute);
  }
  expect(world.exchange.candles.get('TAGUSDT')).toHaveLength(1441);
  const { open, high, low } = summariseMoves(world.exchange, 'TAGUSDT', 1440);
  expect([toText(open), toText(high), toText(low)]).toEqual(['0.001060', '0.002499', '0.00106'].map((text) => String(Number(text))));
});
