import { binanceRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import { findLag } from '../find-lag.ts';
import type { BinanceDesk, OrderRow } from './desk.ts';
import { takenOr } from './stop-cards.ts';

/** Cards about what listings show, and when. Sources: Binance USD-M, "Position Information V2" and "V3", "Query Order", "Account Trade List". */
export const readCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'read-lag',
    subject: 'reads',
    question: 'How long can an order, a stop, a position or a trade that has just come about not be found?',
    assumes: 'No read lags by itself at the paper exchange; the engine waits `bounds.notFindableMs` (60 s) before it believes an absence.',
    expects: ['at once'],
    asks: 'POST algoOrder and POST order: MARKET; GET algoOrder, order, positionRisk and userTrades until each shows it.',
    otherwise: 'Give the paper exchange a fault `hide` or `lag` with the time that is told; beyond 60 s raise `bounds.notFindableMs`, beyond 3 s `bounds.readsApartMs`, too.',
    async ask(desk) {
      const { symbol, quantity } = desk.contract;
      const [clientAlgoId, newClientOrderId] = [desk.newId(), desk.newId()];
      const stop = await desk.stop('SELL', '0.95', { clientAlgoId });
      const found = async (method: string, parameters: Record<string, string>): Promise<true | null> => ((await desk.send(method, parameters)).code === null ? true : null);
      const stopLag = stop.code === null ? ([['the stop', () => found('fapiPrivateGetAlgoOrder', { clientAlgoId })]] as const) : [];
      const entry = await desk.market('BUY', quantity, { newClientOrderId });
      if (entry.code !== null) throw new CannotTell(`the order was refused: ${entry.code} ${entry.words}`);
      const orderId = String((entry.payload as OrderRow)['orderId']);
      return findLag(desk, [
        ...stopLag,
        ['the order', () => found('fapiPrivateGetOrder', { symbol, origClientOrderId: newClientOrderId })],
        ['the position', async () => ((await desk.size()).eq(quantity) ? true : null)],
        ['its trades', async () => (((await desk.insist('fapiPrivateGetUserTrades', { symbol, orderId })) as readonly unknown[]).length > 0 ? true : null)],
      ]);
    },
  },
  {
    id: 'flat-positions',
    subject: 'reads',
    question: 'Which of the two listings of positions shows a contract that is flat?',
    assumes: 'Version 2 does, with 0; version 3 leaves it out, so that its silence is no evidence of a flat position.',
    expects: ['version 2'],
    asks: 'GET v2/positionRisk and v3/positionRisk while flat.',
    otherwise: '`libs/exchange/src/binance/read-key.ts` reads version 2 and takes its 0 for flat.',
    async ask(desk) {
      const { symbol } = desk.contract;
      const [second, third] = [await desk.insist('fapiPrivateV2GetPositionRisk', { symbol }), await desk.insist('fapiPrivateV3GetPositionRisk', { symbol })].map((rows) => (rows as readonly unknown[]).length > 0);
      return saw(second ? (third ? 'both' : 'version 2') : third ? 'version 3' : 'neither');
    },
  },
  {
    id: 'ended-open-order',
    subject: 'reads',
    question: 'What does the endpoint of one open order say of an order that has ended?',
    assumes: 'That it does not exist.',
    expects: ['-2013'],
    asks: 'POST order: LIMIT, 4 % below the mark price; DELETE order; GET openOrder.',
    otherwise: 'Correct `libs/paper-venue/src/binance/orders.ts`; the engine asks GET order, which knows ended ones.',
    async ask(desk) {
      const name = { symbol: desk.contract.symbol, origClientOrderId: desk.newId() };
      const placed = await desk.limit('BUY', '0.96', { newClientOrderId: name.origClientOrderId });
      if (placed.code !== null) throw new CannotTell(`the order was refused: ${placed.code} ${placed.words}`);
      await desk.insist('fapiPrivateDeleteOrder', name);
      return takenOr(await desk.send('fapiPrivateGetOpenOrder', name));
    },
  },
  {
    id: 'unknown-parameters',
    subject: 'reads',
    question: 'What does Binance say to a parameter that an endpoint does not know?',
    assumes: 'It refuses the request.',
    expects: [binanceRules.unknownParameters],
    rule: 'unknownParameters',
    asks: 'GET openOrders with `colour=blue`.',
    otherwise: 'A misspelt parameter is then not noticed at the exchange, and must be by the tests: keep the paper exchange strict.',
    async ask(desk) {
      const { code, words } = await desk.send('fapiPrivateGetOpenOrders', { symbol: desk.contract.symbol, colour: 'blue' });
      return saw(code === null ? 'ignore' : code === '-1104' || code === '-1101' ? 'refuse' : code, words || null);
    },
  },
];
