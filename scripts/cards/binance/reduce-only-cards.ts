import { Big } from 'big.js';
import { binanceRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BinanceDesk, OrderRow } from './desk.ts';
import { takenOr } from './stop-cards.ts';

/** Cards about what may make a position smaller only. Sources: Binance USD-M, "New Order", "Error Codes". */
export const reduceOnlyCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'reduce-only-without-position',
    subject: 'reduce-only',
    question: 'What does Binance say to a reduce-only order at market without a position?',
    assumes: 'It refuses it, and nothing is opened (I3).',
    expects: ['-2022'],
    asks: 'POST order: MARKET, reduceOnly, while flat.',
    otherwise: 'If it is taken, an exit that comes twice opens a position: stop trading. Another code belongs into REJECTED in `libs/exchange/src/binance/codes.ts`.',
    ask: async (desk) => takenOr(await desk.market('SELL', desk.contract.quantity, { reduceOnly: 'true' })),
  },
  {
    id: 'reduce-only-excess',
    subject: 'reduce-only',
    question: 'What becomes of a reduce-only order that is larger than the position?',
    assumes: 'It is cut to the position.',
    expects: [binanceRules.reduceOnlyExcess],
    rule: 'reduceOnlyExcess',
    asks: 'POST order: MARKET; POST order: MARKET of twice the quantity, the other way, reduceOnly; GET positionRisk.',
    otherwise: 'Refused: an exit that rests on a read which lags behind a partial close is refused and made anew from the next look. Turned over: stop trading (I3).',
    async ask(desk) {
      await desk.openLong();
      const { code, words } = await desk.market('SELL', desk.contract.doubled, { reduceOnly: 'true' });
      if (code !== null) return saw(code === '-2022' || code === '-4118' ? 'refuse' : code, words);
      const held = await desk.find(async () => {
        const now = await desk.size();
        return now.eq(desk.contract.quantity) ? null : now;
      });
      if (held === null) throw new CannotTell('the position did not change');
      return saw(held.eq(0) ? 'clip' : held.lt(0) ? 'turned over' : 'left over', `${held.toFixed()} is left`);
    },
  },
  {
    id: 'reduce-only-counts',
    subject: 'reduce-only',
    question: 'Which waiting reduce-only orders count against a new one, so that together they must fit the position?',
    assumes: 'Plain ones do, conditional ones do not.',
    expects: [binanceRules.reduceOnlyCounts],
    rule: 'reduceOnlyCounts',
    asks: 'POST order: MARKET; POST algoOrder: a stop of the whole position, then POST order: LIMIT, reduceOnly, of the whole position 3 % above; and once more the latter.',
    otherwise: 'If conditional ones count, a resting stop keeps an exit out: `libs/core/src/closing-steps.ts` has to take the stop away first.',
    async ask(desk) {
      await desk.openLong();
      const stop = await desk.stop('SELL', '0.95');
      if (stop.code !== null) throw new CannotTell(`the stop was refused: ${stop.code} ${stop.words}`);
      const beside = await desk.limit('SELL', '1.03', { reduceOnly: 'true' });
      if (beside.code !== null) return saw(beside.code === '-4118' || beside.code === '-2022' ? 'all' : beside.code, beside.words);
      const second = await desk.limit('SELL', '1.03', { reduceOnly: 'true' });
      return saw(second.code === null ? 'none' : second.code === '-4118' || second.code === '-2022' ? 'plain' : second.code, second.words || null);
    },
  },
  {
    id: 'close-beside-a-stop',
    subject: 'reduce-only',
    question: 'Is a reduce-only order at market executed while a stop of the whole position waits?',
    assumes: 'It is: an emergency close, and every exit, leaves the stop where it is until the position is flat.',
    expects: ['FILLED'],
    asks: 'POST order: MARKET; POST algoOrder: STOP_MARKET of the whole quantity; POST order: MARKET that closes.',
    otherwise: '`libs/core/src/closing-steps.ts` has to take the stop away before it closes, and the position is bare meanwhile.',
    async ask(desk) {
      await desk.openLong();
      const stop = await desk.stop('SELL', '0.95');
      if (stop.code !== null) throw new CannotTell(`the stop was refused: ${stop.code} ${stop.words}`);
      const { code, words, payload } = await desk.market('SELL', desk.contract.quantity, { reduceOnly: 'true' });
      return saw(code ?? String((payload as OrderRow)['status']), words || null);
    },
  },
  {
    id: 'partial-close',
    subject: 'reduce-only',
    question: 'Does a stop of the whole position keep its quantity when a part of the position is closed?',
    assumes: 'It keeps it, and is cut when it triggers; the fleet replaces it by one of the new size.',
    expects: ['keeps'],
    asks: 'POST order: MARKET; POST algoOrder: STOP_MARKET of the whole quantity; POST order: MARKET that closes half; GET openAlgoOrders.',
    otherwise: '`libs/paper/src/trigger-conditional-orders.ts` leaves the quantity alone, and the audit of stops would find less to do than it expects.',
    async ask(desk) {
      await desk.openLong();
      const stop = await desk.stop('SELL', '0.95');
      if (stop.code !== null) throw new CannotTell(`the stop was refused: ${stop.code} ${stop.words}`);
      const half = new Big(desk.contract.quantity).div(2);
      const { code, words } = await desk.market('SELL', half.toFixed(), { reduceOnly: 'true' });
      if (code !== null) throw new CannotTell(`half of the position was not closed: ${code} ${words}`);
      if ((await desk.find(async () => ((await desk.size()).eq(half) ? true : null))) === null) throw new CannotTell('the position did not become half of what it was');
      const changed = await desk.find(async () => {
        const [row] = await desk.openAlgoOrders();
        return row === undefined || !new Big(String(row['quantity'])).eq(desk.contract.quantity) ? String(row?.['quantity'] ?? 'gone') : null;
      }, desk.settleMs);
      return saw(changed === null ? 'keeps' : changed === 'gone' ? 'gone' : 'shrinks', changed);
    },
  },
];
