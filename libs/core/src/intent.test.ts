import { expect, test } from 'vitest';
import { anIntent, NOW_MS } from '@breakwater/testing/builders';
import { isQuiet } from './intent.ts';

test.each([
  ['nothing is unanswered', [], true],
  ['a request may still arrive', [anIntent({ expiresAtMs: NOW_MS + 1 })], false],
  ['one of two may still arrive', [anIntent({ expiresAtMs: NOW_MS - 1 }), anIntent({ expiresAtMs: NOW_MS + 1 })], false],
  ['the last one has just expired', [anIntent({ expiresAtMs: NOW_MS })], true],
])('a key may be acted on: %s', (_, intents, quiet) => {
  expect(isQuiet(intents, NOW_MS)).toBe(quiet);
});
