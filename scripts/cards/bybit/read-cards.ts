import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import { findLag } from '../find-lag.ts';
import type { BybitDesk, Row } from './desk.ts';

const listOf = (payload: unknown): readonly Row[] => (payload as { result: { list: readonly Row[] } }).result.list;

/** Cards about what listings show, and when. Sources: Bybit v5, "Get Position Info", "Get Open & Closed Orders", "Get Trade History". */
export const readCards: readonly Card<BybitDesk>[] = [
  {
    id: 'read-lag',
    subject: 'reads',
    question: 'How long can an order, a stop, a position or a trade that has just come about not be found?',
    assumes: 'No read lags by itself at the paper exchange; the engine waits `bounds.notFindableMs` (60 s) before it believes an absence.',
    expects: ['at once'],
    asks: 'POST order/create: Market, and a conditional order; GET order/realtime, position/list and execution/list until each shows it.',
    otherwise: 'Give the paper exchange a fault `hide` or `lag` with the time that is told; beyond 60 s raise `bounds.notFindableMs`, beyond 3 s `bounds.readsApartMs`, too.',
    async ask(desk) {
      const own = { category: 'linear', symbol: desk.contract.symbol };
      const [entryId, stopId] = [desk.newId(), desk.newId()];
      const entry = await desk.market('Buy', desk.contract.quantity, { orderLinkId: entryId });
      if (entry.code !== null) throw new CannotTell(`the order was refused: ${entry.code} ${entry.words}`);
      const stop = await desk.stop('0.95', { orderLinkId: stopId });
      const isKnown = (id: string) => async (): Promise<true | null> => ((await desk.order(id)) === null ? null : true);
      return findLag(desk, [
        ...(stop.code === null ? [['the stop', isKnown(stopId)] as const] : []),
        ['the order', isKnown(entryId)],
        ['the position', async () => ((await desk.size()).eq(desk.contract.quantity) ? true : null)],
        ['its executions', async () => (listOf(await desk.insist('privateGetV5ExecutionList', { ...own, orderLinkId: entryId })).length > 0 ? true : null)],
      ]);
    },
  },
  {
    id: 'flat-positions',
    subject: 'reads',
    question: 'Which question shows a contract that is flat, the one by its symbol or the one by its settle coin?',
    assumes: 'The one by its symbol, with 0; the other leaves it out, so that its silence is no evidence of a flat position.',
    expects: ['by symbol'],
    asks: 'GET position/list by symbol, and by settleCoin, while flat.',
    otherwise: '`libs/exchange/src/bybit/read-key.ts` asks by symbol and takes its 0 for flat.',
    async ask(desk) {
      const { symbol } = desk.contract;
      const shows = async (query: Readonly<Record<string, string | number>>): Promise<boolean> => listOf(await desk.insist('privateGetV5PositionList', { category: 'linear', ...query })).some((row) => row['symbol'] === symbol);
      const [bySymbol, byCoin] = [await shows({ symbol }), await shows({ settleCoin: 'USDT', limit: 200 })];
      return saw(bySymbol ? (byCoin ? 'both' : 'by symbol') : byCoin ? 'by settle coin' : 'neither');
    },
  },
  {
    id: 'ended-order-by-its-id',
    subject: 'reads',
    question: 'Do the open orders know an order that has ended, by its client id?',
    assumes: 'They do, for a while: that is how an acknowledged order is looked up.',
    expects: ['Cancelled'],
    asks: 'POST order/create: Limit, 4 % below the mark price; POST order/cancel; GET order/realtime by its client id.',
    otherwise: '`libs/exchange/src/bybit/find-order.ts` asks the history after it, which lags more.',
    async ask(desk) {
      const orderLinkId = desk.newId();
      const { code, words } = await desk.limit('Buy', '0.96', { orderLinkId });
      if (code !== null) throw new CannotTell(`the order was refused: ${code} ${words}`);
      await desk.orderThatIs(orderLinkId, 'New');
      await desk.insist('privatePostV5OrderCancel', { category: 'linear', symbol: desk.contract.symbol, orderLinkId });
      const ended = await desk.find(async () => {
        const row = await desk.order(orderLinkId);
        return row?.['orderStatus'] === 'New' ? null : (row?.['orderStatus'] ?? 'not found');
      });
      return saw(ended ?? 'still open');
    },
  },
  {
    id: 'unknown-parameters',
    subject: 'reads',
    question: 'What does Bybit say to a parameter that an endpoint does not know?',
    assumes: 'It does not read it: a misspelt filter shows the wrong order in silence.',
    expects: [bybitRules.unknownParameters],
    rule: 'unknownParameters',
    asks: 'GET order/realtime with `colour=blue`.',
    otherwise: 'Nothing breaks: what is refused is noticed.',
    async ask(desk) {
      const { code, words } = await desk.post('privateGetV5OrderRealtime', { colour: 'blue' });
      return saw(code === null ? 'ignore' : code === '10001' ? 'refuse' : code, words || null);
    },
  },
];
