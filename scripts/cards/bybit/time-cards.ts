import { type Card, saw, type Seen } from '../card.ts';
import type { Stamp } from '../desk.ts';
import type { BybitDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';

/** Sends a resting order with this stamp, and says what came of it: a refusal that left an order behind would be none. */
async function askWith(desk: BybitDesk, stamp: Stamp): Promise<Seen> {
  const order = { category: 'linear', symbol: desk.contract.symbol, side: 'Buy', orderType: 'Limit', timeInForce: 'GTC', positionIdx: 0 };
  const reply = await desk.send('privatePostV5OrderCreate', { ...order, qty: desk.contract.quantity, price: await desk.at('0.96'), orderLinkId: desk.newId() }, stamp);
  if (reply.code === null) return takenOr(reply);
  const left = await desk.find(async () => ((await desk.openOrders()).length > 0 ? true : null), desk.settleMs);
  return saw(left === null ? reply.code : `${reply.code}, and executed`, reply.words);
}

/** Cards about time stamps: the fence rests on them (ARCHITECTURE.md, "The fence", 4). Source: Bybit v5, "Integration Guidance": recv_window. */
export const timeCards: readonly Card<BybitDesk>[] = [
  {
    id: 'late-stamp',
    subject: 'time',
    question: 'Is an order refused whose time stamp is older than its window?',
    assumes: 'It is, and nothing is executed: a worker that slept between looking and sending can do no harm.',
    expects: ['10002'],
    asks: 'POST order/create: Limit, 4 % below the mark price, stamped 8 s ago with a window of 5 s; GET order/realtime.',
    otherwise: 'If it is taken, the fence does not hold: stop trading. Another code belongs into LATE in `libs/exchange/src/bybit/codes.ts`.',
    ask: (desk) => askWith(desk, { aheadMs: -8_000, windowMs: 5_000 }),
  },
  {
    id: 'early-stamp',
    subject: 'time',
    question: 'Is an order refused whose time stamp lies in the future?',
    assumes: 'It is, beyond a second: `bounds.fenceSkewMs` counts on no more than that.',
    expects: ['10002'],
    asks: 'The same, stamped 2.5 s ahead.',
    otherwise: 'If it is taken, raise `bounds.fenceSkewMs` to what is tolerated and half a second.',
    ask: (desk) => askWith(desk, { aheadMs: 2_500, windowMs: 5_000 }),
  },
  {
    id: 'tolerated-stamp',
    subject: 'time',
    question: 'Is an order taken whose time stamp is within its window, and a good while old?',
    assumes: 'It is: requests are signed with the instant at which the look before them began.',
    expects: ['taken'],
    asks: 'The same, stamped 3 s ago.',
    otherwise: 'Every request of the fleet is stamped in the past: shorten its looks, or nothing passes.',
    ask: (desk) => askWith(desk, { aheadMs: -3_000, windowMs: 5_000 }),
  },
];
