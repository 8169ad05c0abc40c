import { type Card, saw } from '../card.ts';
import type { Stamp } from '../desk.ts';
import type { BinanceDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';

/** Sends a resting order with this stamp, and says what came of it: a refusal that left an order behind would be none. */
async function askWith(desk: BinanceDesk, stamp: Stamp): Promise<ReturnType<typeof saw>> {
  const { symbol, quantity } = desk.contract;
  const price = desk.scale((await desk.prices()).mark, '0.96');
  const reply = await desk.send('fapiPrivatePostOrder', { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price, newClientOrderId: desk.newId() }, stamp);
  if (reply.code === null) return takenOr(reply);
  const left = await desk.find(async () => ((await desk.openOrders()).length > 0 ? true : null), desk.settleMs);
  return saw(left === null ? reply.code : `${reply.code}, and executed`, reply.words);
}

/** Cards about time stamps: the fence rests on them (ARCHITECTURE.md, "The fence", 4). Source: Binance USD-M, "General Info": Timing security. */
export const timeCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'late-stamp',
    subject: 'time',
    question: 'Is an order refused whose time stamp is older than its recvWindow?',
    assumes: 'It is, and nothing is executed: a worker that slept between looking and sending can do no harm.',
    expects: ['-1021'],
    asks: 'POST order: LIMIT, 4 % below the mark price, stamped 8 s ago with a recvWindow of 5 s; GET openOrders.',
    otherwise: 'If it is taken, the fence does not hold: stop trading. Another code belongs into LATE in `libs/exchange/src/binance/codes.ts`.',
    ask: (desk) => askWith(desk, { aheadMs: -8_000, windowMs: 5_000 }),
  },
  {
    id: 'early-stamp',
    subject: 'time',
    question: 'Is an order refused whose time stamp lies in the future?',
    assumes: 'It is, beyond a second: `bounds.fenceSkewMs` counts on no more than that.',
    expects: ['-1021'],
    asks: 'The same, stamped 2.5 s ahead.',
    otherwise: 'If it is taken, raise `bounds.fenceSkewMs` to what is tolerated and half a second.',
    ask: (desk) => askWith(desk, { aheadMs: 2_500, windowMs: 5_000 }),
  },
  {
    id: 'tolerated-stamp',
    subject: 'time',
    question: 'Is an order taken whose time stamp is within its recvWindow, and a good while old?',
    assumes: 'It is: requests are signed with the instant at which the look before them began.',
    expects: ['taken'],
    asks: 'The same, stamped 3 s ago.',
    otherwise: 'Every request of the fleet is stamped in the past: shorten its looks, or nothing passes.',
    ask: (desk) => askWith(desk, { aheadMs: -3_000, windowMs: 5_000 }),
  },
];
