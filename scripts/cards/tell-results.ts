import type { ExchangeId } from '@breakwater/core';
import type { CardResult } from './run-cards.ts';
import type { Verdict } from './judge-answer.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { agrees: 'agrees ', differs: 'DIFFERS', 'cannot tell': '?      ' };

/** One card's result on a few lines: what was seen, and of a difference what was assumed and what follows. */
export function tellResult(venue: ExchangeId, { card, verdict, seen }: CardResult): string {
  const detail = seen.type === 'seen' && seen.detail !== null ? ` (${seen.detail})` : '';
  const head = `${SIGNS[verdict]}  ${card.id.padEnd(36)}  ${seen.type === 'seen' ? `${seen.answer}${detail}` : seen.why}`;
  if (verdict !== 'differs') return `${head}\n`;
  const indent = ' '.repeat(9);
  return [head, `${indent}${card.question}`, `${indent}Assumed: ${card.expects.join(' or ')}. ${card.assumes}`, `${indent}${consequence(venue, card, seen.type === 'seen' ? seen.answer : '')}`, ''].join('\n');
}

/** What follows from another answer: the paper exchange's setting with the value that was seen, and the rest in the card's words. */
export function consequence(venue: ExchangeId, { rule, otherwise }: CardResult['card'], answer: string): string {
  return rule === undefined ? otherwise : `The paper exchange's setting: --rule ${venue === 'binance' ? '' : `${venue}.`}${rule}=${answer}. ${otherwise}`;
}

/** How many of each. */
export function countVerdicts(results: readonly CardResult[]): { readonly cards: number; readonly agree: number; readonly differ: number; readonly cannotTell: number } {
  const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  return { cards: results.length, agree: count('agrees'), differ: count('differs'), cannotTell: count('cannot tell') };
}

/** The line for programs. */
export function toJson(venue: ExchangeId, url: string, symbol: string, results: readonly CardResult[]): object {
  const answers = results.map(({ card, verdict, seen }) => [card.id, { verdict, ...(seen.type === 'seen' ? { answer: seen.answer, detail: seen.detail } : { why: seen.why }), assumed: card.expects }] as const);
  return { venue, url, symbol, ...countVerdicts(results), answers: Object.fromEntries(answers) };
}
