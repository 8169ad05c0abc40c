import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk } from './desk.ts';

const ENDED = ['Filled', 'Cancelled', 'Rejected', 'PartiallyFilledCanceled', 'Deactivated'] as const;

/** Cards about what may make a position smaller only. Sources: Bybit v5, "Place Order": reduceOnly; "Error Codes". */
export const reduceOnlyCards: readonly Card<BybitDesk>[] = [
  {
    id: 'reduce-only-without-position',
    subject: 'reduce-only',
    question: 'When does Bybit refuse a reduce-only order at market without a position?',
    assumes: 'Before it acknowledges it, and nothing is opened (I3).',
    expects: [bybitRules.gatewayChecks],
    rule: 'gatewayChecks',
    asks: 'POST order/create: Market, reduceOnly, while flat; if it is acknowledged, GET order/realtime and position/list.',
    otherwise: 'Acknowledged and cancelled: an exit that comes too late is found out by its look-up (`libs/exchange/src/bybit/confirm-order.ts`). Opened: stop trading.',
    async ask(desk) {
      const orderLinkId = desk.newId();
      const { code, words } = await desk.market('Sell', desk.contract.quantity, { reduceOnly: true, orderLinkId });
      if (code !== null) return saw(code === '110017' ? 'exposure' : code, words);
      const row = await desk.orderThatIs(orderLinkId, ...ENDED);
      return saw((await desk.size()).eq(0) ? 'form' : 'opened', `${row['orderStatus']} ${row['rejectReason']}`);
    },
  },
  {
    id: 'reduce-only-excess',
    subject: 'reduce-only',
    question: 'What becomes of a reduce-only order that is larger than the position?',
    assumes: 'It is cut to the position.',
    // In one-way mode both words mean the same.
    expects: ['clip'],
    rule: 'reduceOnlyExcess',
    asks: 'POST order/create: Market; Market of twice the quantity, the other way, reduceOnly; GET position/list.',
    otherwise: 'Refused: an exit that rests on a read which lags behind a partial close is refused and made anew from the next look. Turned over: stop trading (I3).',
    async ask(desk) {
      await desk.openLong();
      const orderLinkId = desk.newId();
      const { code, words } = await desk.market('Sell', desk.contract.doubled, { reduceOnly: true, orderLinkId });
      if (code !== null) return saw(code === '110017' ? 'refuse' : code, words);
      const row = await desk.orderThatIs(orderLinkId, ...ENDED);
      const held = await desk.find(async () => {
        const now = await desk.size();
        return now.eq(desk.contract.quantity) ? null : now;
      }, desk.settleMs);
      if (held === null) return saw('refuse', `${row['orderStatus']} ${row['rejectReason']}`);
      return saw(held.eq(0) ? 'clip' : held.lt(0) ? 'turned over' : 'left over', `${held.toFixed()} is left`);
    },
  },
  {
    id: 'reduce-only-counts',
    subject: 'reduce-only',
    question: 'Which waiting reduce-only orders count against a new one, so that together they must fit the position?',
    assumes: 'None.',
    expects: [bybitRules.reduceOnlyCounts],
    rule: 'reduceOnlyCounts',
    asks: 'POST order/create: Market; a conditional order of the whole position; twice a Limit, reduceOnly, of the whole position 3 % above; GET order/realtime.',
    otherwise: 'If conditional ones count, a resting stop keeps an exit out: `libs/core/src/closing-steps.ts` has to take the stop away first.',
    async ask(desk) {
      await desk.openLong();
      const stop = await desk.stop('0.95');
      if (stop.code !== null) throw new CannotTell(`the stop was refused: ${stop.code} ${stop.words}`);
      const rests = async (): Promise<string | null> => {
        const orderLinkId = desk.newId();
        const { code, words } = await desk.limit('Sell', '1.03', { reduceOnly: true, orderLinkId });
        if (code !== null) return `${code} ${words}`;
        const { orderStatus, rejectReason } = await desk.orderThatIs(orderLinkId, 'New', ...ENDED);
        return orderStatus === 'New' ? null : `${orderStatus} ${rejectReason}`;
      };
      const beside = await rests();
      if (beside !== null) return saw('all', beside);
      const second = await rests();
      return saw(second === null ? 'none' : 'plain', second);
    },
  },
  {
    id: 'close-beside-a-stop',
    subject: 'reduce-only',
    question: 'Is a reduce-only order at market executed while a stop of the whole position waits?',
    assumes: 'It is: an emergency close, and every exit, leaves the stop where it is until the position is flat.',
    expects: ['Filled'],
    asks: 'POST order/create: Market; a conditional order of the whole quantity; Market that closes; GET order/realtime.',
    otherwise: '`libs/core/src/closing-steps.ts` has to take the stop away before it closes, and the position is bare meanwhile.',
    async ask(desk) {
      await desk.openLong();
      const stop = await desk.stop('0.95');
      if (stop.code !== null) throw new CannotTell(`the stop was refused: ${stop.code} ${stop.words}`);
      const orderLinkId = desk.newId();
      const { code, words } = await desk.market('Sell', desk.contract.quantity, { reduceOnly: true, orderLinkId });
      if (code !== null) return saw(code, words);
      return saw(String((await desk.orderThatIs(orderLinkId, ...ENDED))['orderStatus']));
    },
  },
];
