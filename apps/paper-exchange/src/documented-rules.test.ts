import { readFileSync } from 'node:fs';
import { type VenueRules, binanceRules, bybitRules } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const assumptions = /^## Assumptions\n([\s\S]*?)^## /m.exec(read('../../../docs/paper-exchange.md'))![1]!;
/** The rows of the table: a rule, and what it is on each venue; empty where the venue has no use for it. */
const rows = [...assumptions.matchAll(/^\| `(\w+)` \|(.*?)\|(.*?)\|/gm)].map(([, rule, binance, bybit]) => ({ rule: rule as keyof VenueRules, binance: unquote(binance!), bybit: unquote(bybit!) }));

function unquote(cell: string): string {
  return cell.trim().replace(/^`|`$/g, '');
}

/** The rules that the code calls assumed. */
function listAssumed(): string[] {
  const source = read('../../../libs/paper/src/rules.ts');
  return [...source.matchAll(/\/\*\* ([^\n]*?) \*\/\n {2}readonly (\w+):/g)].flatMap(([, words, rule]) => (words!.includes('Assumed') ? [rule!] : []));
}

describe('the table of assumptions in docs/paper-exchange.md', () => {
  test('has every rule that the code calls assumed, and no other', () => {
    expect(rows.map(({ rule }) => rule).toSorted()).toEqual(listAssumed().toSorted());
  });

  test('tells the default of each, on each venue that has a use for it', () => {
    const wrong = rows.filter(({ rule, binance, bybit }) => (binance !== '' && binance !== String(binanceRules[rule])) || (bybit !== '' && bybit !== String(bybitRules[rule])));
    expect(wrong).toEqual([]);
    expect(rows.filter(({ binance, bybit }) => binance === '' && bybit === '')).toEqual([]);
  });

  test('and the paragraph below it name every rule that there is', () => {
    const named = new Set([...assumptions.matchAll(/`(\w+)`/g)].map(([, word]) => word));
    expect(Object.keys(binanceRules).filter((rule) => !named.has(rule))).toEqual([]);
  });
});
