import { type CancelOrder, type Leg, type PlaceLimit, type PlaceMarket, type PlaceStop, type Request, unreachable } from '@breakwater/core';
import type { EndpointName, QueryParameters } from './endpoints.ts';

export interface Call {
  readonly endpoint: EndpointName;
  readonly parameters: QueryParameters;
}

const POSITION_SIDES: Readonly<Record<Exclude<Leg, 'net'>, string>> = { long: 'LONG', short: 'SHORT' };

/**
 * The endpoint and parameters of a request that changes state; time stamp, window and signature come later. null for a
 * request that Binance has no words for (orders that are part of a position).
 */
export function toCall(request: Request): Call | null {
  switch (request.kind) {
    case 'place':
      return request.type === 'stop_market' ? placeStop(request) : placePlain(request);
    case 'cancel':
      return cancel(request);
    case 'position_stop':
      return null;
    case 'leverage':
      return { endpoint: 'setLeverage', parameters: { symbol: request.symbol, leverage: String(request.leverage) } };
    case 'margin_mode':
      return { endpoint: 'setMarginType', parameters: { symbol: request.symbol, marginType: request.mode === 'cross' ? 'CROSSED' : 'ISOLATED' } };
    default:
      return unreachable(request);
  }
}

/** Binance USD-M, POST /fapi/v1/order. RESULT makes the reply tell the fill, of a limit order that must fill at once (IOC) too. */
function placePlain(request: PlaceMarket | PlaceLimit): Call {
  const { symbol, side, quantity, clientOrderId } = request;
  const terms = request.type === 'market' ? { type: 'MARKET' } : { type: 'LIMIT', timeInForce: 'IOC', price: request.price };
  return {
    endpoint: 'placeOrder',
    parameters: { symbol, side: side.toUpperCase(), ...terms, quantity, ...reducing(request), newClientOrderId: clientOrderId, newOrderRespType: 'RESULT' },
  };
}

/** Binance USD-M, POST /fapi/v1/algoOrder: the only endpoint for stops since 2025-12-09 (else -4120). */
function placeStop(request: PlaceStop): Call {
  const { symbol, side, quantity, triggerPrice, clientOrderId } = request;
  const workingType = request.triggerType === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE';
  return {
    endpoint: 'placeAlgoOrder',
    parameters: {
      ...{ algoType: 'CONDITIONAL', symbol, side: side.toUpperCase(), type: 'STOP_MARKET', quantity, triggerPrice, workingType },
      ...reducing(request),
      ...{ clientAlgoId: clientOrderId, newOrderRespType: 'RESULT' },
    },
  };
}

/** In hedge mode the leg says whether an order reduces, and reduceOnly must not be sent (-1106). */
function reducing({ leg, reduceOnly }: { readonly leg: Leg; readonly reduceOnly: boolean }): QueryParameters {
  if (leg !== 'net') return { positionSide: POSITION_SIDES[leg] };
  return reduceOnly ? { reduceOnly: 'true' } : {};
}

/** Binance USD-M, DELETE /fapi/v1/order and DELETE /fapi/v1/algoOrder: two lists, two spaces of ids. */
function cancel({ symbol, list, clientOrderId, exchangeOrderId }: CancelOrder): Call | null {
  if (list === 'plain') return { endpoint: 'cancelOrder', parameters: { symbol, ...(exchangeOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: exchangeOrderId }) } };
  if (list !== 'conditional') return null;
  return { endpoint: 'cancelAlgoOrder', parameters: { symbol, ...(exchangeOrderId === undefined ? { clientAlgoId: clientOrderId } : { algoId: exchangeOrderId }) } };
}
