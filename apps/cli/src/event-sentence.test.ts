import { expect, test } from 'vitest';
import { eventSentence } from './event-sentence.ts';

test.each([
  ['entry_intended', { why: 'signal s-583', request: { kind: 'place', type: 'market', side: 'sell', quantity: '400' } }, 'The entry was committed (sell 400 at market): signal s-583.'],
  ['stop_intended', { why: 'the first stop', request: { kind: 'place', type: 'stop_market', side: 'buy', quantity: '400', triggerPrice: '0.51', triggerType: 'mark' } }, 'The stop was committed (buy 400 at the trigger 0.51, mark price): the first stop.'],
  ['cancel_intended', { why: 'a newer one rests', request: { kind: 'cancel', clientOrderId: 'bws-1' } }, 'The cancel was committed (of bws-1): a newer one rests.'],
  ['leverage_intended', { why: 'as planned', request: { kind: 'leverage', leverage: 3 } }, 'The change of leverage was committed (to 3): as planned.'],
  ['margin_mode_rejected', { code: '-4047', reason: 'open orders' }, 'The exchange refused the change of margin mode (-4047: open orders).'],
  ['entry_unknown', { cause: 'no reply within 5000 ms' }, 'The reply to the entry was lost (no reply within 5000 ms): it is looked up, never guessed.'],
  ['entry_found', { status: 'filled' }, 'The entry was found at the exchange: filled.'],
  ['stop_never_existed', {}, 'The stop never reached the exchange.'],
  ['stop_filled', { executed: '400', averagePrice: '0.511' }, 'The stop filled 400 at 0.511.'],
  ['position_closed', { reason: 'stop', realisedPnl: '-4.4' }, 'The position is closed (stop); PnL -4.4.'],
  ['position_closed', { reason: 'unknown', realisedPnl: null }, 'The position is closed (unknown); PnL not known.'],
  ['signal_skipped_limit', { source: 'ats', signal: 's-1', reason: 'no slot is free' }, 'The signal s-1 of ats was skipped: no slot is free.'],
  ['fills_booked', { executions: 1 }, "1 execution of the account's history was booked."],
  ['fills_booked', { executions: 2 }, "2 executions of the account's history were booked."],
  ['best_price_raised', { from: null, to: '103', at: 1 }, 'The price was as good as 103: the stop takes notice of it.'],
  ['stop_followed', { to: '101.97', best: '103', clientOrderId: 'bws-2' }, 'The stop follows the price to 101.97 (bws-2).'],
  ['position_too_old', { why: 'it is 9.0 h old, at most 8.0 h are allowed' }, 'The position is to be closed: it is 9.0 h old, at most 8.0 h are allowed.'],
  ['stop_passed', { why: 'the price 101.9 has passed 101.97, where its stop was to follow' }, 'The position is to be closed: the price 101.9 has passed 101.97, where its stop was to follow.'],
  ['tax_was_paid', { amount: '5' }, 'Tax was paid: amount 5.'],
])('%s reads: %s', (type, data, sentence) => {
  expect(eventSentence({ type, data })).toBe(sentence);
});
