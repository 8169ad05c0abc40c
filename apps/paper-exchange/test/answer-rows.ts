/** One request, and the methods of both clients whose declared answer it must have. */
export interface AnswerRow {
  readonly endpoint: string;
  readonly query: string;
  readonly official: string | null;
  readonly client: string | null;
  readonly absent?: { readonly official?: readonly string[]; readonly client?: readonly string[] };
  /** Last price of TAGUSDT to set before the request. */
  readonly price?: string;
}

const batch = (...legs: object[]): string => `batchOrders=${encodeURIComponent(JSON.stringify(legs))}`;
const rest = 'symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003';
const algo = 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&quantity=20000&reduceOnly=true';
/** Only of trailing stops, which are no plain orders any more. */
const trailing = ['activatePrice', 'priceRate'];
/** Of the coin-margined venue, whose declarations the clients share. */
const coinMargined = ['pair', 'cumBase', 'baseQty'];
/** Each filter has some of them; the official client declares all filters in one. */
const ofFilters = ['limit', 'maxPrice', 'minPrice', 'tickSize', 'maxQty', 'minQty', 'stepSize', 'notional', 'multiplierUp', 'multiplierDown', 'multiplierDecimal'];
/** The official client declares a leg of a batch with the fields of an order and those of an error. */
const ofErrors = ['code', 'msg'];
const batchLeg = { official: [...trailing, ...ofErrors], client: [...trailing, ...coinMargined] };
const plainOrder = { official: trailing, client: [...trailing, ...coinMargined] };
/** The independent client has none of v3's shorter lists: it declares v2's for both. */
const onlyV2 = ['feeTier', 'canTrade', 'canDeposit', 'canWithdraw', 'multiAssetsMargin', 'updateTime', 'leverage', 'isolated', 'entryPrice', 'maxNotional', 'bidNotional', 'askNotional'];

/** Every endpoint at least once, in an order in which each has something to show. */
export const answerRows: readonly AnswerRow[] = [
  { endpoint: 'GET /fapi/v1/ping', query: '', official: 'testConnectivity', client: 'testConnectivity' },
  { endpoint: 'GET /fapi/v1/time', query: '', official: 'checkServerTime', client: null },
  // `orderTypes` has an older name in the independent client, which knows no contracts on shares and, at the coin-margined venue only, a size.
  { endpoint: 'GET /fapi/v1/exchangeInfo', query: '', official: 'exchangeInformation', client: 'getExchangeInfo', absent: { official: ofFilters, client: ['OrderType', 'contractSize', 'contractType'] } },
  { endpoint: 'GET /fapi/v1/depth', query: 'symbol=TAGUSDT', official: 'orderBook', client: 'getOrderBook' },
  { endpoint: 'GET /fapi/v1/klines', query: 'symbol=TAGUSDT&interval=1m&limit=3', official: 'klineCandlestickData', client: 'getKlines' },
  ...['', 'symbol=TAGUSDT'].flatMap((query): AnswerRow[] => [
    { endpoint: 'GET /fapi/v1/premiumIndex', query, official: 'markPrice', client: 'getMarkPrice' },
    { endpoint: 'GET /fapi/v1/ticker/24hr', query, official: 'ticker24hrPriceChangeStatistics', client: 'get24hrChangeStatistics' },
    { endpoint: 'GET /fapi/v1/ticker/price', query, official: 'symbolPriceTicker', client: 'getSymbolPriceTicker' },
    { endpoint: 'GET /fapi/v2/ticker/price', query, official: 'symbolPriceTickerV2', client: 'getSymbolPriceTickerV2' },
    { endpoint: 'GET /fapi/v1/ticker/bookTicker', query, official: 'symbolOrderBookTicker', client: 'getSymbolOrderBookTicker' },
    { endpoint: 'GET /fapi/v1/leverageBracket', query, official: 'notionalAndLeverageBrackets', client: 'getNotionalAndLeverageBrackets' },
    // The official client declares a flag, the other a word.
    { endpoint: 'GET /fapi/v1/symbolConfig', query, official: 'symbolConfiguration', client: 'getFuturesSymbolConfig', absent: { client: ['isAutoAddMargin'] } },
  ]),
  { endpoint: 'GET /fapi/v1/openInterest', query: 'symbol=TAGUSDT', official: 'openInterest', client: 'getOpenInterest' },
  { endpoint: 'GET /fapi/v1/fundingRate', query: 'symbol=TAGUSDT', official: 'getFundingRateHistory', client: 'getFundingRateHistory' },
  { endpoint: 'POST /fapi/v1/listenKey', query: '', official: 'startUserDataStream', client: 'getFuturesUserDataListenKey' },
  { endpoint: 'PUT /fapi/v1/listenKey', query: '', official: 'keepaliveUserDataStream', client: 'keepAliveFuturesUserDataListenKey' },
  { endpoint: 'DELETE /fapi/v1/listenKey', query: '', official: 'closeUserDataStream', client: 'closeFuturesUserDataListenKey' },
  { endpoint: 'POST /fapi/v1/positionSide/dual', query: 'dualSidePosition=true', official: 'changePositionMode', client: 'setPositionMode' },
  { endpoint: 'GET /fapi/v1/positionSide/dual', query: '', official: 'getCurrentPositionMode', client: 'getCurrentPositionMode' },
  { endpoint: 'POST /fapi/v1/positionSide/dual', query: 'dualSidePosition=false', official: 'changePositionMode', client: 'setPositionMode' },
  { endpoint: 'POST /fapi/v1/leverage', query: 'symbol=TAGUSDT&leverage=7', official: 'changeInitialLeverage', client: 'setLeverage' },
  { endpoint: 'POST /fapi/v1/marginType', query: 'symbol=COTIUSDT&marginType=ISOLATED', official: 'changeMarginType', client: 'setMarginType' },

  { endpoint: 'POST /fapi/v1/order', query: 'symbol=TAGUSDT&side=BUY&type=MARKET&quantity=60000&newOrderRespType=RESULT', official: 'newOrder', client: 'submitNewOrder', absent: plainOrder },
  { endpoint: 'POST /fapi/v1/order', query: 'symbol=COTIUSDT&side=SELL&type=MARKET&quantity=5000', official: 'newOrder', client: 'submitNewOrder', absent: plainOrder },
  { endpoint: 'POST /fapi/v1/order', query: `${rest}&newClientOrderId=rest`, official: 'newOrder', client: 'submitNewOrder', absent: plainOrder },
  { endpoint: 'PUT /fapi/v1/order', query: 'symbol=TAGUSDT&side=BUY&origClientOrderId=rest&quantity=30000&price=0.00031', official: 'modifyOrder', client: 'modifyOrder', absent: { client: ['cumBase'] } },
  { endpoint: 'POST /fapi/v1/batchOrders', query: batch({ symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '20000' }, { symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '1' }), official: 'placeMultipleOrders', client: 'submitMultipleOrders', absent: batchLeg },
  { endpoint: 'GET /fapi/v1/order', query: 'symbol=TAGUSDT&origClientOrderId=rest', official: 'queryOrder', client: 'getOrder', absent: plainOrder },
  { endpoint: 'GET /fapi/v1/openOrder', query: 'symbol=TAGUSDT&origClientOrderId=rest', official: 'queryCurrentOpenOrder', client: 'getCurrentOpenOrder', absent: plainOrder },
  { endpoint: 'GET /fapi/v1/openOrders', query: '', official: 'currentAllOpenOrders', client: 'getAllOpenOrders', absent: plainOrder },

  { endpoint: 'POST /fapi/v1/algoOrder', query: `${algo}&type=STOP_MARKET&triggerPrice=0.00034&clientAlgoId=stop`, official: 'newAlgoOrder', client: 'submitNewAlgoOrder' },
  { endpoint: 'POST /fapi/v1/algoOrder', query: `${algo}&type=TRAILING_STOP_MARKET&callbackRate=5&activatePrice=0.0004`, official: 'newAlgoOrder', client: 'submitNewAlgoOrder' },
  { endpoint: 'POST /fapi/v1/algoOrder', query: 'algoType=CONDITIONAL&symbol=TAGUSDT&side=SELL&type=STOP_MARKET&triggerPrice=0.0003&closePosition=true', official: 'newAlgoOrder', client: 'submitNewAlgoOrder' },
  { endpoint: 'POST /fapi/v1/algoOrder', query: `${algo}&type=TAKE_PROFIT&triggerPrice=0.0005&price=0.0005&clientAlgoId=profit`, official: 'newAlgoOrder', client: 'submitNewAlgoOrder' },
  { endpoint: 'GET /fapi/v1/algoOrder', query: 'clientAlgoId=stop', official: 'queryAlgoOrder', client: 'getAlgoOrder' },
  { endpoint: 'GET /fapi/v1/algoOrder', query: 'clientAlgoId=stop', official: 'queryAlgoOrder', client: 'getAlgoOrder', price: '0.00034' },
  { endpoint: 'GET /fapi/v1/openAlgoOrders', query: '', official: 'currentAllAlgoOpenOrders', client: 'getOpenAlgoOrders' },
  { endpoint: 'GET /fapi/v1/allAlgoOrders', query: 'symbol=TAGUSDT', official: 'queryAllAlgoOrders', client: 'getAllAlgoOrders' },
  { endpoint: 'GET /fapi/v1/allOrders', query: 'symbol=TAGUSDT', official: 'allOrders', client: 'getAllOrders', absent: { official: [...trailing, ...coinMargined], client: plainOrder.client } },
  { endpoint: 'GET /fapi/v1/userTrades', query: 'symbol=TAGUSDT', official: 'accountTradeList', client: 'getAccountTrades', absent: { official: coinMargined, client: coinMargined } },

  ...['', 'symbol=TAGUSDT'].flatMap((query): AnswerRow[] => [
    { endpoint: 'GET /fapi/v2/positionRisk', query, official: 'positionInformationV2', client: 'getPositions' },
    { endpoint: 'GET /fapi/v3/positionRisk', query, official: 'positionInformationV3', client: 'getPositionsV3' },
  ]),
  { endpoint: 'GET /fapi/v2/account', query: '', official: 'accountInformationV2', client: 'getAccountInformation' },
  { endpoint: 'GET /fapi/v3/account', query: '', official: 'accountInformationV3', client: 'getAccountInformationV3', absent: { client: onlyV2 } },
  { endpoint: 'GET /fapi/v2/balance', query: '', official: 'futuresAccountBalanceV2', client: 'getBalance' },
  { endpoint: 'GET /fapi/v3/balance', query: '', official: 'futuresAccountBalanceV3', client: 'getBalanceV3' },
  { endpoint: 'GET /fapi/v1/accountConfig', query: '', official: 'futuresAccountConfiguration', client: 'getFuturesAccountConfig' },
  { endpoint: 'GET /fapi/v1/rateLimit/order', query: '', official: 'queryUserRateLimit', client: 'getUserForceOrders' },

  { endpoint: 'DELETE /fapi/v1/order', query: 'symbol=TAGUSDT&origClientOrderId=rest', official: 'cancelOrder', client: 'cancelOrder', absent: plainOrder },
  { endpoint: 'POST /fapi/v1/order', query: `${rest}&newClientOrderId=again`, official: 'newOrder', client: 'submitNewOrder', absent: plainOrder },
  { endpoint: 'DELETE /fapi/v1/batchOrders', query: `symbol=TAGUSDT&origClientOrderIdList=${encodeURIComponent('["again","none"]')}`, official: 'cancelMultipleOrders', client: 'cancelMultipleOrders', absent: batchLeg },
  { endpoint: 'DELETE /fapi/v1/allOpenOrders', query: 'symbol=TAGUSDT', official: 'cancelAllOpenOrders', client: 'cancelAllOpenOrders' },
  { endpoint: 'POST /fapi/v1/countdownCancelAll', query: 'symbol=TAGUSDT&countdownTime=60000', official: 'autoCancelAllOpenOrders', client: 'setCancelOrdersOnTimeout' },
  { endpoint: 'DELETE /fapi/v1/algoOrder', query: 'clientAlgoId=profit', official: 'cancelAlgoOrder', client: 'cancelAlgoOrder' },
  { endpoint: 'DELETE /fapi/v1/algoOpenOrders', query: 'symbol=TAGUSDT', official: 'cancelAllAlgoOpenOrders', client: 'cancelAllAlgoOpenOrders' },
];
