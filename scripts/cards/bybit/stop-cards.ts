import { bybitRules } from '@breakwater/paper';
import { type Card, CannotTell, saw, type Seen } from '../card.ts';
import type { Parameters, Reply } from '../desk.ts';
import type { BybitDesk } from './desk.ts';

/** `taken`, or the code of the refusal: what most cards want to know. */
export const takenOr = ({ code, words }: Reply): Seen => saw(code ?? 'taken', words || null);

async function placeStop(desk: BybitDesk, more: Parameters = {}): Promise<string> {
  const orderLinkId = desk.newId();
  const { code, words } = await desk.stop('0.95', { orderLinkId, ...more });
  if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
  await desk.orderThatIs(orderLinkId, 'Untriggered');
  return orderLinkId;
}

/** Whether a conditional order still waits once the position has gone: looked for as long as the exchange may need to end it. */
async function endsWithPosition(desk: BybitDesk, more: Parameters): Promise<Seen> {
  await desk.openLong();
  const orderLinkId = await placeStop(desk, more);
  await desk.closeLong();
  const ended = await desk.find(async () => ((await desk.order(orderLinkId))?.['orderStatus'] === 'Untriggered' ? null : true), desk.settleMs);
  return saw(ended === null ? 'never' : 'with-position', ended === null ? `it waited on for ${desk.settleMs} ms` : null);
}

/** How near to the last price a trigger lies that is to be reached soon, and where the price is pushed to where somebody can. */
const NEAR = '0.9997';
const PUSHED = '0.999';

/** Cards about Bybit's conditional orders. Sources of what they assume: Bybit v5, "Place Order", "Get Open & Closed Orders", "Error Codes". */
export const stopCards: readonly Card<BybitDesk>[] = [
  {
    id: 'two-full-stops',
    subject: 'stops',
    question: 'May two reduce-only stops, each of the whole position, wait at the same time?',
    assumes: 'They may: a stop is replaced by placing the new one before the old one goes (I5).',
    expects: ['both wait'],
    asks: 'POST order/create: Market; twice a conditional order, reduceOnly, of the whole quantity; GET order/realtime.',
    otherwise: 'No stop can be replaced without a gap: `libs/core/src/plan-stop.ts` needs another form of stop here.',
    async ask(desk) {
      await desk.openLong();
      await placeStop(desk);
      const orderLinkId = desk.newId();
      const { code, words } = await desk.stop('0.94', { orderLinkId });
      if (code !== null) return saw(code, words);
      await desk.find(async () => ((await desk.order(orderLinkId))?.['orderStatus'] === 'Untriggered' ? true : null));
      const waiting = (await desk.openOrders()).length;
      return saw(waiting === 2 ? 'both wait' : 'one goes', `${waiting} open`);
    },
  },
  {
    id: 'stop-beyond-the-price',
    subject: 'stops',
    question: 'What does Bybit say to a stop whose trigger price the market has passed?',
    assumes: 'That it expects a falling price: the position is then closed at market instead.',
    expects: ['110093'],
    asks: 'POST order/create: Market; a conditional order that sells on a fall, 5 % above the mark price.',
    otherwise: 'Add the code to PASSED in `libs/exchange/src/bybit/codes.ts`: only what stands there has a passed stop closed.',
    async ask(desk) {
      await desk.openLong();
      return takenOr(await desk.stop('1.05'));
    },
  },
  {
    id: 'close-position-ends',
    subject: 'stops',
    question: 'Does a conditional order that closes the whole position end when somebody closes the position by other means?',
    assumes: 'It waits on; only stops that are a part of the position go with it.',
    expects: [bybitRules.closePositionEnds],
    rule: 'closePositionEnds',
    asks: 'POST order/create: Market; a conditional order with qty 0, reduceOnly, closeOnTrigger; Market that closes; GET order/realtime.',
    otherwise: 'Less is left over than is looked for.',
    ask: (desk) => endsWithPosition(desk, { qty: '0', closeOnTrigger: true }),
  },
  {
    id: 'quantity-stop-ends',
    subject: 'stops',
    question: 'Does a reduce-only stop with a quantity end when the position is closed by other means?',
    assumes: 'It waits on, and is left over: `libs/core/src/reconcile/leftover-stops.ts` takes ours away.',
    expects: [bybitRules.quantityStopEnds],
    rule: 'quantityStopEnds',
    asks: 'POST order/create: Market; a conditional order, reduceOnly; Market that closes; GET order/realtime.',
    otherwise: 'Less is left over than is looked for.',
    ask: (desk) => endsWithPosition(desk, {}),
  },
  {
    id: 'one-id-for-life',
    subject: 'stops',
    question: 'Which ids has a conditional order once it has triggered?',
    assumes: 'Those that it had: it is one order for life.',
    expects: [bybitRules.childClientOrderId],
    rule: 'childClientOrderId',
    asks: 'POST order/create: Market; a conditional order just below the last price; once it has triggered, GET order/realtime by its client id.',
    otherwise: '`libs/exchange/src/bybit/parse-order.ts` takes both for one order, and would lose sight of the second.',
    async ask(desk) {
      await desk.openLong();
      const orderLinkId = desk.newId();
      const { last } = await desk.prices();
      const placed = await desk.stop('1', { orderLinkId, triggerPrice: desk.scale(last, NEAR), triggerBy: 'LastPrice' });
      if (placed.code !== null) throw new CannotTell(`the stop was refused: ${placed.code} ${placed.words}`);
      const { orderId } = (placed.payload as { result: { orderId: string } }).result;
      await desk.pushPrice(desk.scale(last, PUSHED));
      const left = await desk.find(async () => ((await desk.size()).eq(0) ? true : null));
      if (left === null) throw new CannotTell(`the market did not reach the stop within ${desk.waitMs} ms: ask again, with a longer --wait-seconds`);
      const row = await desk.find(() => desk.order(orderLinkId));
      return saw(row?.['orderId'] === orderId ? 'same' : 'made', row === null ? 'its client id is not known any more' : `orderId ${row['orderId']}, sent as ${orderId}`);
    },
  },
];
