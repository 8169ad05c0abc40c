import fs from 'node:fs';
import path from 'node:path';
import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { binanceRules, bybitRules } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { NOT_ASKED } from '../cards/not-asked.ts';
import { chooseCards } from '../cards/run-cards.ts';
import { repositoryFolder } from '../check/repository-folder.ts';
import { renderExchangeCards } from './render-exchange-cards.ts';

const read = (file: string): string => fs.readFileSync(path.join(repositoryFolder, file), 'utf8');
/** The rules that docs/paper-exchange.md calls assumed, and the exchanges that have a use for each. */
const assumed = [.../^## Assumptions\n([\s\S]*?)^## /m.exec(read('docs/paper-exchange.md'))![1]!.matchAll(/^\| `(\w+)` \|(.*?)\|(.*?)\|/gm)].flatMap(([, rule, binance, bybit]) =>
  [['binance', binance!] as const, ['bybit', bybit!] as const].filter(([, value]) => value.trim() !== '').map(([venue]) => `${venue}.${rule}`),
);
const RULES = { binance: binanceRules, bybit: bybitRules };

test('docs/exchange-cards.md says what the cards say (`npm run docs` writes it)', () => {
  expect(read('docs/exchange-cards.md')).toBe(renderExchangeCards());
});

test('every assumed rule of the paper exchange has a card at each exchange that uses it, or a reason why nobody is asked', () => {
  const asked = EXCHANGES.flatMap((venue) => chooseCards(venue, []).flatMap(({ rule }) => (rule === undefined ? [] : `${venue}.${rule}`)));
  const notAsked = NOT_ASKED.flatMap(({ venues, rule }) => (rule === undefined ? [] : venues.map((venue) => `${venue}.${rule}`)));
  expect(assumed.length).toBeGreaterThan(25);
  expect([...asked, ...notAsked].toSorted()).toEqual(assumed.toSorted());
});

describe.each(EXCHANGES)('the cards of %s', (venue: ExchangeId) => {
  const cards = chooseCards(venue, []);

  test('have each a name of its own, and questions that end as such', () => {
    expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length);
    expect(cards.filter(({ id, question }) => !/^[a-z0-9-]+$/.test(id) || !question.endsWith('?') || question.includes('. '))).toEqual([]);
  });

  test('say what they assume, ask and lead to', () => {
    expect(cards.filter(({ assumes, asks, otherwise, expects }) => [assumes, asks, otherwise].some((text) => !text.endsWith('.')) || expects.length === 0)).toEqual([]);
  });

  test('expect of a rule what the paper exchange does by default', () => {
    // In one-way mode, `clip-legs-too` is `clip`.
    const wrong = cards.filter(({ rule, expects }) => rule !== undefined && !expects.includes(String(RULES[venue][rule]).replace('-legs-too', '')));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('an unknown name is refused', () => {
    expect(() => chooseCards(venue, ['no-such-card'])).toThrow(`There is no card "no-such-card" for ${venue}`);
  });
});
