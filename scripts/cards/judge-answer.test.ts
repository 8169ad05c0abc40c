import { expect, test } from 'vitest';
import { saw } from './card.ts';
import { judgeAnswer } from './judge-answer.ts';

test('an answer that is named agrees, any other differs', () => {
  expect(judgeAnswer(['-2021'], saw('-2021', 'Order would immediately trigger.'))).toBe('agrees');
  expect(judgeAnswer(['clip', 'refuse'], saw('refuse'))).toBe('agrees');
  expect(judgeAnswer(['clip'], saw('turned over'))).toBe('differs');
  expect(judgeAnswer([], saw(''))).toBe('differs');
});

test('nothing seen is neither', () => {
  expect(judgeAnswer(['taken'], { type: 'unseen', why: 'the entry was refused' })).toBe('cannot tell');
});
