import type { RefusalReason } from '@breakwater/paper';
import type { Verdict } from '../dialect.ts';

/** A refusal in the venue's words. Thrown while a request is being read or carried out; the dialect renders it. */
export class BinanceError extends Error {
  readonly httpStatus: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What is said instead of code and message, where something before the venue says it. */
  readonly page: string | null;

  constructor(code: number, message: string, httpStatus = 400, headers: Readonly<Record<string, string>> = {}, page: string | null = null) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = code;
    this.headers = headers;
    this.page = page;
  }
}

/** The model's reasons in the venue's codes. Source: docs, Binance USD-M, "Error Codes". */
const byReason: Readonly<Record<RefusalReason, readonly [code: number, message: string]>> = {
  'unknown-symbol': [-1121, 'Invalid symbol.'],
  'market-closed': [-4140, 'Invalid symbol status for opening position.'],
  'quantity-not-positive': [-4003, 'Quantity less than or equal to zero.'],
  'quantity-precision': [-1111, 'Precision is over the maximum defined for this asset.'],
  'quantity-step': [-4023, 'Qty not increased by step size.'],
  'quantity-too-small': [-4004, 'Quantity less than min quantity.'],
  'quantity-too-large': [-4005, 'Quantity greater than max quantity.'],
  'price-precision': [-1111, 'Precision is over the maximum defined for this asset.'],
  'price-tick': [-4014, 'Price not increased by tick size.'],
  'price-too-low': [-4013, 'Price less than min price.'],
  'price-too-high': [-4002, 'Price greater than max price.'],
  'price-above-band': [-4016, "Limit price can't be higher than %s."],
  'price-below-band': [-4024, "Limit price can't be lower than %s."],
  'best-price-beyond-band': [-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."],
  'notional-too-small': [-4164, "Order's notional must be no smaller than %s (unless you choose reduce only)."],
  'leg-mismatch': [-4061, "Order's position side does not match user's setting."],
  'reduce-only-rejected': [-2022, 'ReduceOnly Order is rejected.'],
  'reduce-only-excess': [-4118, 'ReduceOnly Order Failed. Please check your existing position and open orders'],
  'insufficient-margin': [-2019, 'Margin is insufficient.'],
  'would-trigger-at-once': [-2021, 'Order would immediately trigger.'],
  'close-position-exists': [-4130, 'An open stop or take profit order with GTE and closePosition in the direction is existing.'],
  'would-not-rest': [-5022, 'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history'],
  'would-not-fill': [-5021, 'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history'],
  'amendment-unchanged': [-5027, 'No need to modify the order.'],
  'callback-rate-invalid': [-2007, 'Invalid callBack rate.'],
  'activation-price-invalid': [-4135, 'Invalid activation price.'],
  'duplicate-client-order-id': [-4116, 'ClientOrderId is duplicated.'],
  'duplicate-conditional-client-order-id': [-20132, 'The client algo id is duplicated.'],
  'too-many-open-orders': [-2025, 'Reach max open order limit.'],
  'too-many-conditional-orders': [-4045, 'Reach max stop order limit.'],
  'order-not-found': [-2013, 'Order does not exist.'],
  'cancel-not-found': [-2011, 'Unknown order sent.'],
  'leverage-invalid': [-4028, 'Leverage %s is not valid'],
  'margin-type-unchanged': [-4046, 'No need to change margin type.'],
  'margin-type-open-orders': [-4047, 'Margin type cannot be changed if there exists open orders.'],
  'margin-type-open-position': [-4048, 'Margin type cannot be changed if there exists position.'],
  'position-mode-unchanged': [-4059, 'No need to change position side.'],
  'position-mode-open-orders': [-4067, 'Position side cannot be changed if there exists open orders.'],
  'position-mode-open-position': [-4068, 'Position side cannot be changed if there exists position.'],
  'no-position': [-2022, 'ReduceOnly Order is rejected.'],
  // The world's hand asks for it, no client.
  'cannot-be-ruined': [-2023, 'User in liquidation mode now.'],
};

/** What the venue says to all but closings while it has too much to do. */
export function overloaded(): BinanceError {
  return new BinanceError(-1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.', 503);
}

/** The venue's error for a refusal of the model. `detail` takes the place of the message's `%s`. */
export function toBinanceError(reason: RefusalReason, detail: string): BinanceError {
  const [code, message] = byReason[reason];
  return new BinanceError(code, message.replace('%s', detail));
}

/** An error as the venue answers it: `{code, msg}`, or the page that is said instead. */
export function renderBinanceError(error: BinanceError, headers: Readonly<Record<string, string>> = {}): Verdict {
  const body = error.page ?? { code: error.code, msg: error.message };
  return { answer: { status: error.httpStatus, headers: { ...headers, ...error.headers }, body }, code: error.code };
}
