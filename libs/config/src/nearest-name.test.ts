import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test.each([
  ['positionMax', 'positionsMax'],
  ['stoptrigger', 'stopTrigger'],
  ['stpo', 'stop'],
  ['webhook', null],
  ['', null],
])('%s is taken for %s', (text, expected) => {
  expect(nearestName(text, ['positionsMax', 'stopTrigger', 'stop'])).toBe(expected);
});
