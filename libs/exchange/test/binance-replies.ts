/** Replies in the form of Binance USD-M's documentation, each with a sane value in every field. Tests change what matters. */

/** POST /fapi/v1/order with newOrderRespType=RESULT; GET /fapi/v1/order adds `time`. */
export function anOrder() {
  return {
    ...{ clientOrderId: 'bwe1', orderId: 8886774, symbol: 'TAGUSDT', side: 'BUY', positionSide: 'BOTH', status: 'FILLED' },
    ...{ type: 'MARKET', origType: 'MARKET', timeInForce: 'GTC', reduceOnly: false, closePosition: false, priceProtect: false },
    ...{ price: '0', avgPrice: '0.0003543817', origQty: '564334', executedQty: '564334', cumQuote: '199.9896', stopPrice: '0' },
    ...{ workingType: 'CONTRACT_PRICE', priceMatch: 'NONE', selfTradePreventionMode: 'NONE', goodTillDate: 0 },
    ...{ time: 1_579_276_756_075, updateTime: 1_579_276_756_080 },
  };
}

/** POST and GET /fapi/v1/algoOrder, and the rows of GET /fapi/v1/openAlgoOrders. */
export function anAlgoOrder() {
  return {
    ...{ algoId: 2148627, clientAlgoId: 'bws1', algoType: 'CONDITIONAL', orderType: 'STOP_MARKET', symbol: 'TAGUSDT', side: 'SELL' },
    ...{ positionSide: 'BOTH', timeInForce: 'GTC', quantity: '564334', algoStatus: 'NEW', triggerPrice: '0.0003473', price: '0.00' },
    ...{ actualOrderId: '', actualPrice: '0.00000', actualQty: '0', workingType: 'MARK_PRICE', closePosition: false, reduceOnly: true },
    ...{ priceProtect: false, createTime: 1_750_514_941_540, updateTime: 1_750_514_941_540, triggerTime: 0, goodTillDate: 0 },
  };
}

/** A row of GET /fapi/v2/positionRisk. */
export function aPosition() {
  return {
    ...{ symbol: 'TAGUSDT', positionSide: 'BOTH', positionAmt: '564334', entryPrice: '0.0003543817', markPrice: '0.00035440' },
    ...{ unRealizedProfit: '0.01', liquidationPrice: '0', leverage: '20', marginType: 'cross', notional: '199.99', updateTime: 1_579_276_756_080 },
  };
}

/** A row of GET /fapi/v1/userTrades. */
export function aTrade() {
  return {
    ...{ symbol: 'TAGUSDT', id: 698759, orderId: 8886774, side: 'BUY', positionSide: 'BOTH', price: '0.0003544', qty: '564334' },
    ...{ quoteQty: '199.99', commission: '0.0799', commissionAsset: 'USDT', realizedPnl: '-0.91539999', time: 1_579_276_756_080 },
    ...{ buyer: true, maker: false },
  };
}

/** A contract of GET /fapi/v1/exchangeInfo. */
export function aContract() {
  return {
    ...{ symbol: 'TAGUSDT', contractType: 'PERPETUAL', status: 'TRADING', baseAsset: 'TAG', quoteAsset: 'USDT', marginAsset: 'USDT' },
    ...{ pricePrecision: 9, quantityPrecision: 3 },
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.0000001', maxPrice: '200', tickSize: '0.0000001' },
      { filterType: 'LOT_SIZE', minQty: '1', maxQty: '100000000', stepSize: '1' },
      { filterType: 'MARKET_LOT_SIZE', minQty: '1', maxQty: '50000000', stepSize: '1' },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
    ],
  };
}
