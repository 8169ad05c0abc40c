import {
  type AcceptedOrderRequest,
  type AttachedStop,
  type AttachedStops,
  type ConditionalOrderRequest,
  type Decimal,
  type Leg,
  type Market,
  type Order,
  type Side,
  type StopPurpose,
  isBeyondPrice,
  listOpenPositions,
  readPrice,
  toText,
  zero,
} from '@breakwater/paper';
import { BybitError, invalid, toBybitError } from './bybit-error.ts';
import type { Parameters } from './parameters.ts';
import { readLeg, readMarket, readSide } from './shared-parameters.ts';
import type { SignedCall } from './route.ts';
import { findModelWord, findWorkingPrice, timeInForceWords } from './words.ts';

const idPattern = /^[\w-]{1,36}$/;

/** The client's name for an order; one that no client can have where none is sent. Throws 10001 for a broken one. */
export function readLinkId({ exchange, parameters }: SignedCall): string {
  const id = parameters.optionalText('orderLinkId');
  if (id === null) return `#${exchange.changeCount}`;
  if (!idPattern.test(id)) throw new BybitError(10001, 'OrderLinkId invalid');
  return id;
}

/** A price under `name` that may be left out; the venue takes 0 for nothing. */
function readPriceOrNone(parameters: Parameters, name: string): Decimal | null {
  const price = parameters.optionalDecimal(name);
  return price === null || price.eq(zero) ? null : price;
}

/** The word for a price to watch; the last price unless said otherwise. */
export function readWorkingPrice(parameters: Parameters, name: string): 'last' | 'mark' {
  const word = parameters.optionalText(name);
  const working = word === null ? 'last' : findWorkingPrice(word);
  if (working === null) throw invalid(name);
  return working;
}

/** A stop or take-profit by the prefix of its parameters: `sl` or `tp`. `null` if there is none. */
export function readStop(parameters: Parameters, name: 'stopLoss' | 'takeProfit', prefix: 'sl' | 'tp', isFull: boolean): AttachedStop | null {
  const triggerPrice = readPriceOrNone(parameters, name);
  if (triggerPrice === null) return null;
  const orderType = parameters.optionalText(`${prefix}OrderType`) ?? 'Market';
  if (orderType !== 'Market' && orderType !== 'Limit') throw invalid(`${prefix}OrderType`);
  if (isFull && orderType === 'Limit') throw new BybitError(10001, `params error: ${prefix}OrderType must be Market with tpslMode Full`);
  const price = orderType === 'Limit' ? parameters.decimal(`${prefix}LimitPrice`) : null;
  return { triggerPrice, price, workingPrice: readWorkingPrice(parameters, `${prefix}TriggerBy`) };
}

/** The venue's word for a stop on the wrong side of the price that it starts from. */
export function wrongSide(name: string, stop: AttachedStop, closingSide: Side, purpose: StopPurpose, base: Decimal): BybitError {
  const mustBeBelow = (closingSide === 'sell') === (purpose === 'stop');
  const side = closingSide === 'sell' ? 'Buy' : 'Sell';
  return new BybitError(10001, `${name}:${toText(stop.triggerPrice)} set for ${side} position should ${mustBeBelow ? 'lower' : 'higher'} than base_price:${toText(base)}??LastPrice`);
}

/** `Full` unless said otherwise. */
export function readMode(parameters: Parameters): 'full' | 'partial' {
  const word = parameters.optionalText('tpslMode') ?? 'Full';
  if (word !== 'Full' && word !== 'Partial') throw invalid('tpslMode');
  return word === 'Full' ? 'full' : 'partial';
}

/** What makes a position smaller brings nothing along for it. Source: docs, Bybit v5, "Place Order": reduceOnly. */
function reducesOnly(): BybitError {
  return new BybitError(10001, 'params error: TP/SL cannot be set when reduceOnly is true');
}

/** Stop and take-profit that come with an order. Throws 10001 for one on the wrong side of the price at which the order fills. */
function readAttached({ exchange, parameters }: SignedCall, symbol: string, side: Side, price: Decimal | null, reduceOnly: boolean): AttachedStops | null {
  const mode = readMode(parameters);
  const stop = readStop(parameters, 'stopLoss', 'sl', mode === 'full');
  const takeProfit = readStop(parameters, 'takeProfit', 'tp', mode === 'full');
  if (stop === null && takeProfit === null) return null;
  if (reduceOnly) throw reducesOnly();
  const stops = { mode, stop, takeProfit };
  checkSides(stops, side === 'buy' ? 'sell' : 'buy', price ?? readPrice(exchange, symbol).last);
  return stops;
}

/** Throws 10001 for a stop or take-profit on the wrong side of the price at which its order fills. */
function checkSides({ stop, takeProfit }: AttachedStops, closingSide: Side, base: Decimal): void {
  for (const [purpose, name, wish] of [['stop', 'StopLoss', stop], ['take-profit', 'TakeProfit', takeProfit]] as const) {
    if (wish !== null && isBeyondPrice(closingSide, purpose, wish.triggerPrice, base)) throw wrongSide(name, wish, closingSide, purpose, base);
  }
}

/** The stops that an amended order brings along instead of its own; 0 takes one away. `null` where the call says nothing of them. */
export function readAmendedStops({ exchange, parameters }: SignedCall, { symbol, side, price, attached, reduceOnly }: Pick<Order, 'symbol' | 'side' | 'price' | 'attached' | 'reduceOnly'>): AttachedStops | null {
  if (parameters.optionalText('stopLoss') === null && parameters.optionalText('takeProfit') === null) return null;
  if (reduceOnly) throw reducesOnly();
  const mode = parameters.optionalText('tpslMode') === null ? (attached?.mode ?? 'full') : readMode(parameters);
  const keep = (name: 'stopLoss' | 'takeProfit', prefix: 'sl' | 'tp', own: AttachedStop | null): AttachedStop | null => (parameters.optionalText(name) === null ? own : readStop(parameters, name, prefix, mode === 'full'));
  const stops = { mode, stop: keep('stopLoss', 'sl', attached?.stop ?? null), takeProfit: keep('takeProfit', 'tp', attached?.takeProfit ?? null) };
  checkSides(stops, side === 'buy' ? 'sell' : 'buy', parameters.optionalDecimal('price') ?? price ?? readPrice(exchange, symbol).last);
  return stops;
}

/** What both kinds of new order have. */
interface CommonOrder {
  readonly market: Market;
  readonly side: Side;
  readonly leg: Leg;
  readonly price: Decimal | null;
  readonly reduceOnly: boolean;
  readonly closeOnTrigger: boolean;
  readonly timeInForce: 'gtc' | 'ioc' | 'fok' | 'gtx';
  readonly attached: AttachedStops | null;
}

/** Reads what both kinds have. Source: docs, Bybit v5, "Place Order". */
function readCommon(call: SignedCall): CommonOrder {
  const { parameters } = call;
  const market = readMarket(call);
  const side = readSide(parameters);
  const type = parameters.text('orderType');
  if (type !== 'Market' && type !== 'Limit') throw new BybitError(10001, 'OrderType invalid');
  const leg = readLeg(call, market.symbol);
  const closeOnTrigger = parameters.flag('closeOnTrigger');
  const reduceOnly = parameters.flag('reduceOnly') || closeOnTrigger;
  const price = type === 'Limit' ? parameters.decimal('price') : null;
  const word = parameters.optionalText('timeInForce') ?? 'GTC';
  const named = findModelWord(timeInForceWords, word);
  if (named === null) throw new BybitError(10001, 'TimeInForce invalid');
  const attached = readAttached(call, market.symbol, side, price, reduceOnly);
  return { market, side, leg, price, reduceOnly, closeOnTrigger, attached, timeInForce: type === 'Market' ? 'ioc' : named };
}

/** The quantity 0 of a closing order: all that there is of the leg, as far as one order may go. */
function readWholeLeg({ account, nowMs }: SignedCall, market: Market, leg: Leg): Decimal {
  const position = listOpenPositions(account, market.symbol, nowMs).find((each) => each.leg === leg);
  if (position === undefined) throw toBybitError('reduce-only-rejected', '');
  const size = position.quantity.abs();
  return size.gt(market.maxMarketQuantity) ? market.maxMarketQuantity : size;
}

/** The parameters of a new order: one that goes to the market, or, with a trigger price, one that waits. Throws the venue's error. */
export function readNewOrder(call: SignedCall): { readonly plain: AcceptedOrderRequest } | { readonly conditional: ConditionalOrderRequest } {
  const { parameters, fillAfterMs } = call;
  const { market, side, leg, price, reduceOnly, closeOnTrigger, timeInForce, attached } = readCommon(call);
  const { symbol } = market;
  const quantity = parameters.decimal('qty');
  const isWhole = quantity.eq(zero) && reduceOnly && closeOnTrigger;
  const fields = { symbol, side, leg, price, reduceOnly, timeInForce, clientOrderId: readLinkId(call), ...(attached === null ? {} : { attached }) };
  const triggerPrice = readPriceOrNone(parameters, 'triggerPrice');
  if (triggerPrice === null) {
    const type = price === null ? 'market' : 'limit';
    return { plain: { ...fields, type, quantity: isWhole ? readWholeLeg(call, market, leg) : quantity, ...(fillAfterMs === null ? {} : { fillAfterMs }) } };
  }
  const direction = parameters.optionalInteger('triggerDirection');
  if (direction !== 1 && direction !== 2) throw new BybitError(10001, 'TriggerDirection invalid');
  const isStop = (direction === 2) === (side === 'sell');
  const type = price === null ? (isStop ? 'stop-market' : 'take-profit-market') : isStop ? 'stop' : 'take-profit';
  return {
    conditional: {
      ...fields,
      ...{ type, triggerPrice, closeOnTrigger, trail: null, priceProtect: false, origin: 'client' },
      quantity: isWhole ? null : quantity,
      closePosition: isWhole,
      workingPrice: readWorkingPrice(parameters, 'triggerBy'),
    },
  };
}
