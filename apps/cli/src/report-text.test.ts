import { describe, expect, test } from 'vitest';
import { actText, findingText } from './report-text.ts';

describe('a report in words', () => {
  test.each([
    [{ symbol: 'TAGUSDT', what: 'leftover_stop', said: 'stop bws1 without a position' }, 'TAGUSDT leftover stop: stop bws1 without a position'],
    [{ what: 'unreadable', said: 'HTTP 503' }, 'unreadable: HTTP 503'],
  ])('names what was found: %o', (fact, text) => {
    expect(findingText(fact)).toBe(text);
  });

  test.each([
    [{ act: 'resync-key', symbol: 'TAGUSDT' }, 'looked at TAGUSDT'],
    [{ act: 'braked' }, 'did not believe it: too many positions vanished at once'],
    [{ verdict: 'done', said: 'the stop was placed' }, 'the stop was placed'],
    [{ verdict: 'snooze', said: 'another worker has the lock' }, 'put off: another worker has the lock'],
    [{ verdict: 'give_up', said: 'no such symbol' }, 'gave up: no such symbol'],
  ])('names what was done: %o', (fact, text) => {
    expect(actText(fact)).toBe(text);
  });
});
