import { type AttachedStop, type CancelOrder, type PlaceLimit, type PlaceMarket, type PlaceStop, type Request, unreachable } from '@breakwater/core';
import type { EndpointName, RequestParameters } from './endpoints.ts';
import { MARGIN_MODE_WORDS, POSITION_INDEXES, SIDE_WORDS, TRIGGER_WORDS } from './words.ts';

export interface Call {
  readonly endpoint: EndpointName;
  readonly parameters: RequestParameters;
}

/**
 * The endpoint and parameters of a request that changes state; time stamp, window and signature come later. null for a request
 * that this adapter does not send: to cancel a stop that is part of a position by its id, which it does not have.
 */
export function toCall(request: Request): Call | null {
  switch (request.kind) {
    case 'place':
      return { endpoint: 'placeOrder', parameters: request.type === 'stop_market' ? placeStop(request) : placePlain(request) };
    case 'cancel':
      return cancel(request);
    case 'position_stop':
      return { endpoint: 'setTradingStop', parameters: { category: 'linear', symbol: request.symbol, tpslMode: 'Full', stopLoss: '0', positionIdx: POSITION_INDEXES[request.leg] } };
    case 'leverage':
      return { endpoint: 'setLeverage', parameters: { category: 'linear', symbol: request.symbol, ...bothSides(request.leverage) } };
    case 'margin_mode':
      return { endpoint: 'setMarginMode', parameters: { setMarginMode: MARGIN_MODE_WORDS[request.mode] } };
    default:
      return unreachable(request);
  }
}

/**
 * Bybit v5, POST /v5/order/create. The leg is always named: in hedge mode it must be, and left out in one-way mode it would be
 * guessed. `reduceOnly` is sent in both modes.
 */
function placePlain(request: PlaceMarket | PlaceLimit): RequestParameters {
  const { symbol, side, quantity, leg, reduceOnly, clientOrderId } = request;
  const terms = request.type === 'market' ? { orderType: 'Market' } : { orderType: 'Limit', timeInForce: 'IOC', price: request.price };
  return {
    ...{ category: 'linear', symbol, side: SIDE_WORDS[side], ...terms, qty: quantity },
    ...{ positionIdx: POSITION_INDEXES[leg], reduceOnly, orderLinkId: clientOrderId },
    ...(request.attachedStop && attach(request.attachedStop)),
  };
}

/** A stop at market for the whole position, whatever it becomes, from the first fill on. */
function attach({ triggerPrice, triggerType }: AttachedStop): RequestParameters {
  return { stopLoss: triggerPrice, slTriggerBy: TRIGGER_WORDS[triggerType], tpslMode: 'Full', slOrderType: 'Market' };
}

/**
 * The same with a trigger price: a conditional order. The price that triggers it is always named (left out, Bybit takes the
 * last one), and so is the direction: a sell waits for a fall (2), a buy for a rise (1).
 */
function placeStop(request: PlaceStop): RequestParameters {
  const { side, triggerPrice, triggerType } = request;
  return { ...placePlain({ ...request, type: 'market' }), triggerPrice, triggerDirection: side === 'sell' ? 2 : 1, triggerBy: TRIGGER_WORDS[triggerType] };
}

/** Bybit v5, POST /v5/order/cancel: one space of ids for all lists. */
function cancel({ symbol, list, clientOrderId, exchangeOrderId }: CancelOrder): Call | null {
  const id = exchangeOrderId === undefined ? { orderLinkId: clientOrderId } : { orderId: exchangeOrderId };
  return list === 'position' ? null : { endpoint: 'cancelOrder', parameters: { category: 'linear', symbol, ...id } };
}

/** Bybit v5, POST /v5/position/set-leverage: one for each side; outside of hedge mode both must be the same. */
function bothSides(leverage: number): RequestParameters {
  return { buyLeverage: String(leverage), sellLeverage: String(leverage) };
}
