/** What a person, a second bot or the venue itself does to an account: trades, stops, cancels, liquidation, ADL. */
import {
  type Leg,
  type Refusal,
  cancelConditionalOrder,
  cancelOrder,
  drawHex,
  findConditionalOrder,
  findOrder,
  isRefusal,
  placeConditionalOrder,
  placeOrder,
  provokeDeleveraging,
  provokeLiquidation,
  toText,
} from '@breakwater/paper';
import { z } from 'zod';
import type { ServedVenue } from '../world.ts';
import { AdminError } from './admin-error.ts';
import { executionsField, positionSideField, positiveDecimalField, selectAccount, selectMarket, sideField } from './selection.ts';

/** The model's answer, or its refusal as a 409. */
function accept<T extends object>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new AdminError(409, `The exchange refuses: ${answer.refused} ${answer.detail}`.trim());
  return answer;
}

const tradeSchema = z.strictObject({
  account: z.string().optional(),
  symbol: z.string(),
  side: sideField,
  quantity: positiveDecimalField,
  positionSide: positionSideField,
  reduceOnly: z.boolean().default(false),
  executions: executionsField.optional(),
  clientOrderId: z.string().min(1).max(36).optional(),
});

/** A market order by hand, in scripted executions if any are given. */
export function postTrade({ exchange }: ServedVenue, body: unknown): unknown {
  const { account, symbol, side, quantity, positionSide, reduceOnly, executions, clientOrderId } = tradeSchema.parse(body);
  selectMarket(exchange, symbol);
  const request = {
    ...{ symbol, side, quantity, reduceOnly },
    leg: positionSide,
    type: 'market',
    timeInForce: 'gtc',
    price: null,
    clientOrderId: clientOrderId ?? `web_${drawHex(exchange.random, 20)}`,
    origin: 'hand',
    parent: null,
  } as const;
  const order = accept(placeOrder(exchange, selectAccount(exchange, account), request, executions));
  return { orderId: order.orderId, clientOrderId: order.clientOrderId, status: order.status, executedQuantity: toText(order.executedQuantity) };
}

const stopSchema = z
  .strictObject({
    account: z.string().optional(),
    symbol: z.string(),
    side: sideField,
    triggerPrice: positiveDecimalField,
    quantity: positiveDecimalField.optional(),
    closePosition: z.boolean().default(false),
    reduceOnly: z.boolean().optional(),
    positionSide: positionSideField,
    workingPrice: z.enum(['last', 'mark']).default('last'),
    clientOrderId: z.string().min(1).max(36).optional(),
  })
  .refine((stop) => stop.closePosition === (stop.quantity === undefined), { error: 'give a quantity, or closePosition' });

/** A stop by hand: with a quantity, reduce-only unless said otherwise, or for the whole position. */
export function postStop({ exchange }: ServedVenue, body: unknown): unknown {
  const stop = stopSchema.parse(body);
  selectMarket(exchange, stop.symbol);
  const order = accept(
    placeConditionalOrder(exchange, selectAccount(exchange, stop.account), {
      symbol: stop.symbol,
      side: stop.side,
      leg: stop.positionSide,
      type: 'stop-market',
      quantity: stop.quantity ?? null,
      closePosition: stop.closePosition,
      reduceOnly: stop.reduceOnly ?? (!stop.closePosition && stop.positionSide === 'net'),
      triggerPrice: stop.triggerPrice,
      ...{ price: null, timeInForce: 'gtc', trail: null },
      workingPrice: stop.workingPrice,
      priceProtect: false,
      clientOrderId: stop.clientOrderId ?? `web_${drawHex(exchange.random, 20)}`,
      origin: 'hand',
    }),
  );
  return { conditionalOrderId: order.conditionalOrderId, clientOrderId: order.clientOrderId };
}

const cancelSchema = z
  .strictObject({
    account: z.string().optional(),
    symbol: z.string(),
    clientOrderId: z.string().optional(),
    orderId: z.int().optional(),
    conditional: z.boolean(),
  })
  .refine((order) => order.clientOrderId !== undefined || order.orderId !== undefined, { error: 'give a clientOrderId or an orderId' });

/** Cancels one order by hand, in the list that `conditional` says. */
export function postCancel({ exchange, clock }: ServedVenue, body: unknown): unknown {
  const { account: named, symbol, clientOrderId = null, orderId = null, conditional } = cancelSchema.parse(body);
  const account = selectAccount(exchange, named);
  const nowMs = clock.nowMs();
  if (conditional) {
    const order = findConditionalOrder(exchange, account, symbol, { conditionalOrderId: orderId, clientOrderId }, nowMs);
    const canceled = accept(cancelConditionalOrder(exchange, account, order));
    return { conditionalOrderId: canceled.conditionalOrderId, clientOrderId: canceled.clientOrderId };
  }
  const canceled = accept(cancelOrder(exchange, account, findOrder(exchange, account, symbol, { orderId, clientOrderId }, nowMs)));
  return { orderId: canceled.orderId, clientOrderId: canceled.clientOrderId };
}

const editSchema = z.strictObject({
  account: z.string().optional(),
  symbol: z.string(),
  clientOrderId: z.string(),
  triggerPrice: positiveDecimalField,
});

/** Moves a waiting stop by hand: the venue knows no change of one, so its page cancels it and places another. */
export function postEditStop({ exchange, clock }: ServedVenue, body: unknown): unknown {
  const { account: named, symbol, clientOrderId, triggerPrice } = editSchema.parse(body);
  const account = selectAccount(exchange, named);
  const found = findConditionalOrder(exchange, account, symbol, { conditionalOrderId: null, clientOrderId }, clock.nowMs());
  const old = accept(cancelConditionalOrder(exchange, account, found));
  const request = { ...old, triggerPrice, trail: null, clientOrderId: `web_${drawHex(exchange.random, 20)}`, origin: 'hand' } as const;
  const order = accept(placeConditionalOrder(exchange, account, request));
  return { conditionalOrderId: order.conditionalOrderId, clientOrderId: order.clientOrderId };
}

const forceSchema = z.strictObject({
  account: z.string().optional(),
  symbol: z.string(),
  leg: z.enum(['net', 'long', 'short']).optional(),
  quantity: positiveDecimalField.optional(),
});

/** Brings about what the venue closes a position for, or a part of it, against the account's will; the venue does it by itself. */
export function postForcedClose({ exchange }: ServedVenue, cause: 'liquidation' | 'adl', body: unknown): unknown {
  const { account: named, symbol, leg, quantity } = forceSchema.parse(body);
  selectMarket(exchange, symbol);
  const account = selectAccount(exchange, named);
  const legs: Leg[] = leg !== undefined ? [leg] : account.isHedged ? ['long', 'short'] : ['net'];
  const provoke = cause === 'liquidation' ? provokeLiquidation : provokeDeleveraging;
  const answers = legs.map((each) => provoke(exchange, account, symbol, each, quantity ?? null));
  const { order, executedQuantity } = accept(answers.find((answer) => !isRefusal(answer)) ?? answers[0]!);
  return { orderId: order.orderId, clientOrderId: order.clientOrderId, executedQuantity: toText(executedQuantity) };
}
