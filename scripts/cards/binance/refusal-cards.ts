import { type Card, saw } from '../card.ts';
import type { Parameters, Reply } from '../desk.ts';
import type { BinanceDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';

type Refused = readonly [id: string, of: string, code: string, asks: string, send: (desk: BinanceDesk) => Promise<Reply>];

const trail = (desk: BinanceDesk, more: Parameters): Promise<Reply> => {
  const { symbol, quantity } = desk.contract;
  return desk.send('fapiPrivatePostAlgoOrder', { algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity, reduceOnly: 'true', clientAlgoId: desk.newId(), ...more });
};
const trades = (desk: BinanceDesk, startTime: number, endTime: number): Promise<Reply> => desk.send('fapiPrivateGetUserTrades', { symbol: desk.contract.symbol, startTime: String(startTime), endTime: String(endTime) });

/** What is asked for wrongly, and the code that is assumed for it. */
const refused: readonly Refused[] = [
  ['six-orders-at-once', 'a batch of six orders', '-4082', 'POST batchOrders: six LIMIT orders, 4 % below the mark price.', async (desk) => {
    const { symbol, quantity } = desk.contract;
    const price = desk.scale((await desk.prices()).mark, '0.96');
    const legs = Array.from({ length: 6 }, () => ({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price, newClientOrderId: desk.newId() }));
    return desk.send('fapiPrivatePostBatchOrders', { batchOrders: legs });
  }],
  ['eleven-cancels-at-once', 'eleven cancels in one request', '-4083', 'DELETE batchOrders with eleven ids that nobody has.', (desk) => desk.send('fapiPrivateDeleteBatchOrders', { symbol: desk.contract.symbol, origclientorderidlist: Array.from({ length: 11 }, () => desk.newId()) })],
  ['window-of-minutes', 'a recvWindow beyond a minute', '-1131', 'GET openOrders with a recvWindow of 61 s.', (desk) => desk.send('fapiPrivateGetOpenOrders', { symbol: desk.contract.symbol }, { windowMs: 61_000 })],
  ['unknown-answer-type', 'a newOrderRespType that there is not', '-1136', 'POST order: LIMIT, 4 % below the mark price, newOrderRespType=SOME.', (desk) => desk.limit('BUY', '0.96', { newOrderRespType: 'SOME' })],
  ['close-position-of-an-order', 'closePosition of an order at market', '-4136', 'POST order: MARKET, closePosition=true.', (desk) => desk.send('fapiPrivatePostOrder', { symbol: desk.contract.symbol, side: 'SELL', type: 'MARKET', closePosition: 'true', newClientOrderId: desk.newId() })],
  ['unknown-time-in-force', 'a timeInForce that there is not', '-1115', 'POST order: LIMIT, 4 % below the mark price, timeInForce=SOON.', (desk) => desk.limit('BUY', '0.96', { timeInForce: 'SOON' })],
  ['callback-rate', 'a callback rate of half the price', '-2007', 'POST algoOrder: TRAILING_STOP_MARKET, callbackRate=50.', (desk) => trail(desk, { callbackRate: '50' })],
  ['activation-on-the-wrong-side', 'an activation price on the wrong side', '-4135', 'POST algoOrder: TRAILING_STOP_MARKET that sells, activatePrice 5 % below the mark price.', async (desk) => trail(desk, { callbackRate: '1', activatePrice: desk.scale((await desk.prices()).mark, '0.95') })],
  ['activation-price-by-its-old-name', '`activationPrice`, which is what ccxt sends', '-1104', 'POST algoOrder: TRAILING_STOP_MARKET, activationPrice 5 % above the mark price.', async (desk) => trail(desk, { callbackRate: '1', activationPrice: desk.scale((await desk.prices()).mark, '1.05') })],
  ['trades-backwards', 'trades of a time that ends before it begins', '-1023', 'GET userTrades, endTime a minute before startTime.', (desk) => trades(desk, Date.now() - 60_000, Date.now() - 120_000)],
  ['trades-of-eight-days', 'trades of more than seven days', '-4165', 'GET userTrades of eight days.', (desk) => trades(desk, Date.now() - 8 * 86_400_000, Date.now())],
];

const interval: Card<BinanceDesk> = {
  id: 'unknown-interval',
  subject: 'refusals',
  question: 'With which code does Binance refuse candles of an interval that there is not?',
  assumes: 'With -1120.',
  expects: ['-1120'],
  asks: 'GET klines with interval=7m.',
  otherwise: 'Correct the code in `libs/paper-venue/src/binance/order-book-data.ts`.',
  async ask(desk) {
    const { code, words } = await desk.sendPublic('fapiPublicGetKlines', { symbol: desk.contract.symbol, interval: '7m' });
    return saw(code ?? 'taken', words || null);
  },
};

/** Cards about codes that the documents name, and of which they do not say for what. Source: Binance USD-M, "Error Codes"; which request gets which is assumed. */
export const refusalCards: readonly Card<BinanceDesk>[] = [
  ...refused.map(
    ([id, of, code, asks, send]): Card<BinanceDesk> => ({
      id,
      subject: 'refusals',
      question: `With which code does Binance refuse ${of}?`,
      assumes: `With ${code}.`,
      expects: [code],
      asks,
      otherwise: 'Correct the code in `libs/paper-venue/src/binance`; one that is not in `libs/exchange/src/binance/codes.ts` leaves an outcome unknown.',
      ask: async (desk) => takenOr(await send(desk)),
    }),
  ),
  interval,
];
