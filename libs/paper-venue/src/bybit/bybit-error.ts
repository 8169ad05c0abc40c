import type { RefusalReason } from '@breakwater/paper';
import type { Verdict } from '../dialect.ts';

/** A refusal in the venue's words. Thrown while a request is being read or carried out; the dialect renders it. */
export class BybitError extends Error {
  readonly httpStatus: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, httpStatus = 200, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
    this.headers = headers;
  }
}

/** The model's reasons in the venue's codes. Source: docs, Bybit v5, "Error Code"; texts as clients have quoted them. */
const byReason: Readonly<Record<RefusalReason, readonly [code: number, message: string]>> = {
  'unknown-symbol': [10001, 'params error: symbol invalid'],
  'market-closed': [30228, 'No new positions during delisting.'],
  'quantity-not-positive': [10001, 'Qty invalid'],
  'quantity-precision': [10001, 'Qty invalid'],
  'quantity-step': [10001, 'Qty invalid'],
  'quantity-too-small': [10001, 'The number of contracts exceeds minimum limit allowed'],
  'quantity-too-large': [10001, 'The number of contracts exceeds maximum limit allowed: too large'],
  'price-precision': [10001, 'Price invalid'],
  'price-tick': [10001, 'Price invalid'],
  'price-too-low': [110003, 'Order price exceeds the allowable range.'],
  'price-too-high': [110003, 'Order price exceeds the allowable range.'],
  'price-above-band': [30208, 'Failed. The order price is higher than the maximum buying price.'],
  'price-below-band': [30209, 'Failed. The order price is lower than the minimum selling price.'],
  // An order at market is a limit at the bound there: it ends unfilled instead.
  'best-price-beyond-band': [110003, 'Order price exceeds the allowable range.'],
  'notional-too-small': [110094, 'Order does not meet minimum order value %sUSDT'],
  'leg-mismatch': [10001, 'position idx not match position mode'],
  'reduce-only-rejected': [110017, 'current position is zero, cannot fix reduce-only order qty'],
  'reduce-only-excess': [110017, 'Reduce-only rule not satisfied'],
  'insufficient-margin': [110007, 'ab not enough for new order'],
  'would-trigger-at-once': [10001, 'params error: TriggerPrice invalid'],
  'close-position-exists': [10001, 'Request parameter error.'],
  'would-not-rest': [10001, 'Request parameter error.'],
  'would-not-fill': [10001, 'Request parameter error.'],
  'amendment-unchanged': [10001, 'The order remains unchanged as the parameters entered match the existing ones.'],
  'callback-rate-invalid': [10001, 'TrailingStop invalid'],
  'activation-price-invalid': [10001, 'ActivePrice invalid'],
  'duplicate-client-order-id': [110072, 'OrderLinkedID is duplicate'],
  'duplicate-conditional-client-order-id': [110072, 'OrderLinkedID is duplicate'],
  'too-many-open-orders': [110020, 'You cannot have more than 500 active orders.'],
  'too-many-conditional-orders': [110009, 'The number of stop orders exceeds the maximum allowable limit.'],
  'order-not-found': [110001, 'order not exists or too late to replace'],
  'cancel-not-found': [110001, 'order not exists or too late to cancel'],
  'leverage-invalid': [10001, 'leverage invalid'],
  'margin-type-unchanged': [110026, 'Cross/isolated margin mode is not modified'],
  'margin-type-open-orders': [110028, 'Open orders exist, so you cannot change margin mode'],
  'margin-type-open-position': [110024, 'You have an existing position, so the margin mode cannot be switched'],
  'position-mode-unchanged': [110025, 'Position mode is not modified'],
  'position-mode-open-orders': [110028, 'Open orders exist, so you cannot change position mode'],
  'position-mode-open-position': [110024, 'You have an existing position, so position mode cannot be switched'],
  // The world's hand asks for it, no client.
  'cannot-be-ruined': [110005, 'Position status is not normal'],
  'no-position': [10001, 'can not set tp/sl/ts for zero position'],
};

/** What the venue says with a code when nothing more is known. Source: docs, Bybit v5, "Error Code". */
const usualMessages: Readonly<Record<number, string>> = {
  10000: 'Server Timeout',
  10001: 'Request parameter error.',
  10002: 'The request time exceeds the time window range.',
  10003: 'API key is invalid.',
  10004: 'Error sign, please check your signature generation algorithm.',
  10005: 'Permission denied, please check your API key permissions.',
  10006: 'Too many visits. Exceeded the API Rate Limit.',
  10008: 'User has been banned.',
  10009: 'IP has been banned.',
  10010: "Unmatched IP, please check your API key's bound IP addresses.",
  10014: 'Invalid duplicate request.',
  10016: 'Internal System Error.',
  10018: 'Exceeded the IP Rate Limit.',
  10019: 'Service is restarting.',
  10024: 'Compliance rules triggered',
  10027: 'Transactions are banned.',
  10429: 'System level frequency protection',
  33004: 'Your api key has expired.',
  34040: 'not modified',
  110001: 'Order does not exist',
  110007: 'ab not enough for new order',
  110043: 'leverage not modified',
  110079: 'The order is processing and can not be operated, please try again later',
};

/** The usual words of a code. */
export function findUsualMessage(code: number): string {
  return usualMessages[code] ?? 'An error that was asked for.';
}

/** The venue's error for a refusal of the model. `detail` takes the place of the message's `%s`. */
export function toBybitError(reason: RefusalReason, detail: string): BybitError {
  const [code, message] = byReason[reason];
  return new BybitError(code, message.replace('%s', detail));
}

/** The venue's word for a parameter that it cannot use. */
export function invalid(what: string): BybitError {
  return new BybitError(10001, `params error: ${what} invalid`);
}

/** An error as the venue answers it: HTTP 200 and an envelope without a result. Source: docs, Bybit v5, "Integration Guidance". */
export function renderBybitError(error: BybitError, nowMs: number, headers: Readonly<Record<string, string>> = {}): Verdict {
  const body = { retCode: error.code, retMsg: error.message, result: {}, retExtInfo: {}, time: nowMs };
  return { answer: { status: error.httpStatus, headers: { ...headers, ...error.headers }, body }, code: error.code };
}
