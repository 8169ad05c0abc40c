/** Replies in the form of Bybit v5's documentation, each with a sane value in every field. Tests change what matters. */

/** What every answer is wrapped in. */
export function anAnswer(result: unknown) {
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: 1_672_211_918_471 };
}

/** A market order, as a row of GET /v5/order/realtime and GET /v5/order/history. */
export function anOrder() {
  return {
    ...{ orderId: 'fd4300ae-7847-404e-b947-b46980a4d140', orderLinkId: 'bwe1', symbol: 'TAGUSDT', side: 'Buy', positionIdx: 0 },
    ...{ orderStatus: 'Filled', orderType: 'Market', timeInForce: 'IOC', price: '0.0003719', qty: '564334', leavesQty: '0', leavesValue: '0' },
    ...{ cumExecQty: '564334', cumExecValue: '199.9896', cumExecFee: '0.1099', avgPrice: '0.0003543817', createType: 'CreateByUser', cancelType: 'UNKNOWN' },
    ...{ rejectReason: 'EC_NoError', stopOrderType: '', triggerPrice: '', triggerDirection: 0, triggerBy: '', reduceOnly: false, closeOnTrigger: false },
    ...{ takeProfit: '', stopLoss: '', tpslMode: '', createdTime: '1684738540559', updatedTime: '1684738540561' },
  };
}

/** A conditional order that waits for its price. */
export function aConditionalOrder() {
  return {
    ...anOrder(),
    ...{ orderId: '1c2ee2c9-5b5c-4a8e-9bd0-4bd6c6c3e7a1', orderLinkId: 'bws1', side: 'Sell', orderStatus: 'Untriggered', qty: '564334', leavesQty: '564334' },
    ...{ cumExecQty: '0', cumExecValue: '0', avgPrice: '', stopOrderType: 'Stop', triggerPrice: '0.0003473', triggerDirection: 2, triggerBy: 'MarkPrice' },
    ...{ reduceOnly: true, createType: 'CreateByUser' },
  };
}

/** A row of GET /v5/position/list. */
export function aPosition() {
  return {
    ...{ positionIdx: 0, symbol: 'TAGUSDT', side: 'Buy', size: '564334', avgPrice: '0.0003543817', positionValue: '199.99', leverage: '10' },
    ...{ markPrice: '0.0003544', liqPrice: '', positionIM: '20', positionMM: '1', unrealisedPnl: '0.01', stopLoss: '', takeProfit: '', trailingStop: '0' },
    ...{ tpslMode: 'Full', tradeMode: 0, positionStatus: 'Normal', createdTime: '1676538056258', updatedTime: '1697673600012', seq: 5_723_621_632 },
  };
}

/** The same leg without a position. */
export function aFlatPosition() {
  return { ...aPosition(), side: '', size: '0', avgPrice: '0', positionValue: '', markPrice: '' };
}

/** A row of GET /v5/execution/list. */
export function anExecution() {
  return {
    ...{ symbol: 'TAGUSDT', execId: 'e0cbe81d-0f18-5866-9415-cf319b5dab3b', orderId: 'fd4300ae-7847-404e-b947-b46980a4d140', orderLinkId: 'bwe1' },
    ...{ side: 'Buy', orderType: 'Market', stopOrderType: '', execType: 'Trade', execPrice: '0.0003544', execQty: '564334', execValue: '199.99' },
    ...{ execFee: '0.1099', feeRate: '0.00055', feeCurrency: '', isMaker: false, leavesQty: '0', closedSize: '0', orderQty: '564334', execTime: '1672282722429' },
    ...{ createType: 'CreateByUser', seq: 4_688_002_127 },
  };
}

/** A row of GET /v5/market/instruments-info. */
export function aContract() {
  return {
    ...{ symbol: 'TAGUSDT', contractType: 'LinearPerpetual', status: 'Trading', baseCoin: 'TAG', quoteCoin: 'USDT', settleCoin: 'USDT', priceScale: '7' },
    leverageFilter: { minLeverage: '1', maxLeverage: '50', leverageStep: '0.01' },
    priceFilter: { minPrice: '0.0000001', maxPrice: '200', tickSize: '0.0000001' },
    lotSizeFilter: { minOrderQty: '1', maxOrderQty: '100000000', maxMktOrderQty: '50000000', qtyStep: '1', minNotionalValue: '5' },
  };
}
