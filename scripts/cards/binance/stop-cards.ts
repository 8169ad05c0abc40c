import { binanceRules } from '@breakwater/paper';
import { type Card, CannotTell, saw } from '../card.ts';
import type { Reply } from '../desk.ts';
import type { BinanceDesk } from './desk.ts';
import { triggerStop } from './trigger-stop.ts';

/** `taken`, or the code of the refusal: what most cards want to know. */
export const takenOr = ({ code, words }: Reply) => saw(code ?? 'taken', words || null);

const FLAT = 'without a position';

/** Whether a stop that was placed still waits once the position has gone: looked for as long as the exchange may need to end it. */
async function endsWithPosition(desk: BinanceDesk, more: { readonly closePosition?: string }): Promise<ReturnType<typeof saw>> {
  await desk.openLong();
  const { code, words } = await desk.stop('SELL', '0.95', more);
  if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
  await desk.closeLong();
  const ended = await desk.find(async () => ((await desk.openAlgoOrders()).length === 0 ? true : null), desk.settleMs);
  return saw(ended === null ? 'never' : 'with-position', ended === null ? `it waited on for ${desk.settleMs} ms` : null);
}

/** Cards about Binance's conditional orders. Sources of what they assume: Binance USD-M, "New Algo Order", "Error Codes". */
export const stopCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'stop-without-position',
    subject: 'stops',
    question: `Does Binance take a reduce-only stop ${FLAT}?`,
    assumes: 'It does, and looks at the position when the stop triggers: `stopFirst` of an account rests on that.',
    expects: ['taken'],
    asks: 'POST algoOrder: STOP_MARKET, reduceOnly, 5 % below the mark price, while flat.',
    otherwise: 'Leave `stopFirst` out of every account (`libs/engine/src/place-stop-first.ts` then lets no entry leave), and have `libs/paper/src/place-conditional-order.ts` refuse it.',
    ask: async (desk) => takenOr(await desk.stop('SELL', '0.95')),
  },
  {
    id: 'stop-before-its-entry',
    subject: 'stops',
    question: 'Does a reduce-only stop that was placed first still wait once its entry is filled?',
    assumes: 'It waits on, and is the stop of the position that came about: `stopFirst` again.',
    expects: ['waits'],
    asks: 'POST algoOrder: STOP_MARKET while flat; POST order: MARKET; GET openAlgoOrders.',
    otherwise: 'As above: a position entered so would be bare until the audit after its fill (`libs/engine/src/protect-position.ts`).',
    async ask(desk) {
      const { code, words } = await desk.stop('SELL', '0.95');
      if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
      await desk.openLong();
      const ended = await desk.find(async () => ((await desk.openAlgoOrders()).length === 0 ? true : null), desk.settleMs);
      return saw(ended === null ? 'waits' : 'gone');
    },
  },
  {
    id: 'two-full-stops',
    subject: 'stops',
    question: 'May two reduce-only stops, each of the whole position, wait at the same time?',
    assumes: 'They may: a stop is replaced by placing the new one before the old one goes (I5).',
    expects: ['taken'],
    asks: 'POST order: MARKET; POST algoOrder twice: STOP_MARKET of the whole quantity, 5 % and 6 % below the mark price.',
    otherwise: 'No stop can be replaced without a gap: `libs/core/src/plan-stop.ts` needs another form of stop here.',
    async ask(desk) {
      await desk.openLong();
      const first = await desk.stop('SELL', '0.95');
      if (first.code !== null) return saw(`the first: ${first.code}`, first.words);
      return takenOr(await desk.stop('SELL', '0.94'));
    },
  },
  {
    id: 'stop-among-plain-orders',
    subject: 'stops',
    question: 'What does the endpoint of plain orders say to a stop?',
    assumes: 'It refuses it: conditional orders have endpoints of their own since December 2025.',
    expects: ['-4120'],
    asks: 'POST order: STOP_MARKET with a stopPrice.',
    otherwise: 'Nothing breaks; `libs/paper-venue/src/binance/orders.ts` refuses what the exchange takes.',
    async ask(desk) {
      const { symbol, quantity } = desk.contract;
      const { mark } = await desk.prices();
      return takenOr(await desk.send('fapiPrivatePostOrder', { symbol, side: 'SELL', type: 'STOP_MARKET', quantity, stopPrice: desk.scale(mark, '0.95'), newClientOrderId: desk.newId() }));
    },
  },
  {
    id: 'stop-beyond-the-price',
    subject: 'stops',
    question: 'What does Binance say to a stop whose trigger price the market has passed?',
    assumes: 'That it would trigger at once: the position is then closed at market instead.',
    expects: ['-2021'],
    asks: 'POST algoOrder: a STOP_MARKET that sells, 5 % above the mark price.',
    otherwise: 'Add the code to PASSED in `libs/exchange/src/binance/codes.ts`: only what stands there has a passed stop closed.',
    ask: async (desk) => takenOr(await desk.stop('SELL', '1.05')),
  },
  {
    id: 'second-close-position-stop',
    subject: 'stops',
    question: 'May two stops that close the whole position wait at the same time?',
    assumes: 'No, the second one is refused.',
    expects: ['-4130'],
    asks: 'POST order: MARKET; POST algoOrder twice: STOP_MARKET with closePosition, 5 % and 6 % below the mark price.',
    otherwise: 'Correct `libs/paper/src/place-conditional-order.ts`; the fleet places none of these.',
    async ask(desk) {
      await desk.openLong();
      const first = await desk.stop('SELL', '0.95', { closePosition: 'true' });
      if (first.code !== null) throw new CannotTell(`the first was refused: ${first.code} ${first.words}`);
      return takenOr(await desk.stop('SELL', '0.94', { closePosition: 'true' }));
    },
  },
  {
    id: 'close-position-ends',
    subject: 'stops',
    question: 'Does a stop that closes the whole position end when somebody closes the position by other means?',
    assumes: 'It ends with its position.',
    expects: [binanceRules.closePositionEnds],
    rule: 'closePositionEnds',
    asks: 'POST order: MARKET; POST algoOrder: STOP_MARKET with closePosition; POST order: MARKET that closes; GET openAlgoOrders.',
    otherwise: 'A stop that outlives its position may close the next one: foreign ones stay where they are (I11).',
    ask: (desk) => endsWithPosition(desk, { closePosition: 'true' }),
  },
  {
    id: 'quantity-stop-ends',
    subject: 'stops',
    question: 'Does a reduce-only stop with a quantity end when the position is closed by other means?',
    assumes: 'It waits on, and is left over: `libs/core/src/reconcile/leftover-stops.ts` takes ours away.',
    expects: [binanceRules.quantityStopEnds],
    rule: 'quantityStopEnds',
    asks: 'POST order: MARKET; POST algoOrder: STOP_MARKET, reduceOnly; POST order: MARKET that closes; GET openAlgoOrders.',
    otherwise: 'Less is left over than is looked for, and `stopFirst` must be doubted: see `stop-before-its-entry`.',
    ask: (desk) => endsWithPosition(desk, {}),
  },
  {
    id: 'stop-in-its-own-list',
    subject: 'stops',
    question: 'In which listing does a waiting stop stand?',
    assumes: 'Among the conditional orders alone, so that a look at a key needs both listings.',
    expects: ['conditional'],
    asks: 'POST algoOrder: STOP_MARKET; GET openOrders, GET openAlgoOrders.',
    otherwise: 'In both: `libs/exchange/src/binance/read-key.ts` would see one stop as two. In neither: every stop looks lost.',
    async ask(desk) {
      const { code, words } = await desk.stop('SELL', '0.95');
      if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
      const isConditional = (await desk.find(async () => ((await desk.openAlgoOrders()).length > 0 ? true : null))) !== null;
      const isPlain = (await desk.openOrders()).length > 0;
      return saw(isConditional ? (isPlain ? 'both' : 'conditional') : isPlain ? 'plain' : 'neither');
    },
  },
  {
    id: 'cancel-in-the-wrong-list',
    subject: 'stops',
    question: 'What does the endpoint of plain orders say to the cancel of a stop?',
    assumes: 'That it does not know it: two lists, two spaces of ids.',
    expects: ['-2011'],
    asks: 'POST algoOrder: STOP_MARKET; DELETE order with its client id.',
    otherwise: 'Correct `libs/paper-venue/src/binance/orders.ts`.',
    async ask(desk) {
      const clientAlgoId = desk.newId();
      const { code, words } = await desk.stop('SELL', '0.95', { clientAlgoId });
      if (code !== null) throw new CannotTell(`the stop was refused: ${code} ${words}`);
      return takenOr(await desk.send('fapiPrivateDeleteOrder', { symbol: desk.contract.symbol, origClientOrderId: clientAlgoId }));
    },
  },
  {
    id: 'child-client-order-id',
    subject: 'stops',
    question: 'Which client order id has the plain order that a triggered stop becomes?',
    assumes: 'That of the stop.',
    expects: [binanceRules.childClientOrderId],
    rule: 'childClientOrderId',
    asks: 'POST order: MARKET; POST algoOrder: STOP_MARKET just below the last price; once it has triggered, GET order by its `actualOrderId`.',
    otherwise: 'The engine finds the child by `actualOrderId` in either case (`libs/exchange/src/binance/parse-algo-order.ts`).',
    async ask(desk) {
      const { clientAlgoId, child } = await triggerStop(desk);
      return saw(child['clientOrderId'] === clientAlgoId ? 'same' : 'made', String(child['clientOrderId']));
    },
  },
];
