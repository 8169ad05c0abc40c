import type { CancelOrder, PlaceMarket, PlaceStop, Request } from '@breakwater/core';

const SYMBOL = 'TAGUSDT';
const entry: PlaceMarket = { kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId: 'bwe-codes' };
const stop: PlaceStop = {
  ...{ kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'net', side: 'sell', quantity: '100000', triggerPrice: '0.0003473' },
  ...{ triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-codes' },
};
const cancel: CancelOrder = { kind: 'cancel', symbol: SYMBOL, list: 'plain', clientOrderId: 'bwe-codes' };

/** One request of each kind that a code may answer. */
export const requests = {
  entry,
  exit: { ...entry, side: 'sell', reduceOnly: true, clientOrderId: 'bwx-codes' },
  stop,
  cancel,
  'cancel of a stop': { ...cancel, list: 'conditional', clientOrderId: 'bws-codes' },
  leverage: { kind: 'leverage', symbol: SYMBOL, leverage: 7 },
  'margin mode': { kind: 'margin_mode', symbol: SYMBOL, mode: 'isolated' },
} as const satisfies Readonly<Record<string, Request>>;
export type RequestName = keyof typeof requests;

/** What an answer must be taken for; `stop_would_trigger` is a rejection under the name that all venues share. */
export type Meaning = 'accepted' | 'rejected' | 'denied' | 'unknown' | 'stop_would_trigger';

/** Code, HTTP status, the request that it answers, what it must be taken for, what it says; the exchange's words where they matter. */
export type CodeLine = readonly [code: number, httpStatus: number, request: RequestName, meaning: Meaning, says: string, message?: string];

/** What the paper exchange is told to do (its fault, without whom it meets), and what every request must take that for. */
export type SituationLine = readonly [situation: string, fault: { readonly kind: string } & Readonly<Record<string, unknown>>, meaning: Meaning, code?: string];

const refuse = (httpStatus: number, body: string, headers: Readonly<Record<string, string>> = {}) => ({ kind: 'refuse', httpStatus, body, headers });
export const page = (httpStatus: number) => refuse(httpStatus, `<html><body>${httpStatus}</body></html>`);
export const words = (httpStatus: number, msg: string) => refuse(httpStatus, JSON.stringify({ msg }));

/** What befalls a request on its way, whichever venue it is for. */
export const transport: readonly SituationLine[] = [
  ['the connection closes before the reply, and nothing was done', { kind: 'drop-request' }, 'unknown'],
  ['the connection closes before the reply, and it was done', { kind: 'drop-reply' }, 'unknown'],
  ['the connection is reset', { kind: 'reset-connection' }, 'unknown'],
  ['the connection closes within the body', { kind: 'cut-reply' }, 'unknown'],
  ['nothing comes within the time-out', { kind: 'hang-request' }, 'unknown'],
  ['the body ends in silence', { kind: 'stall-reply' }, 'unknown'],
  ['200 with nothing', refuse(200, ''), 'unknown'],
  ['200 with a page', page(200), 'unknown'],
  ['200 with {}', refuse(200, '{}'), 'unknown'],
  ['200 with null', refuse(200, 'null'), 'unknown'],
  ['200 with a list', refuse(200, '[]'), 'unknown'],
  // Whoever redirects is not the exchange, and what stands behind it is not known. The request must not follow (the test counts).
  ['301 to elsewhere', refuse(301, '', { location: '/elsewhere' }), 'unknown'],
  ['307 to the same place', refuse(307, '', { location: '/fapi/v1/order' }), 'unknown'],
  ['302 to nowhere', refuse(302, '{}'), 'unknown'],
  ['408', refuse(408, ''), 'unknown'],
  ['500 page', page(500), 'unknown'],
  ['502 page', page(502), 'unknown'],
  ['504', page(504), 'unknown'],
  ['403 page of a firewall', page(403), 'denied', 'http_403'],
  ['429 page', page(429), 'denied', 'http_429'],
  ['451 page', page(451), 'denied', 'http_451'],
];
