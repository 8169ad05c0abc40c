import { type AttachedStop, type Leg, type PositionStopRequest, type Refusal, type StopPurpose, type TrailingStopRequest, checkPositionStop, checkTrailingStop, listOpenPositions, readPrice, setFineLeverage, setPositionModeOf, setPositionStop, setTrailingStop } from '@breakwater/paper';
import { BybitError, toBybitError } from './bybit-error.ts';
import { insistOnLinear, readLeg, readMarket, readOptionalMarket } from './shared-parameters.ts';
import { readMode, readStop, wrongSide } from './read-order.ts';
import type { Route, SignedCall } from './route.ts';

/** Throws the venue's error for a refusal of the model. */
function insist(refusal: Refusal | null): void {
  if (refusal !== null) throw toBybitError(refusal.refused, refusal.detail);
}

/** Sets the leverage of a contract, one value for both sides. Source: docs, Bybit v5, "Set Leverage". */
function setLeverage(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  insistOnLinear(parameters);
  const { symbol, maxLeverage } = readMarket(call);
  const leverage = parameters.decimal('buyLeverage');
  if (!leverage.eq(parameters.decimal('sellLeverage'))) throw new BybitError(10001, 'Buy leverage must equal sell leverage');
  const refusal = setFineLeverage(exchange, account, symbol, leverage);
  if (refusal?.detail === 'unchanged') throw new BybitError(110043, 'leverage not modified');
  if (refusal?.detail === 'too large') throw new BybitError(110013, `cannot set leverage [${leverage.toFixed()}] gt maxLeverage [${maxLeverage}] by risk limit`);
  insist(refusal);
  return {};
}

/** One-way (0) or hedge (3) mode of a contract, or of all contracts of a settle coin. Source: docs, Bybit v5, "Switch Position Mode". */
function switchMode(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  insistOnLinear(parameters);
  const mode = parameters.optionalInteger('mode');
  if (mode !== 0 && mode !== 3) throw new BybitError(10001, 'params error: mode invalid');
  const market = readOptionalMarket(call);
  const coin = parameters.optionalText('coin');
  if (market === null && coin === null) throw new BybitError(10001, 'params error: symbol or coin is required');
  const symbols = market === null ? [...exchange.markets.values()].filter(({ marginAsset }) => marginAsset === coin).map(({ symbol }) => symbol) : [market.symbol];
  if (symbols.length === 0) throw new BybitError(110050, 'Invalid coin');
  insist(setPositionModeOf(exchange, account, symbols, mode === 3));
  return {};
}

/** The three things that a trading stop says: nothing, `0` for none, or a price. */
type Wish = { readonly purpose: StopPurpose; readonly name: 'StopLoss' | 'TakeProfit'; readonly wish: AttachedStop | null };

/** What a call wants of a stop or take-profit; `null` where it says nothing. */
function readWish({ parameters }: SignedCall, purpose: StopPurpose, isFull: boolean): Wish | null {
  const [name, parameter, prefix] = purpose === 'stop' ? (['StopLoss', 'stopLoss', 'sl'] as const) : (['TakeProfit', 'takeProfit', 'tp'] as const);
  const value = parameters.optionalDecimal(parameter);
  if (value === null) return null;
  if (value.lt('0')) throw new BybitError(10001, `${name} invalid`);
  return { purpose, name, wish: readStop(parameters, parameter, prefix, isFull) };
}

/** What a call wants of the trailing stop; `null` where it says nothing. */
function readTrailingStop({ exchange, parameters }: SignedCall, symbol: string, leg: Leg): TrailingStopRequest | null {
  const distance = parameters.optionalDecimal('trailingStop');
  if (distance === null) return null;
  const activatePrice = parameters.optionalDecimal('activePrice');
  const begins = activatePrice === null || activatePrice.eq('0') ? null : activatePrice;
  return { symbol, leg, distance: distance.eq('0') ? null : distance, activatePrice: begins, clientOrderId: `#trail ${exchange.changeCount}` };
}

/**
 * Sets stop, take-profit and trailing stop of a position. A call that names several and changes one succeeds; one that would change nothing
 * is 34040. Nothing is changed if one of them is refused. Source: docs, Bybit v5, "Set Trading Stop".
 */
function setTradingStop(call: SignedCall): unknown {
  const { exchange, account, parameters, nowMs } = call;
  insistOnLinear(parameters);
  const { symbol } = readMarket(call);
  const leg = readLeg(call, symbol);
  const mode = readMode(parameters);
  const trailing = readTrailingStop(call, symbol, leg);
  const wishes = (['stop', 'take-profit'] as const).map((purpose) => readWish(call, purpose, mode === 'full')).filter((wish) => wish !== null);
  if (wishes.length === 0 && trailing === null) throw new BybitError(10001, 'params error: takeProfit, stopLoss or trailingStop is required');
  const position = listOpenPositions(account, symbol, nowMs).find((each) => each.leg === leg);
  if (position === undefined) throw toBybitError('no-position', '');
  const closingSide = position.quantity.gt('0') ? 'sell' : 'buy';
  const requests: PositionStopRequest[] = [];
  for (const { purpose, name, wish } of wishes) {
    const quantity = mode === 'full' ? null : parameters.decimal(purpose === 'stop' ? 'slSize' : 'tpSize');
    const request = { symbol, leg, purpose, mode, wish, quantity, clientOrderId: `#${purpose} ${exchange.changeCount}` };
    const refusal = checkPositionStop(exchange, account, request);
    if (refusal === null) requests.push(request);
    else if (refusal.refused === 'would-trigger-at-once') throw wrongSide(name, wish!, closingSide, purpose, readPrice(exchange, symbol)[wish!.workingPrice]);
    else if (refusal.refused === 'too-many-conditional-orders') throw new BybitError(110060, 'Cannot have more than 20 TP/SLs under Partial tpSlMode');
    else if (refusal.refused !== 'amendment-unchanged') insist(refusal);
  }
  const trail = trailing === null ? null : checkTrailingStop(exchange, account, trailing);
  const follows = trailing !== null && trail === null;
  if (trail !== null && trail.refused !== 'amendment-unchanged') insist(trail);
  if (requests.length === 0 && !follows) throw new BybitError(34040, 'not modified');
  if (follows) setTrailingStop(exchange, account, trailing);
  for (const request of requests) setPositionStop(exchange, account, request);
  return {};
}

/** What is set on a position or a contract. */
export const positionSettingRoutes: readonly Route[] = [
  { method: 'POST', path: '/v5/position/set-leverage', security: 'signed', perSecond: 10, act: setLeverage },
  { method: 'POST', path: '/v5/position/switch-mode', security: 'signed', perSecond: 10, act: switchMode },
  { method: 'POST', path: '/v5/position/trading-stop', security: 'signed', perSecond: 10, act: setTradingStop },
];
