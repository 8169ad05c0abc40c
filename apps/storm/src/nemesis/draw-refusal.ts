import type { Dice } from '../time/dice.ts';

interface Refusal {
  readonly code: number;
  readonly httpStatus: number;
  readonly message: string;
}

const busy: Refusal = { code: -1003, httpStatus: 429, message: 'Too many requests' };
const late: Refusal = { code: -1021, httpStatus: 400, message: 'Timestamp for this request is outside of the recvWindow.' };
const broken: Refusal = { code: -1000, httpStatus: 500, message: 'An unknown error occurred while processing the request.' };
const poor: Refusal = { code: -2019, httpStatus: 400, message: 'Margin is insufficient.' };
const small: Refusal = { code: -4164, httpStatus: 400, message: "Order's notional must be no smaller than 5 (unless you choose reduce only)." };
const passed: Refusal = { code: -2021, httpStatus: 400, message: 'Order would immediately trigger.' };
const crowded: Refusal = { code: -4045, httpStatus: 400, message: 'Reach max stop order limit.' };
const strange: Refusal = { code: -9999, httpStatus: 400, message: 'A code that nobody has heard of' };

/** A refusal that the venue may give to such a request although nothing is wrong with it. Source: Binance USD-M, "Error Codes". */
export function drawRefusal(dice: Dice, method: string, path: string): Refusal {
  if (method === 'GET' || method === 'DELETE') return dice.pick([busy, late, broken, strange]);
  if (path.endsWith('/algoOrder')) return dice.pick([busy, late, broken, passed, crowded, strange]);
  return dice.pick([busy, late, broken, poor, small, strange]);
}
