import { binanceRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BinanceDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';
import { triggerStop } from './trigger-stop.ts';

async function rest(desk: BinanceDesk, newClientOrderId: string): Promise<void> {
  const { code, words } = await desk.limit('BUY', '0.96', { newClientOrderId });
  if (code !== null) throw new CannotTell(`the first order was refused: ${code} ${words}`);
}

async function wait(desk: BinanceDesk, clientAlgoId: string): Promise<void> {
  const { code, words } = await desk.stop('SELL', '0.95', { clientAlgoId });
  if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
}

/** Cards about client order ids. Sources: Binance USD-M, "New Order": newClientOrderId; "New Algo Order": clientAlgoId; "Error Codes". */
export const idCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'client-order-id-while-open',
    subject: 'ids',
    question: 'What does Binance say to the client order id of an order that is open?',
    assumes: 'That it is taken: a request that comes twice places one order, as long as that is open.',
    expects: ['-4116'],
    asks: 'POST order twice with one id: LIMIT, 4 % below the mark price.',
    otherwise: 'A code that `libs/exchange/src/binance/codes.ts` calls rejected would hide an order of ours: it must stay unknown, and be looked up.',
    async ask(desk) {
      const id = desk.newId();
      await rest(desk, id);
      return takenOr(await desk.limit('BUY', '0.96', { newClientOrderId: id }));
    },
  },
  {
    id: 'client-algo-id-while-open',
    subject: 'ids',
    question: 'What does Binance say to the client id of a conditional order that waits?',
    assumes: 'That it is taken.',
    expects: ['-20132'],
    asks: 'POST algoOrder twice with one id: STOP_MARKET, 5 % below the mark price.',
    otherwise: 'As above.',
    async ask(desk) {
      const id = desk.newId();
      await wait(desk, id);
      return takenOr(await desk.stop('SELL', '0.95', { clientAlgoId: id }));
    },
  },
  {
    id: 'client-order-id-reuse',
    subject: 'ids',
    question: 'May the client order id of an order that has ended be used again?',
    assumes: 'It may, so that nobody but us keeps a request from being executed twice (I2).',
    expects: [binanceRules.clientOrderIdReuse],
    rule: 'clientOrderIdReuse',
    asks: 'POST order: LIMIT, 4 % below the mark price; DELETE order; the same POST order again.',
    otherwise: 'Nothing breaks: an id is never used again on purpose.',
    async ask(desk) {
      const id = desk.newId();
      await rest(desk, id);
      await desk.insist('fapiPrivateDeleteOrder', { symbol: desk.contract.symbol, origClientOrderId: id });
      const { code, words } = await desk.limit('BUY', '0.96', { newClientOrderId: id });
      return saw(code === null ? 'when-ended' : code === '-4116' ? 'never' : code, words || null);
    },
  },
  {
    id: 'two-spaces-of-ids',
    subject: 'ids',
    question: 'May a plain and a conditional order have the same client id?',
    assumes: 'They may: two lists, two spaces of ids.',
    expects: ['taken'],
    asks: 'POST order: LIMIT, 4 % below the mark price; POST algoOrder: STOP_MARKET with the same id.',
    otherwise: 'Correct `libs/paper/src/client-order-ids.ts`; ids of the fleet name their role, and never meet so.',
    async ask(desk) {
      const id = desk.newId();
      await rest(desk, id);
      return takenOr(await desk.stop('SELL', '0.95', { clientAlgoId: id }));
    },
  },
  {
    id: 'child-of-a-taken-id',
    subject: 'ids',
    question: 'Which client id has the order that a triggered stop becomes, if an open plain order has that of the stop?',
    assumes: 'One that the exchange makes, and the stop is executed all the same.',
    expects: ['made'],
    asks: 'POST order: LIMIT, 4 % below the mark price; POST algoOrder: STOP_MARKET with the same id, just below the last price; once it has triggered, GET order by its `actualOrderId`.',
    otherwise: 'Correct `libs/paper/src/trigger-conditional-orders.ts`. If the stop is not executed, a foreign order can disable it.',
    async ask(desk) {
      const { clientAlgoId, child } = await triggerStop(desk, (id) => rest(desk, id));
      return saw(child['clientOrderId'] === clientAlgoId ? 'same' : 'made', String(child['clientOrderId']));
    },
  },
];
