import type { ConditionalOrderRequest } from '@breakwater/paper';
import { BinanceError } from './binance-error.ts';
import { readClientOrderId } from './client-order-id.ts';
import { readReduceOnly, readSymbol } from './orders.ts';
import { readLeg, readSide } from './read-position-side.ts';
import type { SignedCall } from './route.ts';
import { refuseNotRequired, refuseUnhonoured } from './unhonoured-parameters.ts';
import { conditionalTypeWords, timeInForceWords, toModelWord, workingPriceWords } from './words.ts';

const malformed = (name: string): string => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;

/** The parameters of a new conditional order. Throws the venue's error. Source: docs, Binance USD-M, "New Algo Order". */
export function readConditionalOrder(call: SignedCall): ConditionalOrderRequest {
  const { exchange, parameters } = call;
  if (parameters.text('algoType') !== 'CONDITIONAL') throw new BinanceError(-1102, malformed('algoType'));
  const symbol = readSymbol(call);
  const side = readSide(parameters);
  parameters.text('type');
  const word = parameters.optionalChoice('type', Object.values(conditionalTypeWords), -1116, 'Invalid orderType.');
  const type = toModelWord(conditionalTypeWords, word!);
  const leg = readLeg(parameters);
  const working = parameters.optionalChoice('workingType', Object.values(workingPriceWords), -1102, malformed('workingType'));
  const closePosition = parameters.optionalFlag('closePosition') ?? false;
  if (closePosition && parameters.optionalText('quantity') !== null) throw new BinanceError(-4137, 'Quantity must be zero with closePosition equals true');
  if (closePosition && parameters.optionalText('reduceOnly') !== null) throw new BinanceError(-1106, "Parameter 'reduceonly' sent when not required.");
  const isLimit = type === 'stop' || type === 'take-profit';
  if (closePosition && type !== 'stop-market' && type !== 'take-profit-market') throw new BinanceError(-1106, "Parameter 'closeposition' sent when not required.");
  const tif = parameters.optionalChoice('timeInForce', [...Object.values(timeInForceWords), 'GTE_GTC'] as const, -1115, 'Invalid timeInForce.');
  const isTrailing = type === 'trailing-stop-market';
  // Here only a close-position order ends with its position; another that asks to would outlive it.
  if (tif === 'GTE_GTC' && !closePosition) throw new BinanceError(-1115, 'Invalid timeInForce.');
  if (!isLimit) refuseNotRequired(parameters, ['price', 'timeInForce'], { timeInForce: closePosition ? 'GTE_GTC' : 'GTC' });
  refuseNotRequired(parameters, isTrailing ? ['triggerPrice'] : ['callbackRate', 'activatePrice']);
  refuseUnhonoured(parameters);
  parameters.optionalChoice('newOrderRespType', ['ACK', 'RESULT'], -1136, 'Invalid newOrderRespType.');
  return {
    ...{ symbol, side, leg, type, closePosition },
    quantity: closePosition ? null : parameters.decimal('quantity'),
    reduceOnly: readReduceOnly(call),
    triggerPrice: isTrailing ? null : parameters.decimal('triggerPrice'),
    price: isLimit ? parameters.decimal('price') : null,
    timeInForce: isLimit && tif !== null && tif !== 'GTE_GTC' ? toModelWord(timeInForceWords, tif) : 'gtc',
    trail: isTrailing ? { callbackRate: parameters.decimal('callbackRate'), activatePrice: parameters.optionalDecimal('activatePrice') } : null,
    workingPrice: working === null ? 'last' : toModelWord(workingPriceWords, working),
    priceProtect: parameters.optionalFlag('priceProtect') ?? false,
    clientOrderId: readClientOrderId(exchange, parameters, 'clientAlgoId'),
    origin: 'client',
  };
}
