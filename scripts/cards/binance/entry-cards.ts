import { Big } from 'big.js';
import { binanceRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BinanceDesk, OrderRow } from './desk.ts';

const statusOf = (payload: unknown): string => String((payload as OrderRow)['status']);

/** Cards about plain orders. Sources: Binance USD-M, "New Order", "Exchange Information", "Auto-Cancel All Open Orders". */
export const entryCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'market-tells-its-fill',
    subject: 'entries',
    question: 'Does the answer to an order at market tell its fill?',
    assumes: 'With `newOrderRespType=RESULT` it does, so that the first stop is placed on its evidence.',
    expects: ['FILLED, with quantity and price'],
    asks: 'POST order: MARKET, newOrderRespType=RESULT.',
    otherwise: 'Each entry needs a look-up before its stop: `libs/exchange/src/binance/acknowledge.ts`.',
    async ask(desk) {
      const { code, words, payload } = await desk.market('BUY', desk.contract.quantity);
      if (code !== null) throw new CannotTell(`the order was refused: ${code} ${words}`);
      const { executedQty, avgPrice } = payload as OrderRow;
      const isTold = new Big(String(executedQty ?? '0')).eq(desk.contract.quantity) && new Big(String(avgPrice ?? '0')).gt(0);
      return saw(isTold ? `${statusOf(payload)}, with quantity and price` : statusOf(payload), `executedQty ${executedQty}, avgPrice ${avgPrice}`);
    },
  },
  {
    id: 'ioc-without-a-fill',
    subject: 'entries',
    question: 'How does an order end that must fill at once and cannot?',
    assumes: 'As EXPIRED with nothing executed, in the answer itself: entries with `entrySlippagePercentMax` are such orders.',
    expects: ['EXPIRED'],
    asks: 'POST order: LIMIT, IOC, buying 3 % below the mark price.',
    otherwise: 'Correct the states in `libs/exchange/src/binance/parse-order.ts`.',
    async ask(desk) {
      const { code, words, payload } = await desk.limit('BUY', '0.97', { timeInForce: 'IOC' });
      if (code !== null) return saw(code, words);
      return saw(statusOf(payload), `executedQty ${(payload as OrderRow)['executedQty']}`);
    },
  },
  {
    id: 'price-beyond-band',
    subject: 'entries',
    question: 'What becomes of a limit price beyond the band around the mark price?',
    assumes: 'The order is refused.',
    expects: [binanceRules.priceBeyondBand],
    rule: 'priceBeyondBand',
    asks: 'POST order: LIMIT, GTC, buying beyond the band that exchangeInfo tells (PERCENT_PRICE) by half of it; what it buys is sold again.',
    otherwise: 'Nothing in the engine: its limits lie within a few percent.',
    async ask(desk) {
      const factor = new Big(desk.contract.priceBand).times('1.5').plus(1).toFixed();
      const sent = desk.scale((await desk.prices()).mark, factor);
      const { code, words, payload } = await desk.limit('BUY', factor, { price: sent });
      if (code !== null) return saw(code === '-4016' ? 'refuse' : code, words);
      const price = String((payload as OrderRow)['price']);
      return saw(new Big(price).lt(sent) ? 'adjust' : 'taken as it is', `sent ${sent}, stands as ${price}`);
    },
  },
  {
    id: 'countdown-cancels',
    subject: 'entries',
    question: "Does the dead man's switch cancel conditional orders as well?",
    assumes: 'Plain orders alone.',
    expects: [binanceRules.countdownCancels],
    rule: 'countdownCancels',
    asks: 'POST order: LIMIT 5 % below; POST algoOrder: STOP_MARKET 5 % below; POST countdownCancelAll with one second; GET openOrders, GET openAlgoOrders; the countdown is switched off again.',
    otherwise: 'Whoever uses the switch on an account loses the stops of the fleet with it: say so in docs/operations.md.',
    async ask(desk) {
      const { symbol } = desk.contract;
      await desk.openLong();
      const [plain, conditional] = [await desk.limit('BUY', '0.96'), await desk.stop('SELL', '0.95')];
      if (plain.code !== null || conditional.code !== null) throw new CannotTell(`an order was refused: ${plain.code ?? conditional.code} ${plain.words}${conditional.words}`);
      try {
        await desk.insist('fapiPrivatePostCountdownCancelAll', { symbol, countdownTime: '1000' });
        if ((await desk.find(async () => ((await desk.openOrders()).length === 0 ? true : null))) === null) throw new CannotTell('the switch cancelled nothing');
        const isGone = await desk.find(async () => ((await desk.openAlgoOrders()).length === 0 ? true : null), desk.settleMs);
        return saw(isGone === null ? 'plain' : 'all');
      } finally {
        await desk.send('fapiPrivatePostCountdownCancelAll', { symbol, countdownTime: '0' });
      }
    },
  },
];
