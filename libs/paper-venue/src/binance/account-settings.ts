import { type Market, type Refusal, readLeverage, setLeverage, setMarginType, setPositionMode } from '@breakwater/paper';
import { BinanceError, toBinanceError } from './binance-error.ts';
import { readOptionalSymbol, readSymbol } from './orders.ts';
import type { Route, SignedCall } from './route.ts';

/** Whole dollars. */
const maxNotional = 100_000_000;

/** Throws the venue's error for a refusal of the model. */
function insist(refusal: Refusal | null): void {
  if (refusal !== null) throw toBinanceError(refusal.refused, refusal.detail);
}

/** The markets that a call is about: the one it names, or all. */
function selectMarkets(call: SignedCall): Market[] {
  const symbol = readOptionalSymbol(call);
  return [...call.exchange.markets.values()].filter((market) => symbol === null || market.symbol === symbol);
}

/** The only bracket of a market: the model knows one maintenance rate for all sizes. */
function renderBrackets(call: SignedCall, market: Market): Record<string, unknown> {
  return {
    symbol: market.symbol,
    notionalCoef: 1,
    brackets: [
      {
        bracket: 1,
        initialLeverage: market.maxLeverage,
        notionalCap: maxNotional,
        notionalFloor: 0,
        maintMarginRatio: Number(call.exchange.rules.maintenanceRate),
        cum: 0,
      },
    ],
  };
}

/** Leverage, margin type and position mode. Sources: docs, Binance USD-M, "Account Endpoints", "Trade Endpoints". */
export const accountSettingRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/fapi/v1/leverage',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const symbol = readSymbol(call);
      const sent = call.parameters.text('leverage');
      if (!/^\d{1,3}$/.test(sent)) throw toBinanceError('leverage-invalid', sent);
      insist(setLeverage(call.exchange, call.account, symbol, Number(sent)));
      return { symbol, leverage: Number(sent), maxNotionalValue: String(maxNotional) };
    },
  },
  {
    method: 'POST',
    path: '/fapi/v1/marginType',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const symbol = readSymbol(call);
      const word = call.parameters.text('marginType');
      if (word !== 'CROSSED' && word !== 'ISOLATED') {
        throw new BinanceError(-1102, "Mandatory parameter 'marginType' was not sent, was empty/null, or malformed.");
      }
      insist(setMarginType(call.exchange, call.account, symbol, word === 'ISOLATED' ? 'isolated' : 'cross'));
      return { code: 200, msg: 'success' };
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/positionSide/dual',
    security: 'signed',
    weight: 30,
    act: ({ account }) => ({ dualSidePosition: account.isHedged }),
  },
  {
    method: 'POST',
    path: '/fapi/v1/positionSide/dual',
    security: 'signed',
    weight: 1,
    act: ({ exchange, account, parameters }) => {
      parameters.text('dualSidePosition');
      insist(setPositionMode(exchange, account, parameters.optionalFlag('dualSidePosition') === true));
      return { code: 200, msg: 'success' };
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/symbolConfig',
    security: 'signed',
    weight: 5,
    act: (call) =>
      selectMarkets(call).map(({ symbol }) => ({
        symbol,
        marginType: call.account.marginTypes.get(symbol) === 'isolated' ? 'ISOLATED' : 'CROSSED',
        isAutoAddMargin: false,
        leverage: readLeverage(call.exchange, call.account, symbol),
        maxNotionalValue: String(maxNotional),
      })),
  },
  {
    method: 'GET',
    path: '/fapi/v1/leverageBracket',
    security: 'signed',
    weight: 1,
    act: (call) => {
      const rows = selectMarkets(call).map((market) => renderBrackets(call, market));
      return call.parameters.optionalText('symbol') === null ? rows : rows[0];
    },
  },
];
