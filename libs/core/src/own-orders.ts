import { makeClientOrderId } from './client-order-id.ts';
import { decimal, type Decimal, decimalText, ZERO } from './decimal.ts';
import { derivedId } from './derived-id.ts';
import type { NewOrder } from './facts.ts';
import type { AccountKey, SymbolKey } from './key.ts';
import { closingSide, openingSide, type TriggerType } from './order.ts';
import type { PositionRecord } from './position.ts';
import type { AttachedStop, PlaceLimit, PlaceMarket, PlaceStop } from './request.ts';
import type { SignalRecord } from './signal.ts';
import type { KeyRecords } from './views.ts';
import type { Wish } from './wish.ts';

/** The next generation of a role for one position: one more than the newest that was ever intended, be it in books that were lost since. */
export function nextGeneration({ orders, generationFloor }: Pick<KeyRecords, 'orders' | 'generationFloor'>, positionId: string, role: 'stop' | 'exit'): number {
  const taken = orders.filter((order) => order.positionId === positionId && order.role === role).map((order) => order.generation);
  return Math.max(generationFloor, ...taken) + 1;
}

type Placed<R> = { readonly request: R; readonly newOrder: NewOrder };

/** The id of a signal's position: the same for every worker and delivery. */
export function positionIdOf(signal: SignalRecord): string {
  return derivedId('position', signal.source, signal.externalId);
}

/** How an entry goes out: at market, or with a `priceLimit` at that price or better; with a stop that it brings along, or none. Prices lie on the tick. */
export interface EntryTerms {
  readonly priceLimit: Decimal | null;
  readonly attachedStop: AttachedStop | null;
}

const PLAIN_TERMS: EntryTerms = { priceLimit: null, attachedStop: null };

/** The order that opens a signal's position, and its row. Its client order id is the same on all terms: a signal has one entry. */
export function entryOrder(signal: SignalRecord, quantity: Decimal, deployment: string, { priceLimit, attachedStop }: EntryTerms = PLAIN_TERMS): Placed<PlaceMarket | PlaceLimit> {
  const clientOrderId = makeClientOrderId({
    ...accountOf(signal.key),
    deployment,
    role: 'entry',
    subject: JSON.stringify([signal.source, signal.externalId]),
    generation: 1,
  });
  const side = openingSide(signal.side);
  const common = { kind: 'place', symbol: signal.key.symbol, leg: signal.key.leg, side, quantity: decimalText(quantity), reduceOnly: false, clientOrderId, ...(attachedStop && { attachedStop }) } as const;
  const row = newOrder({ clientOrderId, positionId: positionIdOf(signal), role: 'entry', generation: 1, list: 'plain', side, quantity, reduceOnly: false });
  return {
    request: priceLimit === null ? { ...common, type: 'market' } : { ...common, type: 'limit_ioc', price: decimalText(priceLimit) },
    newOrder: attachedStop === null ? row : { ...row, triggerPrice: decimal(attachedStop.triggerPrice), triggerType: attachedStop.triggerType },
  };
}

/** A protective stop for the whole of a position, and its row. `triggerPrice` lies on the tick. */
export function stopOrder(
  key: SymbolKey,
  position: PositionRecord,
  stop: { readonly quantity: Decimal; readonly triggerPrice: Decimal; readonly triggerType: TriggerType; readonly generation: number },
  deployment: string,
): Placed<PlaceStop> {
  const clientOrderId = makeClientOrderId({ ...accountOf(key), deployment, role: 'stop', subject: position.id, generation: stop.generation });
  const side = closingSide(position.side);
  return {
    request: {
      kind: 'place',
      type: 'stop_market',
      symbol: key.symbol,
      leg: position.leg,
      side,
      quantity: decimalText(stop.quantity),
      triggerPrice: decimalText(stop.triggerPrice),
      triggerType: stop.triggerType,
      reduceOnly: true,
      clientOrderId,
    },
    newOrder: {
      ...newOrder({ clientOrderId, positionId: position.id, role: 'stop', generation: stop.generation, list: 'conditional', side, quantity: stop.quantity, reduceOnly: true }),
      triggerPrice: stop.triggerPrice,
      triggerType: stop.triggerType,
    },
  };
}

/** A reduce-only market order that closes `quantity` of a position, and its row; made of the signal that wants it, if one does. */
export function exitOrder(key: SymbolKey, position: PositionRecord, quantity: Decimal, generation: number, deployment: string, wish: Wish | null = null): Placed<PlaceMarket> {
  const subject = wish === null ? position.id : JSON.stringify([wish.source, wish.externalId, position.id]);
  const clientOrderId = makeClientOrderId({ ...accountOf(key), deployment, role: 'exit', subject, generation });
  const side = closingSide(position.side);
  return {
    request: { kind: 'place', type: 'market', symbol: key.symbol, leg: position.leg, side, quantity: decimalText(quantity), reduceOnly: true, clientOrderId },
    newOrder: { ...newOrder({ clientOrderId, positionId: position.id, role: 'exit', generation, list: 'plain', side, quantity, reduceOnly: true }), wishId: wish?.id ?? null },
  };
}

function accountOf(key: AccountKey): AccountKey {
  return { exchange: key.exchange, account: key.account };
}

type OrderEssence = Pick<NewOrder, 'clientOrderId' | 'positionId' | 'role' | 'generation' | 'list' | 'side' | 'quantity' | 'reduceOnly'>;

function newOrder(essence: OrderEssence): NewOrder {
  return {
    ...essence,
    id: derivedId('order', essence.clientOrderId),
    triggerPrice: null,
    triggerType: null,
    closesPosition: false,
    status: 'planned',
    exchangeOrderId: null,
    childOrderId: null,
    executedQuantity: ZERO,
    averagePrice: null,
    wishId: null,
  };
}
