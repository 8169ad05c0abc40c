import { Big } from 'big.js';
import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk } from './desk.ts';

/** Cards about plain orders. Sources: Bybit v5, "Place Order", "Get Open & Closed Orders", "Get Trade History". */
export const entryCards: readonly Card<BybitDesk>[] = [
  {
    id: 'match-after-acknowledgement',
    subject: 'entries',
    question: 'How long after its acknowledgement is an order at market filled?',
    assumes: 'Before the first look at it can come.',
    expects: [String(bybitRules.matchAfterMs)],
    rule: 'matchAfterMs',
    asks: 'POST order/create: Market; GET order/realtime by its client id until it is Filled.',
    otherwise: '`libs/exchange/src/bybit/confirm-order.ts` looks again for a while after the acknowledgement: an entry that is later than that is first known to the look that follows.',
    async ask(desk) {
      const orderLinkId = desk.newId();
      const { code, words } = await desk.market('Buy', desk.contract.quantity, { orderLinkId });
      if (code !== null) throw new CannotTell(`the order was refused: ${code} ${words}`);
      const acknowledgedAtMs = performance.now();
      let looks = 0;
      const filled = await desk.find(async () => {
        looks += 1;
        return (await desk.order(orderLinkId))?.['orderStatus'] === 'Filled' ? performance.now() : null;
      });
      if (filled === null) throw new CannotTell('the order was not filled');
      return saw(looks === 1 ? '0' : String(Math.ceil(filled - acknowledgedAtMs)), looks === 1 ? null : `Filled at look ${looks}`);
    },
  },
  {
    id: 'ioc-without-a-fill',
    subject: 'entries',
    question: 'How does an order end that must fill at once and cannot?',
    assumes: 'As Cancelled with nothing executed: entries with `entrySlippagePercentMax` are such orders.',
    expects: ['Cancelled'],
    asks: 'POST order/create: Limit, IOC, buying 3 % below the mark price; GET order/realtime.',
    otherwise: 'Correct the states in `libs/exchange/src/bybit/parse-order.ts`.',
    async ask(desk) {
      const orderLinkId = desk.newId();
      const { code, words } = await desk.limit('Buy', '0.97', { timeInForce: 'IOC', orderLinkId });
      if (code !== null) return saw(code, words);
      const { orderStatus, rejectReason, cumExecQty } = await desk.orderThatIs(orderLinkId, 'Cancelled', 'Rejected', 'Filled', 'PartiallyFilledCanceled', 'Deactivated');
      return saw(String(orderStatus), `${rejectReason}, cumExecQty ${cumExecQty}`);
    },
  },
  {
    id: 'price-beyond-band',
    subject: 'entries',
    question: 'What becomes of a limit price beyond the band around the mark price?',
    assumes: 'It is put on the edge of the band, as Bybit documents of accounts that did not ask otherwise.',
    expects: [bybitRules.priceBeyondBand],
    rule: 'priceBeyondBand',
    asks: 'POST order/create: Limit, GTC, buying beyond the band that instruments-info tells (priceLimitRatioX) by half of it; GET order/realtime; what it buys is sold again.',
    otherwise: 'Nothing in the engine: its limits lie within a few percent.',
    async ask(desk) {
      const factor = new Big(desk.contract.priceBand).times('1.5').plus(1).toFixed();
      const price = await desk.at(factor);
      const orderLinkId = desk.newId();
      const { code, words } = await desk.limit('Buy', factor, { price, orderLinkId });
      if (code !== null) return saw(code === '30208' ? 'refuse' : code, words);
      const row = await desk.orderThatIs(orderLinkId, 'New', 'PartiallyFilled', 'Filled', 'Cancelled', 'Rejected');
      return saw(new Big(String(row['price'])).lt(price) ? 'adjust' : 'taken as it is', `sent ${price}, stands as ${row['price']}, ${row['orderStatus']}`);
    },
  },
  {
    id: 'executions-name-their-order',
    subject: 'entries',
    question: 'Do executions name the client id of their order?',
    assumes: 'They do, so that a fill is recognised as ours by itself.',
    expects: ['named'],
    asks: 'POST order/create: Market; GET execution/list by its client id.',
    otherwise: '`libs/exchange/src/bybit/parse-execution.ts` has to find the order by its exchange id first.',
    async ask(desk) {
      const orderLinkId = desk.newId();
      const { code, words } = await desk.market('Buy', desk.contract.quantity, { orderLinkId });
      if (code !== null) throw new CannotTell(`the order was refused: ${code} ${words}`);
      const rows = await desk.find(async () => {
        const payload = (await desk.insist('privateGetV5ExecutionList', { category: 'linear', symbol: desk.contract.symbol, orderLinkId })) as { result: { list: readonly { orderLinkId: string }[] } };
        return payload.result.list.length > 0 ? payload.result.list : null;
      });
      if (rows === null) throw new CannotTell('no execution could be found by the client id');
      return saw(rows.every((row) => row.orderLinkId === orderLinkId) ? 'named' : 'not named');
    },
  },
];
