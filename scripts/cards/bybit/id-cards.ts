import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk, Row } from './desk.ts';
import { takenOr } from './stop-cards.ts';

async function rest(desk: BybitDesk, orderLinkId: string): Promise<void> {
  const { code, words } = await desk.limit('Buy', '0.96', { orderLinkId });
  if (code !== null) throw new CannotTell(`the first order was refused: ${code} ${words}`);
  await desk.orderThatIs(orderLinkId, 'New');
}

async function cancel(desk: BybitDesk, orderLinkId: string): Promise<void> {
  await desk.insist('privatePostV5OrderCancel', { category: 'linear', symbol: desk.contract.symbol, orderLinkId });
  await desk.orderThatIs(orderLinkId, 'Cancelled');
}

/** Cards about client order ids. Source: Bybit v5, "Place Order": orderLinkId; "Error Codes": 110072. */
export const idCards: readonly Card<BybitDesk>[] = [
  {
    id: 'client-order-id-while-open',
    subject: 'ids',
    question: 'What does Bybit say to the client order id of an order that is open?',
    assumes: 'That it is taken.',
    expects: ['110072'],
    asks: 'POST order/create twice with one id: Limit, 4 % below the mark price.',
    otherwise: 'A code that `libs/exchange/src/bybit/codes.ts` calls rejected would hide an order of ours: it must stay unknown, and be looked up.',
    async ask(desk) {
      const id = desk.newId();
      await rest(desk, id);
      return takenOr(await desk.limit('Buy', '0.96', { orderLinkId: id }));
    },
  },
  {
    id: 'client-order-id-reuse',
    subject: 'ids',
    question: 'May the client order id of an order that has just ended be used again?',
    assumes: 'Never, so that a request that comes twice is executed once.',
    expects: [bybitRules.clientOrderIdReuse],
    rule: 'clientOrderIdReuse',
    asks: 'POST order/create: Limit, 4 % below the mark price; POST order/cancel; the same POST order/create again.',
    otherwise: 'Nothing breaks: an id is never used again on purpose.',
    async ask(desk) {
      const id = desk.newId();
      await rest(desk, id);
      await cancel(desk, id);
      const { code, words } = await desk.limit('Buy', '0.96', { orderLinkId: id });
      return saw(code === null ? 'when-ended' : code === '110072' ? 'never' : code, words || null);
    },
  },
  {
    id: 'client-order-id-of-long-ago',
    subject: 'ids',
    question: 'May the client order id of an order that the history does not know any more be used again?',
    assumes: 'Never, either.',
    expects: ['never'],
    asks: 'With `--used-id ID`, an id that this account used in an order that was cancelled more than a day ago: GET order/history, which must not know it; POST order/create with it.',
    otherwise: 'Nothing breaks: an id is never used again on purpose. Start the paper exchange with `--rule bybit.clientOrderIdReuse=when-ended` where a test is about it.',
    async ask(desk) {
      if (desk.usedId === null) throw new CannotTell('no old id was named: run the cards, and a day later again with --used-id and one of the ids that this run used');
      const query = { category: 'linear', symbol: desk.contract.symbol, orderLinkId: desk.usedId };
      // The open orders remember the last 500 that ended for as long as the exchange runs, which may be weeks on a quiet account.
      const { result } = (await desk.insist('privateGetV5OrderHistory', query)) as { result: { list: readonly Row[] } };
      if (result.list.length > 0) throw new CannotTell(`the history still knows ${desk.usedId}: it is not old enough`);
      const { code, words } = await desk.limit('Buy', '0.96', { orderLinkId: desk.usedId });
      return saw(code === null ? 'when-ended' : code === '110072' ? 'never' : code, words || 'if it was ever used');
    },
  },
];
