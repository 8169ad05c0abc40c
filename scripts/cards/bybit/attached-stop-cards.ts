import { Big } from 'big.js';
import { type Card, CannotTell, saw } from '../card.ts';
import type { BybitDesk, Row } from './desk.ts';
import { takenOr } from './stop-cards.ts';

const TERMS = { tpslMode: 'Full', slOrderType: 'Market', slTriggerBy: 'MarkPrice' };

/** Opens a long position whose entry brings a stop along. Returns the price of that. */
async function openWithStop(desk: BybitDesk, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const stopLoss = await desk.at('0.95');
  await desk.openLong({ ...TERMS, stopLoss, ...more });
  return stopLoss;
}

const isAt = (text: string | undefined, price: string): boolean => text !== undefined && text !== '' && new Big(text).eq(price);
const isNone = (text: string | undefined): boolean => text === undefined || text === '' || new Big(text).eq(0);
const findStop = (orders: readonly Row[]): Row | undefined => orders.find(({ stopOrderType }) => stopOrderType === 'StopLoss');

/** Cards about stops that are a part of a position: entries bring them along (`attachStop`). Sources: Bybit v5, "Place Order": stopLoss; "Set Trading Stop". */
export const attachedStopCards: readonly Card<BybitDesk>[] = [
  {
    id: 'attached-stop-at-the-first-fill',
    subject: 'stops',
    question: "Is an entry's `stopLoss` a part of the position as soon as that shows?",
    assumes: 'It is, from the first fill on: a position that was entered so is never bare.',
    expects: ['part of the position'],
    asks: 'POST order/create: Market with stopLoss 5 % below; GET position/list, the first answer that shows the position.',
    otherwise: 'Set `attachStop: false` and rest on the stop that follows; I4 counts the attached one as protection (`libs/core/src/attached-stop.ts`).',
    async ask(desk) {
      const stopLoss = await desk.at('0.95');
      const { code, words } = await desk.market('Buy', desk.contract.quantity, { ...TERMS, stopLoss });
      if (code !== null) throw new CannotTell(`the entry was refused: ${code} ${words}`);
      const row = await desk.find(async () => {
        const now = await desk.position();
        return isNone(now['size']) ? null : now;
      });
      if (row === null) throw new CannotTell('the position did not come about');
      return saw(isAt(row['stopLoss'], stopLoss) ? 'part of the position' : 'not there yet', `stopLoss ${row['stopLoss']}, sent ${stopLoss}`);
    },
  },
  {
    id: 'attached-stop-is-listed',
    subject: 'stops',
    question: 'How do the open orders show the stop that an entry brought along?',
    assumes: 'As an order of type StopLoss at its price, without a client id, that closes the position.',
    expects: ['StopLoss without a client id'],
    asks: 'The same; GET order/realtime.',
    otherwise: 'Correct `libs/exchange/src/bybit/parse-position-stop.ts` and `libs/paper-venue/src/bybit/render-order.ts`: the engine would take it for an order of somebody else, or not see it.',
    async ask(desk) {
      const stopLoss = await openWithStop(desk);
      const row = await desk.find(async () => findStop(await desk.openOrders()) ?? null);
      if (row === null) return saw('not listed');
      const isOurs = isAt(row['triggerPrice'], stopLoss) && row['side'] === 'Sell';
      return saw(`StopLoss ${row['orderLinkId'] === '' ? 'without' : 'with'} a client id${isOurs ? '' : ', elsewhere'}`, `triggerPrice ${row['triggerPrice']}, qty ${row['qty']}, closeOnTrigger ${row['closeOnTrigger']}`);
    },
  },
  {
    id: 'taking-the-stop-away',
    subject: 'stops',
    question: 'Does `trading-stop` with `stopLoss: "0"` take the stop away and leave a take-profit alone?',
    assumes: 'It does: that is how the attached stop goes once the position has its own.',
    expects: ['the stop goes, the take-profit stays'],
    asks: 'POST order/create: Market with stopLoss and takeProfit; POST position/trading-stop: stopLoss 0, Full; GET position/list.',
    otherwise: 'Set `attachStop: false`: `clearAttachedStop` in `libs/core/src/attached-stop.ts` would take away what somebody else set (I11), or leave a second stop for good.',
    async ask(desk) {
      const takeProfit = await desk.at('1.05');
      await openWithStop(desk, { takeProfit, tpOrderType: 'Market', tpTriggerBy: 'MarkPrice' });
      await desk.insist('privatePostV5PositionTradingStop', { category: 'linear', symbol: desk.contract.symbol, tpslMode: 'Full', stopLoss: '0', positionIdx: 0 });
      const isGone = await desk.find(async () => (isNone((await desk.position())['stopLoss']) ? true : null));
      const row = await desk.position();
      return saw(`the stop ${isGone === null ? 'stays' : 'goes'}, the take-profit ${isAt(row['takeProfit'], takeProfit) ? 'stays' : 'goes'}`, `stopLoss ${row['stopLoss']}, takeProfit ${row['takeProfit']}`);
    },
  },
  {
    id: 'taking-no-stop-away',
    subject: 'stops',
    question: 'What does `trading-stop` say when there is no stop to take away?',
    assumes: 'That nothing was modified, which counts as a success.',
    expects: ['34040'],
    asks: 'POST order/create: Market without a stop; POST position/trading-stop: stopLoss 0.',
    otherwise: 'Add the code to UNCHANGED in `libs/exchange/src/bybit/codes.ts`.',
    async ask(desk) {
      await desk.openLong();
      return takenOr(await desk.post('privatePostV5PositionTradingStop', { tpslMode: 'Full', stopLoss: '0', positionIdx: 0 }));
    },
  },
  {
    id: 'stop-beside-an-attached-one',
    subject: 'stops',
    question: 'Is a reduce-only conditional order taken beside a stop that is a part of the position?',
    assumes: 'It is, and both wait: the attached stop goes only after the own one rests (I5).',
    expects: ['both wait'],
    asks: 'POST order/create: Market with stopLoss; a conditional order of the whole quantity; GET order/realtime, GET position/list.',
    otherwise: 'Set `attachStop: false`.',
    async ask(desk) {
      const stopLoss = await openWithStop(desk);
      const orderLinkId = desk.newId();
      const { code, words } = await desk.stop('0.94', { orderLinkId });
      if (code !== null) return saw(code, words);
      await desk.orderThatIs(orderLinkId, 'Untriggered');
      return saw(isAt((await desk.position())['stopLoss'], stopLoss) ? 'both wait' : 'the attached one goes');
    },
  },
  {
    id: 'attached-stop-goes-with-its-position',
    subject: 'stops',
    question: 'Does the attached stop go with its position?',
    assumes: 'It does, so that nothing is left over.',
    expects: ['goes'],
    asks: 'POST order/create: Market with stopLoss; Market that closes; GET order/realtime.',
    otherwise: 'A left-over stop would close the next position: set `attachStop: false`.',
    async ask(desk) {
      await openWithStop(desk);
      await desk.closeLong();
      const isGone = await desk.find(async () => (findStop(await desk.openOrders()) === undefined ? true : null), desk.settleMs);
      return saw(isGone === null ? 'stays' : 'goes');
    },
  },
];
